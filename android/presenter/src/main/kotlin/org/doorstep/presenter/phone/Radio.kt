package org.doorstep.presenter.phone

import org.doorstep.presenter.CalledOff

/** What the phone knows of its network. */
interface Radio {
    fun network(): Net

    /** Says when it changes, on a thread of its own. */
    fun follow(changed: () -> Unit): CalledOff
}

enum class Net {
    NONE,

    /** Bytes cost nothing. */
    FREE,

    /** Each byte may cost. */
    METERED,
}
