package org.doorstep.presenter.lock

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Work

/** Lets in whoever knows the PIN, or whom the phone knows. The digits stay here: what is shown is how many. */
class UnlockPresenter(private val lock: Lock, work: Work) : Presenter<UnlockScreen>(UnlockScreen(), work) {
    private var typed = ""
    private val wait = Wait(lock, work) { show(screen.copy(waitSeconds = it)) }

    override fun refresh() {
        if (!lock.shut()) return go(Destination.Back)
        show(screen.copy(biometric = lock.biometric))
        wait.follow()
    }

    override fun leave() {
        wait.stop()
        super.leave()
    }

    fun digit(digit: Char) {
        if (!screen.takesDigits) return
        type(typed + digit)
        if (typed.length == Lock.DIGITS) guess()
    }

    fun erase() = type(typed.dropLast(1))

    /** The phone has recognised a finger or a face. */
    fun recognised() {
        lock.recognised()
        go(Destination.Back)
    }

    fun forgotten() = show(screen.copy(forgotten = true))

    fun remembered() = show(screen.copy(forgotten = false))

    /** The station vouches for whoever has forgotten their PIN. */
    fun enrol() = go(Destination.Enrol)

    private fun type(digits: String) {
        if (screen.checking) return
        typed = digits
        show(screen.copy(typed = digits.length, wrong = false))
    }

    private fun guess() {
        val pin = typed
        show(screen.copy(checking = true))
        ask({ lock.guess(pin) }, {}) { guess ->
            typed = ""
            show(screen.copy(typed = 0, checking = false, wrong = guess == Guess.WRONG))
            if (guess == Guess.RIGHT) go(Destination.Back) else wait.follow()
        }
    }
}

data class UnlockScreen(
    /** How many digits there are. */
    val typed: Int = 0,
    val checking: Boolean = false,
    val wrong: Boolean = false,
    /** Until a PIN may be tried again. */
    val waitSeconds: Int = 0,
    /** A finger or a face opens it too. */
    val biometric: Boolean = false,
    /** What somebody reads who has forgotten their PIN. */
    val forgotten: Boolean = false,
) {
    val takesDigits get() = !checking && waitSeconds == 0
}
