package org.doorstep.view.scan

import android.Manifest.permission.CAMERA
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraManager
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
