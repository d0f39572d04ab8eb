package org.doorstep.presenter.sync

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Trouble
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class SyncPresenterTest {
    private val sending = FakeSending()
    private val aside = ArrayDeque<() -> Unit>()
    private val seen = Attended(SyncPresenter(sending, { aside += it }, AtOnce()))

    @Test
    fun what_changes_is_shown_as_it_does_and_nobody_listens_once_the_screen_has_gone() {
        sending.state = SendingState(SendingStatus.Working(SendingStatus.Work.SENDING), records = 3)
        assertEquals(3, seen.screen.state?.records)
        assertFalse(requireNotNull(seen.screen.state).nothingWaits)
        seen.presenter.rest()
        assertEquals(0, sending.followers.size)
        seen.presenter.refresh()
        seen.presenter.refresh()
        assertEquals(1, sending.followers.size)
    }

    @Test
    fun sending_runs_aside_and_once() {
        seen.presenter.now()
        seen.presenter.now()
        assertTrue(seen.screen.busy)
        assertEquals(1, aside.size)
        aside.removeFirst()()
        assertFalse(seen.screen.busy)
        assertEquals(listOf("now"), sending.done)
    }

    @Test
    fun journals_that_were_taken_are_counted_and_a_refusal_is_said() {
        seen.presenter.offerJournals()
        sending.trouble = Trouble.Offline
        aside.removeFirst()()
        assertEquals(Trouble.Offline, seen.screen.trouble)
        assertNull(seen.screen.journals)
        sending.trouble = null
        seen.presenter.offerJournals()
        aside.removeFirst()()
        assertEquals(2, seen.screen.journals)
        assertNull(seen.screen.trouble)
    }

    @Test
    fun what_is_parked_tries_again() {
        val record = Parked.Record("r", "甲", null, "bad_signature")
        sending.parked = listOf(record, Parked.Picture(7, "too_large"))
        seen.presenter.refresh()
        assertEquals(sending.parked, seen.screen.parked)
        seen.screen.parked.forEach(seen.presenter::retry)
        assertEquals(listOf("retry bad_signature", "retry too_large"), sending.done)
        sending.trouble = Trouble.StorageFull
        seen.presenter.retry(record)
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
    }

    @Test
    fun pictures_wait_if_the_person_says_so() {
        seen.presenter.setPicturesWait(false)
        seen.presenter.setPicturesWait(true)
        assertTrue(seen.screen.picturesWait)
        assertEquals(listOf("wait true"), sending.done)
        sending.trouble = Trouble.StorageFull
        seen.presenter.setPicturesWait(false)
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertTrue(seen.screen.picturesWait)
    }

    @Test
    fun a_core_that_cannot_be_followed_is_said() {
        sending.trouble = Trouble.Internal("thread")
        assertEquals(Trouble.Internal("thread"), Attended(SyncPresenter(sending, {}, AtOnce())).screen.trouble)
    }
}
