package org.doorstep.presenter.sent

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.form.Item

class FakeRecords(var rows: List<Made> = emptyList()) : Records {
    var receipts = mapOf<RecordId, Receipt>()
    var answers = mapOf<RecordId, List<Item>>()
    var pictures = emptyList<Picture>()
    var bytes = mapOf<FileHash, ByteArray>()
    var trouble: Trouble? = null
    var pageOf = 50
    val done = mutableListOf<String>()

    private fun write(what: String) {
        trouble?.let { throw it }
        done += what
    }

    override fun made(after: Cursor?): Paged<Made> {
        trouble?.let { throw it }
        val from = after?.text?.toInt() ?: 0
        val to = minOf(from + pageOf, rows.size)
        return Paged(rows.subList(from, to), if (to < rows.size) Cursor(to.toString()) else null)
    }

    override fun returned() = rows.filter { it.state == State.Returned }.sortedBy { it.deadline }

    override fun record(record: RecordId) = rows.firstOrNull { it.record == record }

    override fun receipt(record: RecordId) = receipts[record]

    override fun answers(record: RecordId, language: String) = answers[record] ?: throw Trouble.Invalid("record", "no_payload")

    override fun correctionOf(record: RecordId) = rows.firstOrNull { it.corrects == record }?.record

    override fun correct(record: RecordId): DraftId {
        write("correct ${record.text}")
        return DraftId("d")
    }

    override fun reply(record: RecordId, correction: RecordId?, words: String) {
        write("reply ${record.text} ${correction?.text} $words")
        rows = rows.map { if (it.record == record) it.copy(state = State.Answered) else it }
    }

    override fun pictures(record: RecordId) = pictures

    override fun picture(file: FileHash) = bytes[file]

    override fun retryPicture(id: Long) = write("retry picture $id")

    override fun retry(record: RecordId) = write("retry ${record.text}")
}
