package org.doorstep.device

import android.app.Activity

/** Whom the phone itself knows by a finger or a face. */
interface Recognition {
    /** It has a sensor, and somebody of whom it knows a finger or a face. */
    val possible: Boolean

    /** Asks the person, over the screen; says so once it has recognised them. */
    fun ask(over: Activity, recognised: () -> Unit)
}
