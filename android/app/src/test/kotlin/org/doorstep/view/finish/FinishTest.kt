package org.doorstep.view.finish

import android.os.Bundle
import android.widget.EditText
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.finish.Flag
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
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
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class FinishTest {
    private val stage = Stage()
    private val finishes = stage.core.finishes

    private fun open() = stage.open<FinishActivity> { about(DraftId("d"), null) }

    @Test
    fun a_reason_is_there_after_a_rotation_and_after_the_process_died() {
        finishes.flags = { listOf(Flag.NoPlace) }
        finishes.trouble = Trouble.StorageFull
        val controller = open()
        controller.get().write(R.id.reason, "在地里见的")
        controller.recreate()
        idle()
        assertEquals("在地里见的", controller.get().find<EditText>(R.id.reason).text.toString())
        val saved = Bundle()
        controller.pause().saveInstanceState(saved).stop().destroy()
        finishes.trouble = null
        val again = Robolectric.buildActivity(FinishActivity::class.java, controller.intent).setup(saved)
        idle()
        assertEquals("在地里见的", again.get().find<EditText>(R.id.reason).text.toString())
        again.get().tap(again.get().getString(R.string.finish_save))
        assertEquals("在地里见的", finishes.reason)
    }

    @Test
    fun what_is_missing_leads_to_its_question_and_keeps_it_from_being_saved() {
        stage.core.forms.items = listOf(Item.Question("a", "a", Kind.TEXT, "身体情况", required = true))
        val screen = open().get()
        assertNull(screen.shown(screen.getString(R.string.finish_save)))
        screen.tap("身体情况")
        assertEquals("QuestionsActivity", screen.ledTo().screen())
    }

    @Test
    fun a_full_phone_says_what_to_do_and_saves_once_there_is_room() {
        finishes.trouble = Trouble.StorageFull
        val screen = open().get()
        screen.tap(screen.getString(R.string.finish_save))
        assertNotNull(screen.shown(screen.getString(R.string.trouble_storage_full)))
        finishes.trouble = null
        screen.tap(screen.getString(R.string.finish_save))
        assertNotNull(screen.shown(screen.getString(R.string.finish_saved)))
        assertNull(screen.shown(screen.getString(R.string.trouble_storage_full)))
    }

    @Test
    fun a_household_check_leads_to_the_second_investigator_after_a_rotation_too() {
        stage.core.forms.standing = stage.core.forms.standing.copy(purpose = Purpose.Visit(VisitKind.HOUSEHOLD_CHECK))
        val controller = open()
        controller.get().tap(controller.get().getString(R.string.finish_save))
        controller.recreate()
        idle()
        controller.get().tap(controller.get().getString(R.string.finish_second))
        assertEquals("SecondInvestigatorActivity", controller.get().ledTo().screen())
    }

    @Test
    fun a_correction_is_given_back_with_words_and_then_leads_home() {
        stage.core.forms.standing = stage.core.forms.standing.copy(corrects = RecordId("old"))
        val screen = open().get()
        screen.tap(screen.getString(R.string.finish_save))
        assertNull("first it is given back", screen.shown(screen.getString(R.string.finish_home)))
        screen.write(R.id.words, "补了照片")
        screen.tap(screen.getString(R.string.finish_give_back))
        assertEquals("old <- new: 补了照片", finishes.done.last())
        screen.tap(screen.getString(R.string.finish_home))
        assertEquals("LaunchActivity", screen.ledTo().screen())
    }

    @Test
    fun back_leads_to_the_questions_until_it_is_saved() {
        val screen = open().get()
        @Suppress("DEPRECATION")
        screen.onBackPressed()
        assertTrue(screen.isFinishing)
        assertNull(screen.ledTo())
    }
}
