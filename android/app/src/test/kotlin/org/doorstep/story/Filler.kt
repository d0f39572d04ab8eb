package org.doorstep.story

import android.app.Activity
import android.app.AlertDialog
import android.app.DatePickerDialog
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.CheckedTextView
import android.widget.EditText
import android.widget.TextView
import county.doorstep.core.rank
import org.doorstep.R
import org.doorstep.bound.BoundCore
import org.doorstep.design.find
import org.doorstep.presenter.form.Choice
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.doorstep.view.Way.Companion.draft
import org.doorstep.view.all
import org.doorstep.view.idle
import org.doorstep.view.signature.sign
import org.robolectric.shadows.ShadowDialog

/**
 * Fills a form as a person does, by taps on what is shown: what must be answered as blandly as it can be, and what is [given] by
 * the question's name as it is given. What to answer next it asks the core; it answers by the screen alone.
 */
class Filler(private val walk: Walk, private val phone: RealPhone, private val given: Map<String, String> = emptyMap()) {
    private val tries = mutableMapOf<String, Int>()
    private val said = mutableSetOf<String>()

    /** Through all the parts, to the last one's way out. */
    fun fill() {
        repeat(MOST_PARTS) {
            while (answerOne()) idle()
            val next = walk.screen.find<Button>(R.id.next).text.toString()
            walk.tap(next)
            if (walk.name == "Finish") return
        }
        error("no end: ${missing()}")
    }

    private fun missing() = BoundCore(phone.core).forms.missing(walk.screen.intent.draft)

    private fun answerOne(): Boolean {
        val questions = BoundCore(phone.core).forms.items(walk.screen.intent.draft, "zh-CN").filterIsInstance<Item.Question>()
        for (question in questions) {
            if (question.readonly || question.kind == Kind.NOTE || question.kind == Kind.HIDDEN) continue
            val wish = given[question.name]?.takeIf { said.add(question.path) || question.issue != null }
            val owed = question.required && question.value == null || question.issue != null
            if (wish == null && !owed) continue
            val card = card(question)
            if (card == null) {
                if (wish != null) said -= question.path
                continue
            }
            answer(card, question, wish)
            return true
        }
        return false
    }

    /** The card of a question on this part; none if it stands on another. */
    private fun card(question: Item.Question): View? =
        walk.screen.find<ViewGroup>(R.id.items).all().filterIsInstance<TextView>()
            .firstOrNull { it.id == R.id.label && it.isShown && it.text.toString() == question.label && it.card() != null }?.card()

    private fun View.card(): View? =
        generateSequence(parent as? View) { it.parent as? View }.firstOrNull { it.findViewById<View>(R.id.answer) != null }

    private fun answer(card: View, question: Item.Question, wish: String?) {
        val turn = tries.merge(question.path, 1, Int::plus)!! - 1
        check(turn < MOST_TRIES) { "${question.name} is not content: ${question.value} ${question.issue}" }
        when (question.kind) {
            Kind.ONE, Kind.MANY -> choose(card, question, question.choices.firstOrNull { it.code == wish } ?: bland(question)[turn])
            Kind.INTEGER -> write(card, wish ?: listOf("1", "0", "2", "12", "40")[turn])
            Kind.DECIMAL -> write(card, wish ?: listOf("0", "1200.50")[turn])
            Kind.DATE -> date(card, turn)
            Kind.ACKNOWLEDGE -> card.all().filterIsInstance<CheckedTextView>().first().performClick()
            Kind.IMAGE -> photograph(card)
            Kind.SIGNATURE -> sign(card)
            else -> write(card, wish ?: "一切如常")
        }
        phone.work.letCome()
        walk.settle()
    }

    private fun bland(question: Item.Question) = question.choices.sortedBy { rank(question.name, it.code) }

    private fun choose(card: View, question: Item.Question, choice: Choice) {
        val row = card.all().filterIsInstance<CheckedTextView>().firstOrNull { it.text.toString() == choice.label }
        if (row != null) {
            row.performClick()
            return
        }
        card.button().performClick()
        idle()
        val dialog = ShadowDialog.getLatestDialog() as AlertDialog
        val at = question.choices.indexOf(choice)
        dialog.listView.performItemClick(null, at, at.toLong())
        if (question.kind == Kind.MANY) dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
    }

    private fun write(card: View, words: String) = card.all().filterIsInstance<EditText>().first().setText(words)

    private fun date(card: View, turn: Int) {
        card.button().performClick()
        idle()
        val dialog = ShadowDialog.getLatestDialog() as DatePickerDialog
        val day = phone.today().plusDays(listOf(30L, 0L, -1L)[turn])
        dialog.updateDate(day.year, day.monthValue - 1, day.dayOfMonth)
        dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
        idle()
    }

    private fun photograph(card: View) {
        card.button().performClick()
        walk.settle()
        walk.tap(R.string.camera_shoot)
        walk.tap(R.string.camera_keep)
        check(walk.name == "Questions") { "the photograph was not kept: ${walk.name}" }
    }

    private fun sign(card: View) {
        card.button().performClick()
        walk.settle()
        val signing: Activity = walk.screen
        signing.sign()
        walk.tap(R.string.signature_save)
        check(walk.name == "Questions") { "the signature was not kept: ${walk.name}" }
    }

    private fun View.button(): Button = find<View>(R.id.answer).all().filterIsInstance<Button>().first { it.isShown }

    private companion object {
        const val MOST_PARTS = 40
        const val MOST_TRIES = 5
    }
}
