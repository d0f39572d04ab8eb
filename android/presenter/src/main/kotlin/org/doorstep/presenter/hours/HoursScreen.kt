package org.doorstep.presenter.hours

import java.time.Instant
import java.time.LocalTime
import org.doorstep.presenter.Trouble

data class HoursScreen(
    val read: Boolean = false,
    val me: Volunteer? = null,
    val here: List<Here> = emptyList(),
    val activities: List<Activity> = emptyList(),
    val given: Given = Given(),
    val step: HoursStep = HoursStep.Overview,
    val busy: Boolean = false,
    /** What the rules say against the entry just made; none where none was made. */
    val findings: List<String>? = null,
    val trouble: Trouble? = null,
) {
    /** Whether the owner of the phone is signed in. */
    val signedIn get() = here.any { it.arrival.volunteer == me?.account }
}

/** Somebody who is signed in. */
data class Here(
    val arrival: Arrival,
    val name: String?,
    /** None while the activity is not on this phone. */
    val title: String?,
    /** They came on another day: nobody signed them out. */
    val forgotten: Boolean,
) {
    val since: Instant get() = arrival.at.at
}

sealed interface HoursStep {
    data object Overview : HoursStep

    /** For which activity somebody came. */
    data class Arriving(val who: Volunteer) : HoursStep

    /** The code of somebody without the app. */
    data object Scanning : HoursStep

    /** What they did; and, where the sign-out was forgotten, when they left. */
    data class Leaving(val here: Here, val left: LocalTime? = null) : HoursStep

    /** An activity that is not on file yet. */
    data object Opening : HoursStep

    /** The owner's own code, for another phone. */
    data class Code(val text: String) : HoursStep
}
