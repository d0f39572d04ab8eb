package org.doorstep.presenter.camera

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.form.FormScreen.NoPlace

/** Before the shutter, and after it. */
data class CameraScreen(
    /** None while the camera looks. */
    val shot: Shot? = null,
    /** The shot was there when the screen opened: the app was closed before it was kept. */
    val leftOver: Boolean = false,
    val keeping: Boolean = false,
    /** How well it is known where this is. */
    val place: Known? = null,
    /** Why nothing is known of that. */
    val noPlace: NoPlace? = null,
    val time: Time = Time.PHONE,
    /** The camera wrote nothing. */
    val missed: Boolean = false,
    val trouble: Trouble? = null,
) {
    data class Known(val accuracyMetres: Int, val ageSeconds: Int, val mock: Boolean)

    /** What vouches for the time. */
    enum class Time { SATELLITES, PHONE, DIFFERS }
}
