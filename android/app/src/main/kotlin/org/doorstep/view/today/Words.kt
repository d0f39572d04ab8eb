package org.doorstep.view.today

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.today.Distance
import org.doorstep.presenter.today.Reason
import org.doorstep.presenter.today.Urgency
import org.doorstep.view.FieldWords

/** The words and colours for what the presenter says by code. */
internal class Words(private val resources: Resources) {
    private val field = FieldWords(resources)

    fun of(reason: Reason): String = when (reason) {
        Reason.HOUSEHOLD_CHECK -> field.of(VisitKind.HOUSEHOLD_CHECK)
        Reason.GUARDIAN_VISIT -> field.of(VisitKind.GUARDIAN_VISIT)
        Reason.ELDER_CHECK_IN -> field.of(VisitKind.ELDER_CHECK_IN)
        Reason.SENT_BACK -> resources.getString(R.string.today_sent_back)
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
