package org.doorstep.view.scan

import android.Manifest.permission.CAMERA
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
import android.view.TextureView
import android.view.View
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.service
import org.doorstep.view.idle
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowCameraCharacteristics

/** The phone has a camera, and the app may look through it or not. */
fun camera(allowed: Boolean, torch: Boolean = true) {
    val app = RuntimeEnvironment.getApplication()
    val traits = ShadowCameraCharacteristics.newCameraCharacteristics()
    shadowOf(traits).set(CameraCharacteristics.LENS_FACING, CameraCharacteristics.LENS_FACING_BACK)
    shadowOf(traits).set(CameraCharacteristics.FLASH_INFO_AVAILABLE, torch)
    shadowOf(app.getSystemService(CameraManager::class.java)).addCamera("0", traits)
    if (allowed) shadowOf(app).grantPermissions(CAMERA) else shadowOf(app).denyPermissions(CAMERA)
}

/** Another app has taken it, and the view hears so once it has something to draw on. */
fun BarcodeActivity.loseCamera() {
    shadowOf(service<CameraManager>()).removeCamera("0")
    val preview = find<TextureView>(R.id.scan_preview)
    requireNotNull(preview.surfaceTextureListener).onSurfaceTextureAvailable(SurfaceTexture(false), preview.width, preview.height)
    val until = System.nanoTime() + 10_000_000_000
    while (find<View>(R.id.scan_finder).isShown) {
        check(System.nanoTime() < until) { "nothing is said" }
        idle()
    }
}
