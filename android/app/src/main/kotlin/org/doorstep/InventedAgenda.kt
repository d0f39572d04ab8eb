package org.doorstep

import java.time.LocalDate
import org.doorstep.presenter.today.Agenda
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Reason

/** Four visits to people who do not exist, until the core is bound. */
class InventedAgenda(private val today: () -> LocalDate) : Agenda {
    override fun due(): List<DueVisit> {
        val today = today()
        return listOf(
            DueVisit("覃桂香", Reason.ELDER_CHECK_IN, today.minusDays(3), 350),
            DueVisit("欧阳秋实", Reason.SENT_BACK, today, 1_240),
            DueVisit("向小满", Reason.GUARDIAN_VISIT, today, 2_800),
            DueVisit("田家旺", Reason.HOUSEHOLD_CHECK, today.plusDays(4), null),
        )
    }
}
