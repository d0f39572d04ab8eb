package org.doorstep.view.scan

import android.content.Context
import android.graphics.ImageFormat.YUV_420_888
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraCharacteristics.FLASH_INFO_AVAILABLE
import android.hardware.camera2.CameraCharacteristics.LENS_FACING
import android.hardware.camera2.CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP
import android.hardware.camera2.CameraCharacteristics.SENSOR_ORIENTATION
import android.hardware.camera2.CameraManager
import android.util.Size
import kotlin.math.abs
import org.doorstep.device.service

/** The camera that looks away from the person, or whichever there is. */
internal class BackCamera private constructor(val id: String, private val traits: CameraCharacteristics) {
    val hasTorch get() = traits.get(FLASH_INFO_AVAILABLE) == true

    /** Frames fine enough for a dense code and small enough to be read many times a second. */
    val size: Size
        get() {
            val sizes = traits.get(SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(YUV_420_888).orEmpty()
            return sizes.minByOrNull { abs(it.width * it.height - ENOUGH.width * ENOUGH.height) } ?: ENOUGH
        }

    /** The size of what it sees once it is turned upright. */
    val upright: Size get() = if (traits.get(SENSOR_ORIENTATION) in setOf(0, 180)) size else Size(size.height, size.width)

    companion object {
        private val ENOUGH = Size(1280, 720)

        fun find(context: Context): BackCamera? = try {
            val manager = context.service<CameraManager>()
            manager.cameraIdList.map { BackCamera(it, manager.getCameraCharacteristics(it)) }
                .minByOrNull { if (it.traits.get(LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK) 0 else 1 }
        } catch (_: CameraAccessException) {
            null
        }
    }
}
