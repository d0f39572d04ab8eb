package org.doorstep.presenter.launch

import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Core

/**
 * Opens the phone's memory when somebody first knocks, and once for all who wait: two cores over one folder would be one too many.
 * What did not open is tried again at the next knock. On the drawing thread.
 */
class Door(private val entrance: () -> Entrance, private val work: () -> Work) {
    /** As far as it is open. */
    var core: Core? = null
        private set
    private var opening = false
    private val waiting = mutableListOf<(Opening) -> Unit>()

    /** Says what opening gave: at once if it is open, else as soon as that is known. */
    fun knock(heard: (Opening) -> Unit) = hear(heard) { entrance().open() }

    /** Gives up what will not open any more, for an empty memory. */
    fun startOver(from: Opening.Stranded, heard: (Opening) -> Unit) = hear(heard) { from.startOver() }

    /** It was opened from elsewhere. */
    fun opened(core: Core) = tell(Opening.Ready(core))

    private fun hear(heard: (Opening) -> Unit, open: () -> Opening) {
        core?.let { return heard(Opening.Ready(it)) }
        waiting += heard
        if (opening) return
        opening = true
        val work = work()
        work.beside {
            val gave = open()
            work.onScreen { tell(gave) }
        }
    }

    private fun tell(gave: Opening) {
        opening = false
        if (gave is Opening.Ready) core = gave.core
        waiting.toList().also { waiting.clear() }.forEach { it(gave) }
    }
}
