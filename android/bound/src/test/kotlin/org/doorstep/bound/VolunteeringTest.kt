package org.doorstep.bound

import county.doorstep.core.County
import county.doorstep.core.TestPhone
import county.doorstep.core.sync
import county.doorstep.core.until
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.enrol.Loading
import org.doorstep.presenter.hours.Arrival
import org.doorstep.presenter.hours.Given
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

/** Time given, against a real county. */
class VolunteeringTest {
    private val here = Fix(Place(109.19, 29.53), 8f, "gps", 500, mock = false)

    @Test
    fun an_hour_is_given_offline_and_arrives() = County().use { county ->
        TestPhone(county.now).use { phone ->
            val core = BoundCore(phone.core)
            assertEquals(Trouble.SignedOut, assertThrows(Trouble::class.java) { core.volunteering.me() })
            core.enrolment.enrol(county.ticket(), "phone")
            until("the first load") { core.enrolment.loading() == Loading.Done }
            val volunteering = core.volunteering
            val me = volunteering.me()
            assertEquals(me.name, volunteering.named(me.account))
            assertEquals(me, volunteering.whose(volunteering.code()))

            county.stop()
            volunteering.open("给独居老人送饭", "中午送到家", here)
            val meals = volunteering.activities().single { it.title == "给独居老人送饭" }
            val now = volunteering.stamp(here)
            assertEquals(here, now.place)
            val arrival = Arrival(me.account, meals.id, now.copy(at = now.at.minusSeconds(3_600)))
            assertEquals(emptyList<String>(), volunteering.record(arrival, now, "给 6 户送饭"))
            assertEquals(Given(openMinutes = 60), volunteering.given())
            county.start()
            until("the hour to be sent") { phone.core.sync().records.waiting == 0uL }
            assertTrue(volunteering.given().run { entries == 1 && hundredths == 100L || openMinutes == 60 })
        }
    }

    @Test
    fun what_is_no_volunteers_code_is_said_so() = County().use { county ->
        TestPhone(county.now).use { phone ->
            val volunteering = BoundCore(phone.core).volunteering
            val refusal = Trouble.Invalid("code", "not_a_volunteer")
            for (text in listOf("", "https://example.com", "doorstep-volunteer1:", "doorstep-volunteer1:a b")) {
                assertEquals(refusal, assertThrows(Trouble::class.java) { volunteering.whose(text) })
            }
            assertNull(volunteering.whose("doorstep-volunteer1:0192f0c1-2d3e-7a4b-8c5d-6e7f80910213").name)
        }
    }
}
