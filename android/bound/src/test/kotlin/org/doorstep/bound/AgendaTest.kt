package org.doorstep.bound

import county.doorstep.core.AgendaQuery
import county.doorstep.core.AgendaRow
import county.doorstep.core.DueMoved
import county.doorstep.core.DueReason
import county.doorstep.core.ExtraOccasion
import county.doorstep.core.Festival
import county.doorstep.core.Ground
import county.doorstep.core.National
import county.doorstep.core.Page
import county.doorstep.core.PauseReason
import county.doorstep.core.sync
import county.doorstep.core.until
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.PAGE
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.sent.State
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Moved
import org.doorstep.presenter.today.Waiting
import org.doorstep.presenter.today.Why
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Whom to visit, over the real core and a real county. */
class AgendaTest {
    private val enrolled = Enrolled()
    private val agenda = enrolled.core.agenda

    @After
    fun end() = enrolled.close()

    private fun all(near: Place? = null): List<DueVisit> {
        val pages = generateSequence(agenda.due(near, null)) { page -> page.next?.let { agenda.due(near, it) } }.toList()
        assertTrue(pages.dropLast(1).all { it.rows.size == PAGE })
        return pages.flatMap { it.rows }
    }

    @Test
    fun everybody_who_is_due_is_listed_once_the_most_urgent_first() {
        val all = all()
        assertTrue("${all.size}", all.size > PAGE)
        assertEquals(all.size, all.map { it.about to it.kind }.toSet().size)
        assertTrue(all.all { it.distanceMetres == null && !it.name.isNullOrEmpty() && !it.address.isNullOrEmpty() })
        val today = enrolled.doorstep.today()
        val lateness = all.map { it.due > today }
        assertEquals("whoever is late is before whoever is not", lateness.sorted(), lateness)
        refused(Trouble.Invalid("page", "no_such_page")) { agenda.due(null, Cursor("x")) }
    }

    @Test
    fun the_nearest_comes_first_where_the_phone_is() {
        val near = all(enrolled.door)
        assertEquals(all().map { it.about to it.kind }.toSet(), near.map { it.about to it.kind }.toSet())
        assertEquals(0, near.first { it.about == enrolled.elder }.distanceMetres)
        val today = enrolled.doorstep.today()
        val overdue = near.filter { it.due < today }.map { requireNotNull(it.distanceMetres) }
        assertEquals(overdue.sorted(), overdue)
        refused(Trouble.Invalid("place", "not_on_earth")) { agenda.due(Place(400.0, 0.0), null) }
    }

    @Test
    fun whoever_is_due_at_the_same_door_is_named_together() {
        val people = enrolled.core.people
        fun door(due: DueVisit) = when (val about = due.about) {
            is Subject.Household -> about.id
            is Subject.Person -> requireNotNull(people.person(about.id)).household
        }
        val today = enrolled.doorstep.today()
        val overdue = all().filter { it.due <= today }
        val (door, several) = overdue.groupBy(::door).entries.first { it.value.size > 1 }
        val together = agenda.together(several.first().about)
        assertTrue("$together", together.containsAll(several))
        assertEquals(setOf(door), together.map(::door).toSet())
    }

    @Test
    fun a_visit_that_is_begun_is_a_draft_and_one_that_is_made_is_due_no_more() {
        val due = all().first { it.about == enrolled.elder }
        val begun = agenda.begin(due.about, due.kind)
        val draft = agenda.drafts().single()
        assertEquals(begun to due.name, draft.id to draft.name)
        assertEquals(Purpose.Visit(due.kind), draft.purpose)
        enrolled.core.forms.giveUp(begun, "不在家")
        assertTrue(agenda.drafts().isEmpty())
        val done = agenda.begin(due.about, due.kind)
        enrolled.fill(done)
        enrolled.finished(done)
        assertTrue(all().none { it.about == due.about && it.kind == due.kind })
    }

    @Test
    fun what_is_under_way_is_counted() {
        assertEquals(Waiting(), agenda.waiting())
        enrolled.county.stop()
        val visit = enrolled.visited()
        enrolled.visited()
        assertEquals(Waiting(records = 2), agenda.waiting())
        enrolled.county.start()
        enrolled.sent()
        enrolled.county.review(visit.text, mapOf("step" to "start"))
        val items = listOf(mapOf("target" to "conclusion/outcome", "reason" to "搬到哪里？"))
        val deadline = enrolled.doorstep.today().plusDays(3).toString()
        enrolled.county.review(visit.text, mapOf("step" to "return", "items" to items, "deadline" to deadline))
        until("the return") { enrolled.doorstep.sync(); enrolled.core.records.record(visit)?.state == State.Returned }
        assertEquals(Waiting(returned = 1), agenda.waiting())
    }

    @Test
    fun each_reason_for_a_visit_is_told_from_every_other() {
        val row = enrolled.doorstep.agenda(AgendaQuery(), Page(1u)).rows.single()
        fun AgendaRow.why(because: DueReason?) = copy(because = because).back().why
        val extras = listOf(
            ExtraOccasion.ExtremeWeather, ExtraOccasion.BeforeFestival(Festival.SPRING_FESTIVAL), ExtraOccasion.TermStart,
            ExtraOccasion.SchoolHoliday, ExtraOccasion.Agreed, ExtraOccasion.GoalEnds,
        )
        val reasons = listOf(DueReason.MajorChange(enrolled.county.now)) +
            National.entries.map { DueReason.National(it) } + DueReason.Class +
            Ground.entries.map { DueReason.Override(it) } + extras.map { DueReason.Extra(it) } + null
        assertEquals("in the same order", Why.entries, reasons.map { row.why(it) })
        val moves = PauseReason.entries.map { DueMoved.AfterPause(it) } + DueMoved.BeforeHoliday
        assertEquals(Moved.entries, moves.map { row.copy(moved = it).back().moved })
        assertNull(row.copy(moved = null).back().moved)
    }
}
