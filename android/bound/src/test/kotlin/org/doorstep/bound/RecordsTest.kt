package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.County
import county.doorstep.core.sync
import county.doorstep.core.until
import java.time.Duration
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.sent.Asked
import org.doorstep.presenter.sent.Picture
import org.doorstep.presenter.sent.State
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** What was made and what came of it, over the real core and a real county. */
class RecordsTest {
    private val enrolled = Enrolled()
    private val county: County = enrolled.county
    private val records = enrolled.core.records
    private val deadline = enrolled.doorstep.today().plusDays(3)

    @After
    fun end() = enrolled.close()

    private fun state(record: RecordId) = records.record(record)?.state

    private fun hear(what: String, so: () -> Boolean) = until(what) {
        enrolled.doorstep.sync()
        so()
    }

    private fun returned(record: RecordId, target: String = "conclusion/findings") {
        enrolled.sent()
        county.review(record.text, mapOf("step" to "start"))
        val items = listOf(mapOf("target" to target, "reason" to "哪一间屋漏雨？"))
        county.review(record.text, mapOf("step" to "return", "items" to items, "deadline" to deadline.toString()))
        hear("the return") { state(record) == State.Returned }
    }

    @Test
    fun what_was_made_is_listed_newest_first_and_page_by_page() {
        county.stop()
        val visits = List(3) { enrolled.visited() }
        val grave = enrolled.finished(enrolled.filled("no_will" to Answer.One("yes")))
        val made = records.made(null)
        assertEquals((visits + grave).reversed(), made.rows.map { it.record })
        assertNull(made.next)
        assertEquals(listOf(Haste.EMERGENCY, Haste.NORMAL), made.rows.take(2).map { it.haste })
        made.rows.forEach {
            assertEquals(Purpose.Visit(VisitKind.ELDER_CHECK_IN) to enrolled.doorstep.today(), it.purpose to it.day)
            assertEquals(State.Waiting to emptyList<Asked>(), it.state to it.asked)
            assertTrue(it.name.orEmpty().isNotEmpty())
        }
        assertNull(records.record(RecordId(enrolled.filled().text)))

        List(50) { enrolled.core.finishes.giveBack(visits[0], visits[1], "$it") }
        val first = records.made(null)
        val rest = records.made(requireNotNull(first.next))
        assertEquals(54, (first.rows + rest.rows).map { it.record }.toSet().size)
        assertNull(rest.next)
    }

    @Test
    fun what_was_sent_has_the_countys_receipt() {
        val visit = enrolled.visited()
        assertNull(records.receipt(visit).takeIf { state(visit) == State.Waiting })
        enrolled.sent()
        hear("the county's word") { state(visit) in setOf(State.Sent, State.Safe) }
        val receipt = requireNotNull(records.receipt(visit))
        assertEquals(16, receipt.fingerprint.length)
        assertTrue(Duration.between(county.now, receipt.at).abs() < Duration.ofHours(1))
        assertNull(records.receipt(RecordId(enrolled.filled().text)))
    }

    @Test
    fun it_is_read_again_in_both_languages() {
        val visit = enrolled.finished(enrolled.filled("worries" to Answer.Text("屋顶漏雨")))
        val (chinese, english) = listOf("zh-CN", "en").map { language -> records.answers(visit, language).filterIsInstance<Item.Question>() }
        assertEquals("本次走访结果" to "Outcome of this visit", chinese.first().label to english.first().label)
        assertEquals(chinese.map { it.path to it.value }, english.map { it.path to it.value })
        assertEquals(org.doorstep.presenter.form.Answer.Text("屋顶漏雨"), chinese.first { it.name == "worries" }.value)
        refused(Trouble.Invalid("visit", "unknown_visit")) { records.answers(RecordId(enrolled.filled().text), "en") }
    }

    @Test
    fun a_returned_record_is_mended_and_arrives() {
        val visit = enrolled.finished(enrolled.filled())
        returned(visit)
        val back = records.returned().single()
        assertEquals(visit to deadline, back.record to back.deadline)
        assertEquals(listOf(Asked("conclusion/findings", "哪一间屋漏雨？")), back.asked)
        assertEquals("what is returned reads the same in the list", back, records.made(null).rows.single { it.record == visit })

        val draft = records.correct(visit)
        assertEquals("one correction, however often it is opened", draft, records.correct(visit))
        assertEquals(visit, enrolled.core.forms.standing(draft).corrects)
        assertNull(records.correctionOf(visit))
        enrolled.answer(draft, "findings", Answer.Text("堂屋漏雨"))
        val mended = enrolled.finished(draft)
        assertEquals(mended, records.correctionOf(visit))
        assertEquals(visit, records.record(mended)?.corrects)
        records.reply(visit, mended, "已核实")
        assertTrue(records.returned().isEmpty())
        enrolled.sent()
        assertEquals("堂屋漏雨", county.visit(mended.text).getJSONObject("payload").getString("findings"))
        hear("the answer to be heard") { state(visit) == State.Answered }
        assertEquals("nothing is asked any more", emptyList<Asked>(), records.record(visit)?.asked)
        assertNull(records.record(visit)?.deadline)
        county.review(mended.text, mapOf("step" to "approve"))
        hear("the approval") { state(mended) == State.Approved }
    }

    @Test
    fun a_return_may_be_answered_in_words_alone() {
        val visit = enrolled.finished(enrolled.filled())
        returned(visit)
        records.reply(visit, null, "当时只有堂屋")
        assertTrue(records.returned().isEmpty())
        hear("the answer to be heard") { state(visit) == State.Answered }
    }

    @Test
    fun a_corrected_sheet_about_nobody_is_found_by_what_it_corrects() {
        val draft = enrolled.core.finishes.report(SheetKind.TRAINING, null)
        enrolled.fill(draft)
        val sheet = enrolled.finished(draft)
        val again = records.correct(sheet)
        val mended = enrolled.finished(again)
        assertEquals(mended, records.correctionOf(sheet))
    }

    @Test
    fun a_signature_is_listed_and_shown_and_what_is_not_here_is_not() {
        val visit = enrolled.finished(enrolled.checked())
        val signature = records.pictures(visit).single()
        assertEquals(false, signature.thumbnail)
        assertNotNull(records.picture(signature.file))
        hear("the signature to arrive") { records.pictures(visit).single().standing == Picture.Standing.Sent }
        assertNull(records.picture(FileHash("A".repeat(43))))
        assertTrue(records.pictures(enrolled.visited()).isEmpty())
    }
}
