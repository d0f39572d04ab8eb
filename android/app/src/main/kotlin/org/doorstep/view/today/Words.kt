package org.doorstep.view.today

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.today.Distance
import org.doorstep.presenter.today.Reason
import org.doorstep.presenter.today.Urgency

/** The words and colours for what the presenter says by code. */
internal class Words(private val resources: Resources) {
    fun of(reason: Reason): String = resources.getString(
        when (reason) {
            Reason.HOUSEHOLD_CHECK -> R.string.reason_household_check
            Reason.GUARDIAN_VISIT -> R.string.reason_guardian_visit
            Reason.ELDER_CHECK_IN -> R.string.reason_elder_check_in
            Reason.SENT_BACK -> R.string.reason_sent_back
        },
    )

    fun of(urgency: Urgency): String = when (urgency) {
        is Urgency.Overdue -> resources.getQuantityString(R.plurals.due_overdue, urgency.days, urgency.days)
        is Urgency.Today -> resources.getString(R.string.due_today)
        is Urgency.Later -> resources.getQuantityString(R.plurals.due_later, urgency.days, urgency.days)
    }

    fun of(distance: Distance?): String = when (distance) {
        is Distance.Metres -> resources.getString(R.string.distance_metres, distance.value)
        is Distance.Kilometres -> resources.getString(R.string.distance_kilometres, distance.value)
        null -> resources.getString(R.string.distance_unknown)
    }

    fun colourOf(urgency: Urgency): Int = when (urgency) {
        is Urgency.Overdue -> R.color.overdue
        is Urgency.Today -> R.color.today
        is Urgency.Later -> R.color.later
    }
}
