package org.doorstep.view.form

import android.text.Editable
import android.text.InputType
import android.text.TextWatcher
import android.view.LayoutInflater
import android.view.ViewGroup
import android.widget.Button
import android.widget.EditText
import org.doorstep.R
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item

/** Words or a number, as they are typed. What stands there is never replaced under the person's fingers. */
class TypedAnswer(slot: ViewGroup, question: Item.Question, input: Int, private val taps: FormTaps) : AnswerView {
    private val field = LayoutInflater.from(slot.context).inflate(R.layout.answer_text, slot, false) as EditText
    private var asked = question
    private var drawing = false

    init {
        slot.addView(field)
        // The presenter keeps what is typed, by the question; the framework would by a view's id, which all questions share.
        field.isSaveEnabled = false
        val lines = if (question.lines > 1) InputType.TYPE_TEXT_FLAG_MULTI_LINE else 0
        field.inputType = input or lines
        field.minLines = question.lines
        field.addTextChangedListener(object : TextWatcher {
            override fun beforeTextChanged(text: CharSequence?, start: Int, count: Int, after: Int) = Unit

            override fun onTextChanged(text: CharSequence?, start: Int, before: Int, count: Int) = Unit

            override fun afterTextChanged(text: Editable) {
                if (!drawing) taps.typed(asked, text.toString())
            }
        })
        field.setOnFocusChangeListener { _, focused -> if (!focused) taps.left() }
    }

    override fun draw(question: Item.Question, screen: FormScreen) {
        asked = question
        field.isEnabled = !question.readonly
        field.contentDescription = question.label
        val wanted = screen.typed[question.path] ?: question.value.written()
        if (field.isFocused || field.text.toString() == wanted) return
        drawing = true
        field.setText(wanted)
        drawing = false
    }
}

internal fun Answer?.written(): String = when (this) {
    is Answer.Text -> text
    is Answer.Integer -> number.toString()
    is Answer.Decimal -> number
    else -> ""
}

/** What a code says: scanned, or typed where it cannot be. */
class ScannedAnswer(slot: ViewGroup, question: Item.Question, taps: FormTaps) : AnswerView {
    private val typed = TypedAnswer(slot, question, InputType.TYPE_CLASS_TEXT, taps)
    private val scan = slot.button(R.string.form_scan).apply { setOnClickListener { taps.scan(question.path) } }

    override fun draw(question: Item.Question, screen: FormScreen) {
        typed.draw(question, screen)
        scan.isEnabled = !question.readonly
    }
}

internal fun ViewGroup.button(words: Int): Button {
    val button = LayoutInflater.from(context).inflate(R.layout.answer_button, this, false) as Button
    addView(button)
    button.setText(words)
    return button
}
