package org.doorstep.presenter.background

import java.time.Duration
import java.time.Instant
import java.time.LocalDate

/**
 * What a person is told while they look elsewhere: that something was sent back, that its last day is near, and that an emergency was
 * begun and lies there unfinished. How many, never who; and each thing once for each reason.
 */
class Reminders(
    private val background: Background,
    private val told: Told,
    private val now: () -> Instant,
    private val today: () -> LocalDate,
) {
    /** What is to be told now. With [seen], the person has the app before them: it counts as told. */
    fun due(seen: Boolean = false): List<Reminder> {
        val before = told.read()
        val returns = background.returns()
        val near = returns.filter { it.deadline?.isAfter(today().plusDays(1)) == false }
        val late = background.emergencies().filter { it.untouched() >= PATIENCE.first() }

        val ofReturns = returns.map { "return ${it.record.text} ${it.at}" }
        val ofNear = near.map { "near ${it.record.text} ${it.deadline}" }
        val ofLate = late.flatMap { open -> PATIENCE.filter { open.untouched() >= it }.map { "late ${open.draft.text} ${open.touched} $it" } }
        val standing = (ofReturns + ofNear + ofLate).toSet()
        if (standing != before) told.write(standing)

        if (seen) return emptyList()
        val nearOnes = near.mapTo(mutableSetOf()) { "return ${it.record.text} ${it.at}" }
        return listOfNotNull(
            Reminder.Emergency(late.size).takeIf { ofLate.any { it !in before } },
            Reminder.DeadlineNear(near.size).takeIf { ofNear.any { it !in before } },
            // One whose last day is near is told so, and that is enough.
            Reminder.Returned(returns.size).takeIf { ofReturns.any { it !in before && it !in nearOnes } },
        )
    }

    /** How long until an emergency that is open now is to be told; none is while nothing is open, or all is told. */
    fun next(): Duration? = background.emergencies().mapNotNull { open ->
        PATIENCE.firstOrNull { it > open.untouched() }?.minus(open.untouched())
    }.minOrNull()

    private fun OpenEmergency.untouched(): Duration = Duration.between(touched, now())

    companion object {
        /** An emergency that nobody touches is told after so long, and once more. */
        val PATIENCE = listOf(Duration.ofMinutes(10), Duration.ofHours(1))
    }
}

sealed interface Reminder {
    /** How many stand there. */
    val count: Int

    data class Returned(override val count: Int) : Reminder

    /** Today or tomorrow is the last day. */
    data class DeadlineNear(override val count: Int) : Reminder

    data class Emergency(override val count: Int) : Reminder
}

/** What was told before; kept for as long as it stands. */
interface Told {
    fun read(): Set<String>

    fun write(told: Set<String>)
}
