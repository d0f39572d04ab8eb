package org.doorstep.view.form

import android.app.AlertDialog
import android.os.Bundle
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import android.widget.ProgressBar
import android.widget.ScrollView
import android.widget.TextView
import android.widget.Toast
import java.time.Duration
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.Need
import org.doorstep.device.Permissions
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.FormPresenter
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Standing
import org.doorstep.view.FieldWords
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.draft
import org.doorstep.view.Way.Companion.questionIfAny

/** The questions of a visit or a sheet, a part at a time. */
class QuestionsActivity : ScreenActivity<FormScreen, FormPresenter>(R.layout.questions, R.string.form_title) {
    private lateinit var items: SectionView
    private var asking: AlertDialog? = null
    private var unsaved: List<String>? = null
    private var lookedAt: String? = null
    private var section: String? = null

    override fun present(core: Core) =
        FormPresenter(intent.draft, getString(R.string.language), core.forms, app.location, app.work, intent.questionIfAny)

    override fun onCreate(state: Bundle?) {
        unsaved = state?.getStringArrayList(UNSAVED)
        super.onCreate(state)
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        presenter?.let { state.putStringArrayList(UNSAVED, ArrayList(it.unsaved)) }
    }

    override fun onPause() {
        presenter?.handOver()
        super.onPause()
    }

    override fun wire(presenter: FormPresenter) {
        unsaved?.let { presenter.regain(it) }
        items = SectionView(find(R.id.items), taps(presenter), presenter::add, presenter::remove)
        find<View>(R.id.previous).setOnClickListener { presenter.previous() }
        find<View>(R.id.sections).setOnClickListener { presenter.list(!presenter.screen.listing) }
        find<View>(R.id.give_up).setOnClickListener { presenter.askToGiveUp(true) }
        find<View>(R.id.red_report).setOnClickListener { presenter.report() }
    }

    private fun taps(presenter: FormPresenter) = object : FormTaps {
        override fun typed(question: Item.Question, text: String) = presenter.typed(question.path, question.kind, text)

        override fun left() = presenter.handOver()

        override fun answered(path: String, answer: Answer?) = presenter.answer(path, answer)

        override fun place(question: Item.Question) {
            presenter.place(question)
            if (!app.location.allowed) Permissions(this@QuestionsActivity).ask(Need.LOCATION)
        }

        override fun camera(path: String) = presenter.camera(path)

        override fun signature(path: String) = presenter.signature(path)

        override fun scan(path: String) = presenter.barcode(path)

        override fun picture(file: FileHash, shown: (ByteArray) -> Unit) = presenter.picture(file, shown)
    }

    override fun draw(screen: FormScreen) {
        screen.standing?.let { drawStanding(it) }
        find<ProgressBar>(R.id.progress).apply {
            max = screen.sections.size
            progress = screen.at + 1
        }
        find<Button>(R.id.sections).apply {
            text = getString(R.string.form_progress, screen.at + 1, screen.sections.size)
            contentDescription = "$text ${getString(R.string.form_sections)}"
            visibility = if (screen.sections.size > 1) View.VISIBLE else View.GONE
        }
        find<TextView>(R.id.section).apply {
            text = if (screen.listing) getString(R.string.form_sections) else screen.section?.title
            visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
        }
        if (screen.listing) drawSections(screen) else drawItems(screen)
        drawTurning(screen)
        askWhy(screen.givingUp)
        say(screen.trouble)
    }

    private fun drawStanding(standing: Standing) {
        val words = FieldWords(resources)
        val purpose = words.of(standing.purpose)
        val about = if (standing.about == null) purpose else getString(R.string.form_about, purpose, words.name(standing.name))
        val minutes = Duration.between(standing.began, app.now()).toMinutes()
        val lasts = minutes in 0..LONGEST_MINUTES
        find<TextView>(R.id.about).text = if (lasts) "$about　${getString(R.string.form_minutes, minutes)}" else about
        find<View>(R.id.correcting).visibility = if (standing.corrects == null) View.GONE else View.VISIBLE
        val red = RedLineWords(resources)
        val lines = standing.redLines
        find<View>(R.id.red).visibility = if (lines.isEmpty() || standing.haste == Haste.NORMAL) View.GONE else View.VISIBLE
        find<TextView>(R.id.red_what).text = getString(R.string.form_red_title, red.of(lines))
        val number = RedLineWords.calls(lines)
        find<Button>(R.id.red_call).apply {
            setText(if (number == RedLineWords.POLICE) R.string.form_red_call_police else R.string.form_red_call_ambulance)
            setOnClickListener { presenter?.call(number) }
        }
    }

    private fun drawItems(screen: FormScreen) {
        val list = find<ViewGroup>(R.id.items)
        if (list.tag != null) {
            list.removeAllViews()
            list.tag = null
        }
        items.draw(screen.section, screen)
        val scroll = find<ScrollView>(R.id.scroll)
        if (screen.section?.key != section) {
            section = screen.section?.key
            scroll.scrollTo(0, 0)
        }
        if (screen.marked != null && screen.marked != lookedAt) {
            screen.marked?.let { path -> items.of(path)?.let { view -> scroll.post { scroll.requestChildRectangleOnScreen(list, view.bounds(), true) } } }
        }
        lookedAt = screen.marked
    }

    private fun View.bounds() = android.graphics.Rect(left, top, right, bottom)

    private fun drawSections(screen: FormScreen) {
        val list = find<ViewGroup>(R.id.items)
        items.draw(null, screen)
        list.removeAllViews()
        list.tag = LISTING
        section = null
        screen.sections.forEachIndexed { index, section ->
            val row = LayoutInflater.from(this).inflate(R.layout.form_section_row, list, false)
            val missing = screen.missingOf(section)
            row.find<TextView>(R.id.label).text = section.name
            row.find<TextView>(R.id.missing).apply {
                text = if (missing == 0) getString(R.string.form_section_whole) else resources.getQuantityString(R.plurals.form_section_missing, missing, missing)
                setTextAppearance(if (missing == 0) R.style.Type_Done else R.style.Type_Danger)
            }
            row.setOnClickListener { presenter?.open(index) }
            list.addView(row)
        }
    }

    private fun drawTurning(screen: FormScreen) {
        find<View>(R.id.previous).visibility = if (screen.isFirst || screen.listing) View.GONE else View.VISIBLE
        find<Button>(R.id.next).apply {
            val missing = screen.missing.size
            val ends = screen.isLast || screen.listing
            text = when {
                !ends -> getString(R.string.form_next)
                missing == 0 -> getString(R.string.form_finish)
                else -> resources.getQuantityString(R.plurals.form_missing, missing, missing)
            }
            setOnClickListener {
                presenter?.run {
                    when {
                        !ends -> next()
                        missing == 0 -> finish()
                        else -> nextMissing()
                    }
                }
            }
        }
    }

    private fun askWhy(wanted: Boolean) {
        if (!wanted || asking != null) return
        val why = LayoutInflater.from(this).inflate(R.layout.answer_text, null) as EditText
        why.id = R.id.why
        asking = AlertDialog.Builder(this)
            .setTitle(R.string.form_give_up_why)
            .setView(why)
            .setPositiveButton(R.string.form_give_up_do) { _, _ -> if (why.text.isNotBlank()) presenter?.giveUp(why.text.toString()) else presenter?.askToGiveUp(false) }
            .setNegativeButton(R.string.form_going_on) { _, _ -> presenter?.askToGiveUp(false) }
            .setOnCancelListener { presenter?.askToGiveUp(false) }
            .setOnDismissListener { asking = null }
            .show()
    }

    override fun back() {
        val presenter = presenter ?: return finish()
        presenter.handOver()
        when {
            presenter.screen.listing -> presenter.list(false)
            !presenter.screen.isFirst -> presenter.previous()
            else -> {
                Toast.makeText(this, R.string.form_kept, Toast.LENGTH_SHORT).show()
                finish()
            }
        }
    }

    override fun onDestroy() {
        asking?.setOnDismissListener(null)
        asking?.dismiss()
        super.onDestroy()
    }

    private companion object {
        const val UNSAVED = "unsaved"
        const val LISTING = "listing"
        const val LONGEST_MINUTES = 600L
    }
}
