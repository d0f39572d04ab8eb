package org.doorstep.view.today

import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Reason
import org.doorstep.view.Look
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class TodayScreensTest(private val look: Look) {
    @Test
    fun today() {
        look.putOn()
        val stage = Stage()
        stage.core.agenda.visits = listOf(
            DueVisit("覃桂香", Reason.ELDER_CHECK_IN, MONDAY.minusDays(3), 350),
            DueVisit("欧阳秋实", Reason.SENT_BACK, MONDAY, 1_240),
            DueVisit("向小满", Reason.GUARDIAN_VISIT, MONDAY, 2_800),
            DueVisit("田家旺", Reason.HOUSEHOLD_CHECK, MONDAY.plusDays(4), null),
        )
        stage.draw<TodayActivity>("today", look)
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
