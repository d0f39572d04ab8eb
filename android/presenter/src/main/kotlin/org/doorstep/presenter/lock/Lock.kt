package org.doorstep.presenter.lock

/**
 * Whether the screens are shut, and what opens them: a PIN, or whatever the phone itself knows the person by. It keeps people off the
 * screens, not the core off its data: sending goes on behind it.
 *
 * A PIN is counted as wrong before it is looked at, so that ending the app in between wins nothing. Wrong ones make one wait ([waitAfter]),
 * by a time that neither setting the clock nor starting the phone again shortens; they never erase anything.
 */
class Lock(private val store: LockStore, private val clock: LockClock, private val hash: SlowHash) {
    private var open = false

    private var state: LockState = store.read()
        @Synchronized get
        set(value) {
            field = value
            store.write(value)
        }

    val isSet get() = state.pin != null
    val misses get() = state.misses
    val owner get() = state.owner
    val biometric get() = isSet && state.biometric
    val patience get() = state.patience

    @Synchronized
    fun shut() = isSet && !open

    /** The app has gone out of sight. */
    @Synchronized
    fun left() {
        if (isSet && open) state = state.copy(left = clock.now())
    }

    /** It is in sight again, in the same process or in another. */
    @Synchronized
    fun returned() {
        val left = state.left ?: return
        val now = clock.now()
        open = left.boot == now.boot && now.millis - left.millis < patience.minutes * 60_000L
        state = state.copy(left = null)
    }

    /** Milliseconds until a PIN may be tried. */
    fun wait(): Long {
        val state = state
        val last = state.lastMiss ?: return 0
        val now = clock.now()
        // After a start of the phone nobody knows how long it was off.
        val gone = if (last.boot == now.boot) now.millis - last.millis else now.millis
        return (waitAfter(state.misses) - gone).coerceAtLeast(0)
    }

    /** Tries a PIN. Blocks, for as long as the hash is slow. */
    fun guess(pin: String): Guess {
        val sealed = synchronized(this) {
            val sealed = state.pin ?: return Guess.RIGHT
            if (wait() > 0) return Guess.TOO_EARLY
            state = state.copy(misses = state.misses + 1, lastMiss = clock.now())
            sealed
        }
        if (!hash.opens(sealed, pin)) return Guess.WRONG
        recognised()
        return Guess.RIGHT
    }

    /** The person has shown who they are. */
    @Synchronized
    fun recognised() {
        open = true
        state = state.copy(misses = 0, lastMiss = null, left = null)
    }

    /** Sets a PIN, or another. Blocks, for as long as the hash is slow. */
    fun set(pin: String) {
        val sealed = hash.seal(pin)
        synchronized(this) {
            state = state.copy(pin = sealed)
            recognised()
        }
    }

    @Synchronized
    fun takeAway() {
        state = LockState(patience = state.patience, owner = state.owner)
    }

    @Synchronized
    fun choose(biometric: Boolean) {
        state = state.copy(biometric = biometric)
    }

    @Synchronized
    fun choose(patience: Patience) {
        state = state.copy(patience = patience)
    }

    @Synchronized
    fun belongTo(owner: Owner) {
        state = state.copy(owner = owner)
    }

    /** As on a new phone. */
    @Synchronized
    fun forget() {
        state = LockState()
    }

    companion object {
        const val DIGITS = 6
        private val WAITS = listOf(0L, 0, 0, 0, 30, 60, 5 * 60, 15 * 60, 30 * 60, 60 * 60)

        /** Milliseconds to wait after so many wrong PINs in a row. */
        fun waitAfter(misses: Int) = WAITS[misses.coerceIn(WAITS.indices)] * 1_000

        /** All alike, or one after the other: what is tried first. */
        fun tooSimple(pin: String) = pin.zipWithNext { one, next -> next - one }.distinct().singleOrNull() in setOf(-1, 0, 1)
    }
}

enum class Guess { RIGHT, WRONG, TOO_EARLY }
