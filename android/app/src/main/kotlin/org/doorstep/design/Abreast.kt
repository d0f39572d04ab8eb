package org.doorstep.design

import android.content.Context
import android.util.AttributeSet
import android.view.View
import android.view.ViewGroup
import org.doorstep.R

/**
 * Two children abreast, the first at the start and the second at the end, on one baseline; one below the other
 * where they do not fit. So large text moves down and is neither cut nor covered.
 */
class Abreast @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : ViewGroup(context, attributes) {
    private val gap = resources.getDimensionPixelSize(R.dimen.space_3)
    private val first get() = getChildAt(0)
    private val second get() = getChildAt(1)
    private var stacked = false

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        measureChildren(widthSpec, heightSpec)
        val width = MeasureSpec.getSize(widthSpec)
        stacked = first.measuredWidth + gap + second.measuredWidth > width - paddingLeft - paddingRight
        val height = maxOf(paddingTop + inside() + paddingBottom, suggestedMinimumHeight)
        setMeasuredDimension(width, resolveSize(height, heightSpec))
    }

    override fun onLayout(changed: Boolean, left: Int, top: Int, right: Int, bottom: Int) {
        if (stacked) {
            place(first, 0, atStart = true)
            place(second, first.measuredHeight, atStart = true)
        } else {
            place(first, drop(first), atStart = true)
            place(second, drop(second), atStart = false)
        }
    }

    private fun inside() = when {
        stacked -> first.measuredHeight + second.measuredHeight
        else -> maxOf(drop(first) + first.measuredHeight, drop(second) + second.measuredHeight)
    }

    private fun place(child: View, down: Int, atStart: Boolean) {
        val atLeft = atStart == (layoutDirection == LAYOUT_DIRECTION_LTR)
        val left = if (atLeft) paddingLeft else width - paddingRight - child.measuredWidth
        // In the middle of what is higher than both.
        val top = (height - paddingTop - paddingBottom - inside()) / 2 + paddingTop + down
        child.layout(left, top, left + child.measuredWidth, top + child.measuredHeight)
    }

    /** How far down a child moves so that both stand on one line. */
    private fun drop(child: View) = maxOf(first.baseline, second.baseline) - child.baseline
}
