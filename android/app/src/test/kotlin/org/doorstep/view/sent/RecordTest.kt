package org.doorstep.view.sent

import android.widget.EditText
import android.widget.ListView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.sent.Asked
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.State
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.Way.Companion.questionIfAny
import org.doorstep.view.form.Questions
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.write
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class RecordTest {
    private val stage = Stage()
    private val records = stage.core.records
    private val id = RecordId("r")
    private fun made(record: String, state: State) =
        Made(RecordId(record), "覃桂香", Purpose.Visit(VisitKind.ELDER_CHECK_IN), "visit", MONDAY, Haste.NORMAL, state)

    private fun open() = stage.open<RecordActivity> { about(id) }

    private fun returned() {
        records.rows = listOf(made("r", State.Returned).copy(asked = listOf(Asked("health/words", "哪只腿？")), deadline = MONDAY))
        records.answers = mapOf(id to listOf(Questions(true).words.copy(value = Answer.Text("腿疼"))))
    }

    @Test
    fun words_to_the_supervisor_stay_through_a_rotation_and_a_full_phone() {
        returned()
        val controller = open()
        controller.get().write(R.id.reply_words, "右腿")
        controller.recreate()
        idle()
        records.trouble = Trouble.StorageFull
        controller.get().run {
            tap(getString(R.string.sent_reply))
            assertNotNull(shown(getString(R.string.trouble_storage_full)))
            assertEquals("右腿", find<EditText>(R.id.reply_words).text.toString())
            records.trouble = null
            tap(getString(R.string.sent_reply))
            assertNotNull(shown(getString(R.string.sent_replied)))
        }
        assertEquals(listOf("reply r null 右腿"), records.done)
    }

    @Test
    fun nothing_is_no_answer() {
        returned()
        open().get().run {
            tap(getString(R.string.sent_reply))
            assertNotNull(shown(getString(R.string.sent_wordless)))
        }
    }

    @Test
    fun mending_leads_to_the_question_that_was_asked_about() {
        returned()
        val screen = open().get()
        screen.tap(screen.getString(R.string.sent_mend))
        val led = screen.ledTo()
        assertEquals("QuestionsActivity", led.screen())
        assertEquals("health/words", led?.questionIfAny)
    }

    @Test
    fun what_is_parked_tries_again() {
        records.rows = listOf(made("r", State.Parked("bad_signature")))
        open().get().run { tap(getString(R.string.common_try_again)) }
        assertEquals(listOf("retry r"), records.done)
    }

    @Test
    fun a_list_leads_to_its_records_and_asks_for_more_at_its_end() {
        records.pageOf = 20
        records.rows = (1..50).map { made("$it", State.Sent) }
        val screen = stage.open<SentActivity>().get()
        val list = screen.find<ListView>(R.id.rows)
        assertEquals(20, list.count)
        list.setSelection(19)
        idle()
        assertTrue(list.count > 20)
        list.performItemClick(list.getChildAt(0), 0, 0)
        assertEquals("RecordActivity", screen.ledTo().screen())
        assertNull(screen.shown(screen.getString(R.string.sent_empty)))
    }

    @Test
    fun a_row_is_bound_in_a_moment() {
        records.rows = (1..50).map { made("$it", State.Sent) }
        val screen = stage.open<SentActivity>().get()
        val list = screen.find<ListView>(R.id.rows)
        var row = list.adapter.getView(0, null, list)
        val millis = (0 until 2_000).map { turn ->
            val began = System.nanoTime()
            row = list.adapter.getView(turn % 50, row, list)
            (System.nanoTime() - began) / 1e6
        }.sorted()
        println("a row of records bound: ${"%.3f".format(millis[1_000])} ms, budget 0.2 ms")
        assertTrue("${millis[1_000]} ms", millis[1_000] < 2)
    }
}
