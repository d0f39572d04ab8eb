package org.doorstep.presenter.core

import kotlin.math.cos
import kotlin.math.hypot
import org.doorstep.presenter.CalledOff

/** A point in WGS-84, degrees. */
data class Place(val longitude: Double, val latitude: Double) {
    /** Near enough over a county. */
    fun metresTo(other: Place): Double {
        val east = (other.longitude - longitude) * cos(Math.toRadians(latitude))
        return hypot(east, other.latitude - latitude) * METRES_OF_A_DEGREE
    }

    private companion object {
        const val METRES_OF_A_DEGREE = 111_195
    }
}

/** What a location provider said once. Weak or missing fixes never block anything. */
data class Fix(
    val at: Place,
    /** Horizontal, as the provider estimates it (68 %). */
    val accuracyMetres: Float,
    /** `gps`, `network`, as the platform names it. */
    val provider: String,
    /** How old it was when it was used. */
    val ageMillis: Long,
    /** The platform's own word that it came from a test provider. */
    val mock: Boolean,
    /** The satellites' time, if the provider is theirs; milliseconds since 1970. */
    val gnssMillis: Long? = null,
)

/** Where the phone is, as far as its providers say. */
interface Location {
    /** Whether the app may ask. */
    val allowed: Boolean

    /** Whether the phone's location is switched on at all. */
    val switchedOn: Boolean

    /** The best fix that is not older than a few minutes, at once; none where there is none. Does not wait. */
    fun now(): Fix?

    /** Hears fixes until it is called off, each as it comes. */
    fun follow(heard: (Fix) -> Unit): CalledOff
}
