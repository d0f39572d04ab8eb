package org.doorstep.presenter.launch

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Core

/** What opening the phone's memory gave. */
sealed interface Opening {
    data class Ready(val core: Core) : Opening

    /** Not yet: the phone was not unlocked since it started. */
    data object Locked : Opening

    /**
     * It will not open any more: its key or its database is lost. Nothing of it has been touched, and the sealed journal still holds
     * what was saved. [startOver] sets it aside for an empty one; it blocks.
     */
    class Stranded(val startOver: () -> Opening) : Opening

    data class Failed(val trouble: Trouble) : Opening
}

/** The way into the phone's memory. It blocks, and may be gone again for as long as it has not given [Opening.Ready]. */
interface Entrance {
    fun open(): Opening
}
