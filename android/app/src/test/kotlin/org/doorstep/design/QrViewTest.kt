package org.doorstep.design

import android.app.Activity
import android.graphics.Bitmap
import android.graphics.Color
import android.view.ViewGroup.LayoutParams
import android.widget.FrameLayout
import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.MultiFormatReader
import com.google.zxing.RGBLuminanceSource
import com.google.zxing.common.HybridBinarizer
import org.doorstep.view.Look
import org.doorstep.view.idle
import org.doorstep.view.screenshot
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class QrViewTest {
    @Test
    fun what_is_drawn_is_read_back_at_every_size_by_day_and_night() {
        for (look in listOf(Look("zh-rCN", night = false, textPercent = 100), Look("en", night = true, textPercent = 200))) {
            for (text in listOf("1", "上门 Doorstep", "a".repeat(300), dense(2_000), dense(2_300))) {
                for (width in listOf(720, 620)) assertEquals(text, read(drawn(text, look, width)))
            }
        }
        assertEquals("small", read(drawn("small", Look.all[0], 150)))
    }

    @Test
    fun it_is_black_on_white_by_night_with_a_quiet_zone_around() {
        val picture = drawn("by night", Look("zh-rCN", night = true, textPercent = 100), 600)
        val row = (0 until 600).map { picture.getPixel(it, 300) }
        assertEquals(setOf(Color.BLACK, Color.WHITE), row.toSet())
        assertTrue("quiet", row.indexOf(Color.BLACK) > 4 * 600 / 40 && row.lastIndexOf(Color.BLACK) < 600 - 4 * 600 / 40)
    }

    @Test
    fun what_no_code_can_hold_is_drawn_as_nothing() {
        val view = QrView(Robolectric.buildActivity(Activity::class.java).get())
        view.text = dense(2_900)
        assertTrue(view.isDrawn)
        view.text = dense(3_000)
        assertFalse(view.isDrawn)
        view.text = ""
        assertFalse(view.isDrawn)
    }

    /** Bytes that no shorter mode holds. */
    private fun dense(length: Int) = String(CharArray(length) { 'a' + it * 7 % 26 })

    private fun drawn(text: String, look: Look, width: Int): Bitmap {
        look.putOn()
        Robolectric.buildActivity(Activity::class.java).setup().use {
            val activity = it.get()
            val view = QrView(activity)
            view.text = text
            val at = IntArray(2)
            activity.setContentView(FrameLayout(activity).apply { addView(view, width, LayoutParams.WRAP_CONTENT) })
            idle()
            view.getLocationInWindow(at)
            assertEquals(width, view.height)
            return Bitmap.createBitmap(activity.screenshot(), at[0], at[1], width, width)
        }
    }

    private fun read(picture: Bitmap): String {
        val pixels = IntArray(picture.width * picture.height)
        picture.getPixels(pixels, 0, picture.width, 0, 0, picture.width, picture.height)
        val source = RGBLuminanceSource(picture.width, picture.height, pixels)
        val hints = mapOf(DecodeHintType.POSSIBLE_FORMATS to listOf(BarcodeFormat.QR_CODE), DecodeHintType.TRY_HARDER to true)
        return MultiFormatReader().decode(BinaryBitmap(HybridBinarizer(source)), hints).text
    }
}
