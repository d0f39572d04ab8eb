package org.doorstep.bound

import county.doorstep.core.pathOf
import java.io.File
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Item
import org.junit.After
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Signatures drawn by hand, over the real core. */
class SignaturesTest {
    private val enrolled = Enrolled()
    private val core = enrolled.core
    private val draft = core.agenda.begin(Subject.Household(enrolled.household), VisitKind.HOUSEHOLD_CHECK)
    private val question: String

    init {
        enrolled.answer(draft, "outcome", county.doorstep.core.Answer.One("met"))
        question = enrolled.doorstep.pathOf(draft.text, "investigator_signature")
    }

    @After
    fun end() = enrolled.close()

    @Test
    fun what_is_signed_is_said_in_both_languages() {
        assertEquals("调查人员签名", core.signatures.asks(draft, question, "zh-CN"))
        assertEquals("Signature of the investigator", core.signatures.asks(draft, question, "en"))
        assertEquals("a question that is gone", "", core.signatures.asks(draft, "nowhere", "en"))
        refused(Trouble.Invalid("draft", "no_such_draft")) { core.signatures.asks(DraftId(enrolled.visited().text), question, "en") }
    }

    @Test
    fun a_drawing_is_the_answer_byte_for_byte_and_the_file_stays_the_callers() {
        val drawing = enrolled.drawing()
        core.signatures.attach(draft, question, drawing.path)
        val bytes = drawing.readBytes()
        assertTrue(drawing.delete())
        assertArrayEquals(bytes, core.forms.picture(answer()))
        val other = enrolled.photograph(40, 40)
        core.signatures.attach(draft, question, other.path)
        assertArrayEquals("drawn again, it is another", other.readBytes(), core.forms.picture(answer()))
    }

    private fun answer() = core.forms.items(draft, "en").filterIsInstance<Item.Question>().first { it.path == question }
        .let { it.value as Answer.Media }.file

    @Test
    fun what_is_no_drawing_is_refused_and_takes_nothings_place() {
        core.signatures.attach(draft, question, enrolled.drawing().path)
        val before = answer()
        val text = File.createTempFile("text", ".png").apply { writeText("no picture") }
        refused(Trouble.Invalid("picture", "unknown_content")) { core.signatures.attach(draft, question, text.path) }
        text.delete()
        refused(Trouble.Invalid("picture", "unreadable")) { core.signatures.attach(draft, question, text.path) }
        assertEquals(before, answer())
    }
}
