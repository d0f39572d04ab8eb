package org.doorstep.presenter.lock

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.lock.FakeLock.Companion.PIN
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class PinPresenterTest {
    private val fake = FakeLock()
    private val lock get() = fake.lock
    private val work = AtOnce()
    private val pin by lazy { Attended(PinPresenter(lock, { true }, work)) }
    private val screen get() = pin.screen

    private fun type(digits: String) = digits.forEach(pin.presenter::digit)

    @Test
    fun a_pin_is_chosen_by_typing_it_twice() {
        assertEquals(PinStep.CHOOSE, screen.step)
        type(PIN)
        assertEquals(PinStep.AGAIN, screen.step)
        assertFalse(lock.isSet)
        type(PIN)
        assertEquals(PinStep.OVERVIEW, screen.step)
        assertEquals(PinSaid.SET, screen.said)
        assertTrue(lock.isSet)
        assertFalse("whoever set it is not asked for it at once", lock.shut())
        pin.presenter.back()
        assertEquals(listOf(Destination.Back), pin.ways)
    }

    @Test
    fun a_second_that_differs_begins_anew_and_says_so() {
        type(PIN)
        type("271829")
        assertEquals(PinStep.CHOOSE to PinSaid.DIFFERENT, screen.step to screen.said)
        assertFalse(lock.isSet)
        type("3")
        assertEquals(null, screen.said)
    }

    @Test
    fun a_simple_one_is_not_taken() {
        type("123456")
        assertEquals(PinStep.CHOOSE to PinSaid.TOO_SIMPLE, screen.step to screen.said)
    }

    @Test
    fun one_digit_can_be_taken_back() {
        type("27183")
        pin.presenter.erase()
        type("28")
        type(PIN)
        assertEquals(Guess.RIGHT, lock.guess(PIN))
    }

    @Test
    fun only_whoever_knows_it_changes_it() {
        lock.set(PIN)
        pin.presenter.change()
        type("000001")
        assertEquals(PinStep.CURRENT to PinSaid.WRONG, screen.step to screen.said)
        type(PIN)
        assertEquals(PinStep.CHOOSE, screen.step)
        type("314159")
        type("314159")
        assertEquals(Guess.RIGHT, fake.again().guess("314159"))
    }

    @Test
    fun only_whoever_knows_it_takes_it_away() {
        lock.set(PIN)
        pin.presenter.takeAway()
        type("000001")
        assertTrue(lock.isSet)
        type(PIN)
        assertEquals(PinStep.GONE, screen.step)
        assertFalse(lock.isSet)
        pin.presenter.back()
        assertEquals(listOf(Destination.Back), pin.ways)
    }

    @Test
    fun guessing_the_one_that_is_set_makes_one_wait_here_too() {
        lock.set(PIN)
        pin.presenter.change()
        repeat(4) { type("000001") }
        assertEquals(30, screen.waitSeconds)
        type(PIN)
        assertEquals(PinStep.CURRENT, screen.step)
        pin.presenter.leave()
        fake.clock.pass(30)
        pin.presenter.refresh()
        type(PIN)
        assertEquals(PinStep.CHOOSE, screen.step)
    }

    @Test
    fun back_goes_one_step_back() {
        type(PIN)
        pin.presenter.back()
        assertEquals(PinStep.CHOOSE, screen.step)
        pin.presenter.back()
        assertEquals(listOf(Destination.Back), pin.ways)
        lock.set(PIN)
        val other = Attended(PinPresenter(lock, { false }, work))
        other.presenter.change()
        other.presenter.back()
        assertEquals(PinStep.OVERVIEW, other.screen.step)
        assertEquals(emptyList<Destination>(), other.ways)
    }

    @Test
    fun a_pin_is_kept_whole_though_one_taps_on() {
        val held = Held()
        val slow = Attended(PinPresenter(lock, { true }, held))
        (PIN + PIN).forEach(slow.presenter::digit)
        slow.presenter.digit('1')
        slow.presenter.erase()
        slow.presenter.back()
        assertEquals(PinStep.AGAIN, slow.screen.step)
        held.goOn()
        assertEquals(PinStep.OVERVIEW, slow.screen.step)
        assertEquals(Guess.RIGHT, lock.guess(PIN))
    }

    @Test
    fun what_else_opens_it_and_how_soon_it_shuts_is_chosen_and_kept() {
        lock.set(PIN)
        assertTrue(screen.canRecognise)
        pin.presenter.choose(biometric = true)
        pin.presenter.choose(Patience.AT_ONCE)
        assertEquals(true to Patience.AT_ONCE, screen.biometric to screen.patience)
        fake.again()
        assertEquals(true to Patience.AT_ONCE, lock.biometric to lock.patience)
    }

    @Test
    fun no_screen_holds_a_digit() {
        type(PIN)
        type(PIN)
        assertFalse(pin.shown.toString().contains(PIN))
    }
}
