package org.doorstep.view.camera

import android.content.Context
import android.graphics.Canvas
import android.hardware.Sensor
import android.hardware.SensorEvent
import android.hardware.SensorEventListener
import android.hardware.SensorManager
import android.util.AttributeSet
import android.view.View
import kotlin.math.abs
import kotlin.math.atan2
import org.doorstep.R
import org.doorstep.device.pen
import org.doorstep.device.service

/** A spirit level: a line that lies as the horizon does, and changes its colour when the phone is held straight. */
class LevelView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : View(context, attributes), SensorEventListener {
    private val sensors = context.service<SensorManager>()
    private val tilted = pen(resources.getDimension(R.dimen.outline), context.getColor(R.color.finder_line))
    private val straight = pen(resources.getDimension(R.dimen.outline), context.getColor(R.color.finder_straight))
    private var degrees = 0f

    override fun onAttachedToWindow() {
        super.onAttachedToWindow()
        sensors.getDefaultSensor(Sensor.TYPE_ACCELEROMETER)?.let { sensors.registerListener(this, it, SensorManager.SENSOR_DELAY_UI) }
    }

    override fun onDetachedFromWindow() {
        sensors.unregisterListener(this)
        super.onDetachedFromWindow()
    }

    override fun onSensorChanged(event: SensorEvent) {
        // From the nearest of the four ways in which a phone is held.
        val roll = Math.toDegrees(atan2(event.values[0].toDouble(), event.values[1].toDouble())).toFloat()
        degrees = roll - Math.round(roll / QUARTER) * QUARTER
        invalidate()
    }

    override fun onAccuracyChanged(sensor: Sensor?, accuracy: Int) = Unit

    override fun onDraw(canvas: Canvas) {
        canvas.rotate(degrees, width / 2f, height / 2f)
        canvas.drawLine(width * FROM, height / 2f, width * (1 - FROM), height / 2f, if (abs(degrees) < STRAIGHT) straight else tilted)
    }

    private companion object {
        const val QUARTER = 90f
        const val STRAIGHT = 2f
        const val FROM = 0.3f
    }
}
