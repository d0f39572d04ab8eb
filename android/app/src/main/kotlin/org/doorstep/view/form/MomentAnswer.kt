package org.doorstep.view.form

import android.app.DatePickerDialog
import android.app.TimePickerDialog
import android.content.Context
import android.text.format.DateFormat
import android.view.View
import android.view.ViewGroup
import java.time.LocalDate
import java.time.LocalTime
import java.time.OffsetDateTime
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import org.doorstep.R
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind

/** A day, a time, or both, by the phone's own pickers. */
class MomentAnswer(slot: ViewGroup, private val taps: FormTaps) : AnswerView {
    private val choose = slot.button(R.string.form_date)
    private val clear = slot.button(R.string.form_clear)

    override fun draw(question: Item.Question, screen: FormScreen) {
        val context = choose.context
        choose.text = question.value?.told(context) ?: context.getString(if (question.kind == Kind.TIME) R.string.form_time else R.string.form_date)
        choose.isEnabled = !question.readonly
        clear.visibility = if (question.value == null || question.readonly) View.GONE else View.VISIBLE
        clear.setOnClickListener { taps.answered(question.path, null) }
        choose.setOnClickListener {
            when (question.kind) {
                Kind.TIME -> time(context, (question.value as? Answer.Time)?.time) { taps.answered(question.path, Answer.Time(it)) }
                Kind.DATE -> day(context, (question.value as? Answer.Date)?.date) { taps.answered(question.path, Answer.Date(it)) }
                else -> {
                    val now = (question.value as? Answer.DateTime)?.moment
                    day(context, now?.toLocalDate()) { date ->
                        time(context, now?.toLocalTime()) { taps.answered(question.path, Answer.DateTime(at(date, it))) }
                    }
                }
            }
        }
    }

    private fun at(date: LocalDate, time: LocalTime): OffsetDateTime = date.atTime(time).atZone(ZoneId.systemDefault()).toOffsetDateTime()

    private fun day(context: Context, now: LocalDate?, chosen: (LocalDate) -> Unit) {
        val start = now ?: LocalDate.now()
        DatePickerDialog(context, { _, year, month, day -> chosen(LocalDate.of(year, month + 1, day)) }, start.year, start.monthValue - 1, start.dayOfMonth)
            .show()
    }

    private fun time(context: Context, now: LocalTime?, chosen: (LocalTime) -> Unit) {
        val start = now ?: LocalTime.now()
        TimePickerDialog(context, { _, hour, minute -> chosen(LocalTime.of(hour, minute)) }, start.hour, start.minute, DateFormat.is24HourFormat(context))
            .show()
    }
}

private fun Answer.told(context: Context): String? {
    val locale = context.resources.configuration.locales[0]
    return when (this) {
        is Answer.Date -> date.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(locale))
        is Answer.Time -> time.format(DateTimeFormatter.ofPattern("HH:mm", locale))
        is Answer.DateTime -> moment.format(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT).withLocale(locale))
        else -> null
    }
}
