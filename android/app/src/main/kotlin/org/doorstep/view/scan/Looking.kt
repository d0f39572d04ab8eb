package org.doorstep.view.scan

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat.YUV_420_888
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureRequest
import android.media.Image
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.view.Surface
import org.doorstep.device.service

/**
 * A camera that is looked through: it shows what it sees on [preview], and hands each frame that there is time for to [seen], on a
 * thread of its own. [failed], on the same thread, when it does not open or is taken away.
 */
internal class Looking(
    context: Context,
    private val camera: BackCamera,
    preview: SurfaceTexture,
    private val seen: (Frame) -> Unit,
    private val failed: () -> Unit,
) : CameraDevice.StateCallback() {
    private val thread = HandlerThread("doorstep-scan").apply { start() }
    private val handler = Handler(thread.looper)
    private val surface = Surface(preview.apply { setDefaultBufferSize(camera.size.width, camera.size.height) })
    private val frames = ImageReader.newInstance(camera.size.width, camera.size.height, YUV_420_888, 2)
    private val manager = context.service<CameraManager>()
    private var device: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var ended = false
    private var torch = false

    init {
        frames.setOnImageAvailableListener({ it.acquireLatestImage()?.use { image -> seen(image.brightness()) } }, handler)
        handler.post { guarded { open() } }
    }

    /** The permission was looked at before; should it be gone by now, that is a failure like any other. */
    @SuppressLint("MissingPermission")
    private fun open() = manager.openCamera(camera.id, this, handler)

    fun torch(on: Boolean) {
        handler.post {
            torch = on
            guarded { look() }
        }
    }

    fun end() {
        handler.post {
            ended = true
            session?.close()
            device?.close()
            frames.close()
            surface.release()
            thread.quitSafely()
        }
    }

    override fun onOpened(opened: CameraDevice) {
        if (ended) return opened.close()
        device = opened
        guarded { begin(opened) }
    }

    override fun onDisconnected(lost: CameraDevice) = lose(lost)

    override fun onError(lost: CameraDevice, error: Int) = lose(lost)

    private fun lose(lost: CameraDevice) {
        lost.close()
        device = null
        session = null
        failed()
    }

    /** Its successor is newer than the oldest phone. */
    @Suppress("DEPRECATION")
    private fun begin(opened: CameraDevice) = opened.createCaptureSession(
        listOf(surface, frames.surface),
        object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(configured: CameraCaptureSession) {
                session = configured
                guarded { look() }
            }

            override fun onConfigureFailed(configured: CameraCaptureSession) = failed()
        },
        handler,
    )

    private fun look() {
        val request = device?.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW) ?: return
        request.addTarget(surface)
        request.addTarget(frames.surface)
        request.set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        request.set(CaptureRequest.FLASH_MODE, if (torch) CaptureRequest.FLASH_MODE_TORCH else CaptureRequest.FLASH_MODE_OFF)
        session?.setRepeatingRequest(request.build(), null, handler)
    }

    private inline fun guarded(step: () -> Unit) {
        if (ended) return
        try {
            step()
        } catch (_: CameraAccessException) {
            failed()
        } catch (_: SecurityException) {
            failed()
        } catch (_: IllegalStateException) {
            // It was taken away meanwhile, which is heard for itself.
        } catch (_: IllegalArgumentException) {
            failed()
        }
    }

    private fun Image.brightness(): Frame {
        val plane = planes[0]
        val bytes = ByteArray(plane.buffer.remaining()).also(plane.buffer::get)
        // The last row ends with its last pixel; whoever reads wants it as long as the others.
        return Frame(bytes.copyOf(plane.rowStride * height), plane.rowStride, width, height)
    }
}
