package org.doorstep.view.signature

import android.app.Activity
import android.os.SystemClock
import android.view.MotionEvent
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.view.idle

/** Writes something like a name with a finger: three strokes. */
fun Activity.sign() {
    val pad = find<SignaturePad>(R.id.pad)
    val wide = pad.width / 100f
    val began = SystemClock.uptimeMillis()
    fun stroke(at: Long, points: List<Pair<Float, Float>>) = points.forEachIndexed { index, (x, y) ->
        val action = when (index) {
            0 -> MotionEvent.ACTION_DOWN
            points.lastIndex -> MotionEvent.ACTION_UP
            else -> MotionEvent.ACTION_MOVE
        }
        val event = MotionEvent.obtain(began + at, began + at + index * 16, action, x * wide, y * wide, 0)
        pad.dispatchTouchEvent(event)
        event.recycle()
    }
    stroke(0, (0..20).map { 20f + it * 2.5f to 40f + (it % 4) })
    stroke(600, (0..20).map { 42f + it % 3 to 25f + it * 2.2f })
    stroke(1_200, (0..20).map { 30f + it * 2f to 70f - it * it * 0.06f })
    idle()
}
