package org.doorstep.view.form

import android.app.AlertDialog
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CheckedTextView
import org.doorstep.R
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Choice
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind

/** One or several of what is offered: rows for a thumb; a list of its own where they are many. */
class ChosenAnswer(private val slot: ViewGroup, private val taps: FormTaps) : AnswerView {
    private var rows = emptyList<CheckedTextView>()
    private var list: Button? = null
    private var offered: List<Choice>? = null

    override fun draw(question: Item.Question, screen: FormScreen) {
        if (offered != question.choices) offer(question)
        val chosen = question.chosen()
        for ((row, choice) in rows.zip(question.choices)) {
            row.isChecked = choice.code in chosen
            row.isEnabled = !question.readonly
            row.setOnClickListener { taps.answered(question.path, question.toggled(choice.code)) }
        }
        list?.apply {
            val labels = question.choices.filter { it.code in chosen }.map { it.label }
            text = labels.ifEmpty { listOf(context.getString(R.string.form_choose)) }.joinToString("、")
            isEnabled = !question.readonly
            setOnClickListener { choose(question) }
        }
    }

    private fun offer(question: Item.Question) {
        slot.removeAllViews()
        offered = question.choices
        list = null
        rows = emptyList()
        if (question.choices.size > MOST_ROWS) {
            list = slot.button(R.string.form_choose)
            return
        }
        val inflater = LayoutInflater.from(slot.context)
        val mark = if (question.kind == Kind.ONE) android.R.attr.listChoiceIndicatorSingle else android.R.attr.listChoiceIndicatorMultiple
        rows = question.choices.map { choice ->
            (inflater.inflate(R.layout.answer_choice, slot, false) as CheckedTextView).apply {
                text = choice.label
                checkMarkDrawable = slot.context.obtainStyledAttributes(intArrayOf(mark)).run { getDrawable(0).also { recycle() } }
                slot.addView(this)
            }
        }
    }

    private fun choose(question: Item.Question) {
        val labels = question.choices.map { it.label }.toTypedArray<CharSequence>()
        val chosen = question.chosen()
        val dialog = AlertDialog.Builder(slot.context).setTitle(question.label)
        if (question.kind == Kind.ONE) {
            dialog.setSingleChoiceItems(labels, question.choices.indexOfFirst { it.code in chosen }) { shown, which ->
                shown.dismiss()
                taps.answered(question.path, Answer.One(question.choices[which].code))
            }
        } else {
            val ticked = BooleanArray(labels.size) { question.choices[it].code in chosen }
            dialog.setMultiChoiceItems(labels, ticked) { _, which, on -> ticked[which] = on }
            dialog.setPositiveButton(R.string.common_done) { _, _ ->
                val codes = question.choices.filterIndexed { which, _ -> ticked[which] }.map { it.code }
                taps.answered(question.path, if (codes.isEmpty()) null else Answer.Many(codes))
            }
        }
        if (question.value != null) dialog.setNeutralButton(R.string.form_clear) { _, _ -> taps.answered(question.path, null) }
        dialog.setNegativeButton(R.string.common_cancel, null).show()
    }

    private companion object {
        const val MOST_ROWS = 12
    }
}

internal fun Item.Question.chosen(): Set<String> = when (val value = value) {
    is Answer.One -> setOf(value.code)
    is Answer.Many -> value.codes.toSet()
    else -> emptySet()
}

/** What a tap on a choice answers; a second tap takes it back. Codes keep the form's order. */
internal fun Item.Question.toggled(code: String): Answer? {
    val now = chosen()
    if (kind == Kind.ONE) return if (code in now) null else Answer.One(code)
    val next = if (code in now) now - code else now + code
    return choices.map { it.code }.filter { it in next }.ifEmpty { null }?.let { Answer.Many(it) }
}

/** A tick under words that must be read. */
class ReadAnswer(slot: ViewGroup, private val taps: FormTaps) : AnswerView {
    private val row = (LayoutInflater.from(slot.context).inflate(R.layout.answer_choice, slot, false) as CheckedTextView).apply {
        setText(R.string.form_read)
        checkMarkDrawable =
            context.obtainStyledAttributes(intArrayOf(android.R.attr.listChoiceIndicatorMultiple)).run { getDrawable(0).also { recycle() } }
        slot.addView(this as View)
    }

    override fun draw(question: Item.Question, screen: FormScreen) {
        row.isChecked = question.value != null
        row.isEnabled = !question.readonly
        row.setOnClickListener { taps.answered(question.path, if (question.value == null) Answer.Acknowledged else null) }
    }
}
