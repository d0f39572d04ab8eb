package org.doorstep.view.scan

import android.content.Context
import android.graphics.SurfaceTexture
import android.util.AttributeSet
import android.util.Size
import android.view.LayoutInflater
import android.view.TextureView
import android.view.View
import android.widget.Button
import android.widget.FrameLayout
import android.widget.TextView
import com.google.zxing.BarcodeFormat
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.Need
import org.doorstep.device.Permissions

/**
 * A viewfinder that reads codes. [start] when the screen comes to the front, [stop] when it leaves it; where it may not or cannot
 * look, it says what to do; starting again does no harm. [heard] is told each code once for as long as no other is held before it.
 */
class ScanView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : FrameLayout(context, attributes) {
    var heard: (String) -> Unit = {}
    var formats: Set<BarcodeFormat> = QR

    private val preview: TextureView
    private val light: Button
    private var surface: SurfaceTexture? = null
    private var camera: BackCamera? = null
    private var looking: Looking? = null
    private var started = false
    private var last: String? = null
    private var lit = false

    init {
        LayoutInflater.from(context).inflate(R.layout.scan_view, this, true)
        preview = find(R.id.scan_preview)
        light = find(R.id.scan_light)
        light.setOnClickListener { light(!lit) }
        preview.surfaceTextureListener = object : TextureView.SurfaceTextureListener {
            override fun onSurfaceTextureAvailable(surface: SurfaceTexture, width: Int, height: Int) {
                this@ScanView.surface = surface
                look()
            }

            override fun onSurfaceTextureSizeChanged(surface: SurfaceTexture, width: Int, height: Int) = fit()

            override fun onSurfaceTextureDestroyed(surface: SurfaceTexture): Boolean {
                rest()
                this@ScanView.surface = null
                return true
            }

            override fun onSurfaceTextureUpdated(surface: SurfaceTexture) = Unit
        }
    }

    fun start() {
        if (!started) last = null
        started = true
        val permissions = Permissions.of(this)
        camera = BackCamera.find(context)
        when {
            camera == null -> say(R.string.scan_no_camera)
            permissions.has(Need.CAMERA_USE) -> look()
            else -> {
                val to = if (permissions.refusedForEver(Need.CAMERA_USE)) R.string.permission_settings else R.string.permission_allow
                say(R.string.permission_camera, to) { permissions.ask(Need.CAMERA_USE) }
            }
        }
    }

    fun stop() {
        started = false
        rest()
    }

    /** What was read, or what a test holds before it. */
    fun hear(text: String) {
        if (!started || text == last) return
        last = text
        heard(text)
    }

    private fun look() {
        val camera = camera ?: return
        if (!started || !Permissions.of(this).has(Need.CAMERA_USE)) return
        find<View>(R.id.scan_instead).visibility = GONE
        find<View>(R.id.scan_finder).visibility = VISIBLE
        light.visibility = if (camera.hasTorch) VISIBLE else GONE
        val surface = surface ?: return
        if (looking != null) return
        val reader = CodeReader(formats)
        looking = Looking(context, camera, surface, { frame -> reader.read(frame)?.let { post { hear(it) } } }) { post(::fail) }
        fit()
    }

    private fun rest() {
        looking?.end()
        looking = null
        light(false)
    }

    private fun fail() {
        if (!started) return
        rest()
        say(R.string.scan_camera_failed, R.string.common_try_again) { start() }
    }

    private fun light(on: Boolean) {
        lit = on
        light.setText(if (on) R.string.scan_light_off else R.string.scan_light_on)
        looking?.torch(on)
    }

    private fun fit() {
        val camera = camera ?: return
        preview.setTransform(fill(Size(preview.width, preview.height), camera.upright, display?.rotation ?: return))
    }

    /** Stands in for the viewfinder. */
    private fun say(why: Int, action: Int? = null, tapped: () -> Unit = {}) {
        find<View>(R.id.scan_finder).visibility = GONE
        find<View>(R.id.scan_instead).visibility = VISIBLE
        find<TextView>(R.id.scan_why).setText(why)
        find<Button>(R.id.scan_action).apply {
            visibility = if (action == null) GONE else VISIBLE
            action?.let(::setText)
            setOnClickListener { tapped() }
        }
    }

    companion object {
        val QR: Set<BarcodeFormat> = CodeReader.QR

        /** QR and the bar codes that stand on cards, forms and goods. */
        val ANY: Set<BarcodeFormat> = CodeReader.ANY
    }
}
