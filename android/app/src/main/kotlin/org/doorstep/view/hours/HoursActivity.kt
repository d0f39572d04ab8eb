package org.doorstep.view.hours

import android.app.TimePickerDialog
import android.text.format.DateFormat
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.TextView
import java.time.LocalTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale
import org.doorstep.R
import org.doorstep.design.QrView
import org.doorstep.design.find
import org.doorstep.device.KeptArrivals
import org.doorstep.presenter.Destination
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.hours.Activity
import org.doorstep.presenter.hours.Here
import org.doorstep.presenter.hours.HoursPresenter
import org.doorstep.presenter.hours.HoursScreen
import org.doorstep.presenter.hours.HoursStep
import org.doorstep.view.CodeWords
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity
import org.doorstep.view.scan.ScanView

/** Volunteer hours; the first screen of whoever is a volunteer alone. */
class HoursActivity : ScreenActivity<HoursScreen, HoursPresenter>(R.layout.hours, R.string.hours_title) {
    private val words by lazy { HoursWords(resources) }
    private var listed: Any? = null

    override fun present(core: Core) =
        HoursPresenter(core.volunteering, KeptArrivals(this), app.location, app.now, ZoneId.systemDefault(), app.work)

    override fun wire(presenter: HoursPresenter) {
        find<ScanView>(R.id.scan).heard = presenter::heard
        find<View>(R.id.certificate).setOnClickListener { presenter.lead(Destination.Certificate) }
        find<View>(R.id.records).setOnClickListener { presenter.lead(Destination.Sent) }
        find<View>(R.id.settings).setOnClickListener { presenter.lead(Destination.Settings) }
        find<View>(R.id.other_volunteer).setOnClickListener { presenter.scan() }
        find<View>(R.id.show_code).setOnClickListener { presenter.showCode() }
        find<View>(R.id.open_activity).setOnClickListener { presenter.opening() }
        find<View>(R.id.when_left).setOnClickListener { askWhen() }
        find<View>(R.id.take_back).setOnClickListener { (presenter.screen.step as? HoursStep.Leaving)?.let { presenter.takeBack(it.here) } }
    }

    override fun draw(screen: HoursScreen) {
        val step = screen.step
        shown(R.id.overview, step == HoursStep.Overview && screen.read)
        shown(R.id.choices, step is HoursStep.Arriving)
        shown(R.id.scan, step == HoursStep.Scanning)
        find<ScanView>(R.id.scan).run { if (step == HoursStep.Scanning) start() else stop() }
        shown(R.id.code, step is HoursStep.Code)
        shown(R.id.done, step is HoursStep.Leaving)
        shown(R.id.take_back, step is HoursStep.Leaving)
        shown(R.id.when_left, step is HoursStep.Leaving && step.here.forgotten)
        for (id in listOf(R.id.activity_title, R.id.activity_content)) shown(id, step == HoursStep.Opening)
        text(R.id.about, null)
        when (step) {
            HoursStep.Overview -> drawOverview(screen)
            is HoursStep.Arriving -> drawArriving(step, screen)
            HoursStep.Scanning -> act(getString(R.string.hours_scan), null)
            is HoursStep.Leaving -> drawLeaving(step)
            HoursStep.Opening -> drawOpening()
            is HoursStep.Code -> {
                act(getString(R.string.hours_show), R.string.common_done) { presenter?.back() }
                find<QrView>(R.id.code).text = step.text
            }
        }
        find<View>(R.id.on).isEnabled = !screen.busy
        say(screen.trouble?.let(words::wrong))
    }

    private fun drawOverview(screen: HoursScreen) {
        if (screen.signedIn || !screen.read) act(null, null) else act(null, R.string.hours_sign_in) { presenter?.signIn() }
        find<TextView>(R.id.given).text = getString(R.string.hours_given, words.hours(screen.given))
        find<TextView>(R.id.stars).text = words.stars(screen.given)
        text(R.id.open_minutes, words.open(screen.given))
        val findings = screen.findings
        shown(R.id.kept, findings != null)
        text(R.id.findings, findings?.takeIf { it.isNotEmpty() }?.let { "${getString(R.string.hours_findings)}\n${CodeWords(resources).of(it)}" })
        // What was written of a service that is kept now belongs to no other.
        if (findings != null) for (id in TYPED) find<EditText>(id).text = null
        shown(R.id.here_title, screen.here.isNotEmpty())
        fill(R.id.here, screen.here, ::row)
    }

    private fun row(here: Here): View = layoutInflater.inflate(R.layout.hours_here, find<ViewGroup>(R.id.here), false).apply {
        find<TextView>(R.id.name).text = FieldWords(resources).name(here.name)
        find<TextView>(R.id.title).text = here.title ?: getString(R.string.hours_unknown_activity)
        find<TextView>(R.id.since).text = words.since(here)
        setOnClickListener { presenter?.leaving(here) }
    }

    private fun drawArriving(step: HoursStep.Arriving, screen: HoursScreen) {
        act(words.comesFor(step.who), null)
        if (screen.activities.isEmpty()) text(R.id.about, getString(R.string.hours_no_activity))
        fill(R.id.choices, screen.activities, ::row)
    }

    private fun row(activity: Activity): View = layoutInflater.inflate(R.layout.hours_activity, find<ViewGroup>(R.id.choices), false).apply {
        find<TextView>(R.id.title).text = activity.title
        find<TextView>(R.id.content).apply {
            text = activity.content
            visibility = if (activity.content.isEmpty()) View.GONE else View.VISIBLE
        }
        setOnClickListener { presenter?.came(activity) }
    }

    private fun drawLeaving(step: HoursStep.Leaving) {
        act(getString(R.string.hours_left), R.string.hours_leave) { presenter?.signOut(find<EditText>(R.id.done).text.toString()) }
        text(R.id.about, listOf(FieldWords(resources).name(step.here.name), words.since(step.here)).joinToString(" · "))
        find<Button>(R.id.when_left).text =
            step.left?.let { getString(R.string.hours_when_left_at, it.format(DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT))) }
                ?: getString(R.string.hours_when_left)
    }

    private fun drawOpening() {
        act(getString(R.string.hours_open_activity), R.string.hours_activity_open) {
            presenter?.open(find<EditText>(R.id.activity_title).text.toString(), find<EditText>(R.id.activity_content).text.toString())
        }
        text(R.id.about, getString(R.string.hours_activity_here))
    }

    private fun askWhen() {
        val since = (presenter?.screen?.step as? HoursStep.Leaving)?.here?.since ?: return
        val start = since.atZone(ZoneId.systemDefault()).toLocalTime()
        TimePickerDialog(this, { _, hour, minute -> presenter?.left(LocalTime.of(hour, minute)) }, start.hour, start.minute, DateFormat.is24HourFormat(this))
            .show()
    }

    /** What is asked, and the main action. */
    private fun act(asked: String?, action: Int?, tapped: () -> Unit = {}) {
        text(R.id.words, asked)
        find<Button>(R.id.on).apply {
            visibility = if (action == null) View.GONE else View.VISIBLE
            action?.let(::setText)
            setOnClickListener { tapped() }
        }
    }

    private fun <T> fill(id: Int, things: List<T>, view: (T) -> View) {
        if (listed == id to things) return
        listed = id to things
        val list = find<ViewGroup>(id)
        list.removeAllViews()
        things.forEach { list.addView(view(it)) }
    }

    private fun text(id: Int, words: String?) {
        find<TextView>(id).text = words
        shown(id, words != null)
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
        val TYPED = listOf(R.id.done, R.id.activity_title, R.id.activity_content)
    }
}
