package org.doorstep.view.today

import android.widget.ListView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.today.Waiting
import org.doorstep.presenter.today.Why
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowAlertDialog
import org.robolectric.shadows.ShadowPopupMenu

@RunWith(RobolectricTestRunner::class)
class TodayTest {
    private val stage = Stage()
    private val agenda = stage.core.agenda.apply { visits = TodayScreensTest.visits }

    @Test
    fun the_button_at_the_thumb_and_a_tap_on_a_row_begin_a_visit() {
        val screen = stage.open<TodayActivity>().get()
        screen.tap(screen.getString(R.string.today_visit, "覃桂香"))
        assertEquals("QuestionsActivity", screen.ledTo().screen())
        val list = screen.find<ListView>(R.id.due)
        list.performItemClick(list.getChildAt(2), 2, 0)
        assertEquals(VisitKind.FOLLOW_UP, agenda.begun.last().second)
    }

    @Test
    fun a_door_with_several_asks_whom_and_asks_again_after_a_rotation() {
        agenda.together = TodayScreensTest.visits.take(2)
        val controller = stage.open<TodayActivity>()
        controller.get().run { tap(getString(R.string.today_visit, "覃桂香")) }
        controller.recreate()
        idle()
        val list = ShadowAlertDialog.getLatestAlertDialog().listView
        list.performItemClick(list.getChildAt(1), 1, 1)
        idle()
        assertEquals(VisitKind.FOLLOW_UP, agenda.begun.single().second)
    }

    @Test
    fun what_is_under_way_leads_where_something_can_be_done() {
        agenda.waiting = Waiting(records = 4, parked = 1, returned = 2, clashes = 1)
        val screen = stage.open<TodayActivity>().get()
        fun leads(words: Int, count: Int): String? {
            screen.tap(screen.resources.getQuantityString(words, count, count))
            return screen.ledTo().screen()
        }
        assertEquals("SentActivity", leads(R.plurals.today_returned, 2))
        assertEquals("ClashesActivity", leads(R.plurals.today_clashes, 1))
        assertEquals("SyncActivity", leads(R.plurals.today_parked, 1))
        assertEquals("SyncActivity", leads(R.plurals.today_waiting, 4))
    }

    @Test
    fun all_else_is_one_thumb_away() {
        val screen = stage.open<TodayActivity>().get()
        screen.tap(screen.getString(R.string.today_find))
        assertEquals("FindActivity", screen.ledTo().screen())
        screen.tap(screen.getString(R.string.today_records))
        assertEquals("SentActivity", screen.ledTo().screen())
        val ways = mapOf(
            R.id.to_new_person to "NewPersonActivity", R.id.to_colleague to "SignForColleagueActivity",
            R.id.to_hours to "HoursActivity", R.id.to_sync to "SyncActivity", R.id.to_settings to "SettingsActivity",
        )
        for ((item, where) in ways) {
            screen.tap(screen.getString(R.string.today_more))
            ShadowPopupMenu.getLatestPopupMenu().menu.performIdentifierAction(item, 0)
            assertEquals(where, screen.ledTo().screen())
        }
    }

    @Test
    fun a_phone_without_room_says_what_to_do() {
        val screen = stage.open<TodayActivity>().get()
        agenda.trouble = Trouble.StorageFull
        screen.tap(screen.getString(R.string.today_visit, "覃桂香"))
        assertNotNull(screen.shown(screen.getString(R.string.trouble_storage_full)))
    }

    @Test
    fun rows_are_bound_in_a_moment_and_none_asks_the_core() {
        agenda.visits = (1..50).map { TodayScreensTest.visit("人$it", VisitKind.ELDER_CHECK_IN, MONDAY, it * 100, Why.CLASS) }
        val list = stage.open<TodayActivity>().get().find<ListView>(R.id.due)
        val calls = agenda.calls
        var row = list.adapter.getView(1, null, list)
        val millis = (0 until 2_000).map { turn ->
            val began = System.nanoTime()
            row = list.adapter.getView(1 + turn % 50, row, list)
            (System.nanoTime() - began) / 1e6
        }.sorted()
        println("a row of Today bound: ${"%.3f".format(millis[1_000])} ms, budget 0.2 ms")
        assertTrue("${millis[1_000]} ms", millis[1_000] < 2)
        assertEquals(calls, agenda.calls)
    }
}
