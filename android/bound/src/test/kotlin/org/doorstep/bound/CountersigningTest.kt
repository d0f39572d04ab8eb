package org.doorstep.bound

import county.doorstep.core.until
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.second.Note
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Test

/** From phone to phone without a network, and then at a real county. */
class CountersigningTest {
    private val enrolled = Enrolled()
    private val here = enrolled.core.countersigning
    private val other = enrolled.another(enrolled.county.partnersTicket())
    private val there = BoundCore(other.core).countersigning
    private val me = account(enrolled.core)
    private val partner = account(BoundCore(other.core))

    private fun account(core: BoundCore): AccountId = requireNotNull(core.enrolment.holder()).account

    @After
    fun end() = enrolled.close()

    @Test
    fun a_colleague_stands_by_a_visit_without_a_network_and_the_county_hears_of_it() {
        enrolled.county.stop()
        val visit = enrolled.finished(enrolled.checked())
        val request = here.request(visit)
        assertEquals(Note(visit, me, enrolled.core.volunteering.me().name), there.asked(request))
        val answer = there.sign(request)
        assertEquals(Note(visit, partner, enrolled.county.partner), here.signed(answer))

        enrolled.county.start()
        enrolled.sent()
        fun isStoodBy() = enrolled.county.visit(visit.text).getJSONObject("visit").getBoolean("countersigned")
        assertFalse("one phone's word is not enough", isStoodBy())
        enrolled.sent(other.core)
        assertEquals("countersign", BoundCore(other.core).records.made(null).rows.single().kind)
        until("the county to see it") { isStoodBy() }
    }

    @Test
    fun what_is_no_such_code_is_said_so() {
        val refusal = Trouble.Invalid("code", "not_a_countersign_code")
        val request = here.request(enrolled.visited())
        val answer = there.sign(request)
        for (text in listOf("", "hello", "doorstep-countersign1:", request.dropLast(1), answer)) {
            refused(refusal) { there.asked(text) }
            refused(refusal) { there.sign(text) }
        }
        for (text in listOf("", "hello", request)) refused(refusal) { here.signed(text) }
    }

    @Test
    fun nobody_stands_by_a_visit_of_their_own() {
        val request = here.request(enrolled.visited())
        refused(Trouble.Invalid("visit", "own_visit")) { here.sign(request) }
        assertEquals(1, enrolled.core.records.made(null).rows.count { it.purpose != null })
    }

    @Test
    fun an_answer_to_another_visit_or_to_other_words_is_refused() {
        val (visit, second) = enrolled.visited() to enrolled.visited()
        refused(Trouble.Invalid("visit", "unknown_visit")) { here.request(RecordId(enrolled.filled().text)) }
        val request = here.request(visit)
        refused(Trouble.Invalid("visit", "unknown_visit")) { BoundCore(other.core).countersigning.signed(there.sign(request)) }
        val forged = there.sign(request).replace(visit.text, second.text)
        refused(Trouble.Invalid("visit", "other_content")) { here.signed(forged) }
    }

    @Test
    fun whom_this_phone_does_not_know_has_no_name() {
        val stranger = AccountId("0192f0c1-2d3e-7a4b-8c5d-6e7f80910213")
        val request = here.request(enrolled.visited()).replace(me.text, stranger.text)
        assertEquals(stranger, there.asked(request).account)
        assertNull(there.asked(request).name)
    }
}
