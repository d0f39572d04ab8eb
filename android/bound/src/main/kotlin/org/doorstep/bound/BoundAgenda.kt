package org.doorstep.bound

import county.doorstep.core.AgendaQuery
import county.doorstep.core.AgendaRow
import county.doorstep.core.Doorstep
import county.doorstep.core.DueMoved
import county.doorstep.core.DueReason
import county.doorstep.core.ExtraOccasion
import county.doorstep.core.Ground
import county.doorstep.core.National
import county.doorstep.core.Page
import county.doorstep.core.PauseReason
import county.doorstep.core.Whom
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.today.Agenda
import org.doorstep.presenter.today.Draft
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Moved
import org.doorstep.presenter.today.Waiting
import org.doorstep.presenter.today.Why

internal class BoundAgenda(private val doorstep: Doorstep) : Agenda {
    override fun due(near: Place?, after: Cursor?) = asked {
        val page = doorstep.agenda(AgendaQuery(near = near?.across()), page(after))
        Paged(page.rows.map { it.back() }, page.next?.let(::Cursor))
    }

    override fun together(about: Subject) = asked { doorstep.dueTogether(about.across()).map { it.back() } }

    override fun drafts() = asked {
        doorstep.drafts(Page(MOST)).rows.map { Draft(DraftId(it.id), it.name, it.purpose?.back(), it.updated) }
    }

    override fun waiting() = asked {
        val records = doorstep.syncState().records
        Waiting(
            records = records.waiting.toInt(),
            parked = records.parked.toInt(),
            returned = doorstep.returned(Page(MOST)).rows.size,
            clashes = doorstep.clashes(Page(MOST)).rows.size,
        )
    }

    override fun begin(about: Subject, kind: VisitKind) = asked { DraftId(doorstep.beginVisit(Whom.OnFile(about.across()), kind.across())) }

    private companion object {
        const val MOST = 500u
    }
}

internal fun AgendaRow.back() = DueVisit(
    about = subject.back(),
    name = name,
    kind = visit.back(),
    why = because.why(),
    moved = moved?.back(),
    due = due,
    address = address,
    distanceMetres = distanceMetres?.toInt(),
)

private fun DueReason?.why(): Why = when (this) {
    null -> Why.BY_HAND
    is DueReason.MajorChange -> Why.MAJOR_CHANGE
    is DueReason.Class -> Why.CLASS
    is DueReason.National -> when (rule) {
        National.STEADY_HOUSEHOLD -> Why.STEADY_HOUSEHOLD
        National.UNSTEADY_HOUSEHOLD -> Why.UNSTEADY_HOUSEHOLD
        National.ELDER_IN_DIFFICULTY -> Why.ELDER_IN_DIFFICULTY
    }
    is DueReason.Override -> when (ground) {
        Ground.RISK_FOUND -> Why.RISK_FOUND
        Ground.AFTER_INCIDENT -> Why.AFTER_INCIDENT
        Ground.REQUESTED -> Why.REQUESTED
        Ground.CARED_FOR_BY_OTHERS -> Why.CARED_FOR_BY_OTHERS
        Ground.OTHER -> Why.OTHER_GROUND
    }
    is DueReason.Extra -> when (occasion) {
        is ExtraOccasion.ExtremeWeather -> Why.EXTREME_WEATHER
        is ExtraOccasion.BeforeFestival -> Why.BEFORE_FESTIVAL
        is ExtraOccasion.TermStart -> Why.TERM_START
        is ExtraOccasion.SchoolHoliday -> Why.SCHOOL_HOLIDAY
        is ExtraOccasion.Agreed -> Why.AGREED
        is ExtraOccasion.GoalEnds -> Why.GOAL_ENDS
    }
}

private fun DueMoved.back(): Moved = when (this) {
    is DueMoved.BeforeHoliday -> Moved.BEFORE_HOLIDAY
    is DueMoved.AfterPause -> when (pause) {
        PauseReason.HOSPITALISED -> Moved.AFTER_HOSPITAL
        PauseReason.AWAY -> Moved.AFTER_ABSENCE
        PauseReason.MAJOR_EMERGENCY -> Moved.AFTER_EMERGENCY
    }
}
