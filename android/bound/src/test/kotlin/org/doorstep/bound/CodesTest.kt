package org.doorstep.bound

import county.doorstep.core.pathOf
import county.doorstep.core.questions
import org.doorstep.presenter.Trouble
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Test

/** Codes as answers, over the real core. */
class CodesTest {
    private val enrolled = Enrolled()
    private val codes = enrolled.core.codes

    @After
    fun end() = enrolled.close()

    @Test
    fun what_a_code_says_stands_in_place_of_what_stood_there() {
        val draft = enrolled.filled()
        val findings = enrolled.doorstep.pathOf(draft.text, "findings")
        fun answer() = enrolled.doorstep.questions(draft.text).first { it.path == findings }.value?.back()
        for (text in listOf("6901234567892", "https://例子.cn/门牌?号=12&户=3", "线\n两行")) {
            codes.answer(draft, findings, text)
            assertEquals(org.doorstep.presenter.form.Answer.Text(text), answer())
        }
    }

    @Test
    fun a_code_is_no_answer_to_a_choice() {
        val draft = enrolled.filled()
        val outcome = enrolled.doorstep.pathOf(draft.text, "outcome")
        refused(Trouble.Invalid(outcome, "wrong_type")) { codes.answer(draft, outcome, "met") }
        refused(Trouble.Invalid("nowhere", "no_such_question")) { codes.answer(draft, "nowhere", "6901234567892") }
    }
}
