package org.doorstep.presenter.lock

import org.doorstep.presenter.core.AccountId

/** What the lock keeps on the phone. */
data class LockState(
    /** None: nobody asked for a lock. */
    val pin: SealedPin? = null,
    /** Wrong PINs in a row. */
    val misses: Int = 0,
    val lastMiss: Moment? = null,
    /** When the app was last left while it was open; none while it is in use. */
    val left: Moment? = null,
    val patience: Patience = Patience.MINUTES_5,
    /** Whether a fingerprint or a face opens it too. */
    val biometric: Boolean = false,
    val owner: Owner? = null,
)

/** For whom the phone was enrolled while it was open: they alone get in when the PIN is forgotten. */
data class Owner(
    /** The fingerprint of the ticket: of a county, not of a person. */
    val county: String,
    val account: AccountId,
)

/** A time that setting the clock does not move: milliseconds since a start of the phone, sleep included. */
data class Moment(val boot: Long, val millis: Long)

interface LockClock {
    fun now(): Moment
}

/** Where the state is kept; what was written is there after the process has ended. */
interface LockStore {
    fun read(): LockState

    fun write(state: LockState)
}

/** How long one may be elsewhere without being asked again. */
enum class Patience(val minutes: Int) { AT_ONCE(0), MINUTES_5(5), MINUTES_30(30) }
