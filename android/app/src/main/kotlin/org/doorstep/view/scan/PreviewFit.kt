package org.doorstep.view.scan

import android.graphics.Matrix
import android.util.Size
import android.view.Surface

/**
 * How a preview is laid over a view so that it fills it undistorted: the platform stretches it over the view, standing as the
 * phone's upright screen has it.
 */
internal fun fill(view: Size, buffer: Size, rotation: Int): Matrix {
    val middleX = view.width / 2f
    val middleY = view.height / 2f
    val lying = rotation == Surface.ROTATION_90 || rotation == Surface.ROTATION_270
    // Upright, a camera's long side stands.
    val seen = if (lying) buffer else Size(buffer.height, buffer.width)
    val scale = maxOf(view.width.toFloat() / seen.width, view.height.toFloat() / seen.height)
    val shown = Matrix()
    if (lying) {
        // What was stretched over the view stands upright in it; turned, its height lies along the view's width.
        shown.postScale(seen.height * scale / view.width, seen.width * scale / view.height, middleX, middleY)
        shown.postRotate(90f * (rotation - Surface.ROTATION_180), middleX, middleY)
    } else {
        shown.postScale(seen.width * scale / view.width, seen.height * scale / view.height, middleX, middleY)
        if (rotation == Surface.ROTATION_180) shown.postRotate(180f, middleX, middleY)
    }
    return shown
}
