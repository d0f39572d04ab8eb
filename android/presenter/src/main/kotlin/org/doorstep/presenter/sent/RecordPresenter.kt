package org.doorstep.presenter.sent

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.RecordId

/** One record: where it is, what the supervisor asks, what was mended, and what it says. */
class RecordPresenter(private val record: RecordId, private val language: String, private val records: Records, work: Work) :
    Presenter<RecordScreen>(RecordScreen(), work) {
    private var replied = false

    override fun refresh() = ask(::read, { show(screen.copy(trouble = it, read = true)) }) { show(it.copy(replied = replied)) }

    private fun read(): RecordScreen {
        val made = records.record(record) ?: return RecordScreen(read = true)
        val told = if (made.purpose == null) emptyList() else told(answers(record))
        val labels = told.associateBy { it.path }
        val correction = records.correctionOf(record)
        val changes = when {
            correction != null -> changes(told, told(answers(correction)))
            made.corrects != null -> changes(told(answers(made.corrects)), told)
            else -> emptyList()
        }
        return RecordScreen(
            made = made,
            receipt = records.receipt(record),
            asked = made.asked.map { RecordScreen.Item(labels[it.target]?.label, labels[it.target]?.answer, it.why) },
            correction = correction,
            changes = changes,
            told = told,
            pictures = records.pictures(record).filter { it.thumbnail || it.standing is Picture.Standing.Parked },
            read = true,
        )
    }

    /** The payload of an old record may be with the county alone. */
    private fun answers(of: RecordId) = try {
        records.answers(of, language)
    } catch (_: Trouble.Invalid) {
        emptyList()
    }

    /** Opens the answers as a draft, at the first question that was asked about. */
    fun mend() {
        val at = screen.made?.asked?.firstOrNull()?.target
        ask({ records.correct(record) }, { show(screen.copy(trouble = it)) }) { go(Destination.Questions(it, at)) }
    }

    /** Answers with words, and with the corrected record if there is one. */
    fun reply(words: String) {
        if (words.isBlank() && screen.correction == null) return show(screen.copy(wordless = true))
        if (replied) return
        ask({ records.reply(record, screen.correction, words.trim()) }, { show(screen.copy(trouble = it)) }) {
            replied = true
            show(screen.copy(replied = true, wordless = false, trouble = null))
            refresh()
        }
    }

    fun openCorrection() {
        screen.correction?.let { go(Destination.Record(it)) }
    }

    fun openCorrected() {
        screen.made?.corrects?.let { go(Destination.Record(it)) }
    }

    fun retry() = again { records.retry(record) }

    fun retry(picture: Picture) = again { records.retryPicture(picture.id) }

    private fun again(what: () -> Unit) = ask(what, { show(screen.copy(trouble = it)) }) { refresh() }

    fun picture(file: FileHash, shown: (ByteArray) -> Unit) = ask({ records.picture(file) }, { }) { it?.let(shown) }
}

data class RecordScreen(
    /** None if there is no such record here, once it was looked for. */
    val made: Made? = null,
    val receipt: Receipt? = null,
    val asked: List<Item> = emptyList(),
    val correction: RecordId? = null,
    val changes: List<Change> = emptyList(),
    val told: List<Told> = emptyList(),
    val pictures: List<Picture> = emptyList(),
    val replied: Boolean = false,
    /** A reply was tried without a word. */
    val wordless: Boolean = false,
    val read: Boolean = false,
    val trouble: Trouble? = null,
) {
    /** Sent back and not answered: words, a correction, or both. */
    val canReply get() = made?.state == State.Returned && !replied

    /** One thing to mend; of a photograph there is no question. */
    data class Item(val label: String?, val answer: ToldAnswer?, val why: String)
}
