package org.doorstep.view.sync

import android.content.Intent
import android.widget.Switch
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.sync.Parked
import org.doorstep.presenter.sync.SendingState
import org.doorstep.presenter.sync.SendingStatus
import org.doorstep.view.Stage
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class SyncTest {
    private val stage = Stage().also { it.app.aside = { job -> job() } }
    private val sending = stage.core.sending

    @Test
    fun sending_now_and_what_changes_meanwhile_are_shown() {
        val controller = stage.open<SyncActivity>()
        val screen = controller.get()
        screen.tap(screen.getString(R.string.sync_now))
        assertEquals(listOf("now"), sending.done)
        sending.state = SendingState(SendingStatus.Working(SendingStatus.Work.RECEIVING))
        idle()
        assertNotNull(screen.shown(screen.getString(R.string.sync_receiving)))
        controller.pause()
        assertEquals("nobody listens behind another screen", 0, sending.followers.size)
    }

    @Test
    fun what_is_parked_tries_again_and_pictures_wait_on_a_tap() {
        sending.parked = listOf(Parked.Picture(7, "too_large"))
        val screen = stage.open<SyncActivity>().get()
        screen.tap(screen.getString(R.string.common_try_again))
        screen.find<Switch>(R.id.pictures_wait).performClick()
        idle()
        assertEquals(listOf("retry too_large", "wait true"), sending.done)
    }

    @Test
    fun a_phone_out_of_use_hands_its_journal_over() {
        val working = stage.open<SyncActivity>().get()
        assertNull(working.shown(working.getString(R.string.sync_journal)))
        sending.state = SendingState(SendingStatus.Revoked("device_retired"))
        val screen = stage.open<SyncActivity>().get()
        screen.tap(screen.getString(R.string.sync_journal))
        assertNotNull(screen.shown(screen.resources.getQuantityString(R.plurals.sync_journal_taken, 2, 2)))
    }

    @Test
    fun a_log_without_anybodys_data_is_shared() {
        val screen = stage.open<SyncActivity>().get()
        screen.tap(screen.getString(R.string.sync_log))
        val chooser = screen.ledTo()
        assertEquals(Intent.ACTION_CHOOSER, chooser?.action)
    }
}
