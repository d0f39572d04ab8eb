package org.doorstep.view.scan

import android.graphics.Matrix
import android.util.Size
import android.view.Surface

/**
 * How a preview is laid over a view so that it fills it undistorted. The platform turns what the camera sees upright for a phone in its
 * natural hold, where it is as large as [upright], and stretches that over the view, however the phone is held.
 */
internal fun fill(view: Size, upright: Size, rotation: Int): Matrix {
    val lies = rotation == Surface.ROTATION_90 || rotation == Surface.ROTATION_270
    val (across, down) = if (lies) upright.height to upright.width else upright.width to upright.height
    val scale = maxOf(view.width.toFloat() / across, view.height.toFloat() / down)
    val middleX = view.width / 2f
    val middleY = view.height / 2f
    return Matrix().apply {
        postScale(upright.width * scale / view.width, upright.height * scale / view.height, middleX, middleY)
        if (lies) postRotate(90f * (rotation - Surface.ROTATION_180), middleX, middleY)
        if (rotation == Surface.ROTATION_180) postRotate(180f, middleX, middleY)
    }
}
