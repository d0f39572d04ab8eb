package org.doorstep.presenter.lock

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Work

/**
 * Sets the PIN, changes it, takes it away. Whoever changes it or takes it away has to know it, though the screens are open: a phone that
 * was put down for a moment is not to be made somebody else's.
 */
class PinPresenter(private val lock: Lock, private val canRecognise: () -> Boolean, work: Work) :
    Presenter<PinScreen>(PinScreen(if (lock.isSet) PinStep.OVERVIEW else PinStep.CHOOSE), work) {
    private var typed = ""
    private var chosen = ""
    private var then = PinStep.CHOOSE
    private val wait = Wait(lock, work) { show(screen.copy(waitSeconds = it)) }

    override fun refresh() {
        show(screen.copy(patience = lock.patience, biometric = lock.biometric, canRecognise = canRecognise()))
        if (screen.step == PinStep.CURRENT) wait.follow()
    }

    override fun leave() {
        wait.stop()
        super.leave()
    }

    fun change() = current(PinStep.CHOOSE)

    fun takeAway() = current(PinStep.GONE)

    fun choose(patience: Patience) {
        lock.choose(patience)
        show(screen.copy(patience = patience))
    }

    fun choose(biometric: Boolean) {
        lock.choose(biometric)
        show(screen.copy(biometric = biometric))
    }

    fun digit(digit: Char) {
        if (!screen.takesDigits) return
        type(typed + digit)
        if (typed.length == Lock.DIGITS) whole()
    }

    fun erase() = type(typed.dropLast(1))

    /** One step back; out, where there is none. */
    fun back() {
        if (screen.checking) return
        when {
            screen.step == PinStep.AGAIN -> step(PinStep.CHOOSE)
            screen.step != PinStep.OVERVIEW && lock.isSet -> step(PinStep.OVERVIEW)
            else -> go(Destination.Back)
        }
    }

    private fun current(then: PinStep) {
        this.then = then
        step(PinStep.CURRENT)
        wait.follow()
    }

    private fun type(digits: String) {
        if (screen.checking) return
        typed = digits
        show(screen.copy(typed = digits.length, said = null))
    }

    private fun whole() {
        val pin = typed
        when (screen.step) {
            PinStep.CURRENT -> check(pin)
            PinStep.CHOOSE -> if (Lock.tooSimple(pin)) step(PinStep.CHOOSE, PinSaid.TOO_SIMPLE) else again(pin)
            PinStep.AGAIN -> if (pin == chosen) keep(pin) else step(PinStep.CHOOSE, PinSaid.DIFFERENT)
            PinStep.OVERVIEW, PinStep.GONE -> Unit
        }
    }

    private fun again(pin: String) {
        step(PinStep.AGAIN)
        chosen = pin
    }

    private fun check(pin: String) {
        show(screen.copy(checking = true))
        ask({ lock.guess(pin) }, {}) { guess ->
            when {
                guess != Guess.RIGHT -> step(PinStep.CURRENT, PinSaid.WRONG.takeIf { guess == Guess.WRONG }).also { wait.follow() }
                then == PinStep.GONE -> lock.takeAway().also { step(PinStep.GONE) }
                else -> step(PinStep.CHOOSE)
            }
        }
    }

    private fun keep(pin: String) {
        show(screen.copy(checking = true))
        ask({ lock.set(pin) }, {}) { step(PinStep.OVERVIEW, PinSaid.SET) }
    }

    private fun step(step: PinStep, said: PinSaid? = null) {
        wait.stop()
        typed = ""
        chosen = ""
        show(screen.copy(step = step, typed = 0, checking = false, said = said, waitSeconds = 0))
    }
}

/** What is asked, or shown. */
enum class PinStep { OVERVIEW, CURRENT, CHOOSE, AGAIN, GONE }

/** What is said of the last digits. */
enum class PinSaid { WRONG, TOO_SIMPLE, DIFFERENT, SET }

data class PinScreen(
    val step: PinStep,
    val typed: Int = 0,
    val checking: Boolean = false,
    val said: PinSaid? = null,
    val waitSeconds: Int = 0,
    val patience: Patience = Patience.MINUTES_5,
    val biometric: Boolean = false,
    /** The phone knows a finger or a face of its owner. */
    val canRecognise: Boolean = false,
) {
    val takesDigits get() = !checking && waitSeconds == 0 && step != PinStep.OVERVIEW && step != PinStep.GONE
}
