package org.doorstep.presenter.hours

import java.time.Instant
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.core.Fix

/** Time given, and what for. */
interface Volunteering {
    /** Whoever this phone belongs to. */
    fun me(): Volunteer

    /** The name of somebody; none while they are not on this phone. */
    fun named(account: AccountId): String?

    /** What hours can be given for, as far as this phone has heard. */
    fun activities(): List<Activity>

    /** Opens one; whoever does is in charge of it. */
    fun open(title: String, content: String, place: Fix?)

    /** This moment and place. */
    fun stamp(place: Fix?): Stamp

    /** Time from a sign-in to a sign-out is on record when it returns; the codes of what the rules say against it. */
    fun record(arrival: Arrival, left: Stamp, done: String): List<String>

    /** What the owner of this phone has given, as far as it was entered here. */
    fun given(): Given

    /** What the owner of this phone shows to be signed in on another. */
    fun code(): String

    /** Whose code it is. [org.doorstep.presenter.Trouble.Invalid] for a text that is none. */
    fun whose(code: String): Volunteer
}

/** Somebody who gives their time (志愿者). */
data class Volunteer(
    val account: AccountId,
    /** None while they are not on this phone. */
    val name: String?,
)

data class Activity(val id: ActivityId, val title: String, val content: String)

data class Stamp(val at: Instant, val place: Fix?)

/** Somebody is here and has not left yet. */
data class Arrival(val volunteer: AccountId, val activity: ActivityId, val at: Stamp)

/** Where arrivals are kept until the person leaves; what was written is there after the process has ended. */
interface Arrivals {
    fun read(): List<Arrival>

    /** [org.doorstep.presenter.Trouble.StorageFull] where it could not be. */
    fun write(arrivals: List<Arrival>)
}

data class Given(
    /** Of an hour, as a certificate (志愿服务记录证明) shows them. */
    val hundredths: Long = 0,
    /** 星级, 0 to 5. */
    val stars: Int = 0,
    val entries: Int = 0,
    /** Entered, and not accepted by the county as yet. */
    val openMinutes: Int = 0,
)
