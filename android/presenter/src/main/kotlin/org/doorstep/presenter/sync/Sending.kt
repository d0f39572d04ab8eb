package org.doorstep.presenter.sync

import java.time.Instant
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.core.Purpose

/** Where the sending stands, and what a person can do about it. */
interface Sending {
    fun state(): SendingState

    /** Hears, from a thread of its own, that the state is another. */
    fun follow(changed: () -> Unit): CalledOff

    /** Sends and receives until there is nothing to do or nothing can be done: minutes, perhaps. */
    fun now()

    fun parked(): List<Parked>

    fun retry(parked: Parked)

    fun picturesWait(): Boolean

    fun setPicturesWait(wait: Boolean)

    /** Hands the sealed journals to the county; how many it took. Minutes, perhaps. */
    fun offerJournals(): Int
}

data class SendingState(
    val status: SendingStatus,
    val records: Int = 0,
    val emergencies: Int = 0,
    /** Since when the oldest waits, by the phone's clock. */
    val oldest: Instant? = null,
    val pictures: Int = 0,
    val pictureBytes: Long = 0,
    /** Originals that wait for a network on which bytes cost nothing. */
    val patient: Int = 0,
) {
    val nothingWaits get() = records == 0 && pictures == 0 && patient == 0
}

/** Where it is, or why it rests. */
sealed interface SendingStatus {
    data object Idle : SendingStatus
    data class Working(val work: Work) : SendingStatus
    data object NotEnrolled : SendingStatus
    data class SignedOut(val code: String) : SendingStatus
    data class Revoked(val code: String) : SendingStatus
    data class Resting(val why: Why) : SendingStatus
    data class Declined(val code: String) : SendingStatus

    enum class Work { PREPARING, SENDING, UPLOADING, RECEIVING }

    enum class Why { OFFLINE, SLOW, PORTAL, WRONG_PIN, BUSY, STORAGE_FULL, PHONE }
}

/** What the county did not take. */
sealed interface Parked {
    val code: String

    data class Record(val id: String, val name: String?, val purpose: Purpose?, override val code: String) : Parked

    data class Picture(val id: Long, override val code: String) : Parked
}
