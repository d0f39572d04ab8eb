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

class UnlockPresenterTest {
    private val fake = FakeLock.shut()
    private val work = AtOnce()
    private val unlock by lazy { Attended(UnlockPresenter(fake.lock, work)) }
    private val screen get() = unlock.screen

    private fun type(digits: String) = digits.forEach(unlock.presenter::digit)

    @Test
    fun the_sixth_digit_of_the_right_pin_lets_one_in() {
        type(PIN.dropLast(1))
        assertEquals(5, screen.typed)
        assertEquals(emptyList<Destination>(), unlock.ways)
        type(PIN.takeLast(1))
        assertEquals(listOf(Destination.Back), unlock.ways)
        assertFalse(fake.lock.shut())
    }

    @Test
    fun a_wrong_pin_is_said_until_the_next_digit() {
        type("000001")
        assertEquals(UnlockScreen(wrong = true), screen)
        type("2")
        assertEquals(UnlockScreen(typed = 1), screen)
        assertEquals(emptyList<Destination>(), unlock.ways)
    }

    @Test
    fun a_slip_can_be_taken_back() {
        type("271829")
        type("27183")
        unlock.presenter.erase()
        type("28")
        assertEquals(listOf(Destination.Back), unlock.ways)
    }

    @Test
    fun after_some_wrong_ones_it_counts_the_seconds_and_takes_no_digit() {
        repeat(4) { type("000001") }
        assertEquals(30, screen.waitSeconds)
        type(PIN)
        assertEquals(0, screen.typed)
        fake.clock.pass(12)
        work.pass(1_000)
        assertEquals(18, screen.waitSeconds)
        fake.clock.pass(18)
        work.pass(1_000)
        assertEquals(0, screen.waitSeconds)
        type(PIN)
        assertEquals(listOf(Destination.Back), unlock.ways)
    }

    @Test
    fun nobody_counts_for_a_screen_that_is_not_looked_at() {
        repeat(4) { type("000001") }
        unlock.presenter.leave()
        fake.clock.pass(30)
        work.pass(60_000)
        assertEquals(30, screen.waitSeconds)
        unlock.presenter.refresh()
        assertEquals(0, screen.waitSeconds)
    }

    @Test
    fun what_is_typed_while_a_pin_is_looked_at_is_not_taken() {
        val held = Held()
        val slow = Attended(UnlockPresenter(fake.lock, held))
        "0000012".forEach(slow.presenter::digit)
        slow.presenter.erase()
        assertEquals(UnlockScreen(typed = 6, checking = true), slow.screen)
        held.goOn()
        assertEquals(UnlockScreen(wrong = true), slow.screen)
    }

    @Test
    fun a_finger_opens_it_where_the_person_chose_so() {
        assertFalse(screen.biometric)
        fake.lock.choose(biometric = true)
        unlock.presenter.refresh()
        assertTrue(screen.biometric)
        unlock.presenter.recognised()
        assertEquals(listOf(Destination.Back), unlock.ways)
        assertFalse(fake.lock.shut())
    }

    @Test
    fun what_is_open_already_is_not_asked_for() {
        fake.lock.recognised()
        assertEquals(listOf(Destination.Back), unlock.ways)
    }

    @Test
    fun whoever_has_forgotten_their_pin_is_told_to_enrol_again() {
        unlock.presenter.forgotten()
        assertTrue(screen.forgotten)
        unlock.presenter.remembered()
        assertFalse(screen.forgotten)
        unlock.presenter.enrol()
        assertEquals(listOf(Destination.Enrol), unlock.ways)
        assertTrue("still shut", fake.lock.shut())
    }
}
