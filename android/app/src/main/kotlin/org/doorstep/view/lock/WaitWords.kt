package org.doorstep.view.lock

import android.content.res.Resources
import org.doorstep.R

/** How long until a PIN may be tried again; nothing if it may. */
internal fun Resources.wait(seconds: Int): String? = when {
    seconds == 0 -> null
    seconds < 60 -> getQuantityString(R.plurals.lock_wait_seconds, seconds, seconds)
    else -> (seconds + 59).div(60).let { getQuantityString(R.plurals.lock_wait_minutes, it, it) }
}
