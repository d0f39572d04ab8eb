package org.doorstep.view.file

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.file.Concern
import org.doorstep.presenter.file.Guardian
import org.doorstep.presenter.file.Person
import org.doorstep.presenter.file.Phone
import org.doorstep.presenter.file.Programme
import org.doorstep.view.part.CodedWords

/** What is on file, in words. */
internal class FileWords(private val resources: Resources) {
    private val coded = CodedWords(resources)

    fun about(person: Person): String = when (person) {
        is Person.Card -> person.birthYear?.let { resources.getString(R.string.file_born, it) }.orEmpty()
        is Person.Full -> listOfNotNull(
            person.male?.let { resources.getString(if (it) R.string.file_male else R.string.file_female) },
            person.birth?.let { resources.getString(R.string.file_born, it.year) },
        ).joinToString(" · ")
    }

    fun of(phone: Phone): String {
        val whose = phone.whose
        return if (whose == null) resources.getString(R.string.file_call_own, phone.number) else resources.getString(R.string.file_call, coded.relation(whose), phone.number)
    }

    fun of(guardian: Guardian): String =
        resources.getString(if (guardian.actualCarer) R.string.file_actual_carer else R.string.file_guardian, guardian.name, coded.relation(guardian.relation))

    fun programmes(programmes: List<Programme>): String = programmes.joinToString("、") { resources.getString(it.words()) }

    fun concerns(concerns: List<Concern>): String = concerns.joinToString("、") { resources.getString(it.words()) }

    private fun Programme.words() = when (this) {
        Programme.MINIMUM_LIVING_ALLOWANCE -> R.string.file_minimum_living_allowance
        Programme.EXTREME_POVERTY -> R.string.file_extreme_poverty
        Programme.TEMPORARY_RELIEF -> R.string.file_temporary_relief
        Programme.LOW_INCOME_MARGIN -> R.string.file_low_income_margin
        Programme.RIGID_EXPENDITURE -> R.string.file_rigid_expenditure
    }

    private fun Concern.words() = when (this) {
        Concern.LEFT_BEHIND_CHILD -> R.string.file_left_behind_child
        Concern.DISADVANTAGED_CHILD -> R.string.file_disadvantaged_child
        Concern.CHILD_WITHOUT_CARE -> R.string.file_child_without_care
        Concern.ORPHAN -> R.string.file_orphan
        Concern.ELDER_LIVING_ALONE -> R.string.file_elder_living_alone
        Concern.EMPTY_NEST_ELDER -> R.string.file_empty_nest_elder
        Concern.LEFT_BEHIND_ELDER -> R.string.file_left_behind_elder
        Concern.DISABLED_ELDER -> R.string.file_disabled_elder
        Concern.SEVERE_DISABILITY -> R.string.file_severe_disability
    }
}
