package org.doorstep.presenter.today

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FakeLocation
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class TodayPresenterTest {
    private val monday = LocalDate.of(2026, 11, 23)
    private val agenda = FakeAgenda()
    private val location = FakeLocation()

    private fun visit(name: String = "甲", due: LocalDate = monday, metres: Int? = null) =
        DueVisit(Subject.Person(PersonId(name)), name, VisitKind.ELDER_CHECK_IN, Why.CLASS, null, due, "三组", metres)

    private fun open(vararg visits: DueVisit, work: Work = AtOnce()): Attended<TodayScreen, TodayPresenter> {
        agenda.visits = visits.toList()
        return Attended(TodayPresenter(agenda, location, { monday }, work))
    }

    private fun rows(vararg visits: DueVisit) = open(*visits).screen.rows

    @Test
    fun urgency_is_counted_in_days_from_today() {
        assertEquals(
            listOf(Urgency.Overdue(3), Urgency.Overdue(1), Urgency.Today, Urgency.Later(1)),
            rows(visit(due = monday.minusDays(3)), visit(due = monday.minusDays(1)), visit(), visit(due = monday.plusDays(1)))
                .map { it.urgency },
        )
    }

    @Test
    fun a_distance_is_rounded_to_what_a_person_walks() {
        val shown = listOf(4, 346, 999, 1_000, 12_345)
            .associateWith { rows(visit(metres = it)).single().distance }
        assertEquals(Distance.Metres(0), shown[4])
        assertEquals(Distance.Metres(350), shown[346])
        assertEquals(Distance.Kilometres(0.999), shown[999])
        assertEquals(Distance.Kilometres(1.0), shown[1_000])
        assertEquals(Distance.Kilometres(12.345), shown[12_345])
    }

    @Test
    fun an_unknown_distance_stays_unknown() = assertNull(rows(visit(metres = null)).single().distance)

    @Test
    fun the_next_visit_is_the_one_that_the_core_puts_first() {
        assertEquals("甲", open(visit("甲"), visit("乙")).screen.first?.visit?.name)
        assertNull(open().screen.first)
    }

    @Test
    fun the_nearest_are_asked_for_where_the_phone_knows_where_it_is() {
        open()
        assertNull(agenda.near)
        location.fixes = listOf(Fix(Place(110.0, 29.0), 9f, "gps", 0, false))
        open()
        assertEquals(Place(110.0, 29.0), agenda.near)
    }

    @Test
    fun more_comes_part_by_part_with_one_call_each() {
        agenda.pageOf = 2
        val seen = open(*(1..5).map { visit("$it") }.toTypedArray())
        seen.presenter.more()
        seen.presenter.more()
        seen.presenter.more()
        assertEquals((1..5).map { "$it" }, seen.screen.rows.map { it.visit.name })
        assertEquals(3, agenda.calls)
    }

    @Test
    fun a_part_that_comes_twice_is_shown_once() {
        agenda.pageOf = 2
        val work = Held()
        val seen = open(visit("1"), visit("2"), visit("3"), work = work)
        work.goOn()
        seen.presenter.more()
        seen.presenter.more()
        work.goOn()
        assertEquals(3, seen.screen.rows.size)
    }

    @Test
    fun one_who_is_due_alone_is_visited_at_once() {
        val seen = open(visit("甲"))
        seen.presenter.visit(seen.screen.rows[0])
        assertEquals(listOf<Destination>(Destination.Questions(DraftId("d1"))), seen.ways)
    }

    @Test
    fun where_several_are_due_at_one_door_it_is_asked_whose_visit_it_is() {
        agenda.together = listOf(visit("甲"), visit("乙"))
        val seen = open(visit("甲"))
        seen.presenter.visit(seen.screen.rows[0])
        assertEquals(listOf("甲", "乙"), seen.screen.door.map { it.visit.name })
        seen.presenter.refresh()
        assertEquals("a look elsewhere forgets no choice", 2, seen.screen.door.size)
        seen.presenter.begin(seen.screen.door[1])
        assertEquals(listOf(Subject.Person(PersonId("乙")) to VisitKind.ELDER_CHECK_IN), agenda.begun.toList())
        assertEquals(emptyList<TodayRow>(), seen.screen.door)
        seen.presenter.visit(seen.screen.rows[0])
        seen.presenter.leaveDoor()
        assertEquals(emptyList<TodayRow>(), seen.screen.door)
    }

    @Test
    fun two_taps_begin_one_visit() {
        val work = Held()
        val seen = open(visit(), work = work)
        work.goOn()
        seen.presenter.begin(seen.screen.rows[0])
        seen.presenter.begin(seen.screen.rows[0])
        work.goOn()
        assertEquals(1, agenda.begun.size)
    }

    @Test
    fun a_phone_without_room_says_so_and_begins_once_there_is_some() {
        val seen = open(visit())
        agenda.trouble = Trouble.StorageFull
        seen.presenter.begin(seen.screen.rows[0])
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        agenda.trouble = null
        seen.presenter.begin(seen.screen.rows[0])
        assertNull(seen.screen.trouble)
        assertEquals(1, seen.ways.size)
    }

    @Test
    fun a_memory_that_cannot_be_read_is_said_and_what_was_shown_stays() {
        val seen = open(visit())
        agenda.trouble = Trouble.Internal("store")
        seen.presenter.refresh()
        assertEquals(Trouble.Internal("store"), seen.screen.trouble)
        assertEquals(1, seen.screen.rows.size)
    }

    @Test
    fun drafts_files_and_all_else_are_led_to() {
        agenda.drafts = listOf(Draft(DraftId("x"), "甲", null, Instant.EPOCH))
        agenda.waiting = Waiting(records = 2)
        val seen = open(visit())
        assertEquals(2, seen.screen.waiting.records)
        seen.presenter.goOn(seen.screen.drafts[0])
        seen.presenter.file(seen.screen.rows[0])
        seen.presenter.lead(Destination.Sync)
        assertEquals(
            listOf(Destination.Questions(DraftId("x")), Destination.File(Subject.Person(PersonId("甲"))), Destination.Sync),
            seen.ways,
        )
    }
}
