package org.doorstep.presenter.today

import java.time.LocalDate
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class TodayPresenterTest {
    private val monday = LocalDate.of(2026, 11, 23)

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
        assertEquals("甲", screen(visit("甲"), visit("乙")).next?.name)
        assertNull(screen().next)
    }

    private fun visit(name: String = "甲", due: LocalDate = monday, metres: Int? = null) =
        DueVisit(name, Reason.HOUSEHOLD_CHECK, due, metres)

    private fun screen(vararg visits: DueVisit) =
        Attended(TodayPresenter(FakeAgenda(visits.toList()), { monday }, AtOnce())).screen

    private fun rows(vararg visits: DueVisit) = screen(*visits).rows
}
