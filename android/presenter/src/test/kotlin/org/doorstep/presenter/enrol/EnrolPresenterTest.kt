package org.doorstep.presenter.enrol

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.enrol.FakeEnrolment.Companion.FINGERPRINT
import org.doorstep.presenter.enrol.FakeEnrolment.Companion.TICKET
import org.doorstep.presenter.lock.FakeLock
import org.doorstep.presenter.lock.Owner
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class EnrolPresenterTest {
    private val enrolment = FakeEnrolment()
    private var fake = FakeLock()
    private val lock get() = fake.lock
    private val work = AtOnce()
    private var begin = EnrolStep.SCAN
    private val enrol by lazy { Attended(EnrolPresenter(enrolment, lock, "Redmi 9A", begin, work)) }
    private val presenter get() = enrol.presenter
    private val screen get() = enrol.screen

    private fun compared() {
        presenter.scanned(TICKET)
        presenter.theSame()
    }

    @Test
    fun nothing_is_redeemed_before_its_fingerprint_was_compared() {
        presenter.scanned(TICKET)
        assertEquals(EnrolStep.COMPARE, screen.step)
        assertEquals(FINGERPRINT.split(" "), screen.groups)
        assertEquals(emptyList<String>(), enrolment.redeemed)
        presenter.theSame()
        assertEquals(listOf(TICKET), enrolment.redeemed)
        assertEquals(listOf("Redmi 9A"), enrolment.labels)
    }

    @Test
    fun digits_that_differ_redeem_nothing() {
        presenter.scanned(TICKET)
        presenter.notTheSame()
        assertEquals(EnrolScreen(EnrolStep.SCAN, trouble = Trouble.Rejected(EnrolPresenter.OTHER_DIGITS)), screen)
        assertEquals(emptyList<String>(), enrolment.redeemed)
    }

    @Test
    fun what_is_no_ticket_is_said_where_it_was_read_and_the_camera_reads_on() {
        presenter.scanned("https://example.com")
        assertEquals(EnrolScreen(EnrolStep.SCAN, trouble = Trouble.Invalid("ticket", "not_a_ticket")), screen)
        presenter.scanned(TICKET)
        assertEquals(EnrolStep.COMPARE to null, screen.step to screen.trouble)
    }

    @Test
    fun the_camera_is_heard_once() {
        val held = Held()
        val slow = Attended(EnrolPresenter(enrolment, lock, "", EnrolStep.SCAN, held))
        slow.presenter.scanned(TICKET)
        slow.presenter.scanned("another")
        slow.presenter.typed("another")
        held.goOn()
        assertEquals(EnrolStep.COMPARE, slow.screen.step)
        slow.presenter.scanned("another")
        slow.presenter.theSame()
        slow.presenter.theSame()
        slow.presenter.back()
        held.goOn()
        assertEquals(listOf(TICKET), enrolment.redeemed)
    }

    @Test
    fun a_pasted_ticket_goes_the_same_way_and_back_to_where_it_was_pasted() {
        presenter.byHand()
        presenter.typed("doorstep1:half")
        assertEquals(EnrolStep.TYPED to Trouble.Invalid("ticket", "not_a_ticket"), screen.step to screen.trouble)
        presenter.typed(TICKET)
        assertEquals(EnrolStep.COMPARE, screen.step)
        presenter.back()
        assertEquals(EnrolScreen(EnrolStep.TYPED), screen)
        presenter.back()
        assertEquals(EnrolScreen(EnrolStep.SCAN), screen)
        presenter.back()
        assertEquals(listOf<Destination>(Destination.Back), enrol.ways)
    }

    @Test
    fun a_county_out_of_reach_leaves_everything_where_it_is() {
        for (trouble in listOf(Trouble.Offline, Trouble.Rejected("bad_code"), Trouble.Rejected("wrong_pin"), Trouble.Internal("keystore"))) {
            enrolment.trouble = trouble
            compared()
            assertEquals(EnrolScreen(EnrolStep.COMPARE, EnrolStep.SCAN, FINGERPRINT, trouble = trouble), screen)
            presenter.back()
        }
        enrolment.trouble = null
        compared()
        assertEquals(listOf(TICKET), enrolment.redeemed)
    }

    @Test
    fun the_first_load_says_what_it_does_until_it_is_done() {
        enrolment.loading = Loading.Working(LoadingPart.PREPARING)
        compared()
        enrolment.loading = Loading.Working(LoadingPart.RECEIVING)
        work.pass(400)
        assertEquals(Loading.Working(LoadingPart.RECEIVING), screen.loading)
        enrolment.loading = Loading.Resting(Trouble.Offline)
        work.pass(400)
        assertEquals(EnrolStep.LOADING to Loading.Resting(Trouble.Offline), screen.step to screen.loading)
        enrolment.loading = Loading.Done
        work.pass(400)
        assertEquals(EnrolStep.LOCK, screen.step)
    }

    @Test
    fun nobody_has_to_wait_for_the_first_load() {
        enrolment.loading = Loading.Working(LoadingPart.RECEIVING)
        compared()
        presenter.goOn()
        assertEquals(EnrolStep.LOCK, screen.step)
        enrolment.loading = Loading.Done
        work.pass(60_000)
        assertEquals(emptyList<Destination>(), enrol.ways)
    }

    @Test
    fun nobody_asks_on_for_a_screen_that_is_not_looked_at() {
        enrolment.loading = Loading.Working(LoadingPart.RECEIVING)
        compared()
        presenter.leave()
        enrolment.loading = Loading.Done
        work.pass(60_000)
        assertEquals(EnrolStep.LOADING, screen.step)
        presenter.refresh()
        assertEquals(EnrolStep.LOCK, screen.step)
    }

    @Test
    fun an_app_that_ended_during_the_first_load_goes_on_there() {
        begin = EnrolStep.LOADING
        assertEquals(EnrolStep.LOCK, screen.step)
    }

    @Test
    fun a_pin_is_offered_and_whoever_set_one_is_at_home() {
        compared()
        presenter.choosePin()
        assertEquals(listOf<Destination>(Destination.Pin), enrol.ways)
        presenter.refresh()
        assertEquals("it was not set", EnrolStep.LOCK, screen.step)
        lock.set(FakeLock.PIN)
        presenter.refresh()
        assertEquals(listOf(Destination.Pin, Destination.Home), enrol.ways)
    }

    @Test
    fun a_pin_may_be_left_out_or_be_there_already() {
        compared()
        presenter.back()
        assertEquals(listOf<Destination>(Destination.Home), enrol.ways)
        lock.set(FakeLock.PIN)
        val again = Attended(EnrolPresenter(enrolment, lock, "", EnrolStep.SCAN, work))
        again.presenter.scanned(TICKET)
        again.presenter.theSame()
        assertEquals(listOf<Destination>(Destination.Home), again.ways)
        assertTrue(lock.isSet)
    }

    private fun forgotten() {
        fake = FakeLock.shut()
        enrolment.holder = enrolment.becomes
        lock.belongTo(Owner(FINGERPRINT, enrolment.becomes.account))
    }

    @Test
    fun whoever_forgot_their_pin_gets_in_by_the_station_and_chooses_another() {
        forgotten()
        compared()
        assertEquals(EnrolStep.LOCK, screen.step)
        assertFalse(lock.isSet)
    }

    @Test
    fun a_ticket_of_another_county_does_not_open_a_shut_phone() {
        forgotten()
        enrolment.fingerprints["doorstep1:theirs"] = "11111 22222 33333 44444 55555 66666"
        presenter.scanned("doorstep1:theirs")
        assertEquals(EnrolScreen(EnrolStep.SCAN, trouble = Trouble.Rejected(EnrolPresenter.OTHER_COUNTY)), screen)
        assertEquals(emptyList<String>(), enrolment.redeemed)
        assertTrue(lock.shut())
    }

    @Test
    fun a_ticket_of_a_colleague_does_not_open_a_shut_phone() {
        forgotten()
        enrolment.becomes = Holder(AccountId("ouyang"), setOf(Post.WORKER))
        repeat(2) {
            compared()
            assertEquals(Trouble.Rejected(EnrolPresenter.OTHER_PERSON), screen.trouble)
            assertTrue(lock.shut())
            presenter.back()
        }
        enrolment.becomes = Holder(AccountId("qin"), setOf(Post.WORKER))
        compared()
        assertFalse("the one it belongs to", lock.shut())
    }

    @Test
    fun an_open_phone_may_go_over_to_another_county() {
        enrolment.fingerprints["doorstep1:theirs"] = "11111 22222 33333 44444 55555 66666"
        presenter.scanned("doorstep1:theirs")
        presenter.theSame()
        assertEquals("11111 22222 33333 44444 55555 66666", lock.owner?.county)
    }
}
