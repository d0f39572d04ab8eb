package org.doorstep.view.part

import android.content.res.Resources
import java.time.LocalDate
import java.time.format.DateTimeFormatter
import java.time.format.FormatStyle
import org.doorstep.R
import org.doorstep.presenter.edit.Danger
import org.doorstep.presenter.edit.Group
import org.doorstep.presenter.edit.Part
import org.doorstep.presenter.file.Phone
import org.doorstep.view.file.FileWords

/** The parts of a file, and what they say, in words. */
internal class PartWords(private val resources: Resources) {
    private val file = FileWords(resources)
    private val coded = CodedWords(resources)

    fun of(group: Group?): String = resources.getString(
        when (group) {
            Group.HEAD -> R.string.part_head
            Group.ADDRESS -> R.string.part_address
            Group.ASSISTANCE -> R.string.part_assistance
            Group.DWELLING -> R.string.part_dwelling
            Group.WHO -> R.string.part_who
            Group.PHONES -> R.string.part_phones
            Group.RELATION -> R.string.part_relation
            Group.CONCERNS -> R.string.part_concerns
            Group.GUARDIANS -> R.string.part_guardians
            Group.HEALTH -> R.string.part_health
            null -> R.string.part_other
        },
    )

    /** One thing to a line. A citizen number is told only where it is [told]. */
    fun of(part: Part, told: Boolean): String = lines(part, told).filter { it.isNotBlank() }.joinToString("\n").ifEmpty { resources.getString(R.string.part_nothing) }

    private fun lines(part: Part, told: Boolean): List<String> = when (part) {
        is Part.Head -> listOf(part.name)
        is Part.Address -> listOf(part.text, resources.getString(if (part.at == null) R.string.part_no_place else R.string.part_has_place))
        is Part.Assistance -> listOfNotNull(file.programmes(part.programmes), part.countyClass?.let { resources.getString(R.string.part_class, it) })
        is Part.Dwelling -> listOfNotNull(part.danger?.let(::of))
        is Part.Who -> listOfNotNull(
            part.name,
            part.male?.let { resources.getString(if (it) R.string.file_male else R.string.file_female) },
            part.birth?.let { resources.getString(R.string.part_born, of(it)) },
            part.citizenNumber?.takeIf { told }?.let { resources.getString(R.string.file_number, it) },
        )
        is Part.Phones -> part.phones.map(::of)
        is Part.Relation -> listOf(coded.relation(part.code))
        is Part.Concerns -> listOf(file.concerns(part.concerns))
        is Part.Guardians -> part.guardians.map { listOfNotNull(file.of(it), it.phone).joinToString(" ") }
        is Part.Health -> listOfNotNull(part.code?.let(coded::health))
        Part.Nothing -> emptyList()
        Part.Unknown -> listOf(resources.getString(R.string.part_unknown))
    }

    fun of(danger: Danger): String = resources.getString(
        when (danger) {
            Danger.A -> R.string.part_danger_a
            Danger.B -> R.string.part_danger_b
            Danger.C -> R.string.part_danger_c
            Danger.D -> R.string.part_danger_d
        },
    )

    fun of(day: LocalDate): String =
        day.format(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG).withLocale(resources.configuration.locales[0]))

    private fun of(phone: Phone): String =
        phone.whose?.let { resources.getString(R.string.part_of_whom, phone.number, coded.relation(it)) } ?: phone.number
}
