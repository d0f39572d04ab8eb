package org.doorstep.view.lock

import android.view.View
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.FakeRecognition
import org.doorstep.presenter.lock.FakeLock
import org.doorstep.presenter.lock.Patience
import org.doorstep.view.Stage
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.texts
import org.doorstep.view.today.TodayActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class LockTest {
    private val fake = FakeLock.shut()
    private val finger = FakeRecognition()
    private val stage = Stage().apply {
        app.lock = fake.lock
        app.recognition = finger
    }

    @Test
    fun behind_the_lock_nothing_is_drawn_and_the_person_is_asked() {
        val today = stage.open<TodayActivity>()
        assertEquals("UnlockActivity", today.get().ledTo().screen())
        assertEquals(View.INVISIBLE, today.get().find<View>(R.id.content).visibility)
        today.pause()
        fake.lock.recognised()
        today.resume()
        assertNull(today.get().ledTo())
        assertEquals(View.VISIBLE, today.get().find<View>(R.id.content).visibility)
    }

    @Test
    fun the_right_digits_open_and_wrong_ones_are_counted_and_said() {
        val unlock = stage.open<UnlockActivity>().get()
        unlock.types("000000")
        assertNotNull(unlock.shown(unlock.getString(R.string.lock_wrong)))
        assertEquals(1, fake.lock.misses)
        unlock.types(FakeLock.PIN)
        assertFalse(fake.lock.shut())
        assertTrue(unlock.isFinishing)
    }

    @Test
    fun a_rotation_in_the_middle_of_typing_loses_no_digit() {
        val controller = stage.open<UnlockActivity>()
        controller.get().types(FakeLock.PIN.take(3))
        controller.recreate().get().types(FakeLock.PIN.drop(3))
        assertFalse(fake.lock.shut())
    }

    @Test
    fun while_one_has_to_wait_no_digit_is_taken() {
        fake.misses(5)
        val unlock = stage.open<UnlockActivity>().get()
        assertFalse(unlock.shown("1")!!.isEnabled)
        fake.clock.pass(60)
        stage.work.pass(1_000)
        assertTrue(unlock.shown("1")!!.isEnabled)
    }

    @Test
    fun back_leads_out_of_the_app_and_not_behind_the_lock() {
        val unlock = stage.open<UnlockActivity>().get()
        @Suppress("DEPRECATION")
        unlock.onBackPressed()
        assertFalse(unlock.isFinishing)
        assertTrue(fake.lock.shut())
    }

    @Test
    fun a_finger_opens_where_that_was_chosen_and_is_asked_for_once() {
        fake.lock.choose(biometric = true)
        val controller = stage.open<UnlockActivity>()
        controller.recreate()
        assertEquals(1, finger.asked)
        controller.get().tap(controller.get().getString(R.string.lock_recognise))
        assertEquals(2, finger.asked)
        finger.touch()
        assertFalse(fake.lock.shut())
    }

    @Test
    fun a_finger_that_the_phone_forgot_is_not_asked_for() {
        fake.lock.choose(biometric = true)
        finger.possible = false
        val unlock = stage.open<UnlockActivity>().get()
        assertEquals(0, finger.asked)
        assertNull(unlock.shown(unlock.getString(R.string.lock_recognise)))
    }

    @Test
    fun whoever_has_forgotten_it_is_led_to_the_station() {
        val unlock = stage.open<UnlockActivity>().get()
        unlock.tap(unlock.getString(R.string.lock_forgotten))
        unlock.tap(unlock.getString(R.string.lock_enrol))
        assertEquals("EnrolActivity", unlock.ledTo().screen())
    }

    @Test
    fun the_lock_shuts_when_the_app_is_left_and_as_soon_as_was_chosen() {
        fake.lock.recognised()
        val today = stage.open<TodayActivity>()
        fun awayFor(seconds: Int) {
            today.pause().stop()
            fake.clock.pass(seconds)
            today.restart().resume()
        }
        awayFor(60)
        assertFalse(fake.lock.shut())
        awayFor(6 * 60)
        assertTrue(fake.lock.shut())
        fake.lock.recognised()
        fake.lock.choose(Patience.AT_ONCE)
        awayFor(0)
        assertTrue(fake.lock.shut())
    }

    @Test
    fun a_pin_is_set_by_typing_it_twice_and_taken_away_by_whoever_knows_it() {
        fake.lock.forget()
        val pin = stage.open<PinActivity>().get()
        pin.types("271828")
        pin.types("271829")
        assertNotNull(pin.shown(pin.getString(R.string.lock_pin_different)))
        repeat(2) { pin.types("271828") }
        assertTrue(fake.lock.isSet)
        pin.tap(pin.getString(R.string.lock_patience_at_once))
        assertEquals(Patience.AT_ONCE, fake.lock.patience)
        pin.tap(pin.getString(R.string.lock_biometric))
        assertTrue(fake.lock.biometric)
        pin.tap(pin.getString(R.string.lock_pin_take_away))
        pin.types("000000")
        assertTrue(fake.lock.isSet)
        pin.types("271828")
        assertFalse(fake.lock.isSet)
        assertTrue(pin.texts().none { "2718" in it })
        pin.tap(pin.getString(R.string.common_done))
        assertTrue(pin.isFinishing)
    }
}
