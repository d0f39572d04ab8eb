package org.doorstep.view.camera

import android.Manifest.permission.CAMERA
import org.doorstep.R
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.picture
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Shadows.shadowOf

@RunWith(ParameterizedRobolectricTestRunner::class)
class CameraScreensTest(private val look: Look) {
    private val camera = FakeCamera()
    private val stage by lazy {
        look.putOn()
        Stage().also {
            it.app.camera = { camera }
            shadowOf(it.app).grantPermissions(CAMERA)
            it.location.fixes = listOf(Fix(Place(110.0, 29.0), 12f, "gps", 0, false))
        }
    }

    private fun draw(name: String, then: (CameraActivity) -> Unit = {}) =
        stage.draw<CameraActivity>("camera-$name", look, { about(DraftId("d"), "photo") }, then)

    @Test
    fun ready_and_taken() = draw("ready") {
        it.tap(it.getString(R.string.camera_shoot))
        it.picture("camera-taken", look)
        stage.core.photographs.trouble = Trouble.StorageFull
        it.tap(it.getString(R.string.camera_keep))
        it.picture("camera-full", look)
    }

    @Test
    fun without_a_place() {
        stage.location.fixes = emptyList()
        draw("no-place")
    }

    @Test
    fun mocked_and_old() {
        stage.location.fixes = listOf(Fix(Place(110.0, 29.0), 80f, "network", 90_000, true, gnssMillis = 0))
        draw("mock")
    }

    @Test
    fun refused() {
        stage
        shadowOf(stage.app).denyPermissions(CAMERA)
        draw("refused")
    }

    @Test
    fun none() {
        stage.app.camera = { null }
        draw("none")
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
