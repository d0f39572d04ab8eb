package org.doorstep.device

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.ImageFormat
import android.graphics.SurfaceTexture
import android.hardware.camera2.CameraAccessException
import android.hardware.camera2.CameraCaptureSession
import android.hardware.camera2.CameraCharacteristics
import android.hardware.camera2.CameraDevice
import android.hardware.camera2.CameraManager
import android.hardware.camera2.CaptureFailure
import android.hardware.camera2.CaptureRequest
import android.media.ImageReader
import android.os.Handler
import android.os.HandlerThread
import android.os.Looper
import android.util.Size
import android.view.Surface
import android.view.TextureView
import java.io.File
import java.io.IOException

/** The phone's own, by Camera2, on a thread of its own. Its pictures stand upright by EXIF, as the phone was held. */
class Camera2Still private constructor(context: Context, private val id: String, private val traits: CameraCharacteristics) :
    CameraDevice.StateCallback(), StillCamera {

    private val manager = context.service<CameraManager>()
    private val screen = Handler(Looper.getMainLooper())
    private val thread = HandlerThread("doorstep-camera").apply { start() }
    private val handler = Handler(thread.looper)
    private val size = sizes(ImageFormat.JPEG).filter { it.width * it.height <= MOST_PIXELS }.maxByOrNull { it.width * it.height } ?: ENOUGH
    private val pictures = ImageReader.newInstance(size.width, size.height, ImageFormat.JPEG, 2)
    private var device: CameraDevice? = null
    private var session: CameraCaptureSession? = null
    private var preview: Surface? = null
    private var lit = false
    private var turned = 0
    private var fail: () -> Unit = {}

    override val hasTorch get() = traits.get(CameraCharacteristics.FLASH_INFO_AVAILABLE) == true

    private fun sizes(format: Int) = traits.get(CameraCharacteristics.SCALER_STREAM_CONFIGURATION_MAP)?.getOutputSizes(format).orEmpty().toList()

    override fun start(preview: TextureView, failed: () -> Unit) {
        fail = { screen.post(failed) }
        turned = preview.display?.rotation ?: 0
        preview.surfaceTexture?.let(::open)
        preview.surfaceTextureListener = object : TextureView.SurfaceTextureListener {
            override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) = open(surface)

            override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = Unit

            override fun onSurfaceTextureDestroyed(surface: SurfaceTexture) = true

            override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit
        }
    }

    /** The permission was looked at before; should it be gone by now, that is a failure like any other. */
    @SuppressLint("MissingPermission")
    private fun open(texture: SurfaceTexture) {
        val shape = size.width.toFloat() / size.height
        val seen = sizes(ImageFormat.YUV_420_888).filter { it.width <= PREVIEW_WIDTH }
            .minByOrNull { Math.abs(it.width.toFloat() / it.height - shape) * 10_000 - it.width } ?: ENOUGH
        texture.setDefaultBufferSize(seen.width, seen.height)
        preview = Surface(texture)
        guarded { manager.openCamera(id, this, handler) }
    }

    override fun onOpened(opened: CameraDevice) {
        device = opened
        guarded { begin(opened) }
    }

    override fun onDisconnected(lost: CameraDevice) = lose(lost)

    override fun onError(lost: CameraDevice, error: Int) = lose(lost)

    private fun lose(lost: CameraDevice) {
        lost.close()
        device = null
        session = null
        fail()
    }

    /** Its successor is newer than the oldest phone. */
    @Suppress("DEPRECATION")
    private fun begin(opened: CameraDevice) = opened.createCaptureSession(
        listOfNotNull(preview, pictures.surface),
        object : CameraCaptureSession.StateCallback() {
            override fun onConfigured(configured: CameraCaptureSession) {
                session = configured
                guarded { look() }
            }

            override fun onConfigureFailed(configured: CameraCaptureSession) = fail()
        },
        handler,
    )

    private fun look() {
        val request = device?.createCaptureRequest(CameraDevice.TEMPLATE_PREVIEW) ?: return
        request.addTarget(preview ?: return)
        request.focusAndLight()
        session?.setRepeatingRequest(request.build(), null, handler)
    }

    private fun CaptureRequest.Builder.focusAndLight() {
        set(CaptureRequest.CONTROL_AF_MODE, CaptureRequest.CONTROL_AF_MODE_CONTINUOUS_PICTURE)
        set(CaptureRequest.FLASH_MODE, if (lit) CaptureRequest.FLASH_MODE_TORCH else CaptureRequest.FLASH_MODE_OFF)
    }

    override fun torch(on: Boolean) {
        handler.post {
            lit = on
            guarded { look() }
        }
    }

    override fun shoot(path: String, done: (Boolean) -> Unit) {
        handler.post {
            val answer = { written: Boolean -> screen.post { done(written) } }
            pictures.setOnImageAvailableListener({ reader ->
                val written = reader.acquireNextImage()?.use { image ->
                    val bytes = ByteArray(image.planes[0].buffer.remaining()).also(image.planes[0].buffer::get)
                    written(path, bytes)
                }
                answer(written == true)
            }, handler)
            try {
                val request = device?.createCaptureRequest(CameraDevice.TEMPLATE_STILL_CAPTURE) ?: return@post run { answer(false) }
                request.addTarget(pictures.surface)
                request.focusAndLight()
                request.set(CaptureRequest.JPEG_QUALITY, QUALITY)
                request.set(CaptureRequest.JPEG_ORIENTATION, upright())
                session?.capture(request.build(), Missed { answer(false) }, handler)
            } catch (_: CameraAccessException) {
                answer(false)
            } catch (_: IllegalStateException) {
                answer(false)
            }
        }
    }

    private class Missed(private val missed: () -> Unit) : CameraCaptureSession.CaptureCallback() {
        override fun onCaptureFailed(session: CameraCaptureSession, request: CaptureRequest, failure: CaptureFailure) = missed()
    }

    private fun written(path: String, bytes: ByteArray) = try {
        File(path).writeBytes(bytes)
        true
    } catch (_: IOException) {
        false
    }

    /** Degrees by which a picture is to be turned so that it stands as it was seen. */
    private fun upright(): Int {
        val sensor = traits.get(CameraCharacteristics.SENSOR_ORIENTATION) ?: 90
        return (sensor - turned * 90 + 360) % 360
    }

    override fun stop() {
        handler.post {
            session?.close()
            device?.close()
            device = null
            session = null
            pictures.close()
            preview?.release()
            thread.quitSafely()
        }
    }

    private inline fun guarded(step: () -> Unit) = try {
        step()
    } catch (_: CameraAccessException) {
        fail()
    } catch (_: SecurityException) {
        fail()
    } catch (_: IllegalArgumentException) {
        fail()
    } catch (_: IllegalStateException) {
        // It was taken away meanwhile, which is heard for itself.
    }

    companion object {
        private const val MOST_PIXELS = 13_000_000
        private const val PREVIEW_WIDTH = 1_920
        private const val QUALITY: Byte = 92
        private val ENOUGH = Size(1_280, 960)

        /** The one that looks away from the person, or whichever there is; none on a phone without. */
        fun find(context: Context): StillCamera? = try {
            val manager = context.service<CameraManager>()
            manager.cameraIdList.map { it to manager.getCameraCharacteristics(it) }
                .minByOrNull { (_, traits) -> if (traits.get(CameraCharacteristics.LENS_FACING) == CameraCharacteristics.LENS_FACING_BACK) 0 else 1 }
                ?.let { (id, traits) -> Camera2Still(context, id, traits) }
        } catch (_: CameraAccessException) {
            null
        }
    }
}
