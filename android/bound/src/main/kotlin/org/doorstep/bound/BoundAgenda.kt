package org.doorstep.bound

import county.doorstep.core.AgendaQuery
import county.doorstep.core.Doorstep
import county.doorstep.core.Page
import county.doorstep.core.VisitTag
import org.doorstep.presenter.core.PAGE
import org.doorstep.presenter.today.Agenda
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Reason

internal class BoundAgenda(private val doorstep: Doorstep) : Agenda {
    override fun due(): List<DueVisit> = asked {
        doorstep.agenda(AgendaQuery(), Page(PAGE.toUInt())).rows.map { row ->
            DueVisit(row.name.orEmpty(), reason(row.visit), row.due, row.distanceMetres?.toInt())
        }
    }

    private fun reason(visit: VisitTag) = when (visit) {
        VisitTag.GUARDIAN_VISIT -> Reason.GUARDIAN_VISIT
        VisitTag.ELDER_CHECK_IN -> Reason.ELDER_CHECK_IN
        else -> Reason.HOUSEHOLD_CHECK
    }
}
