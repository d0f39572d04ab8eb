package org.doorstep.view.today

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.today.Draft
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Moved
import org.doorstep.presenter.today.Waiting
import org.doorstep.presenter.today.Why
import org.doorstep.view.Look
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class TodayScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage()
    }

    @Test
    fun today() {
        stage.core.agenda.visits = visits
        stage.draw<TodayActivity>("today", look)
    }

    @Test
    fun much_is_under_way() {
        stage.core.agenda.visits = visits
        stage.core.agenda.waiting = Waiting(records = 4, parked = 1, returned = 2, clashes = 1)
        stage.core.agenda.drafts = listOf(Draft(DraftId("d"), "田家旺", Purpose.Visit(VisitKind.HOUSEHOLD_CHECK), Instant.EPOCH))
        stage.draw<TodayActivity>("today-waiting", look)
    }

    @Test
    fun nobody_is_due() = stage.draw<TodayActivity>("today-nobody", look)

    companion object {
        fun visit(name: String, kind: VisitKind, due: LocalDate, metres: Int?, why: Why, moved: Moved? = null) =
            DueVisit(Subject.Person(PersonId(name)), name, kind, why, moved, due, "桐木溪村三组 7 号", metres)

        val visits = listOf(
            visit("覃桂香", VisitKind.ELDER_CHECK_IN, MONDAY.minusDays(3), 350, Why.ELDER_IN_DIFFICULTY),
            visit("欧阳秋实", VisitKind.FOLLOW_UP, MONDAY, 1_240, Why.AGREED),
            visit("向小满", VisitKind.GUARDIAN_VISIT, MONDAY, 2_800, Why.BEFORE_FESTIVAL, Moved.BEFORE_HOLIDAY),
            visit("田家旺", VisitKind.HOUSEHOLD_CHECK, MONDAY.plusDays(4), null, Why.UNSTEADY_HOUSEHOLD),
        )

        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
