package org.doorstep.presenter.form

import java.time.Instant
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind

/** A form whose questions a test gives; it keeps answers, and asks for what is required. */
class FakeForms(var items: List<Item> = emptyList()) : Forms {
    val answers = linkedMapOf<String, Answer>()
    var beforehand = emptyList<String>()
    var standing = Standing(
        Subject.Person(PersonId("p")),
        "覃桂香",
        Purpose.Visit(VisitKind.ELDER_CHECK_IN),
        Instant.parse("2026-11-23T01:00:00Z"),
        corrects = null,
        redLines = emptyList(),
        haste = Haste.NORMAL,
    )

    /** Thrown by whatever writes. */
    var trouble: Trouble? = null
    var reads = 0
    val done = mutableListOf<String>()
    val pictures = mutableMapOf<FileHash, ByteArray>()

    override fun items(draft: DraftId, language: String): List<Item> {
        reads++
        return items.map { if (it is Item.Question) it.copy(value = answers[it.path] ?: it.value) else it }
    }

    private fun write(what: String) {
        trouble?.let { throw it }
        done += what
    }

    override fun answer(draft: DraftId, path: String, answer: Answer) {
        write("answer $path")
        answers[path] = answer
    }

    override fun clear(draft: DraftId, path: String) {
        write("clear $path")
        answers -= path
    }

    override fun add(draft: DraftId, repeat: String): String {
        write("add $repeat")
        return "$repeat[2]"
    }

    override fun remove(draft: DraftId, instance: String) = write("remove $instance")

    override fun missing(draft: DraftId) =
        items.filterIsInstance<Item.Question>().filter { it.required && it.path !in answers }.map { it.path }

    override fun beforehand(draft: DraftId) = beforehand

    override fun standing(draft: DraftId) = standing

    override fun report(draft: DraftId, kind: SheetKind): DraftId {
        write("report $kind")
        return DraftId("report")
    }

    override fun giveUp(draft: DraftId, reason: String) = write("given up: $reason")

    override fun picture(file: FileHash) = pictures[file]
}
