package org.doorstep.view.scan

import android.graphics.RectF
import android.util.Size
import android.view.Surface
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class PreviewFitTest {
    private val rotations = listOf(Surface.ROTATION_0, Surface.ROTATION_90, Surface.ROTATION_180, Surface.ROTATION_270)

    @Test
    fun a_preview_fills_the_view_undistorted_however_the_phone_is_held() {
        for (view in listOf(Size(720, 900), Size(1_480, 500), Size(600, 600))) for (rotation in rotations) {
            val shown = RectF(0f, 0f, view.width.toFloat(), view.height.toFloat()).also { fill(view, Size(720, 1_280), rotation).mapRect(it) }
            assertTrue("$view $rotation", shown.left <= 0.1f && shown.top <= 0.1f && shown.right >= view.width - 0.1f && shown.bottom >= view.height - 0.1f)
            val lies = rotation == Surface.ROTATION_90 || rotation == Surface.ROTATION_270
            val aspect = if (lies) 1_280f / 720 else 720f / 1_280
            assertEquals("$view $rotation", aspect, shown.width() / shown.height(), 0.001f)
            assertEquals("in the middle", view.width / 2f, shown.centerX(), 0.1f)
        }
    }

    @Test
    fun what_is_up_stays_up() {
        val up = mapOf(Surface.ROTATION_0 to (0 to -1), Surface.ROTATION_90 to (-1 to 0), Surface.ROTATION_180 to (0 to 1), Surface.ROTATION_270 to (1 to 0))
        for ((rotation, towards) in up) {
            val points = floatArrayOf(300f, 300f, 300f, 200f).also { fill(Size(600, 600), Size(720, 1_280), rotation).mapPoints(it) }
            val (x, y) = (points[2] - points[0]) to (points[3] - points[1])
            assertTrue("$rotation", x * towards.first + y * towards.second > 50)
        }
    }
}
