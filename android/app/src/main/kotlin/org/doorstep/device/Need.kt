package org.doorstep.device

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.Manifest.permission.CAMERA
import android.Manifest.permission.POST_NOTIFICATIONS
import org.doorstep.R

/** What the app has to be allowed by the person, each asked for when it is first needed. */
enum class Need(
    internal val names: List<String>,
    /** Why, in words to be shown beside the button that asks. */
    val why: Int,
) {
    CAMERA_USE(listOf(CAMERA), R.string.permission_camera),
    LOCATION(listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION), R.string.permission_location),
    NOTIFICATIONS(listOf(POST_NOTIFICATIONS), R.string.permission_notifications),
}
