package org.doorstep.view.form

import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.doorstep.R
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item

/** Where the phone is, with how well it is known. */
class PlaceAnswer(slot: ViewGroup, private val taps: FormTaps) : AnswerView {
    private val known = (LayoutInflater.from(slot.context).inflate(R.layout.answer_text_shown, slot, false) as TextView).also { slot.addView(it) }
    private val take = slot.button(R.string.form_place_take)

    override fun draw(question: Item.Question, screen: FormScreen) {
        val resources = known.resources
        val place = question.value as? Answer.Point
        val placing = screen.placing == question.path
        val metres = place?.accuracyMetres
        known.text = when {
            placing && metres == null -> resources.getString(R.string.form_placing)
            place == null -> null
            metres == null -> resources.getString(R.string.form_place_known_only)
            placing -> resources.getString(R.string.form_place_known, metres) + "\n" + resources.getString(R.string.form_placing)
            else -> resources.getString(R.string.form_place_known, metres)
        }
        known.visibility = if (known.text.isNullOrEmpty()) View.GONE else View.VISIBLE
        take.setText(if (place == null) R.string.form_place_take else R.string.form_place_again)
        take.isEnabled = !question.readonly && !placing
        take.setOnClickListener { taps.place(question) }
    }
}
