package org.doorstep.presenter.edit

import java.time.LocalDate
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.file.Concern
import org.doorstep.presenter.file.Guardian
import org.doorstep.presenter.file.Phone
import org.doorstep.presenter.file.Programme

/** What is on file is edited, and met by other edits, part by part. */
enum class Group { HEAD, ADDRESS, ASSISTANCE, DWELLING, WHO, PHONES, RELATION, CONCERNS, GUARDIANS, HEALTH }

/** What one part of a file says. */
sealed interface Part {
    /** Of which; none for a newer app's. */
    val group: Group?

    /** 户主 */
    data class Head(val name: String) : Part {
        override val group get() = Group.HEAD
    }

    data class Address(val text: String, val at: Place?) : Part {
        override val group get() = Group.ADDRESS
    }

    data class Assistance(val programmes: List<Programme>, val countyClass: String?) : Part {
        override val group get() = Group.ASSISTANCE
    }

    data class Dwelling(val danger: Danger?) : Part {
        override val group get() = Group.DWELLING
    }

    data class Who(val name: String, val citizenNumber: String?, val birth: LocalDate?, val male: Boolean?) : Part {
        override val group get() = Group.WHO
    }

    data class Phones(val phones: List<Phone>) : Part {
        override val group get() = Group.PHONES
    }

    /** To the head of the household, by a code. */
    data class Relation(val code: String) : Part {
        override val group get() = Group.RELATION
    }

    data class Concerns(val concerns: List<Concern>) : Part {
        override val group get() = Group.CONCERNS
    }

    data class Guardians(val guardians: List<Guardian>) : Part {
        override val group get() = Group.GUARDIANS
    }

    /** By a code of GB/T 2261.3. */
    data class Health(val code: String?) : Part {
        override val group get() = Group.HEALTH
    }

    /** Nothing was on file there. */
    data object Nothing : Part {
        override val group get() = null
    }

    /** A newer app's, which this one cannot say. */
    data object Unknown : Part {
        override val group get() = null
    }
}

/** 房屋危险等级 */
enum class Danger { A, B, C, D }

/** To the head of a household. */
val RELATIONS = listOf("head", "spouse", "son", "daughter", "grandchild", "parent", "grandparent", "sibling", "other")

/** Of a guardian to a child. */
val GUARDIAN_RELATIONS = listOf("father", "mother", "grandfather", "grandmother", "sibling", "entrusted", "other")

/** 健康状况, GB/T 2261.3. */
val HEALTH = listOf(
    "10", "20", "31", "32", "33", "34", "35", "36", "37", "38", "41", "49",
    "61", "62", "63", "64", "65", "66", "67", "69",
)
