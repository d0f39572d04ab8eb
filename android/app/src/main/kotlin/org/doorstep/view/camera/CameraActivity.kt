package org.doorstep.view.camera

import android.graphics.BitmapFactory
import android.view.KeyEvent
import android.view.TextureView
import android.view.View
import android.widget.Button
import android.widget.ImageView
import android.widget.TextView
import java.time.Instant
import java.time.ZoneId
import java.time.format.DateTimeFormatter
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.Need
import org.doorstep.device.Permissions
import org.doorstep.device.ShotFiles
import org.doorstep.device.StillCamera
import org.doorstep.presenter.camera.CameraPresenter
import org.doorstep.presenter.camera.CameraScreen
import org.doorstep.presenter.camera.Shot
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.form.FormScreen.NoPlace
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.draft
import org.doorstep.view.Way.Companion.question

/** The app's own camera, at the door. */
class CameraActivity : ScreenActivity<CameraScreen, CameraPresenter>(R.layout.camera, R.string.camera_title) {
    private var camera: StillCamera? = null
    private var lit = false
    private var failed = false
    private var shown: Shot? = null

    override fun present(core: Core) =
        CameraPresenter(intent.draft, intent.question, core.photographs, ShotFiles(this), app.location, { app.now().toEpochMilli() }, app.work)

    override fun wire(presenter: CameraPresenter) {
        find<View>(R.id.shoot).setOnClickListener { shoot() }
        find<View>(R.id.keep).setOnClickListener { presenter.keep() }
        find<View>(R.id.again).setOnClickListener { presenter.again() }
        find<View>(R.id.torch).setOnClickListener {
            lit = !lit
            camera?.torch(lit)
            draw(presenter.screen)
        }
    }

    private fun shoot() {
        val camera = camera ?: return
        presenter?.place { path -> camera.shoot(path) { written -> if (written) presenter?.taken(path) else presenter?.missed() } }
    }

    /** A thumb finds the volume keys without looking. */
    override fun onKeyDown(key: Int, event: KeyEvent): Boolean {
        val volume = key == KeyEvent.KEYCODE_VOLUME_DOWN || key == KeyEvent.KEYCODE_VOLUME_UP
        if (!volume || presenter?.screen?.shot != null || camera == null) return super.onKeyDown(key, event)
        if (event.repeatCount == 0) shoot()
        return true
    }

    override fun draw(screen: CameraScreen) {
        val shot = screen.shot
        if (shot == null) look() else rest()
        val instead = if (shot == null) instead() else null
        shown(R.id.finder, shot == null && instead == null)
        shown(R.id.instead_part, instead != null)
        shown(R.id.picture, shot != null)
        instead?.let { find<TextView>(R.id.instead).setText(it) }
        drawAbout(screen)
        shown(R.id.about, shot == null && instead == null)
        drawShot(screen)
        shown(R.id.shoot, shot == null && instead == null)
        shown(R.id.torch, shot == null && camera?.hasTorch == true)
        find<Button>(R.id.torch).setText(if (lit) R.string.camera_torch_off else R.string.camera_torch_on)
        say(screen.trouble)
    }

    private fun drawAbout(screen: CameraScreen) {
        val place = screen.place?.let { getString(R.string.camera_place, it.accuracyMetres) } ?: getString(R.string.camera_place_none)
        val at = screen.shot?.takenMillis?.let(Instant::ofEpochMilli) ?: app.now()
        val time = at.atZone(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm"))
        val more = listOfNotNull(
            screen.noPlace?.let { getString(it.words()) },
            screen.place?.takeIf { it.ageSeconds > OLD_SECONDS }?.let { getString(R.string.camera_place_age, it.ageSeconds) },
            screen.place?.takeIf { it.mock }?.let { getString(R.string.camera_mock) },
            getString(screen.time.words()),
        )
        find<TextView>(R.id.about).text = (listOf(getString(R.string.camera_stamp, time, place)) + more).joinToString("\n")
    }

    private fun NoPlace.words() = when (this) {
        NoPlace.REFUSED -> R.string.camera_no_place_refused
        NoPlace.SWITCHED_OFF -> R.string.camera_no_place_off
        NoPlace.NOT_YET -> R.string.camera_no_place_not_yet
    }

    private fun CameraScreen.Time.words() = when (this) {
        CameraScreen.Time.SATELLITES -> R.string.camera_time_satellites
        CameraScreen.Time.PHONE -> R.string.camera_time_phone
        CameraScreen.Time.DIFFERS -> R.string.camera_time_differs
    }

    private fun drawShot(screen: CameraScreen) {
        val shot = screen.shot
        if (shot != shown) {
            shown = shot
            find<ImageView>(R.id.picture).setImageBitmap(shot?.let { BitmapFactory.decodeFile(it.path, sampled(it.path)) })
        }
        find<TextView>(R.id.asks).apply {
            setText(
                when {
                    screen.leftOver -> R.string.camera_left_over
                    shot != null -> R.string.camera_taken
                    else -> R.string.camera_missed
                },
            )
            visibility = if (shot != null || screen.missed) View.VISIBLE else View.GONE
        }
        find<Button>(R.id.keep).apply {
            visibility = if (shot == null) View.GONE else View.VISIBLE
            isEnabled = !screen.keeping
            setText(if (screen.keeping) R.string.camera_keeping else R.string.camera_keep)
        }
        shown(R.id.again, shot != null && !screen.keeping)
    }

    /** As large as a screen, and not as large as a camera. */
    private fun sampled(path: String): BitmapFactory.Options {
        val size = BitmapFactory.Options().apply { inJustDecodeBounds = true }
        BitmapFactory.decodeFile(path, size)
        return BitmapFactory.Options().apply { inSampleSize = maxOf(1, maxOf(size.outWidth, size.outHeight) / SCREEN_PIXELS) }
    }

    /** What keeps the camera from looking, and what to do about it; none if it looks. */
    private fun instead(): Int? {
        val permissions = Permissions(this)
        val action = find<Button>(R.id.instead_action)
        action.visibility = View.VISIBLE
        return when {
            !permissions.has(Need.CAMERA_USE) -> {
                action.setText(if (permissions.refusedForEver(Need.CAMERA_USE)) R.string.permission_settings else R.string.permission_allow)
                action.setOnClickListener { permissions.ask(Need.CAMERA_USE) }
                R.string.camera_refused
            }
            failed -> {
                action.setText(R.string.common_try_again)
                action.setOnClickListener {
                    failed = false
                    presenter?.let { draw(it.screen) }
                }
                R.string.camera_busy
            }
            camera == null -> {
                action.visibility = View.GONE
                R.string.camera_none
            }
            else -> null
        }
    }

    private fun look() {
        if (camera != null || failed || !Permissions(this).has(Need.CAMERA_USE)) return
        camera = app.camera(this)?.also {
            it.start(find<TextureView>(R.id.preview)) {
                failed = true
                rest()
                presenter?.let { presenter -> draw(presenter.screen) }
            }
        }
    }

    private fun rest() {
        camera?.stop()
        camera = null
        lit = false
    }

    override fun onPause() {
        presenter?.rest()
        rest()
        super.onPause()
    }

    private fun shown(id: Int, shown: Boolean) {
        find<View>(id).visibility = if (shown) View.VISIBLE else View.GONE
    }

    private companion object {
        const val OLD_SECONDS = 30
        const val SCREEN_PIXELS = 1_600
    }
}
