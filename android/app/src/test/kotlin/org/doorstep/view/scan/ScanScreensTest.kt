package org.doorstep.view.scan

import android.content.Intent
import org.doorstep.presenter.core.DraftId
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.picture
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class ScanScreensTest(private val look: Look) {
    @Test
    fun looking() {
        camera(allowed = true)
        draw("scan-looking")
    }

    @Test
    fun not_allowed() {
        camera(allowed = false)
        draw("scan-not-allowed")
    }

    @Test
    fun no_camera() = draw("scan-no-camera")

    @Test
    fun camera_taken() {
        camera(allowed = true)
        look.putOn()
        Stage().open<BarcodeActivity>(told).use {
            it.get().loseCamera()
            it.get().picture("scan-camera-taken", look)
        }
    }

    private fun draw(name: String) {
        look.putOn()
        Stage().draw<BarcodeActivity>(name, look, told)
    }

    companion object {
        val told: Intent.() -> Unit = { about(DraftId("d"), "cylinder") }

        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
