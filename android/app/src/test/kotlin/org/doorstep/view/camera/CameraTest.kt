package org.doorstep.view.camera

import android.Manifest.permission.CAMERA
import android.view.KeyEvent
import java.io.File
import org.doorstep.R
import org.doorstep.device.ShotFiles
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.camera.Shot
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.idle
import org.doorstep.view.shown
import org.doorstep.view.tap
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
class CameraTest {
    private val camera = FakeCamera()
    private val stage = Stage().also {
        it.app.camera = { camera }
        shadowOf(it.app).grantPermissions(CAMERA)
    }
    private val kept = stage.core.photographs.kept

    private fun open() = stage.open<CameraActivity> { about(DraftId("d"), "photo") }

    @Test
    fun a_photograph_is_taken_looked_at_and_kept() {
        val screen = open().get()
        screen.tap(screen.getString(R.string.camera_shoot))
        assertFalse("the camera rests while the picture is looked at", camera.running)
        screen.tap(screen.getString(R.string.camera_again))
        assertTrue(camera.running)
        screen.onKeyDown(KeyEvent.KEYCODE_VOLUME_DOWN, KeyEvent(KeyEvent.ACTION_DOWN, KeyEvent.KEYCODE_VOLUME_DOWN))
        idle()
        screen.tap(screen.getString(R.string.camera_keep))
        assertEquals(2, camera.shots)
        assertEquals(1, kept.size)
        assertTrue(screen.isFinishing)
        assertFalse("the shell's file is gone", File(kept[0].path).exists())
    }

    @Test
    fun a_shot_is_there_after_a_rotation_and_after_the_process_died_before_it_was_kept() {
        val controller = open()
        controller.get().run { tap(getString(R.string.camera_shoot)) }
        controller.recreate()
        idle()
        assertNotNull(controller.get().shown(controller.get().getString(R.string.camera_keep)))
        controller.pause().stop().destroy()
        val again = open().get()
        assertNotNull(again.shown(again.getString(R.string.camera_left_over)))
        again.tap(again.getString(R.string.camera_keep))
        assertEquals(1, kept.size)
    }

    @Test
    fun a_full_phone_says_what_to_do_and_the_shot_stays() {
        stage.core.photographs.trouble = Trouble.StorageFull
        val screen = open().get()
        screen.tap(screen.getString(R.string.camera_shoot))
        screen.tap(screen.getString(R.string.camera_keep))
        assertNotNull(screen.shown(screen.getString(R.string.trouble_storage_full)))
        stage.core.photographs.trouble = null
        screen.tap(screen.getString(R.string.camera_keep))
        assertEquals(1, kept.size)
    }

    @Test
    fun a_camera_that_is_taken_away_is_opened_again_on_a_tap() {
        val screen = open().get()
        camera.failed()
        idle()
        assertNotNull(screen.shown(screen.getString(R.string.camera_busy)))
        screen.tap(screen.getString(R.string.common_try_again))
        assertTrue(camera.running)
        camera.writes = false
        screen.tap(screen.getString(R.string.camera_shoot))
        assertNotNull(screen.shown(screen.getString(R.string.camera_missed)))
    }

    @Test
    fun a_refused_camera_says_so_and_looks_once_it_is_allowed() {
        shadowOf(stage.app).denyPermissions(CAMERA)
        val controller = open()
        controller.get().run {
            assertNotNull(shown(getString(R.string.camera_refused)))
            assertNull(shown(getString(R.string.camera_shoot)))
        }
        shadowOf(stage.app).grantPermissions(CAMERA)
        controller.pause().resume()
        idle()
        assertTrue(camera.running)
        controller.get().run {
            tap(getString(R.string.camera_torch_on))
            assertTrue(camera.lit)
            assertNotNull(shown(getString(R.string.camera_torch_off)))
        }
    }

    @Test
    fun the_camera_and_the_places_rest_when_the_screen_goes() {
        val controller = open()
        assertTrue(stage.location.followed)
        controller.pause()
        assertFalse(camera.running)
        assertFalse(stage.location.followed)
    }

    @Test
    fun what_was_known_at_the_shutter_is_read_back_and_old_shots_are_swept() {
        val draft = DraftId("d")
        var clock = 1_795_000_000_000L
        val files = ShotFiles(stage.app) { clock }
        val path = files.place(draft, "a/b[2]/photo")
        File(path).run {
            writeBytes(byteArrayOf(1))
            setLastModified(clock)
        }
        assertEquals("killed before the note", Shot(path, clock), files.leftOver(draft, "a/b[2]/photo"))
        val shot = Shot(path, 5, listOf(Fix(Place(110.25, -29.5), 8.5f, "my gps", 12, true, 99), Fix(Place(0.0, 0.0), 1f, "n", 0, false)))
        files.note(draft, "a/b[2]/photo", shot)
        assertEquals(shot, files.leftOver(draft, "a/b[2]/photo"))
        assertNull(files.leftOver(draft, "other"))
        clock += 31L * 24 * 60 * 60 * 1_000
        assertNull(files.leftOver(draft, "a/b[2]/photo"))
        assertFalse(File(path).exists())
    }
}
