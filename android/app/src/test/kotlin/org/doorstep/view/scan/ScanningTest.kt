package org.doorstep.view.scan

import android.Manifest.permission.CAMERA
import android.provider.Settings
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.DraftId
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.ledTo
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.write
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf

@RunWith(RobolectricTestRunner::class)
class ScanningTest {
    private val stage = Look("zh-rCN", night = false, textPercent = 100).putOn().let { Stage() }
    private val answered get() = stage.core.codes.answers[DraftId("d") to "cylinder"]

    private fun open() = stage.open<BarcodeActivity>(ScanScreensTest.told)

    private fun BarcodeActivity.scan() = find<ScanView>(R.id.barcode_scan)

    @Test
    fun a_code_held_before_the_camera_answers_the_question_and_leads_back() {
        camera(allowed = true)
        val barcode = open().get()
        barcode.scan().hear("6901234567892")
        assertEquals("6901234567892", answered)
        assertTrue(barcode.isFinishing)
    }

    @Test
    fun a_code_typed_by_hand_answers_the_question_too() {
        val barcode = open().get()
        barcode.write(R.id.barcode_typed, "DS-0417")
        barcode.tap("就用这个")
        assertEquals("DS-0417", answered)
        assertTrue(barcode.isFinishing)
    }

    @Test
    fun what_is_typed_outlives_a_rotation_and_a_killed_process() {
        val barcode = open()
        barcode.get().write(R.id.barcode_typed, "DS-04")
        barcode.recreate()
        assertEquals("DS-04", barcode.get().find<TextView>(R.id.barcode_typed).text.toString())
    }

    @Test
    fun a_refused_camera_is_asked_for_with_the_reason_and_then_looks() {
        camera(allowed = false)
        val barcode = open()
        barcode.get().tap("允许")
        val asked = shadowOf(barcode.get()).lastRequestedPermission
        assertEquals(listOf(CAMERA), asked.requestedPermissions.toList())
        barcode.pause()
        shadowOf(stage.app).grantPermissions(CAMERA)
        barcode.resume()
        assertNotNull(barcode.get().shown("开灯"))
        assertNull(barcode.get().shown("允许"))
    }

    @Test
    fun who_refused_for_ever_is_led_to_the_settings() {
        camera(allowed = false)
        val app = stage.app
        val barcode = open()
        shadowOf(app.packageManager).setShouldShowRequestPermissionRationale(CAMERA, true)
        barcode.get().tap("允许")
        shadowOf(app.packageManager).setShouldShowRequestPermissionRationale(CAMERA, false)
        barcode.pause().resume()
        barcode.get().tap("去手机设置里打开")
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, barcode.get().ledTo()?.action)
    }

    @Test
    fun a_phone_without_a_light_offers_none() {
        camera(allowed = true, torch = false)
        assertNull(open().get().shown("开灯"))
    }

    @Test
    fun the_light_goes_out_when_the_screen_is_left() {
        camera(allowed = true)
        val barcode = open()
        barcode.get().tap("开灯")
        assertNotNull(barcode.get().shown("关灯"))
        barcode.pause().resume()
        assertNotNull(barcode.get().shown("开灯"))
    }

    @Test
    fun a_camera_that_another_app_has_taken_is_said_and_tried_again() {
        camera(allowed = true)
        val barcode = open().get()
        barcode.loseCamera()
        assertNull(barcode.shown("开灯"))
        barcode.tap("再试一次")
        assertNotNull("there is none any more", barcode.shown(barcode.getString(R.string.scan_no_camera)))
    }

    @Test
    fun each_code_is_heard_once_until_another_is_held_before_it() {
        camera(allowed = true)
        val scan = open().get().scan()
        val heard = mutableListOf<String>()
        scan.heard = { heard += it }
        for (code in listOf("a", "a", "b", "a")) scan.hear(code)
        assertEquals(listOf("a", "b", "a"), heard)
        scan.stop()
        scan.hear("c")
        assertFalse("c" in heard)
    }
}
