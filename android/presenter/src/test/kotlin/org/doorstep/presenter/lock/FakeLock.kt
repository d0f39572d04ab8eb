package org.doorstep.presenter.lock

/** A phone's clock, which a test sets going and starts anew. */
class FakeLockClock : LockClock {
    private var boot = 7L
    private var millis = 100_000L

    override fun now() = Moment(boot, millis)

    fun pass(seconds: Int) {
        millis += seconds * 1_000L
    }

    fun startAgain(upSeconds: Int = 0) {
        boot++
        millis = upSeconds * 1_000L
    }
}

class FakeLockStore(var state: LockState = LockState()) : LockStore {
    override fun read() = state

    override fun write(state: LockState) {
        this.state = state
    }
}

/** As quick as a test; it can be told to end the process in the middle. */
class QuickHash : SlowHash {
    var dies = false

    override fun seal(pin: String) = SealedPin("", 1, pin.reversed())

    override fun opens(sealed: SealedPin, pin: String): Boolean {
        if (dies) throw InterruptedException("the process has ended")
        return sealed.hash == pin.reversed()
    }
}

/** A lock over fakes. [again] is the same phone's in another process. */
class FakeLock(val store: FakeLockStore = FakeLockStore(), val clock: FakeLockClock = FakeLockClock(), val hash: QuickHash = QuickHash()) {
    var lock = Lock(store, clock, hash)
        private set

    fun again(): Lock = Lock(store, clock, hash).also { lock = it }

    fun misses(times: Int) = repeat(times) {
        clock.pass(((lock.wait() + 999) / 1_000).toInt())
        check(lock.guess("000001") == Guess.WRONG)
    }

    companion object {
        const val PIN = "271828"

        /** With a PIN, and shut. */
        fun shut() = FakeLock().apply {
            lock.set(PIN)
            again()
        }
    }
}
