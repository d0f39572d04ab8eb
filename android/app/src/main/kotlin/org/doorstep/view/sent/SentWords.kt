package org.doorstep.view.sent

import android.content.res.Resources
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import org.doorstep.R
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.Picture
import org.doorstep.presenter.sent.State
import org.doorstep.presenter.sent.ToldAnswer
import org.doorstep.view.CodeWords
import org.doorstep.view.FieldWords

/** Where a record is, and what is made of it. */
class SentWords(private val resources: Resources) {
    private val locale get() = resources.configuration.locales[0]

    fun what(made: Made): String = made.purpose?.let { FieldWords(resources).of(it) } ?: resources.getString(
        when (made.kind) {
            "hours" -> R.string.sent_kind_hours
            "activity" -> R.string.sent_kind_activity
            "countersign" -> R.string.sent_kind_countersign
            "subject_new", "subject_edit" -> R.string.sent_kind_subject
            "review_reply" -> R.string.sent_kind_reply
            "draft_abandoned" -> R.string.sent_kind_abandoned
            else -> R.string.sent_kind_other
        },
    )

    fun of(state: State): String = resources.getString(
        when (state) {
            State.Waiting -> R.string.sent_waiting
            is State.Parked -> R.string.sent_parked
            State.Sent -> R.string.sent_sent
            State.Safe -> R.string.sent_safe
            is State.NeedsReview -> R.string.sent_needs_review
            is State.KeptApart -> R.string.sent_kept_apart
            State.Returned -> R.string.sent_returned
            State.Answered -> R.string.sent_answered
            State.Approved -> R.string.sent_approved
        },
    )

    fun style(state: State): Int = when (state) {
        is State.Parked, State.Returned -> R.style.Type_Danger
        is State.NeedsReview, is State.KeptApart -> R.style.Type_Caution
        State.Sent, State.Safe, State.Approved -> R.style.Type_Done
        State.Waiting, State.Answered -> R.style.Type_Soft
    }

    /** More about it, where there is more to say. */
    fun why(state: State): String? = when (state) {
        is State.Parked -> resources.getString(R.string.sent_parked_why, state.code)
        is State.NeedsReview -> CodeWords(resources).of(state.codes)
        is State.KeptApart -> resources.getString(R.string.sent_kept_apart_why)
        else -> null
    }

    fun left(days: Int): String = when {
        days == 0 -> resources.getString(R.string.sent_due_today)
        days > 0 -> resources.getQuantityString(R.plurals.sent_days_left, days, days)
        else -> resources.getQuantityString(R.plurals.sent_days_over, -days, -days)
    }

    fun of(answer: ToldAnswer): String = when (answer) {
        ToldAnswer.Nothing -> resources.getString(R.string.sent_nothing)
        is ToldAnswer.Words -> answer.words
        is ToldAnswer.Moment -> of(answer.answer)
        is ToldAnswer.Place -> answer.metres?.let { resources.getString(R.string.sent_place, it) } ?: resources.getString(R.string.sent_place_known)
        is ToldAnswer.Picture -> resources.getString(R.string.sent_picture)
        ToldAnswer.Read -> resources.getString(R.string.sent_read)
    }

    private fun of(moment: Answer): String = when (moment) {
        is Answer.Date -> moment.date.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale))
        is Answer.Time -> moment.time.format(DateTimeFormatter.ofPattern("HH:mm", locale))
        is Answer.DateTime -> moment.moment.format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale))
        else -> ""
    }

    fun day(made: Made): String = made.day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM).withLocale(locale))

    fun moment(at: Instant): String =
        at.atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale))

    fun of(standing: Picture.Standing): String = when (standing) {
        is Picture.Standing.Waiting -> resources.getString(R.string.sent_picture_waiting, standing.percent)
        Picture.Standing.Sent -> resources.getString(R.string.sent_picture_sent)
        is Picture.Standing.Parked -> resources.getString(R.string.sent_picture_parked, standing.code)
    }
}
