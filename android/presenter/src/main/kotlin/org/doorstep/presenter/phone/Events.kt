package org.doorstep.presenter.phone

/** What happened on this phone, for whoever is asked for help: in codes alone, so that nothing of anybody can be in it. */
interface Events {
    fun note(event: Event, code: Code? = null)

    /** All that is still kept, oldest first, as a text to be handed on. Blocks. */
    fun share(): String
}

enum class Event {
    STARTED,

    /** The phone's memory. */
    OPENED,
    LOCKED,
    STRANDED,
    STARTED_OVER,
    NOT_OPENED,

    /** The network, as the phone sees it. */
    NETWORK,

    /** The sending, without anybody looking on. */
    SYNCED,
    SYNC_WAITS,
    SYNC_REFUSED,

    /** Something was told by a notification. */
    REMINDED,

    /** The app ended by a fault of its own. */
    CRASHED,
}
