package org.doorstep.view.hours

import android.content.res.Resources
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.util.Locale
import org.doorstep.R
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.hours.Given
import org.doorstep.presenter.hours.Here
import org.doorstep.presenter.hours.HoursPresenter
import org.doorstep.presenter.hours.Volunteer
import org.doorstep.view.TroubleWords

/** Time given, in words. */
internal class HoursWords(private val resources: Resources) {
    /** Hours as a certificate shows them: to hundredths, nothing that is not there. */
    fun hours(given: Given): String = String.format(Locale.ROOT, "%d.%02d", given.hundredths / 100, given.hundredths % 100)

    fun stars(given: Given): String =
        if (given.stars == 0) resources.getString(R.string.hours_no_star) else resources.getQuantityString(R.plurals.hours_stars, given.stars, given.stars)

    fun open(given: Given): String? =
        if (given.openMinutes == 0) null else resources.getQuantityString(R.plurals.hours_open, given.openMinutes, given.openMinutes)

    fun comesFor(who: Volunteer): String = who.name?.let { resources.getString(R.string.hours_for, it) } ?: resources.getString(R.string.hours_for_unknown)

    fun since(here: Here): String {
        val words = if (here.forgotten) R.string.hours_here_forgotten else R.string.hours_here_since
        return resources.getString(words, moment(here.since, if (here.forgotten) "M-d HH:mm" else "HH:mm"))
    }

    private fun moment(at: Instant, pattern: String) = at.atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern(pattern, Locale.ROOT))

    fun wrong(trouble: Trouble): String = when (trouble) {
        HoursPresenter.HERE_ALREADY -> resources.getString(R.string.hours_here_already)
        HoursPresenter.WHEN_LEFT -> resources.getString(R.string.hours_what_when)
        HoursPresenter.LEFT_BEFORE -> resources.getString(R.string.hours_what_before)
        HoursPresenter.WHAT_DONE -> resources.getString(R.string.hours_what_done)
        HoursPresenter.WHAT_TITLE -> resources.getString(R.string.hours_what_title)
        else -> if ((trouble as? Trouble.Invalid)?.field == "code") resources.getString(R.string.hours_no_volunteer) else TroubleWords(resources).of(trouble)
    }
}
