package org.doorstep.presenter.today

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind

/** Whom to visit, and what is begun. */
interface Agenda {
    /** Who is due, most urgent first, and nearest first where it is known where the phone is. */
    fun due(near: Place?, after: Cursor?): Paged<DueVisit>

    /** Everybody who is due at the door of somebody (合并走访), most urgent first. */
    fun together(about: Subject): List<DueVisit>

    fun drafts(): List<Draft>

    fun waiting(): Waiting

    /** Begins a visit to somebody on file. */
    fun begin(about: Subject, kind: VisitKind): DraftId
}

/** A visit that is to be made. Nothing of it is worded: words are the view's. */
data class DueVisit(
    val about: Subject,
    /** None while they are not on this phone. */
    val name: String?,
    val kind: VisitKind,
    val why: Why,
    /** Why the day is not the one of its rule. */
    val moved: Moved?,
    val due: LocalDate,
    val address: String?,
    /** From where the phone is to the door; null while either is unknown. */
    val distanceMetres: Int?,
)

/** What makes a visit due. */
enum class Why {
    MAJOR_CHANGE,
    STEADY_HOUSEHOLD,
    UNSTEADY_HOUSEHOLD,
    ELDER_IN_DIFFICULTY,
    CLASS,
    RISK_FOUND,
    AFTER_INCIDENT,
    REQUESTED,
    CARED_FOR_BY_OTHERS,
    OTHER_GROUND,
    EXTREME_WEATHER,
    BEFORE_FESTIVAL,
    TERM_START,
    SCHOOL_HOLIDAY,
    AGREED,
    GOAL_ENDS,
    BY_HAND,
}

enum class Moved { AFTER_HOSPITAL, AFTER_ABSENCE, AFTER_EMERGENCY, BEFORE_HOLIDAY }

/** A visit or a sheet that was begun and not finished. */
data class Draft(val id: DraftId, val name: String?, val purpose: Purpose?, val updated: Instant)

/** What is under way between this phone and the county. */
data class Waiting(val records: Int = 0, val parked: Int = 0, val returned: Int = 0, val clashes: Int = 0)
