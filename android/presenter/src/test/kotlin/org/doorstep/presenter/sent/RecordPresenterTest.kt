package org.doorstep.presenter.sent

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Choice
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class RecordPresenterTest {
    private val monday = LocalDate.of(2026, 11, 23)
    private val id = RecordId("r")
    private val returned = Made(
        id, "覃桂香", Purpose.Visit(VisitKind.ELDER_CHECK_IN), "visit", monday, Haste.NORMAL, State.Returned,
        asked = listOf(Asked("words", "哪个炉子？"), Asked("ab".repeat(32), "照片糊了")), deadline = monday.plusDays(3),
    )
    private fun words(text: String) = Item.Question("words", "words", Kind.TEXT, "情况", value = Answer.Text(text))
    private val records = FakeRecords(listOf(returned)).apply { answers = mapOf(id to listOf(words("冒烟"))) }
    private fun open(record: RecordId = id) = Attended(RecordPresenter(record, "zh-CN", records, AtOnce()))

    @Test
    fun each_thing_that_is_asked_stands_with_its_question_and_answer() {
        val screen = open().screen
        assertEquals(
            listOf(
                RecordScreen.Item("情况", ToldAnswer.Words("冒烟"), "哪个炉子？"),
                RecordScreen.Item(null, null, "照片糊了"),
            ),
            screen.asked,
        )
        assertTrue(screen.canReply)
    }

    @Test
    fun mending_begins_at_what_was_asked() {
        val seen = open()
        seen.presenter.mend()
        assertEquals(listOf<Destination>(Destination.Questions(DraftId("d"), "words")), seen.ways)
        records.trouble = Trouble.StorageFull
        seen.presenter.mend()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
    }

    @Test
    fun a_correction_shows_what_changed_and_is_given_back_once() {
        val mended = returned.copy(record = RecordId("n"), corrects = id, state = State.Waiting, asked = emptyList())
        records.rows = listOf(mended, returned)
        records.answers += RecordId("n") to listOf(words("煤炉冒烟"), words("x").copy(path = "new", label = "新"))
        val seen = open()
        assertEquals(
            listOf(
                Change("情况", ToldAnswer.Words("冒烟"), ToldAnswer.Words("煤炉冒烟")),
                Change("新", ToldAnswer.Nothing, ToldAnswer.Words("x")),
            ),
            seen.screen.changes,
        )
        seen.presenter.reply("")
        seen.presenter.reply("")
        assertEquals(listOf("reply r n "), records.done)
        assertFalse(seen.screen.canReply)
        seen.presenter.openCorrection()
        val other = open(RecordId("n"))
        assertEquals("the same from the other side", seen.screen.changes, other.screen.changes)
        other.presenter.openCorrected()
        assertEquals(listOf<Destination>(Destination.Record(RecordId("n"))), seen.ways)
        assertEquals(listOf<Destination>(Destination.Record(id)), other.ways)
    }

    @Test
    fun words_alone_may_answer_but_not_nothing() {
        val seen = open()
        seen.presenter.reply(" ")
        assertTrue(seen.screen.wordless)
        assertEquals(emptyList<String>(), records.done)
        records.trouble = Trouble.StorageFull
        seen.presenter.reply("是煤炉")
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertTrue(seen.screen.canReply)
        records.trouble = null
        seen.presenter.reply("是煤炉 ")
        assertEquals(listOf("reply r null 是煤炉"), records.done)
        assertTrue(seen.screen.replied)
    }

    @Test
    fun a_record_that_is_not_here_is_said_to_be_so_and_old_answers_may_be_with_the_county_alone() {
        assertNull(open(RecordId("x")).screen.made)
        records.answers = emptyMap()
        assertEquals(emptyList<Told>(), open().screen.told)
    }

    @Test
    fun what_was_parked_may_try_again() {
        val parked = Picture(7, FileHash("p"), Picture.Standing.Parked("too_large"), false)
        val sent = Picture(8, FileHash("o"), Picture.Standing.Sent, false)
        val small = Picture(9, FileHash("t"), Picture.Standing.Waiting(40), true)
        records.pictures = listOf(parked, sent, small)
        val seen = open()
        assertEquals(listOf(parked, small), seen.screen.pictures)
        seen.presenter.retry(parked)
        seen.presenter.retry()
        assertEquals(listOf("retry picture 7", "retry r"), records.done)
        records.bytes = mapOf(FileHash("t") to byteArrayOf(1))
        var shown: ByteArray? = null
        seen.presenter.picture(FileHash("t")) { shown = it }
        assertArrayEquals(byteArrayOf(1), shown)
    }

    @Test
    fun a_receipt_stands_with_the_record() {
        val receipt = Receipt(Instant.parse("2026-11-23T09:00:00Z"), "0a1b2c3d")
        records.receipts = mapOf(id to receipt)
        assertEquals(receipt, open().screen.receipt)
    }

    @Test
    fun every_kind_of_answer_is_told() {
        val offered = listOf(Choice("a", "甲"), Choice("b", "乙"))
        fun item(kind: Kind, value: Answer?, path: String = kind.name) = Item.Question(path, path, kind, path, choices = offered, value = value)
        val day = Answer.Date(monday)
        val told = told(
            listOf(
                Item.Heading("h", "h", 0),
                item(Kind.ONE, Answer.One("a")), item(Kind.MANY, Answer.Many(listOf("b", "gone"))), item(Kind.INTEGER, Answer.Integer(3)),
                item(Kind.DECIMAL, Answer.Decimal("1.50")), item(Kind.DATE, day), item(Kind.PLACE, Answer.Point("29 110 0 12")),
                item(Kind.IMAGE, Answer.Media(FileHash("f"))), item(Kind.ACKNOWLEDGE, Answer.Acknowledged), item(Kind.TEXT, null),
                item(Kind.NOTE, null), item(Kind.HIDDEN, Answer.Text("x")),
            ),
        )
        assertEquals(
            listOf(
                ToldAnswer.Words("甲"), ToldAnswer.Words("乙、gone"), ToldAnswer.Words("3"), ToldAnswer.Words("1.50"), ToldAnswer.Moment(day),
                ToldAnswer.Place(12), ToldAnswer.Picture(FileHash("f")), ToldAnswer.Read, ToldAnswer.Nothing,
            ),
            told.map { it.answer },
        )
        assertEquals(listOf(Change("ONE", ToldAnswer.Words("甲"), ToldAnswer.Nothing)), changes(told.take(1), emptyList()))
    }
}
