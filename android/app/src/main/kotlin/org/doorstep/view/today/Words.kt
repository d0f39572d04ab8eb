package org.doorstep.view.today

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.today.Distance
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Moved
import org.doorstep.presenter.today.Urgency
import org.doorstep.presenter.today.Why
import org.doorstep.view.FieldWords

/** The words and colours for what the presenter says by code. */
internal class Words(private val resources: Resources) {
    private val field = FieldWords(resources)

    /** Which visit it is, and why now. */
    fun of(visit: DueVisit): String {
        val why = resources.getString(visit.moved?.let(::id) ?: id(visit.why))
        return "${field.of(visit.kind)} · $why"
    }

    private fun id(why: Why) = when (why) {
        Why.MAJOR_CHANGE -> R.string.today_why_major_change
        Why.STEADY_HOUSEHOLD -> R.string.today_why_steady
        Why.UNSTEADY_HOUSEHOLD -> R.string.today_why_unsteady
        Why.ELDER_IN_DIFFICULTY -> R.string.today_why_elder
        Why.CLASS -> R.string.today_why_class
        Why.RISK_FOUND -> R.string.today_why_risk
        Why.AFTER_INCIDENT -> R.string.today_why_incident
        Why.REQUESTED -> R.string.today_why_requested
        Why.CARED_FOR_BY_OTHERS -> R.string.today_why_cared
        Why.OTHER_GROUND -> R.string.today_why_other
        Why.EXTREME_WEATHER -> R.string.today_why_weather
        Why.BEFORE_FESTIVAL -> R.string.today_why_festival
        Why.TERM_START -> R.string.today_why_term
        Why.SCHOOL_HOLIDAY -> R.string.today_why_holiday
        Why.AGREED -> R.string.today_why_agreed
        Why.GOAL_ENDS -> R.string.today_why_goal
        Why.BY_HAND -> R.string.today_why_by_hand
    }

    private fun id(moved: Moved) = when (moved) {
        Moved.AFTER_HOSPITAL -> R.string.today_moved_hospital
        Moved.AFTER_ABSENCE -> R.string.today_moved_away
        Moved.AFTER_EMERGENCY -> R.string.today_moved_emergency
        Moved.BEFORE_HOLIDAY -> R.string.today_moved_holiday
    }

    fun of(urgency: Urgency): String = when (urgency) {
        is Urgency.Overdue -> resources.getQuantityString(R.plurals.today_overdue, urgency.days, urgency.days)
        is Urgency.Today -> resources.getString(R.string.today_due_today)
        is Urgency.Later -> resources.getQuantityString(R.plurals.today_due_later, urgency.days, urgency.days)
    }

    fun of(distance: Distance?): String = when (distance) {
        is Distance.Metres -> resources.getString(R.string.field_metres, distance.value)
        is Distance.Kilometres -> resources.getString(R.string.field_kilometres, distance.value)
        null -> resources.getString(R.string.today_distance_unknown)
    }

    fun colourOf(urgency: Urgency): Int = when (urgency) {
        is Urgency.Overdue -> R.color.overdue
        is Urgency.Today -> R.color.today
        is Urgency.Later -> R.color.later
    }
}
