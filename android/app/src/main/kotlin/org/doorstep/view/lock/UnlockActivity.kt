package org.doorstep.view.lock

import android.os.Bundle
import android.view.View
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.lock.UnlockPresenter
import org.doorstep.presenter.lock.UnlockScreen
import org.doorstep.view.FramedActivity

/** Asks who it is. Behind it waits whatever the person was at; back leads out of the app. */
class UnlockActivity : FramedActivity<UnlockScreen, UnlockPresenter>(R.layout.unlock, R.string.lock_title) {
    override val guarded = false
    override val hasBack = false
    private var asked = false

    override fun meet(met: (UnlockPresenter) -> Unit) = met(UnlockPresenter(app.lock, app.work))

    override fun onCreate(state: Bundle?) {
        asked = state != null
        super.onCreate(state)
    }

    override fun wire(presenter: UnlockPresenter) {
        find<PinPad>(R.id.pad).apply {
            digit = presenter::digit
            erase = presenter::erase
        }
        find<View>(R.id.recognise).setOnClickListener { recognise() }
        find<View>(R.id.forgotten).setOnClickListener { presenter.forgotten() }
        find<View>(R.id.enrol).setOnClickListener { presenter.enrol() }
        find<View>(R.id.remembered).setOnClickListener { presenter.remembered() }
    }

    override fun draw(screen: UnlockScreen) {
        val byFinger = screen.biometric && app.recognition.possible
        for (id in listOf(R.id.ask, R.id.ask_words)) shown(id, !screen.forgotten)
        for (id in listOf(R.id.instead, R.id.instead_words)) shown(id, screen.forgotten)
        shown(R.id.recognise, byFinger)
        find<PinPad>(R.id.pad).show(screen.typed, screen.takesDigits)
        val words = when {
            screen.checking -> getString(R.string.lock_checking)
            else -> getString(R.string.lock_enter)
        }
        find<TextView>(R.id.words).text = words
        val wait = resources.wait(screen.waitSeconds)
        find<TextView>(R.id.wrong).apply {
            text = listOfNotNull(getString(R.string.lock_wrong).takeIf { screen.wrong }, wait).joinToString("\n")
            visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
        }
        // Once of itself; whoever called it off has the button.
        if (byFinger && !asked) recognise()
    }

    private fun recognise() {
        asked = true
        app.recognition.ask(this) { presenter?.recognised() }
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    override fun back() {
        if (presenter?.screen?.forgotten == true) presenter?.remembered() else moveTaskToBack(true)
    }
}
