package org.doorstep.view.file

import android.widget.ListView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.file.Found
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.Way.Companion.subject
import org.doorstep.view.file.FileScreensTest.Companion.card
import org.doorstep.view.file.FileScreensTest.Companion.elder
import org.doorstep.view.file.FileScreensTest.Companion.home
import org.doorstep.view.find.FindActivity
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.texts
import org.doorstep.view.write
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowAlertDialog

@RunWith(RobolectricTestRunner::class)
class FileTest {
    private val stage = Stage()
    private val people = stage.core.people.apply {
        households = listOf(home)
        people = listOf(elder, card)
    }

    private fun open(subject: Subject) = stage.open<FileActivity> { about(subject) }

    @Test
    fun a_citizen_number_is_shown_on_a_tap_only() {
        val screen = open(Subject.Person(elder.id)).get()
        assertFalse(screen.texts().any { "11010519491231002X" in it })
        screen.tap(screen.getString(R.string.file_number_show))
        assertTrue(screen.texts().any { "11010519491231002X" in it })
    }

    @Test
    fun a_childs_file_is_opened_with_a_reason_and_stays_open_through_a_rotation() {
        people.full = elder.copy(id = card.id, name = card.name, child = true)
        val controller = open(Subject.Person(card.id))
        controller.get().run { tap(getString(R.string.file_child_open)) }
        val why = ShadowAlertDialog.getLatestAlertDialog().listView
        why.performItemClick(why, 2, 2)
        idle()
        controller.recreate()
        idle()
        assertNotNull(controller.get().shown(controller.get().getString(R.string.file_number_show)))
        assertEquals(listOf("opened CARE"), people.done)
    }

    @Test
    fun a_childs_file_that_is_not_on_this_phone_is_not_offered() {
        people.people = listOf(card.copy(here = false))
        val screen = open(Subject.Person(card.id)).get()
        assertNotNull(screen.shown(screen.getString(R.string.file_child_card)))
        assertNull(screen.shown(screen.getString(R.string.file_child_open)))
    }

    @Test
    fun calls_maps_and_members_are_a_tap_away() {
        val screen = open(Subject.Person(elder.id)).get()
        screen.tap(screen.getString(R.string.file_call, "女儿", "010-0000 0002"))
        assertEquals("tel:010-0000%200002", screen.ledTo()?.dataString)
        screen.tap(screen.getString(R.string.file_map))
        assertEquals("geo", screen.ledTo()?.data?.scheme)
        screen.tap(screen.getString(R.string.file_household))
        val led = screen.ledTo()
        assertEquals(Subject.Household(home.id), led?.subject)
    }

    @Test
    fun a_visit_of_the_kind_that_was_chosen_begins() {
        val screen = open(Subject.Household(home.id)).get()
        screen.tap(screen.getString(R.string.file_visit))
        val which = ShadowAlertDialog.getLatestAlertDialog().listView
        which.performItemClick(which, 1, 1)
        idle()
        assertEquals(listOf("begin CENSUS"), people.done)
        assertEquals("QuestionsActivity", screen.ledTo().screen())
    }

    @Test
    fun what_was_typed_to_find_somebody_is_there_after_a_rotation() {
        people.found = listOf(Found(Subject.Person(elder.id), "覃桂香", false, "1", "三组"))
        val controller = stage.open<FindActivity>()
        controller.get().write(R.id.words, "覃")
        controller.recreate()
        stage.work.pass(150)
        idle()
        val list = controller.get().find<ListView>(R.id.found)
        list.performItemClick(list.getChildAt(0), 0, 0)
        assertEquals("FileActivity", controller.get().ledTo().screen())
    }
}
