package org.doorstep.view.hours

import android.app.AlertDialog
import android.app.TimePickerDialog
import android.os.Bundle
import java.time.Duration
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.KeptArrivals
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.hours.Arrival
import org.doorstep.presenter.hours.Stamp
import org.doorstep.view.MORNING
import org.doorstep.view.Stage
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.scan.ScanView
import org.doorstep.view.scan.camera
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.write
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.shadows.ShadowDialog

@RunWith(RobolectricTestRunner::class)
class HoursTest {
    private val stage = Stage()
    private val fake = stage.core.volunteering
    private val meals = fake.activities.first()
    private val kept get() = KeptArrivals(stage.app).read()

    private fun open() = stage.open<HoursActivity>()

    private fun HoursActivity.taps(words: Int) = tap(getString(words))

    @Test
    fun a_service_from_sign_in_to_sign_out_over_a_process_that_ended() {
        val before = open()
        before.get().taps(R.string.hours_sign_in)
        before.get().tap(meals.title)
        assertEquals(meals.id, kept.single().activity)
        before.pause().stop().destroy()

        val after = open().get()
        assertNull("one is here already", after.shown(after.getString(R.string.hours_sign_in)))
        after.tap(fake.me.name!!)
        after.write(R.id.done, "给 6 户送饭")
        after.taps(R.string.hours_leave)
        assertEquals("给 6 户送饭", fake.recorded.single().third)
        assertNotNull(after.shown(after.getString(R.string.hours_kept)))
        assertTrue(kept.isEmpty())
    }

    @Test
    fun what_was_written_is_there_after_a_rotation_a_full_phone_and_in_another_process_and_gone_once_it_is_kept() {
        KeptArrivals(stage.app).write(listOf(Arrival(fake.me.account, meals.id, Stamp(MORNING, null))))
        val controller = open()
        controller.get().tap(fake.me.name!!)
        controller.get().write(R.id.done, "送饭")
        controller.recreate()
        assertNotNull(controller.get().shown("送饭"))
        fake.trouble = Trouble.StorageFull
        controller.get().taps(R.string.hours_leave)
        assertNotNull(controller.get().shown(controller.get().getString(R.string.trouble_storage_full)))
        assertNotNull(controller.get().shown("送饭"))

        val state = Bundle()
        controller.saveInstanceState(state).pause().stop().destroy()
        fake.trouble = null
        val again = Robolectric.buildActivity(HoursActivity::class.java).setup(state).get()
        again.tap(fake.me.name!!)
        assertNotNull(again.shown("送饭"))
        again.taps(R.string.hours_leave)
        again.taps(R.string.hours_open_activity)
        assertNull(again.shown("送饭"))
    }

    @Test
    fun a_forgotten_sign_out_asks_when_they_left() {
        KeptArrivals(stage.app).write(listOf(Arrival(AccountId("tan"), meals.id, Stamp(MORNING.minus(Duration.ofDays(1)), null))))
        val hours = open().get()
        hours.tap("谭老四")
        hours.write(R.id.done, "送饭")
        hours.taps(R.string.hours_leave)
        assertNotNull(hours.shown(hours.getString(R.string.hours_what_when)))
        hours.taps(R.string.hours_when_left)
        val dialog = ShadowDialog.getLatestDialog() as TimePickerDialog
        dialog.updateTime(23, 59)
        dialog.getButton(AlertDialog.BUTTON_POSITIVE).performClick()
        idle()
        assertNotNull(hours.shown(hours.getString(R.string.hours_when_left_at, "23:59")))
        hours.taps(R.string.hours_leave)
        val (arrival, left) = fake.recorded.single()
        assertTrue(left.at > arrival.at.at && left.at < MORNING)
    }

    @Test
    fun somebody_without_a_phone_is_signed_in_by_their_card() {
        camera(allowed = true)
        val hours = open().get()
        hours.taps(R.string.hours_other)
        hours.find<ScanView>(R.id.scan).hear("code tan")
        assertNotNull(hours.shown(hours.getString(R.string.hours_for, "谭老四")))
        hours.tap(meals.title)
        assertEquals("tan", kept.single().volunteer.text)
    }

    @Test
    fun the_way_to_the_certificate_the_records_and_the_settings() {
        val hours = open().get()
        for ((words, screen) in mapOf(
            R.string.hours_certificate to "CertificateActivity",
            R.string.hours_records to "SentActivity",
            R.string.hours_settings to "SettingsActivity",
        )) {
            hours.taps(words)
            assertEquals(screen, hours.ledTo().screen())
        }
    }
}
