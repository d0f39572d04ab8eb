package org.doorstep.view.scan

import android.content.Context
import android.graphics.Canvas
import android.graphics.Paint
import android.util.AttributeSet
import android.view.View
import org.doorstep.R

/** Four corners, between which a code is held. */
internal class AimView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : View(context, attributes) {
    private val thick = resources.getDimension(R.dimen.space_1)
    private val line = Paint(Paint.ANTI_ALIAS_FLAG).apply {
        color = context.getColor(R.color.on_viewfinder)
        style = Paint.Style.STROKE
        strokeWidth = thick
        strokeCap = Paint.Cap.ROUND
    }

    override fun onDraw(canvas: Canvas) {
        val half = (minOf(width, height) - thick) / 2
        val arm = half / 3
        for (x in listOf(-1, 1)) for (y in listOf(-1, 1)) {
            val cornerX = width / 2 + x * half
            val cornerY = height / 2 + y * half
            canvas.drawLine(cornerX, cornerY, cornerX - x * arm, cornerY, line)
            canvas.drawLine(cornerX, cornerY, cornerX, cornerY - y * arm, line)
        }
    }
}
