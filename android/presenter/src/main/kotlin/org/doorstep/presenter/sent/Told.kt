package org.doorstep.presenter.sent

import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind

/** A question with what was answered, to be read. */
data class Told(val path: String, val label: String, val answer: ToldAnswer)

/** What was answered: in the form's words where it has some. */
sealed interface ToldAnswer {
    data object Nothing : ToldAnswer
    data class Words(val words: String) : ToldAnswer

    /** A day, a time, or both: worded by the view, in the person's language. */
    data class Moment(val answer: Answer) : ToldAnswer
    data class Place(val metres: Int?) : ToldAnswer
    data class Picture(val file: FileHash) : ToldAnswer
    data object Read : ToldAnswer
}

internal fun told(items: List<Item>): List<Told> =
    items.filterIsInstance<Item.Question>().filter { it.kind != Kind.NOTE && it.kind != Kind.HIDDEN }.map { Told(it.path, it.label, it.told()) }

private fun Item.Question.told(): ToldAnswer = when (val value = value) {
    null -> ToldAnswer.Nothing
    is Answer.Text -> ToldAnswer.Words(value.text)
    is Answer.Integer -> ToldAnswer.Words(value.number.toString())
    is Answer.Decimal -> ToldAnswer.Words(value.number)
    is Answer.One -> ToldAnswer.Words(label(value.code))
    is Answer.Many -> ToldAnswer.Words(value.codes.joinToString("、") { label(it) })
    is Answer.Date, is Answer.Time, is Answer.DateTime -> ToldAnswer.Moment(value)
    is Answer.Point -> ToldAnswer.Place(value.accuracyMetres)
    is Answer.Media -> ToldAnswer.Picture(value.file)
    Answer.Acknowledged -> ToldAnswer.Read
}

/** An offer that was since withdrawn keeps its code. */
private fun Item.Question.label(code: String) = choices.firstOrNull { it.code == code }?.label ?: code

/** One answer before and after. */
data class Change(val label: String, val before: ToldAnswer, val now: ToldAnswer)

/** What differs, in the order of what is now; what is gone stands at the end. */
internal fun changes(before: List<Told>, now: List<Told>): List<Change> {
    val was = before.associateBy { it.path }
    val paths = now.mapTo(mutableSetOf()) { it.path }
    val changed = now.map { Change(it.label, was[it.path]?.answer ?: ToldAnswer.Nothing, it.answer) }
    val gone = before.filter { it.path !in paths }.map { Change(it.label, it.answer, ToldAnswer.Nothing) }
    return (changed + gone).filter { it.before != it.now }
}
