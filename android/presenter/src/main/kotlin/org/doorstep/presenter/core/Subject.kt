package org.doorstep.presenter.core

/** Whom something is about. */
sealed interface Subject {
    /** 户 */
    data class Household(val id: HouseholdId) : Subject

    /** 人 */
    data class Person(val id: PersonId) : Subject
}
