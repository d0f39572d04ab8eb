package org.doorstep.view.form

import android.content.Context
import android.text.InputType
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Issue
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind

/** A question on its card: the words, the answer's own view, and what is wrong with it. It stays while the question does. */
class QuestionCard(context: Context, parent: ViewGroup, question: Item.Question, private val taps: FormTaps) {
    val view: View = LayoutInflater.from(context).inflate(R.layout.question, parent, false)
    private val answer = answerView(view.find(R.id.answer), question)
    private var shown: Any? = null

    init {
        view.find<View>(R.id.more).setOnClickListener {
            view.find<View>(R.id.guidance).apply { visibility = if (visibility == View.VISIBLE) View.GONE else View.VISIBLE }
        }
    }

    fun draw(question: Item.Question, screen: FormScreen) {
        val now = listOf(
            question, screen.typed[question.path], question.path in screen.noNumber, question.path in screen.missing && screen.marked != null,
            screen.marked == question.path, screen.placing == question.path, screen.noPlace, question.name in screen.beforehand,
        )
        // What did not change is not laid out again.
        if (now == shown) return
        shown = now
        view.find<TextView>(R.id.label).text = question.label
        word(R.id.hint, question.hint)
        word(R.id.guidance, null)
        view.find<TextView>(R.id.guidance).text = question.guidance
        view.find<View>(R.id.more).visibility = if (question.guidance == null) View.GONE else View.VISIBLE
        val resources = view.resources
        word(
            R.id.remark,
            when {
                question.name in screen.beforehand -> resources.getString(R.string.form_beforehand)
                question.required && question.value == null && !question.readonly -> resources.getString(R.string.form_required)
                else -> null
            },
        )
        word(R.id.issue, wrong(question, screen))
        view.setBackgroundResource(
            when {
                question.path == screen.marked -> R.drawable.card_marked
                question.kind == Kind.NOTE && question.reckoned -> R.drawable.notice_done
                else -> R.drawable.card
            },
        )
        answer.draw(question, screen)
    }

    private fun wrong(question: Item.Question, screen: FormScreen): String? {
        val resources = view.resources
        if (question.path in screen.noNumber) return resources.getString(R.string.form_no_number)
        if (question.path == screen.marked) screen.noPlace?.let { return resources.getString(it.words()) }
        val issue = question.issue
        return when {
            issue == null && question.path == screen.marked && question.path in screen.missing -> resources.getString(R.string.form_issue_required)
            issue == null -> null
            else -> issue.words ?: when (issue.code) {
                // That it is still to be answered is said when the person looks for what is missing, not before.
                Issue.Code.REQUIRED -> if (question.path == screen.marked) resources.getString(R.string.form_issue_required) else null
                Issue.Code.WITHDRAWN -> resources.getString(R.string.form_issue_withdrawn)
                Issue.Code.CONSTRAINT -> resources.getString(R.string.form_issue_constraint)
            }
        }
    }

    private fun FormScreen.NoPlace.words() = when (this) {
        FormScreen.NoPlace.REFUSED -> R.string.form_place_refused
        FormScreen.NoPlace.SWITCHED_OFF -> R.string.form_place_off
        FormScreen.NoPlace.NOT_YET -> R.string.form_place_not_yet
    }

    private fun word(id: Int, words: String?) = view.find<TextView>(id).run {
        text = words
        visibility = if (words == null) View.GONE else View.VISIBLE
    }

    private fun answerView(slot: ViewGroup, question: Item.Question): AnswerView = when (question.kind) {
        Kind.TEXT -> TypedAnswer(slot, question, InputType.TYPE_CLASS_TEXT or InputType.TYPE_TEXT_FLAG_CAP_SENTENCES, taps)
        Kind.INTEGER -> TypedAnswer(slot, question, InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_SIGNED, taps)
        Kind.DECIMAL ->
            TypedAnswer(slot, question, InputType.TYPE_CLASS_NUMBER or InputType.TYPE_NUMBER_FLAG_SIGNED or InputType.TYPE_NUMBER_FLAG_DECIMAL, taps)
        Kind.BARCODE -> ScannedAnswer(slot, question, taps)
        Kind.ONE, Kind.MANY -> ChosenAnswer(slot, taps)
        Kind.ACKNOWLEDGE -> ReadAnswer(slot, taps)
        Kind.DATE, Kind.TIME, Kind.DATE_TIME -> MomentAnswer(slot, taps)
        Kind.PLACE -> PlaceAnswer(slot, taps)
        Kind.IMAGE, Kind.SIGNATURE -> PictureAnswer(slot, taps)
        Kind.NOTE, Kind.HIDDEN -> NoAnswer
    }
}

/** The part of a card that is answered. */
interface AnswerView {
    fun draw(question: Item.Question, screen: FormScreen)
}

/** Words to read. */
object NoAnswer : AnswerView {
    override fun draw(question: Item.Question, screen: FormScreen) = Unit
}

/** What taps on a form do. */
interface FormTaps {
    fun typed(question: Item.Question, text: String)
    fun left()
    fun answered(path: String, answer: Answer?)
    fun place(question: Item.Question)
    fun camera(path: String)
    fun signature(path: String)
    fun scan(path: String)
    fun picture(file: FileHash, shown: (ByteArray) -> Unit)
}
