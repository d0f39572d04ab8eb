package org.doorstep.presenter.form

import org.doorstep.presenter.Trouble

/** The questions of a draft, a section at a time. */
data class FormScreen(
    val standing: Standing? = null,
    val sections: List<Section> = emptyList(),
    val at: Int = 0,
    /** Paths of what keeps the form from being finished. */
    val missing: Set<String> = emptySet(),
    /** Names of what was answered by another visit of today at this door. */
    val beforehand: Set<String> = emptySet(),
    /** What is typed and not yet on disk, by path. */
    val typed: Map<String, String> = emptyMap(),
    /** Where something was typed that is no number. */
    val noNumber: Set<String> = emptySet(),
    /** The question to look at, until another is answered. */
    val marked: String? = null,
    /** The list of sections stands in place of the questions. */
    val listing: Boolean = false,
    /** The question for which a place is being looked for. */
    val placing: String? = null,
    /** The phone may not say where it is, or does not know. */
    val noPlace: NoPlace? = null,
    /** Whether the person is asked why the draft is given up. */
    val givingUp: Boolean = false,
    val trouble: Trouble? = null,
) {
    val section: Section? get() = sections.getOrNull(at)
    val isFirst get() = at == 0
    val isLast get() = at >= sections.lastIndex

    /** Of a section, how many questions keep the form from being finished. */
    fun missingOf(section: Section) = section.items.count { it is Item.Question && it.path in missing }

    enum class NoPlace { REFUSED, SWITCHED_OFF, NOT_YET }
}
