package org.doorstep.presenter.background

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.phone.Code

/** What goes on while nobody looks. */
interface Background {
    /** Sends and receives until there is nothing to do or nothing can be done. */
    fun sync(): SyncEnd

    /** The phone's network is another. */
    fun networkChanged()

    /** What was sent back and is not answered. */
    fun returns(): List<SentBack>

    /** Emergencies, and reports of them, that were begun and not finished. */
    fun emergencies(): List<OpenEmergency>
}

data class SyncEnd(val how: How, val why: Code? = null) {
    enum class How {
        DONE,

        /** To be tried again. */
        WAITS,

        /** A person has to act first: enrol, sign in. */
        REFUSED,
    }
}

data class SentBack(val record: RecordId, val at: Instant, val deadline: LocalDate?)

data class OpenEmergency(val draft: DraftId, val touched: Instant)
