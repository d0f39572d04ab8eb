package org.doorstep.view.signature

import android.graphics.BitmapFactory
import android.graphics.Color
import android.os.Bundle
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.SignaturePng
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.signature.Drawing
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.idle
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class SignatureTest {
    private val stage = Stage()

    private fun open() = stage.open<SignatureActivity> { about(DraftId("d"), "sign") }

    @Test
    fun strokes_are_there_after_a_rotation_and_after_the_process_died() {
        val controller = open()
        controller.get().sign()
        val drawn = controller.get().find<SignaturePad>(R.id.pad).drawing
        assertEquals(3, drawn.strokes.size)
        assertTrue("with their timing", drawn.strokes[2].touches[1].millis in 1_200..1_300)
        controller.recreate()
        idle()
        assertEquals(drawn, controller.get().find<SignaturePad>(R.id.pad).drawing)
        val saved = Bundle()
        controller.pause().saveInstanceState(saved).stop().destroy()
        val again = Robolectric.buildActivity(SignatureActivity::class.java, controller.intent).setup(saved)
        idle()
        assertEquals(drawn, again.get().find<SignaturePad>(R.id.pad).drawing)
        again.get().run { tap(getString(R.string.signature_undo)) }
        assertEquals(2, again.get().find<SignaturePad>(R.id.pad).drawing.strokes.size)
    }

    @Test
    fun a_name_is_saved_and_a_full_phone_loses_no_stroke() {
        val screen = open().get()
        screen.sign()
        stage.core.signatures.trouble = Trouble.StorageFull
        screen.tap(screen.getString(R.string.signature_save))
        assertNotNull(screen.shown(screen.getString(R.string.trouble_storage_full)))
        stage.core.signatures.trouble = null
        screen.tap(screen.getString(R.string.signature_save))
        assertEquals(1, stage.core.signatures.attached.size)
        assertTrue(screen.isFinishing)
    }

    @Test
    fun the_picture_is_black_on_white_small_and_holds_the_timing() {
        val screen = open().get()
        screen.sign()
        val drawing = screen.find<SignaturePad>(R.id.pad).drawing
        val png = SignaturePng.png(drawing)
        val picture = BitmapFactory.decodeByteArray(png, 0, png.size)
        assertTrue(maxOf(picture.width, picture.height) <= 1_200)
        assertEquals(Color.WHITE, picture.getPixel(0, 0))
        val dark = (0 until picture.width).any { x -> (0 until picture.height).any { picture.getPixel(x, it) == Color.BLACK } }
        assertTrue(dark)
        val text = String(png, Charsets.ISO_8859_1)
        val inside = text.substringAfter(SignaturePng.KEYWORD + "\u0000").take(drawing.written().length)
        assertEquals(drawing, Drawing.read(inside))
    }
}
