package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.FormItem
import county.doorstep.core.IssueCode
import county.doorstep.core.LocalMoment
import county.doorstep.core.QuestionKind
import county.doorstep.core.QuestionView
import java.io.ByteArrayOutputStream
import java.time.ZoneOffset
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Choice
import org.doorstep.presenter.form.Forms
import org.doorstep.presenter.form.Issue
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.doorstep.presenter.form.RedLine
import org.doorstep.presenter.form.Standing

internal class BoundForms(private val doorstep: Doorstep) : Forms {
    override fun items(draft: DraftId, language: String) = asked { items(doorstep.formPage(draft.text, language, 0u, ALL)) }

    override fun answer(draft: DraftId, path: String, answer: Answer) = asked { doorstep.answer(draft.text, path, answer.across()) }

    override fun clear(draft: DraftId, path: String) = asked { doorstep.clear(draft.text, path) }

    override fun add(draft: DraftId, repeat: String) = asked { doorstep.addInstance(draft.text, repeat) }

    override fun remove(draft: DraftId, instance: String) = asked { doorstep.removeInstance(draft.text, instance) }

    override fun missing(draft: DraftId) = asked { doorstep.missing(draft.text).map { it.path } }

    override fun beforehand(draft: DraftId) = asked { doorstep.answeredBeforehand(draft.text) }

    override fun standing(draft: DraftId) = asked {
        val standing = doorstep.draftStanding(draft.text)
        Standing(
            about = standing.subject?.back(),
            name = standing.name,
            purpose = standing.purpose.back(),
            began = standing.began,
            corrects = standing.corrects?.let(::RecordId),
            redLines = standing.redLines.map { RedLine.valueOf(it.name) }.sorted(),
            haste = standing.urgency.back(),
        )
    }

    override fun report(draft: DraftId, kind: SheetKind) = asked { DraftId(doorstep.reportFrom(draft.text, kind.across())) }

    override fun giveUp(draft: DraftId, reason: String) = asked { doorstep.abandon(draft.text, reason) }

    override fun picture(file: FileHash): ByteArray? = try {
        asked { doorstep.whole(file) }
    } catch (_: Trouble) {
        null
    }

    private companion object {
        const val ALL = 100_000u
    }
}

/** All of a picture, part by part. */
internal fun Doorstep.whole(file: FileHash): ByteArray {
    val bytes = ByteArrayOutputStream()
    do {
        val part = picture(file.text, bytes.size().toULong(), PART)
        bytes.write(part)
    } while (part.size == PART.toInt())
    return bytes.toByteArray()
}

private const val PART = 262_144u

/** A form as the core gives it. */
internal fun items(form: List<FormItem>): List<Item> {
    // Whether what is counted by the form may be removed is said at its repeat.
    val counted = mutableMapOf<Int, Boolean>()
    return form.map { item ->
        when (item) {
            is FormItem.Group -> item.group.run { Item.Heading(path, label, depth.toInt()) }
            is FormItem.Repeat -> item.repeat.run {
                counted[depth.toInt()] = this.counted
                Item.Repeat(path, label, count.toInt(), canAdd, depth.toInt())
            }
            is FormItem.Instance -> item.instance.run {
                // It stands one level below its repeat.
                Item.Instance(path, position.toInt(), counted[depth.toInt() - 1] == false, depth.toInt())
            }
            is FormItem.Question -> question(item.question)
        }
    }
}

private fun question(asked: QuestionView) = Item.Question(
    path = asked.path,
    name = asked.name,
    kind = asked.kind.back(),
    label = asked.label,
    hint = asked.hint,
    guidance = asked.guidance,
    choices = asked.choices.map { Choice(it.code, it.label) },
    value = asked.value?.back(),
    required = asked.required,
    readonly = asked.readonly,
    issue = asked.issue?.let { Issue(it.code.back(), it.message) },
    reckoned = asked.reckoned,
    lines = asked.lines?.toInt() ?: 1,
    accuracyMetres = asked.captureAccuracy?.toInt(),
    depth = asked.depth.toInt(),
)

private fun QuestionKind.back() = when (this) {
    QuestionKind.TEXT -> Kind.TEXT
    QuestionKind.INTEGER -> Kind.INTEGER
    QuestionKind.DECIMAL -> Kind.DECIMAL
    QuestionKind.DATE -> Kind.DATE
    QuestionKind.TIME -> Kind.TIME
    QuestionKind.DATE_TIME -> Kind.DATE_TIME
    QuestionKind.SELECT_ONE -> Kind.ONE
    QuestionKind.SELECT_MULTIPLE -> Kind.MANY
    QuestionKind.NOTE -> Kind.NOTE
    QuestionKind.ACKNOWLEDGE -> Kind.ACKNOWLEDGE
    QuestionKind.GEOPOINT -> Kind.PLACE
    QuestionKind.BARCODE -> Kind.BARCODE
    QuestionKind.IMAGE -> Kind.IMAGE
    QuestionKind.SIGNATURE -> Kind.SIGNATURE
    QuestionKind.CALCULATE, QuestionKind.HIDDEN -> Kind.HIDDEN
}

private fun IssueCode.back() = when (this) {
    IssueCode.REQUIRED -> Issue.Code.REQUIRED
    IssueCode.WITHDRAWN -> Issue.Code.WITHDRAWN
    IssueCode.CONSTRAINT -> Issue.Code.CONSTRAINT
}

internal fun Answer.across(): county.doorstep.core.Answer = when (this) {
    is Answer.Text -> county.doorstep.core.Answer.Text(text)
    is Answer.Integer -> county.doorstep.core.Answer.Integer(number)
    is Answer.Decimal -> county.doorstep.core.Answer.Decimal(number)
    is Answer.Date -> county.doorstep.core.Answer.Date(date)
    is Answer.Time -> county.doorstep.core.Answer.Time(time)
    is Answer.DateTime -> county.doorstep.core.Answer.DateTime(LocalMoment(moment.toInstant(), moment.offset.totalSeconds / 60))
    is Answer.Point -> county.doorstep.core.Answer.Point(point)
    is Answer.One -> county.doorstep.core.Answer.One(code)
    is Answer.Many -> county.doorstep.core.Answer.Many(codes)
    is Answer.Media -> county.doorstep.core.Answer.Media(file.text)
    Answer.Acknowledged -> county.doorstep.core.Answer.Acknowledged
}

internal fun county.doorstep.core.Answer.back(): Answer = when (this) {
    is county.doorstep.core.Answer.Text -> Answer.Text(text)
    is county.doorstep.core.Answer.Integer -> Answer.Integer(number)
    is county.doorstep.core.Answer.Decimal -> Answer.Decimal(number)
    is county.doorstep.core.Answer.Date -> Answer.Date(date)
    is county.doorstep.core.Answer.Time -> Answer.Time(time)
    is county.doorstep.core.Answer.DateTime -> Answer.DateTime(moment.at.atOffset(ZoneOffset.ofTotalSeconds(moment.offsetMinutes * 60)))
    is county.doorstep.core.Answer.Point -> Answer.Point(point)
    is county.doorstep.core.Answer.One -> Answer.One(code)
    is county.doorstep.core.Answer.Many -> Answer.Many(codes)
    is county.doorstep.core.Answer.Media -> Answer.Media(FileHash(sha256))
    is county.doorstep.core.Answer.Acknowledged -> Answer.Acknowledged
}
