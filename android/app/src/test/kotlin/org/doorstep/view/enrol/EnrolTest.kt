package org.doorstep.view.enrol

import android.os.Bundle
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.enrol.FakeEnrolment.Companion.FINGERPRINT
import org.doorstep.presenter.enrol.FakeEnrolment.Companion.TICKET
import org.doorstep.presenter.lock.FakeLock
import org.doorstep.presenter.lock.Owner
import org.doorstep.view.Stage
import org.doorstep.view.ledTo
import org.doorstep.view.scan.ScanView
import org.doorstep.view.scan.camera
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.texts
import org.doorstep.view.write
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class EnrolTest {
    private val fake = FakeLock()
    private val stage = Stage().apply { app.lock = fake.lock }
    private val enrolment = stage.core.enrolment

    private fun EnrolActivity.taps(words: Int) = tap(getString(words))

    private fun EnrolActivity.shows(words: Int) = shown(getString(words)) != null

    @Test
    fun a_ticket_is_compared_before_it_is_redeemed() {
        camera(allowed = true)
        val enrol = stage.open<EnrolActivity>().get()
        enrol.find<ScanView>(R.id.scan).hear(TICKET)
        assertEquals(FINGERPRINT.split(' '), enrol.texts().first { it.startsWith("40718") }.split(Regex("\\s+")))
        assertTrue(enrolment.redeemed.isEmpty())
        enrol.taps(R.string.enrol_same)
        assertEquals(listOf(TICKET), enrolment.redeemed)
        assertTrue(enrol.shows(R.string.enrol_lock))
        enrol.taps(R.string.enrol_choose_pin)
        assertEquals("PinActivity", enrol.ledTo().screen())
    }

    @Test
    fun other_digits_end_it_there() {
        camera(allowed = true)
        val enrol = stage.open<EnrolActivity>().get()
        enrol.find<ScanView>(R.id.scan).hear(TICKET)
        enrol.taps(R.string.enrol_different)
        assertTrue(enrol.shows(R.string.enrol_other_digits))
        assertTrue(enrolment.redeemed.isEmpty())
    }

    @Test
    fun every_refusal_says_what_to_do() {
        val said = mapOf(
            Trouble.Offline to R.string.enrol_offline,
            Trouble.Rejected("bad_code") to R.string.enrol_bad_code,
            Trouble.Rejected("wrong_pin") to R.string.enrol_wrong_pin,
            Trouble.StorageFull to R.string.trouble_storage_full,
        )
        for ((trouble, words) in said) {
            val enrol = typed()
            enrolment.trouble = trouble
            enrol.taps(R.string.enrol_same)
            assertTrue("$trouble", enrol.shows(words))
            assertTrue("it can be tried again", enrol.shows(R.string.enrol_same))
        }
    }

    private fun typed(): EnrolActivity = stage.open<EnrolActivity>().get().also {
        it.taps(R.string.enrol_by_hand)
        it.write(R.id.ticket, TICKET)
        it.taps(R.string.enrol_typed_on)
    }

    @Test
    fun what_was_pasted_is_there_after_a_rotation_after_a_step_back_and_in_another_process() {
        val controller = stage.open<EnrolActivity>()
        controller.get().taps(R.string.enrol_by_hand)
        controller.get().write(R.id.ticket, "doorstep1:half")
        controller.recreate()
        assertNotNull(controller.get().shown("doorstep1:half"))
        controller.get().taps(R.string.enrol_typed_on)
        assertTrue(controller.get().shows(R.string.enrol_no_ticket))
        assertNotNull(controller.get().shown("doorstep1:half"))

        val state = Bundle()
        controller.saveInstanceState(state).pause().stop().destroy()
        val again = Robolectric.buildActivity(EnrolActivity::class.java).setup(state).get()
        assertNotNull(again.shown("doorstep1:half"))
    }

    @Test
    fun a_rotation_while_it_is_compared_compares_on() {
        camera(allowed = true)
        val controller = stage.open<EnrolActivity>()
        controller.get().find<ScanView>(R.id.scan).hear(TICKET)
        controller.recreate()
        assertTrue(controller.get().shows(R.string.enrol_compare))
    }

    @Test
    fun later_leads_home_without_a_lock() {
        val enrol = typed()
        enrol.taps(R.string.enrol_same)
        enrol.taps(R.string.enrol_no_pin)
        assertEquals("LaunchActivity", enrol.ledTo().screen())
        assertFalse(fake.lock.isSet)
    }

    @Test
    fun whoever_has_forgotten_the_pin_gets_in_with_a_ticket_of_their_own_only() {
        fake.lock.belongTo(Owner(FINGERPRINT, AccountId("qin")))
        fake.lock.set(FakeLock.PIN)
        stage.app.lock = fake.again()
        enrolment.becomes = enrolment.becomes.copy(account = AccountId("somebody"))
        val other = typed()
        other.taps(R.string.enrol_same)
        assertTrue(other.shows(R.string.enrol_other_person))
        assertTrue(fake.lock.shut())

        enrolment.becomes = enrolment.becomes.copy(account = AccountId("qin"))
        val own = typed()
        own.taps(R.string.enrol_same)
        assertFalse(fake.lock.shut())
        assertNull(own.shown(own.getString(R.string.enrol_other_person)))
    }
}
