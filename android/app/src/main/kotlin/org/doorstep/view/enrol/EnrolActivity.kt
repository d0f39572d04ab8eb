package org.doorstep.view.enrol

import android.os.Build
import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.EditText
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.enrol.EnrolPresenter
import org.doorstep.presenter.enrol.EnrolScreen
import org.doorstep.presenter.enrol.EnrolStep
import org.doorstep.view.ScreenActivity
import org.doorstep.view.scan.ScanView

/** This phone becomes somebody's: a ticket, its fingerprint, what is on file, a lock. */
class EnrolActivity : ScreenActivity<EnrolScreen, EnrolPresenter>(R.layout.enrol, R.string.enrol_title) {
    /** Open to whoever has forgotten their PIN. */
    override val guarded = false

    /** Where a process that has ended stood. What was compared is scanned again. */
    private var begin = EnrolStep.SCAN

    override fun onCreate(state: Bundle?) {
        state?.getString(STEP)?.let { begin = EnrolStep.valueOf(it) }
        super.onCreate(state)
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        presenter?.screen?.run { state.putString(STEP, (if (step == EnrolStep.COMPARE) from else step).name) }
    }

    override fun present(core: Core) = EnrolPresenter(core.enrolment, app.lock, "${Build.MANUFACTURER} ${Build.MODEL}", begin, app.work)

    override fun wire(presenter: EnrolPresenter) {
        find<ScanView>(R.id.scan).heard = presenter::scanned
        find<View>(R.id.different).setOnClickListener { presenter.notTheSame() }
    }

    override fun draw(screen: EnrolScreen) {
        shown(R.id.scan, screen.step == EnrolStep.SCAN)
        find<ScanView>(R.id.scan).run { if (screen.step == EnrolStep.SCAN) start() else stop() }
        shown(R.id.ticket, screen.step == EnrolStep.TYPED)
        shown(R.id.fingerprint, screen.step == EnrolStep.COMPARE)
        shown(R.id.different, screen.step == EnrolStep.COMPARE && !screen.busy)
        find<TextView>(R.id.words).text = EnrolWords(resources).of(screen)
        find<TextView>(R.id.more).setText(more(screen.step))
        if (screen.step == EnrolStep.COMPARE) drawFingerprint(screen.groups)
        drawActions(screen)
        say(EnrolWords(resources).wrong(screen))
    }

    private fun drawFingerprint(groups: List<String>) = find<TextView>(R.id.fingerprint).run {
        text = groups.chunked(2).joinToString("\n") { it.joinToString("  ") }
        contentDescription = groups.joinToString(", ") { it.toList().joinToString(" ") }
    }

    private fun more(step: EnrolStep) = when (step) {
        EnrolStep.SCAN -> R.string.enrol_scan_more
        EnrolStep.TYPED -> R.string.enrol_typed_more
        EnrolStep.COMPARE -> R.string.enrol_compare_more
        EnrolStep.LOADING -> R.string.enrol_loading_more
        EnrolStep.LOCK -> R.string.enrol_lock_more
    }

    private fun drawActions(screen: EnrolScreen) {
        val presenter = requireNotNull(presenter)
        val free = !screen.busy
        when (screen.step) {
            EnrolStep.SCAN -> actions(null, R.string.enrol_by_hand to presenter::byHand)
            EnrolStep.TYPED -> actions(R.string.enrol_typed_on to ::typed, R.string.enrol_by_camera to presenter::byCamera)
            EnrolStep.COMPARE -> actions((R.string.enrol_same to presenter::theSame).takeIf { free }, null)
            EnrolStep.LOADING -> actions(R.string.enrol_go_on to presenter::goOn, null)
            EnrolStep.LOCK -> actions(R.string.enrol_choose_pin to presenter::choosePin, R.string.enrol_no_pin to presenter::goHome)
        }
    }

    private fun typed() {
        presenter?.typed(find<EditText>(R.id.ticket).text.toString())
    }

    private fun actions(on: Pair<Int, () -> Unit>?, other: Pair<Int, () -> Unit>?) {
        button(R.id.on, on)
        button(R.id.other, other)
    }

    private fun button(id: Int, action: Pair<Int, () -> Unit>?) = find<Button>(id).run {
        visibility = if (action == null) View.GONE else View.VISIBLE
        action?.first?.let(::setText)
        setOnClickListener { action?.second?.invoke() }
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    override fun onPause() {
        find<ScanView>(R.id.scan).stop()
        super.onPause()
    }

    override fun back() = presenter?.back() ?: finish()

    private companion object {
        const val STEP = "step"
    }
}
