package org.doorstep.presenter.today

import java.time.LocalDate

/** What the core knows to be due, most urgent first. */
interface Agenda {
    fun due(): List<DueVisit>
}

/** A visit that is to be made. Nothing of it is worded: words are the view's. */
data class DueVisit(
    val name: String,
    val reason: Reason,
    val due: LocalDate,
    /** From where the phone is to the door; null while either is unknown. */
    val distanceMetres: Int?,
)

/** Why somebody is visited, by the code that the core gives. */
enum class Reason { HOUSEHOLD_CHECK, GUARDIAN_VISIT, ELDER_CHECK_IN, SENT_BACK }
