package org.doorstep.view.finish

import android.os.Bundle
import android.text.Editable
import android.text.TextWatcher
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.Need
import org.doorstep.device.NeedCard
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.finish.FinishPresenter
import org.doorstep.presenter.finish.FinishScreen
import org.doorstep.presenter.form.FormScreen.NoPlace
import org.doorstep.view.CodeWords
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.draft
import org.doorstep.view.form.RedLineWords
import org.doorstep.view.form.button

/** The end of a visit: what is missing, what is unusual, one save, and what comes after. */
class FinishActivity : ScreenActivity<FinishScreen, FinishPresenter>(R.layout.finish, R.string.finish_title) {
    private var unsaved: String? = null
    private var listed: List<FinishScreen.Missing>? = null

    override fun present(core: Core) =
        FinishPresenter(intent.draft, getString(R.string.language), core.forms, core.finishes, app.location, app.work)

    override fun onCreate(state: Bundle?) {
        unsaved = state?.getString(UNSAVED)
        super.onCreate(state)
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(UNSAVED, presenter?.unsaved)
    }

    override fun onPause() {
        presenter?.handOver()
        super.onPause()
    }

    override fun wire(presenter: FinishPresenter) {
        unsaved?.let { presenter.regain(it) }
        find<View>(R.id.save).setOnClickListener { presenter.save() }
        find<NeedCard>(R.id.place_need).ask(Need.LOCATION)
        find<NeedCard>(R.id.notices_need).ask(Need.NOTIFICATIONS, offered = true)
        find<View>(R.id.place_again).setOnClickListener { presenter.locate() }
        find<View>(R.id.second).setOnClickListener { presenter.second() }
        find<View>(R.id.home).setOnClickListener { presenter.home() }
        find<View>(R.id.report).setOnClickListener { presenter.report() }
        find<View>(R.id.give_back).setOnClickListener { presenter.giveBack(find<EditText>(R.id.words).text.toString()) }
        find<EditText>(R.id.reason).apply {
            isSaveEnabled = false
            addTextChangedListener(object : TextWatcher {
                override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

                override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit

                override fun afterTextChanged(text: Editable) {
                    if (hasFocus() || text.toString() != presenter.screen.reason) presenter.typed(text.toString())
                }
            })
        }
    }

    override fun draw(screen: FinishScreen) {
        val saved = screen.saved
        find<TextView>(R.id.about).text = screen.standing?.let {
            val words = FieldWords(resources)
            val purpose = words.of(it.purpose)
            if (it.about == null) purpose else getString(R.string.form_about, purpose, words.name(it.name))
        }
        shown(R.id.gone, screen.gone)
        val finishing = saved == null && !screen.gone
        shown(R.id.before, finishing)
        shown(R.id.after, saved != null)
        if (finishing) drawBefore(screen)
        if (saved != null) drawAfter(screen)
        drawActions(screen, finishing)
        say(screen.trouble)
    }

    private fun drawBefore(screen: FinishScreen) {
        shown(R.id.missing_part, screen.missing.isNotEmpty())
        if (screen.missing != listed) {
            listed = screen.missing
            val list = find<ViewGroup>(R.id.missing)
            list.removeAllViews()
            for (missing in screen.missing) {
                list.button(R.string.form_required).apply {
                    text = missing.label
                    setOnClickListener { presenter?.goTo(missing) }
                }
            }
        }
        val weighed = screen.missing.isEmpty()
        shown(R.id.unusual_part, weighed && screen.flags.isNotEmpty())
        find<TextView>(R.id.flags).text = FlagWords(resources).of(screen.flags)
        find<EditText>(R.id.reason).apply { if (!hasFocus() && text.toString() != screen.reason) setText(screen.reason) }
        find<TextView>(R.id.place).text = when {
            screen.placing -> getString(R.string.finish_placing)
            screen.accuracyMetres != null -> getString(R.string.finish_place_known, screen.accuracyMetres)
            else -> screen.noPlace?.let { getString(it.words()) }
        }
        shown(R.id.place_part, weighed)
        shown(R.id.place_again, screen.noPlace != null && screen.noPlace != NoPlace.REFUSED && !screen.placing)
        find<NeedCard>(R.id.place_need).wanted = screen.noPlace == NoPlace.REFUSED
    }

    private fun NoPlace.words() = when (this) {
        NoPlace.REFUSED -> R.string.finish_place_refused
        NoPlace.SWITCHED_OFF -> R.string.finish_place_off
        NoPlace.NOT_YET -> R.string.finish_place_not_yet
    }

    private fun drawAfter(screen: FinishScreen) {
        val saved = requireNotNull(screen.saved)
        val lines = screen.standing?.redLines.orEmpty()
        find<NeedCard>(R.id.notices_need).wanted = saved.haste == Haste.NORMAL
        shown(R.id.emergency, saved.haste == Haste.EMERGENCY)
        val number = RedLineWords.calls(lines)
        find<Button>(R.id.call).apply {
            setText(if (number == RedLineWords.POLICE) R.string.form_red_call_police else R.string.form_red_call_ambulance)
            setOnClickListener { presenter?.call(number) }
        }
        // Whoever is investigating a second time is asked below.
        val findings = saved.findings.filterNot { it == SECOND_MISSING && screen.needsSecond }
        shown(R.id.findings_part, findings.isNotEmpty())
        find<TextView>(R.id.findings).text = CodeWords(resources).of(findings)
        val corrects = screen.standing?.corrects != null
        shown(R.id.words, corrects && !screen.givenBack)
        shown(R.id.given_back, screen.givenBack)
    }

    private fun drawActions(screen: FinishScreen, finishing: Boolean) {
        find<Button>(R.id.save).apply {
            visibility = if (finishing && screen.missing.isEmpty() && screen.standing != null) View.VISIBLE else View.GONE
            isEnabled = !screen.saving
            setText(if (screen.saving) R.string.finish_saving else R.string.finish_save)
        }
        val givesBack = screen.saved != null && screen.standing?.corrects != null && !screen.givenBack
        shown(R.id.give_back, givesBack)
        shown(R.id.second, screen.needsSecond && !givesBack)
        shown(R.id.home, !finishing && !givesBack)
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    override fun back() = presenter?.back() ?: finish()

    private companion object {
        const val UNSAVED = "unsaved"
        const val SECOND_MISSING = "second_investigator_missing"
    }
}
