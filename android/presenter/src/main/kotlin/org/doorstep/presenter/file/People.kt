package org.doorstep.presenter.file

import java.time.LocalDate
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.ItemId
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.today.DueVisit

/** Who is on file. */
interface People {
    /** By name, pinyin or its initials, address, code, telephone. */
    fun search(words: String, after: Cursor?): Paged<Found>

    fun household(id: HouseholdId): Household?

    /** Of a child, the card. */
    fun person(id: PersonId): Person?

    /** A child's full file, or the card where the file is not on this phone; that it was read is a record, offline too. */
    fun openChild(id: PersonId, why: Why): Person?

    fun members(of: HouseholdId): List<Person>

    fun due(of: Subject): List<DueVisit>

    /** Newest first, the first of them. */
    fun made(of: Subject): List<Made>

    fun begin(about: Subject, kind: VisitKind): DraftId

    fun begin(about: Subject, kind: SheetKind): DraftId

    /** Why a child's file is read. */
    enum class Why { VISIT, REPORT, CARE }
}

data class Found(val about: Subject, val name: String, val child: Boolean, val code: String, val address: String)

data class Household(
    val id: HouseholdId,
    val head: String,
    val code: String,
    val address: String,
    val at: Place?,
    val programmes: List<Programme>,
    /** An edit of ours waits for the county. */
    val unmerged: Boolean,
)

enum class Programme { MINIMUM_LIVING_ALLOWANCE, EXTREME_POVERTY, TEMPORARY_RELIEF, LOW_INCOME_MARGIN, RIGID_EXPENDITURE }

/** A person as far as this phone may show them. */
sealed interface Person {
    val id: PersonId
    val household: HouseholdId
    val name: String

    data class Full(
        override val id: PersonId,
        override val household: HouseholdId,
        override val name: String,
        val citizenNumber: String?,
        val birth: LocalDate?,
        val male: Boolean?,
        val child: Boolean,
        val phones: List<Phone>,
        val concerns: List<Concern>,
        val guardians: List<Guardian>,
        val unmerged: Boolean,
    ) : Person

    /** Of a child whose file was not opened: enough to find the door. */
    data class Card(
        override val id: PersonId,
        override val household: HouseholdId,
        override val name: String,
        val birthYear: Int?,
        /** Whether the file is on this phone, and can be opened. */
        val here: Boolean = true,
    ) : Person
}

data class Phone(val number: String, val whose: String?, val id: ItemId? = null)

data class Guardian(val name: String, val relation: String, val actualCarer: Boolean, val phone: String?, val id: ItemId? = null)

enum class Concern {
    LEFT_BEHIND_CHILD,
    DISADVANTAGED_CHILD,
    CHILD_WITHOUT_CARE,
    ORPHAN,
    ELDER_LIVING_ALONE,
    EMPTY_NEST_ELDER,
    LEFT_BEHIND_ELDER,
    DISABLED_ELDER,
    SEVERE_DISABILITY,
}
