package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.StrandedPhone
import county.doorstep.core.openPhone
import java.io.File
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.launch.Entrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.presenter.phone.Clock
import org.doorstep.presenter.phone.Keys
import org.doorstep.presenter.phone.Radio

/** Opens the core over a folder of its own. The core's library is loaded by the first [open], which takes its time. */
class BoundEntrance(
    private val folder: File,
    private val keys: Keys,
    private val clock: Clock,
    private val radio: Radio,
) : Entrance {
    override fun open(): Opening = opened {
        folder.mkdirs()
        when (val opening = openPhone(folder.path, lent(keys, clock, radio))) {
            is county.doorstep.core.Opening.Ready -> ready(opening.doorstep)
            county.doorstep.core.Opening.Locked -> Opening.Locked
            is county.doorstep.core.Opening.Stranded -> stranded(opening.phone)
        }
    }

    private fun ready(doorstep: Doorstep) = Opening.Ready(BoundCore(doorstep))

    private fun stranded(phone: StrandedPhone) = Opening.Stranded { opened { ready(phone.startOver()) } }

    private inline fun opened(open: () -> Opening): Opening = try {
        asked(open)
    } catch (trouble: Trouble) {
        Opening.Failed(trouble)
    } catch (_: LinkageError) {
        // An app that was put together without its library, or with another phone's.
        Opening.Failed(Trouble.Internal("library"))
    }
}
