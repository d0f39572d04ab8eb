package org.doorstep.presenter.sent

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.form.Item

/** What was made on this phone, and what came of it. */
interface Records {
    /** Newest first. */
    fun made(after: Cursor?): Paged<Made>

    /** What was sent back and not answered here, by deadline. */
    fun returned(): List<Made>

    fun record(record: RecordId): Made?

    /** When the county says that it stored it, and the beginning of the hash it signed. */
    fun receipt(record: RecordId): Receipt?

    /** What it says, as its form asks it. */
    fun answers(record: RecordId, language: String): List<Item>

    /** The record that corrects it, if one was made here. */
    fun correctionOf(record: RecordId): RecordId?

    /** A draft with its answers, the one that was begun already if there is one. */
    fun correct(record: RecordId): DraftId

    fun reply(record: RecordId, correction: RecordId?, words: String)

    fun pictures(record: RecordId): List<Picture>

    fun picture(file: FileHash): ByteArray?

    fun retryPicture(id: Long)

    fun retry(record: RecordId)
}

data class Made(
    val record: RecordId,
    /** Of whom it is about; none while they are not on this phone. */
    val name: String?,
    /** Which visit or sheet; none of all other records. */
    val purpose: Purpose?,
    /** Its kind, as in the header. */
    val kind: String,
    val day: LocalDate,
    val haste: Haste,
    val state: State,
    val corrects: RecordId? = null,
    /** The supervisor's word, while it is sent back. */
    val asked: List<Asked> = emptyList(),
    val deadline: LocalDate? = null,
)

/** Where a record is, and what is made of it; the most telling of all that could be said. */
sealed interface State {
    data object Waiting : State
    data class Parked(val code: String) : State
    data object Sent : State

    /** The county's backups have it. */
    data object Safe : State
    data class NeedsReview(val codes: List<String>) : State
    data class KeptApart(val codes: List<String>) : State
    data object Returned : State
    data object Answered : State
    data object Approved : State
}

/** One thing to mend: the path of a question or the hash of a photograph, and why, in the supervisor's words. */
data class Asked(val target: String, val why: String)

data class Receipt(val at: Instant, val fingerprint: String)

data class Picture(val id: Long, val file: FileHash, val standing: Standing, val thumbnail: Boolean) {
    sealed interface Standing {
        data class Waiting(val percent: Int) : Standing
        data object Sent : Standing
        data class Parked(val code: String) : Standing
    }
}
