package org.doorstep.view.signature

import android.annotation.SuppressLint
import android.content.Context
import android.graphics.Canvas
import android.util.AttributeSet
import android.view.MotionEvent
import android.view.View
import org.doorstep.R
import org.doorstep.device.path
import org.doorstep.device.pen
import org.doorstep.presenter.signature.Drawing
import org.doorstep.presenter.signature.Stroke
import org.doorstep.presenter.signature.Touch

/** What is drawn with a finger, stroke by stroke. Its unit is a hundredth of its width. */
class SignaturePad @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : View(context, attributes) {
    /** A stroke was ended. */
    var drawn: (Stroke) -> Unit = {}

    /** What stands there. */
    var drawing = Drawing(emptyList())
        set(value) {
            field = value
            invalidate()
        }

    private val ink = pen(PEN, context.getColor(R.color.pad_ink))
    private val touches = mutableListOf<Touch>()
    private var began = 0L

    /** What is drawn is seen; there is nothing to be clicked. */
    @SuppressLint("ClickableViewAccessibility")
    override fun onTouchEvent(event: MotionEvent): Boolean {
        when (event.actionMasked) {
            MotionEvent.ACTION_DOWN -> {
                parent?.requestDisallowInterceptTouchEvent(true)
                if (drawing.isEmpty) began = event.eventTime
                touches.clear()
                touch(event.x, event.y, event.eventTime)
            }
            MotionEvent.ACTION_MOVE -> {
                for (index in 0 until event.historySize) touch(event.getHistoricalX(index), event.getHistoricalY(index), event.getHistoricalEventTime(index))
                touch(event.x, event.y, event.eventTime)
            }
            MotionEvent.ACTION_UP -> {
                touch(event.x, event.y, event.eventTime)
                val stroke = Stroke(touches.toList())
                touches.clear()
                drawn(stroke)
            }
            MotionEvent.ACTION_CANCEL -> touches.clear()
            else -> return false
        }
        invalidate()
        return true
    }

    private fun touch(x: Float, y: Float, at: Long) {
        val unit = width / WIDTH
        touches += Touch(x / unit, y / unit, at - began)
    }

    override fun onDraw(canvas: Canvas) {
        val unit = width / WIDTH
        canvas.scale(unit, unit)
        for (stroke in drawing.strokes) canvas.drawPath(path(stroke), ink)
        if (touches.isNotEmpty()) canvas.drawPath(path(Stroke(touches)), ink)
    }

    private companion object {
        const val WIDTH = 100f
        const val PEN = 0.9f
    }
}
