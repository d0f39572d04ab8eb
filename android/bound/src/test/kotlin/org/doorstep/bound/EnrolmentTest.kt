package org.doorstep.bound

import county.doorstep.core.County
import county.doorstep.core.TestPhone
import county.doorstep.core.until
import java.time.Instant
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.enrol.Holder
import org.doorstep.presenter.enrol.Loading
import org.doorstep.presenter.enrol.Post
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** A phone becomes known, against a real county. */
class EnrolmentTest {
    @Test
    fun a_ticket_is_compared_redeemed_once_and_what_is_on_file_comes() = County().use { county ->
        TestPhone(county.now).use { phone ->
            val core = BoundCore(phone.core)
            val enrolment = core.enrolment
            val ticket = county.ticket()
            assertTrue(Regex("(\\d{5} ){5}\\d{5}").matches(enrolment.fingerprint(ticket)))
            assertEquals("one county, whatever the code", enrolment.fingerprint(ticket), enrolment.fingerprint(county.ticket()))
            assertNull(enrolment.holder())

            county.stop()
            assertEquals(Trouble.Offline, assertThrows(Trouble::class.java) { enrolment.enrol(ticket, "phone") })
            assertNull(enrolment.holder())
            county.start()
            enrolment.enrol(ticket, "phone")
            until("the first load") { enrolment.loading() == Loading.Done }
            val holder = requireNotNull(enrolment.holder())
            assertEquals(setOf(Post.WORKER), holder.posts)
            assertTrue(core.agenda.due(null, null).rows.isNotEmpty())

            another(county, ticket, holder)
        }
    }

    private fun another(county: County, used: String, holder: Holder) = TestPhone(county.now).use { phone ->
        val enrolment = BoundCore(phone.core).enrolment
        assertEquals(Trouble.Rejected("bad_code"), assertThrows(Trouble::class.java) { enrolment.enrol(used, "another") })
        enrolment.enrol(county.partnersTicket(), "another")
        assertNotEquals(holder.account, enrolment.holder()?.account)
        until("the first load") { enrolment.loading() == Loading.Done }
    }

    @Test
    fun what_is_no_ticket_is_said_so() {
        TestPhone(Instant.now()).use { phone ->
            val enrolment = BoundCore(phone.core).enrolment
            val refusal = Trouble.Invalid("ticket", "not_a_ticket")
            for (text in listOf("", "doorstep1:", "doorstep1:e30", "https://example.com")) {
                assertEquals(refusal, assertThrows(Trouble::class.java) { enrolment.fingerprint(text) })
                assertEquals(refusal, assertThrows(Trouble::class.java) { enrolment.enrol(text, "phone") })
            }
            until("the engine to notice") { enrolment.loading() == Loading.Resting(Trouble.SignedOut) }
        }
    }
}
