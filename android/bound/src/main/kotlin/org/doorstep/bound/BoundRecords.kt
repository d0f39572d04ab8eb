package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.HistoryRow
import county.doorstep.core.MediaStanding
import county.doorstep.core.Page
import county.doorstep.core.PictureRow
import county.doorstep.core.ReviewState
import county.doorstep.core.Standing
import county.doorstep.core.Verdict
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.sent.Asked
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.Picture
import org.doorstep.presenter.sent.Receipt
import org.doorstep.presenter.sent.Records
import org.doorstep.presenter.sent.State

internal class BoundRecords(private val doorstep: Doorstep) : Records {
    override fun made(after: Cursor?) = asked {
        val page = doorstep.history(null, page(after))
        Paged(page.rows.map { it.back() }, page.next?.let(::Cursor))
    }

    /** As this phone holds them; one that was made on another is not here. */
    override fun returned() = asked { doorstep.returned(Page(MOST)).rows.mapNotNull { doorstep.made(it.record)?.back() } }

    override fun record(record: RecordId) = asked { doorstep.made(record.text)?.back() }

    override fun receipt(record: RecordId) = asked {
        doorstep.receipt(record.text)?.let { Receipt(it.at, it.header.take(FINGERPRINT)) }
    }

    override fun answers(record: RecordId, language: String) = asked { items(doorstep.answers(record.text, language)) }

    /** Among what is about the same; a sheet about nobody's, among everything. */
    override fun correctionOf(record: RecordId): RecordId? = asked {
        val subject = (doorstep.made(record.text) ?: return@asked null).subject
        val pages = generateSequence(doorstep.history(subject, Page(MOST))) { page ->
            page.next?.let { doorstep.history(subject, Page(MOST, it)) }
        }
        pages.flatMap { it.rows }.firstOrNull { it.corrects == record.text && it.purpose != null }?.let { RecordId(it.record) }
    }

    override fun correct(record: RecordId) = asked {
        val begun = doorstep.drafts(Page(MOST)).rows.firstOrNull { doorstep.draftStanding(it.id).corrects == record.text }
        DraftId(begun?.id ?: doorstep.correct(record.text))
    }

    override fun reply(record: RecordId, correction: RecordId?, words: String) {
        asked { doorstep.reply(record.text, correction?.text, words) }
    }

    override fun pictures(record: RecordId) = asked {
        val photographs = doorstep.photographs(record.text)
        val thumbnails = photographs.mapTo(mutableSetOf()) { it.thumbnail }
        val rows = photographs.flatMap { doorstep.pictures(it.record) } + doorstep.pictures(record.text)
        // The copy that people look at stands with the photograph and with what it answers.
        val once = rows.groupBy { it.sha256 }.values.map { same -> same.minBy { it.standing.farness() } }
        once.map { it.back(it.sha256 in thumbnails) }
    }

    override fun picture(file: FileHash): ByteArray? = try {
        asked { doorstep.whole(file) }
    } catch (_: Trouble) {
        null
    }

    override fun retryPicture(id: Long) = asked { doorstep.retryPicture(id) }

    override fun retry(record: RecordId) = asked { doorstep.retry(record.text) }

    private companion object {
        const val MOST = 500u
        const val FINGERPRINT = 16
    }
}

internal fun HistoryRow.back(): Made {
    val returned = review?.takeIf { it.state == ReviewState.RETURNED }
    return Made(
        record = RecordId(record),
        name = name,
        purpose = purpose?.back(),
        kind = kind,
        day = day,
        haste = urgency.back(),
        state = state(),
        corrects = corrects?.let(::RecordId),
        asked = returned?.items.orEmpty().map { Asked(it.target, it.reason) },
        deadline = returned?.deadline,
    )
}

private fun HistoryRow.state(): State {
    val verdict = verdict
    val reviewed = when (review?.state) {
        ReviewState.RETURNED -> State.Returned
        ReviewState.REPLIED -> State.Answered
        ReviewState.APPROVED -> State.Approved
        else -> null
    }
    return when (val standing = standing) {
        is Standing.Waiting -> State.Waiting
        is Standing.Parked -> State.Parked(standing.code)
        else -> reviewed ?: when {
            verdict is Verdict.NeedsReview -> State.NeedsReview(verdict.codes)
            verdict is Verdict.Quarantined -> State.KeptApart(verdict.codes)
            standing is Standing.Durable -> State.Safe
            else -> State.Sent
        }
    }
}

/** What a person must act on comes first, then what is still to come. */
private fun MediaStanding.farness() = when (this) {
    is MediaStanding.Parked -> 0
    is MediaStanding.Drafted, is MediaStanding.Waiting -> 1
    is MediaStanding.Receipted -> 2
}

private fun PictureRow.back(thumbnail: Boolean): Picture {
    val state = when (val standing = standing) {
        is MediaStanding.Drafted -> Picture.Standing.Waiting(0)
        is MediaStanding.Waiting -> Picture.Standing.Waiting(if (length == 0uL) 0 else (standing.sent * 100uL / length).toInt())
        is MediaStanding.Receipted -> Picture.Standing.Sent
        is MediaStanding.Parked -> Picture.Standing.Parked(standing.code)
    }
    return Picture(id, FileHash(sha256), state, thumbnail)
}
