package org.doorstep.device

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.launch.Entrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.presenter.phone.Code
import org.doorstep.presenter.phone.Event
import org.doorstep.presenter.phone.Events
import org.doorstep.presenter.phone.Radio

/** Another's way in: what came of it is noted, and an open core hears when the network changes. */
internal class WatchedEntrance(
    private val entrance: Entrance,
    private val radio: Radio,
    private val events: Events,
    private val opened: () -> Unit,
) : Entrance {
    override fun open(): Opening = watched(entrance.open())

    private fun watched(opening: Opening): Opening {
        when (opening) {
            is Opening.Ready -> {
                events.note(Event.OPENED)
                follow(opening)
                opened()
            }
            Opening.Locked -> events.note(Event.LOCKED)
            is Opening.Failed -> events.note(Event.NOT_OPENED, Code.of(opening.trouble))
            is Opening.Stranded -> {
                events.note(Event.STRANDED)
                return Opening.Stranded {
                    events.note(Event.STARTED_OVER)
                    watched(opening.startOver())
                }
            }
        }
        return opening
    }

    /** For as long as the process lives, as the core does. */
    private fun follow(ready: Opening.Ready) {
        radio.follow {
            val net = radio.network()
            try {
                ready.core.background.networkChanged()
                events.note(Event.NETWORK, Code.of(net))
            } catch (trouble: Trouble) {
                events.note(Event.NETWORK, Code.of(trouble))
            }
        }
    }
}
