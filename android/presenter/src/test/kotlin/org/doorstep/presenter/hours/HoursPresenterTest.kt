package org.doorstep.presenter.hours

import java.time.Instant
import java.time.LocalTime
import java.time.ZoneId
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.core.FakeLocation
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class HoursPresenterTest {
    private val fake = FakeVolunteering()
    private val arrivals = FakeArrivals()
    private val fix = Fix(Place(109.19, 29.53), 8f, "gps", 0, mock = false)
    private val location = FakeLocation(fixes = listOf(fix))
    private val zone: ZoneId = ZoneId.of("Asia/Shanghai")
    private val meals = fake.activities.first()

    private fun attended() = Attended(HoursPresenter(fake, arrivals, location, { fake.now }, zone, AtOnce()))

    @Test
    fun whoever_came_is_here_with_time_and_place_until_they_leave_and_in_another_process() {
        attended().presenter.run {
            signIn()
            assertEquals(HoursStep.Arriving(fake.me), screen.step)
            came(meals)
            assertEquals(HoursStep.Overview, screen.step)
        }
        val later = attended()
        val here = later.screen.here.single()
        assertEquals(Arrival(fake.me.account, meals.id, Stamp(fake.now, fix)), here.arrival)
        assertEquals(listOf("白小燕", meals.title), listOf(here.name, here.title))
        assertTrue(later.screen.signedIn)
        val came = fake.now
        fake.now = came.plusSeconds(5_400)
        fake.findings = listOf("far_from_activity")
        later.presenter.leaving(here)
        later.presenter.signOut(" 送了 6 户 ")
        assertEquals(listOf(Triple(here.arrival, Stamp(fake.now, fix), "送了 6 户")), fake.recorded)
        assertEquals(listOf("far_from_activity"), later.screen.findings)
        assertTrue(later.screen.here.isEmpty() && arrivals.kept.isEmpty())
        assertFalse(later.screen.signedIn)
        later.presenter.signIn()
        assertNull("what was said of the last is not said of the next", later.screen.findings)
    }

    @Test
    fun nobody_is_here_twice() {
        val attended = attended()
        attended.presenter.signIn()
        attended.presenter.came(meals)
        attended.presenter.signIn()
        assertEquals(HoursPresenter.HERE_ALREADY, attended.screen.trouble)
        attended.presenter.scan()
        attended.presenter.heard("code bai")
        assertEquals(HoursPresenter.HERE_ALREADY, attended.screen.trouble)
        assertEquals(1, arrivals.kept.size)
    }

    @Test
    fun somebody_without_the_app_is_signed_in_by_their_code() {
        val attended = attended()
        attended.presenter.heard("code tan")
        assertEquals("nothing is heard before it is asked for", HoursStep.Overview, attended.screen.step)
        attended.presenter.scan()
        attended.presenter.heard("https://example.invalid")
        assertEquals(Trouble.Invalid("code", "not_a_volunteer"), attended.screen.trouble)
        assertEquals(HoursStep.Scanning, attended.screen.step)
        attended.presenter.heard("code tan")
        assertEquals(HoursStep.Arriving(Volunteer(AccountId("tan"), "谭老四")), attended.screen.step)
        attended.presenter.came(meals)
        assertEquals("tan", arrivals.kept.single().volunteer.text)
        assertFalse("the owner is not", attended.screen.signedIn)
    }

    @Test
    fun a_forgotten_sign_out_is_mended_by_the_time_they_remember() {
        val yesterday = Instant.parse("2026-11-22T01:00:00Z")
        arrivals.kept = listOf(Arrival(fake.me.account, meals.id, Stamp(yesterday, null)))
        val attended = attended()
        val here = attended.screen.here.single()
        assertTrue(here.forgotten)
        attended.presenter.leaving(here)
        attended.presenter.signOut("送饭")
        assertEquals(HoursPresenter.WHEN_LEFT, attended.screen.trouble)
        attended.presenter.left(LocalTime.of(8, 30))
        attended.presenter.signOut("送饭")
        assertEquals("nobody leaves before they come", HoursPresenter.LEFT_BEFORE, attended.screen.trouble)
        attended.presenter.left(LocalTime.of(11, 0))
        attended.presenter.signOut("送饭")
        assertEquals(Stamp(Instant.parse("2026-11-22T03:00:00Z"), null), fake.recorded.single().second)
    }

    @Test
    fun what_was_done_is_asked_for() {
        arrivals.kept = listOf(Arrival(fake.me.account, meals.id, Stamp(fake.now, null)))
        val attended = attended()
        attended.presenter.leaving(attended.screen.here.single())
        attended.presenter.signOut("  ")
        assertEquals(HoursPresenter.WHAT_DONE, attended.screen.trouble)
        assertTrue(fake.recorded.isEmpty())
    }

    @Test
    fun what_a_full_phone_does_not_take_stays_where_it_was() {
        val attended = attended()
        arrivals.trouble = Trouble.StorageFull
        attended.presenter.signIn()
        attended.presenter.came(meals)
        assertEquals(Trouble.StorageFull, attended.screen.trouble)
        assertEquals(HoursStep.Arriving(fake.me), attended.screen.step)
        arrivals.trouble = null
        attended.presenter.came(meals)
        fake.trouble = Trouble.StorageFull
        attended.presenter.leaving(attended.screen.here.single())
        attended.presenter.signOut("送饭")
        assertEquals(Trouble.StorageFull, attended.screen.trouble)
        assertEquals(1, arrivals.kept.size)
    }

    @Test
    fun a_sign_in_by_mistake_is_taken_back() {
        arrivals.kept = listOf(Arrival(AccountId("tan"), ActivityId("gone"), Stamp(fake.now, null)))
        val attended = attended()
        val here = attended.screen.here.single()
        assertNull("an activity that is not on this phone has no title", here.title)
        attended.presenter.leaving(here)
        attended.presenter.takeBack(here)
        assertTrue(arrivals.kept.isEmpty())
        assertTrue(fake.recorded.isEmpty())
    }

    @Test
    fun an_activity_is_opened_and_can_be_chosen() {
        val attended = attended()
        attended.presenter.opening()
        attended.presenter.open(" ", "")
        assertEquals(HoursPresenter.WHAT_TITLE, attended.screen.trouble)
        attended.presenter.open(" 清扫村道 ", "")
        assertEquals(listOf("清扫村道"), fake.opened)
        assertEquals("清扫村道", attended.screen.activities.last().title)
        assertEquals(HoursStep.Overview, attended.screen.step)
    }

    @Test
    fun ones_own_code_is_shown_and_back_leads_to_where_one_was() {
        val attended = attended()
        attended.presenter.showCode()
        assertEquals(HoursStep.Code("code bai"), attended.screen.step)
        attended.presenter.back()
        assertEquals(HoursStep.Overview, attended.screen.step)
        attended.presenter.lead(Destination.Certificate)
        attended.presenter.back()
        assertEquals(listOf(Destination.Certificate, Destination.Back), attended.ways)
    }

    @Test
    fun the_place_is_followed_only_while_somebody_looks() {
        val attended = attended()
        assertTrue(location.followed)
        attended.presenter.refresh()
        attended.presenter.leave()
        assertFalse(location.followed)
    }

    @Test
    fun taps_without_their_step_do_nothing() {
        val attended = attended()
        attended.presenter.came(meals)
        attended.presenter.left(LocalTime.NOON)
        attended.presenter.signOut("x")
        assertTrue(arrivals.kept.isEmpty() && fake.recorded.isEmpty())
    }

    @Test
    fun what_was_given_is_shown_as_a_certificate_will_show_it() {
        val attended = Attended(CertificatePresenter(fake, AtOnce()))
        assertEquals(CertificateScreen(fake.me, fake.given), attended.screen)
    }
}
