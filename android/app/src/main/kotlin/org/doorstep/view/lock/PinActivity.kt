package org.doorstep.view.lock

import android.view.View
import android.widget.CheckedTextView
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.lock.Patience
import org.doorstep.presenter.lock.PinPresenter
import org.doorstep.presenter.lock.PinSaid
import org.doorstep.presenter.lock.PinScreen
import org.doorstep.presenter.lock.PinStep
import org.doorstep.view.FramedActivity

/** The PIN: chosen, changed, taken away; when it is asked for, and what else opens. */
class PinActivity : FramedActivity<PinScreen, PinPresenter>(R.layout.pin, R.string.lock_pin_title) {
    override fun meet(met: (PinPresenter) -> Unit) = met(PinPresenter(app.lock, { app.recognition.possible }, app.work))

    override fun wire(presenter: PinPresenter) {
        find<PinPad>(R.id.pad).apply {
            digit = presenter::digit
            erase = presenter::erase
        }
        for ((id, patience) in PATIENCE) find<View>(id).setOnClickListener { presenter.choose(patience) }
        find<View>(R.id.biometric).setOnClickListener { presenter.choose(!presenter.screen.biometric) }
        find<View>(R.id.change).setOnClickListener { presenter.change() }
        find<View>(R.id.take_away).setOnClickListener { presenter.takeAway() }
        find<View>(R.id.done).setOnClickListener { presenter.back() }
    }

    override fun draw(screen: PinScreen) {
        val asks = screen.step in ASKING
        val overview = screen.step == PinStep.OVERVIEW
        shown(R.id.pad, asks)
        shown(R.id.overview, overview)
        shown(R.id.done, !asks)
        find<PinPad>(R.id.pad).show(screen.typed, screen.takesDigits)
        find<TextView>(R.id.words).text = getString(if (screen.checking) R.string.lock_checking else words(screen.step))
        find<TextView>(R.id.more).apply {
            setText(R.string.lock_pin_choose_more)
            visibility = if (screen.step == PinStep.CHOOSE) View.VISIBLE else View.GONE
        }
        val wrong = listOfNotNull(wrong(screen.said)?.let(::getString), resources.wait(screen.waitSeconds))
        find<TextView>(R.id.wrong).apply {
            text = wrong.joinToString("\n")
            visibility = if (wrong.isEmpty()) View.GONE else View.VISIBLE
        }
        shown(R.id.set, screen.said == PinSaid.SET)
        for ((id, patience) in PATIENCE) find<CheckedTextView>(id).isChecked = screen.patience == patience
        shown(R.id.biometric, screen.canRecognise)
        find<CheckedTextView>(R.id.biometric).isChecked = screen.biometric
    }

    private fun words(step: PinStep) = when (step) {
        PinStep.OVERVIEW -> R.string.lock_pin_stands
        PinStep.CURRENT -> R.string.lock_pin_current
        PinStep.CHOOSE -> R.string.lock_pin_choose
        PinStep.AGAIN -> R.string.lock_pin_again
        PinStep.GONE -> R.string.lock_pin_gone
    }

    private fun wrong(said: PinSaid?) = when (said) {
        PinSaid.WRONG -> R.string.lock_wrong
        PinSaid.TOO_SIMPLE -> R.string.lock_pin_too_simple
        PinSaid.DIFFERENT -> R.string.lock_pin_different
        PinSaid.SET, null -> null
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    override fun back() = presenter?.back() ?: finish()

    private companion object {
        val ASKING = setOf(PinStep.CURRENT, PinStep.CHOOSE, PinStep.AGAIN)
        val PATIENCE = mapOf(
            R.id.at_once to Patience.AT_ONCE,
            R.id.minutes_5 to Patience.MINUTES_5,
            R.id.minutes_30 to Patience.MINUTES_30,
        )
    }
}
