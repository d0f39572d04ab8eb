package org.doorstep.view.form

import android.widget.EditText
import org.doorstep.R
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.doorstep.presenter.form.RedLine
import org.doorstep.presenter.core.Haste
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.all
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.texts
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertSame
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowAlertDialog

@RunWith(RobolectricTestRunner::class)
class QuestionsTest {
    private val stage = Stage()
    private val forms = stage.core.forms
    private val asks = Questions(zh = true)

    private fun open(vararg items: Item): ActivityController<QuestionsActivity> {
        forms.items = items.toList()
        return stage.open { about(DraftId("d"), null) }
    }

    private fun QuestionsActivity.field(): EditText = window.decorView.all().filterIsInstance<EditText>().first()

    @Test
    fun what_is_typed_is_there_after_a_rotation_and_on_disk() {
        val controller = open(asks.words)
        controller.get().field().setText("腿疼，能走")
        controller.recreate()
        idle()
        assertEquals("腿疼，能走", controller.get().field().text.toString())
        assertEquals(Answer.Text("腿疼，能走"), forms.answers["health/words"])
    }

    @Test
    fun what_a_full_phone_could_not_take_is_there_after_the_process_died() {
        forms.trouble = Trouble.StorageFull
        val controller = open(asks.words)
        controller.get().field().setText("腿疼")
        controller.pause()
        val saved = android.os.Bundle()
        controller.saveInstanceState(saved)
        controller.stop().destroy()
        forms.trouble = null
        val again = org.robolectric.Robolectric.buildActivity(QuestionsActivity::class.java, controller.intent).setup(saved)
        idle()
        assertEquals("腿疼", again.get().field().text.toString())
        assertEquals(Answer.Text("腿疼"), forms.answers["health/words"])
    }

    @Test
    fun what_a_full_phone_could_not_take_stays_on_screen_with_what_to_do() {
        forms.trouble = Trouble.StorageFull
        val screen = open(asks.words).get()
        screen.field().setText("腿疼")
        stage.work.pass(400)
        idle()
        assertEquals("腿疼", screen.field().text.toString())
        assertNotNull(screen.shown(screen.getString(R.string.trouble_storage_full)))
    }

    @Test
    fun a_question_that_comes_takes_neither_focus_nor_what_is_typed_from_another() {
        val screen = open(asks.outcome, asks.words.copy(path = "words", depth = 0)).get()
        val field = screen.field()
        field.requestFocus()
        field.setText("一半")
        field.setSelection(1)
        forms.items = listOf(asks.outcome, asks.age.copy(path = "new", depth = 0), asks.words.copy(path = "words", depth = 0))
        screen.tap("见到本人")
        assertSame(field, screen.window.decorView.all().filterIsInstance<EditText>().last())
        assertTrue(field.isFocused)
        assertEquals("一半" to 1, field.text.toString() to field.selectionStart)
        assertEquals(Answer.One("met"), forms.answers["outcome"])
        screen.tap("见到本人")
        assertFalse("a second tap takes it back", "outcome" in forms.answers)
    }

    @Test
    fun back_leads_through_the_sections_and_then_keeps_the_draft() {
        val controller = open(*asks.all.toTypedArray())
        val screen = controller.get()
        screen.tap(screen.getString(R.string.form_next))
        assertNotNull(screen.shown("健康"))
        screen.field().setText("好")
        @Suppress("DEPRECATION")
        screen.onBackPressed()
        assertEquals(Answer.Text("好"), forms.answers["health/words"])
        assertNotNull(screen.shown("本次走访结果"))
        @Suppress("DEPRECATION")
        screen.onBackPressed()
        assertTrue(screen.isFinishing)
    }

    @Test
    fun what_is_missing_is_led_to_and_then_the_end() {
        val screen = open(asks.outcome, asks.health, asks.age).get()
        screen.tap(screen.getString(R.string.form_next))
        screen.tap(screen.resources.getQuantityString(R.plurals.form_missing, 1, 1))
        assertNotNull(screen.shown(screen.getString(R.string.form_issue_required)))
        screen.tap("家里没人")
        screen.tap(screen.getString(R.string.form_next))
        screen.tap(screen.getString(R.string.form_finish))
        assertEquals("FinishActivity", screen.ledTo().screen())
    }

    @Test
    fun the_list_of_sections_leads_to_each() {
        val screen = open(*asks.all.toTypedArray()).get()
        screen.window.decorView.findViewById<android.view.View>(R.id.sections)!!.performClick()
        screen.tap("健康")
        assertNotNull(screen.shown("身体情况"))
    }

    @Test
    fun a_red_line_calls_and_reports_from_the_middle() {
        forms.standing = forms.standing.copy(redLines = listOf(RedLine.SELF_HARM), haste = Haste.EMERGENCY)
        val screen = open(asks.outcome).get()
        screen.tap(screen.getString(R.string.form_red_call_ambulance))
        assertEquals("tel:120", screen.ledTo()!!.dataString)
        screen.tap(screen.getString(R.string.form_red_report))
        assertEquals("QuestionsActivity", screen.ledTo().screen())
        assertEquals(listOf("report MANDATORY_REPORT"), forms.done)
    }

    @Test
    fun many_choices_have_a_list_of_their_own() {
        val screen = open(asks.illness).get()
        screen.tap(screen.getString(R.string.form_choose))
        val list = ShadowAlertDialog.getLatestAlertDialog().listView
        list.performItemClick(list, 4, 4)
        idle()
        assertEquals(Answer.One("i5"), forms.answers["illness"])
        assertNotNull(screen.shown("疾病 5"))
    }

    @Test
    fun a_draft_is_given_up_with_a_reason_only() {
        val screen = open(asks.outcome).get()
        screen.tap(screen.getString(R.string.form_give_up))
        val dialog = ShadowAlertDialog.getLatestAlertDialog()
        dialog.getButton(android.app.AlertDialog.BUTTON_POSITIVE).performClick()
        idle()
        assertEquals(emptyList<String>(), forms.done)
        screen.tap(screen.getString(R.string.form_give_up))
        ShadowAlertDialog.getLatestAlertDialog().run {
            findViewById<EditText>(R.id.why)!!.setText("走错门了")
            getButton(android.app.AlertDialog.BUTTON_POSITIVE).performClick()
        }
        idle()
        assertEquals(listOf("given up: 走错门了"), forms.done)
        assertTrue(screen.isFinishing)
    }

    @Test
    fun pictures_places_and_codes_lead_where_they_are_taken() {
        val screen = open(asks.photo, asks.sign, asks.card, asks.where.copy(value = null)).get()
        screen.tap(screen.getString(R.string.form_photo_again))
        assertEquals("CameraActivity", screen.ledTo().screen())
        screen.tap(screen.getString(R.string.form_sign))
        assertEquals("SignatureActivity", screen.ledTo().screen())
        screen.tap(screen.getString(R.string.form_scan))
        assertEquals("BarcodeActivity", screen.ledTo().screen())
        stage.location.allowed = false
        screen.tap(screen.getString(R.string.form_place_take))
        assertTrue(screen.getString(R.string.form_place_refused) in screen.texts())
    }

    @Test
    fun a_section_of_twenty_is_drawn_anew_in_a_moment() {
        val many = (1..20).map { Item.Question("q$it", "q$it", if (it % 2 == 0) Kind.TEXT else Kind.INTEGER, "问题 $it") }
        val controller = open(*many.toTypedArray())
        val millis = (1..40).map { turn ->
            forms.answers["q2"] = Answer.Text("第 $turn 次")
            val began = System.nanoTime()
            controller.pause().resume()
            (System.nanoTime() - began) / 1e6
        }.sorted()
        println("a section of 20 questions, one changed, drawn anew: ${"%.2f".format(millis[20])} ms")
        assertTrue("${millis[20]} ms", millis[20] < 20)
    }
}
