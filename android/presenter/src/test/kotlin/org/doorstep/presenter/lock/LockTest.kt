package org.doorstep.presenter.lock

import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.lock.FakeLock.Companion.PIN
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Test

class LockTest {
    private val fake = FakeLock.shut()
    private val clock = fake.clock
    private val lock get() = fake.lock

    private fun open() = assertEquals(Guess.RIGHT, lock.guess(PIN))

    @Test
    fun without_a_pin_nothing_is_shut() {
        val none = FakeLock().lock
        none.left()
        none.returned()
        assertFalse(none.shut())
        assertEquals(Guess.RIGHT, none.guess("000001"))
        assertEquals(0, none.misses)
    }

    @Test
    fun a_new_process_is_shut_until_the_pin_is_right() {
        assertTrue(lock.shut())
        assertEquals(Guess.WRONG, lock.guess("271829"))
        assertTrue(lock.shut())
        open()
        assertFalse(lock.shut())
    }

    @Test
    fun wrong_pins_make_one_wait_longer_and_longer() {
        val waits = (0..12).map { Lock.waitAfter(it) / 1_000 }
        assertEquals(listOf<Long>(0, 0, 0, 0, 30, 60, 300, 900, 1_800, 3_600, 3_600, 3_600, 3_600), waits)
        fake.misses(4)
        assertEquals(30_000, lock.wait())
        clock.pass(29)
        assertEquals(Guess.TOO_EARLY, lock.guess(PIN))
        assertEquals(1_000, lock.wait())
        clock.pass(1)
        open()
        assertEquals(0, lock.misses)
    }

    @Test
    fun trying_too_early_does_not_make_the_wait_longer() {
        fake.misses(5)
        repeat(9) { assertEquals(Guess.TOO_EARLY, lock.guess(PIN)) }
        assertEquals(60_000, lock.wait())
        assertEquals(5, lock.misses)
    }

    @Test
    fun neither_another_process_nor_another_start_of_the_phone_shortens_the_wait() {
        fake.misses(7)
        clock.pass(10)
        assertEquals(890_000, fake.again().wait())
        clock.startAgain(upSeconds = 40)
        assertEquals(860_000, fake.again().wait())
        clock.pass(860)
        open()
    }

    @Test
    fun wrong_pins_never_take_anything_away() {
        fake.misses(40)
        assertTrue(lock.isSet)
        clock.pass(3_600)
        open()
    }

    @Test
    fun a_guess_in_whose_middle_the_app_is_ended_counts() {
        fake.hash.dies = true
        repeat(4) { assertThrows(InterruptedException::class.java) { fake.again().guess(PIN) } }
        fake.hash.dies = false
        assertEquals(30_000, fake.again().wait())
        assertTrue(lock.shut())
    }

    @Test
    fun whoever_is_back_in_time_is_not_asked_again() {
        open()
        lock.left()
        clock.pass(299)
        lock.returned()
        assertFalse(lock.shut())
        clock.pass(9_000)
        assertFalse("in use", lock.shut())
        lock.left()
        clock.pass(300)
        lock.returned()
        assertTrue(lock.shut())
    }

    @Test
    fun patience_is_the_persons_choice() {
        open()
        lock.choose(Patience.AT_ONCE)
        lock.left()
        lock.returned()
        assertTrue(lock.shut())
        open()
        lock.choose(Patience.MINUTES_30)
        lock.left()
        clock.pass(1_799)
        lock.returned()
        assertFalse(lock.shut())
        assertEquals(Patience.MINUTES_30, fake.again().patience)
    }

    @Test
    fun a_process_that_ended_out_of_sight_is_forgiven_within_that_time_and_only_once() {
        open()
        lock.left()
        clock.pass(60)
        fake.again().returned()
        assertFalse(lock.shut())
        fake.again().returned()
        assertTrue(lock.shut())
    }

    @Test
    fun a_phone_that_started_again_is_shut_whatever_its_clock_says() {
        open()
        lock.left()
        clock.startAgain(upSeconds = 200)
        fake.again().returned()
        assertTrue(lock.shut())
    }

    @Test
    fun leaving_what_was_never_opened_opens_nothing() {
        lock.left()
        lock.returned()
        fake.again().returned()
        assertTrue(lock.shut())
    }

    @Test
    fun whom_the_phone_recognises_waits_for_nothing() {
        fake.misses(8)
        lock.recognised()
        assertFalse(lock.shut())
        assertEquals(0, lock.wait())
    }

    @Test
    fun another_pin_opens_from_then_on_and_the_old_one_does_not() {
        open()
        lock.set("314159")
        assertFalse(lock.shut())
        assertEquals(Guess.WRONG, fake.again().guess(PIN))
        assertEquals(Guess.RIGHT, lock.guess("314159"))
    }

    @Test
    fun what_is_taken_away_takes_the_fingerprint_along() {
        val owner = Owner("40718", AccountId("qin"))
        open()
        lock.choose(biometric = true)
        lock.belongTo(owner)
        assertTrue(fake.again().biometric)
        lock.takeAway()
        assertFalse(lock.isSet || lock.shut() || lock.biometric || fake.again().shut())
        assertEquals(owner, lock.owner)
        lock.forget()
        assertNull(lock.owner)
    }

    @Test
    fun a_pin_that_is_tried_first_is_too_simple() {
        for (pin in listOf("000000", "777777", "123456", "012345", "987654")) assertTrue(pin, Lock.tooSimple(pin))
        for (pin in listOf(PIN, "112233", "135790", "123465")) assertFalse(pin, Lock.tooSimple(pin))
    }

    @Test
    fun what_is_kept_holds_no_pin() {
        val store = FakeLockStore()
        Lock(store, clock, Pbkdf2()).set(PIN)
        assertNotNull(store.state.pin)
        assertFalse(store.state.toString().contains(PIN))
    }
}
