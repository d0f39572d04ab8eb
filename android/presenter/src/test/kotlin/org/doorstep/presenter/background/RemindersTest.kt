package org.doorstep.presenter.background

import java.time.Duration
import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.RecordId
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class RemindersTest {
    private object Memory : Told {
        var told = emptySet<String>()

        override fun read() = told

        override fun write(told: Set<String>) {
            this.told = told
        }
    }

    private val monday = LocalDate.of(2026, 11, 23)
    private var now = Instant.parse("2026-11-23T01:00:00Z")
    private val background = FakeBackground()
    private val reminders get() = Reminders(background, Memory, { now }, { monday })

    init {
        Memory.told = emptySet()
    }

    private fun back(record: String, deadline: LocalDate? = null, at: Instant = now) = SentBack(RecordId(record), at, deadline)

    @Test
    fun what_was_sent_back_is_told_once_with_how_many_there_are() {
        background.returned = listOf(back("a"), back("b"))
        assertEquals(listOf(Reminder.Returned(2)), reminders.due())
        assertEquals(emptyList<Reminder>(), reminders.due())
        background.returned += back("c")
        assertEquals(listOf(Reminder.Returned(3)), reminders.due())
    }

    @Test
    fun what_is_sent_back_again_is_told_again() {
        background.returned = listOf(back("a"))
        reminders.due()
        background.returned = listOf(back("a", at = now.plusSeconds(3_600)))
        assertEquals(listOf(Reminder.Returned(1)), reminders.due())
    }

    @Test
    fun one_that_was_answered_is_no_news() {
        background.returned = listOf(back("a"), back("b"))
        reminders.due()
        background.returned = listOf(back("b"))
        assertEquals(emptyList<Reminder>(), reminders.due())
        assertEquals(1, Memory.told.size)
    }

    @Test
    fun a_last_day_is_told_the_day_before_and_not_earlier() {
        background.returned = listOf(back("a", monday.plusDays(2)))
        assertEquals(listOf(Reminder.Returned(1)), reminders.due())
        background.returned = listOf(back("a", monday.plusDays(1)))
        assertEquals(listOf(Reminder.DeadlineNear(1)), reminders.due())
        assertEquals(emptyList<Reminder>(), reminders.due())
    }

    @Test
    fun one_thing_is_told_by_one_reminder() {
        background.returned = listOf(back("a", monday), back("b", monday.minusDays(1)))
        assertEquals(listOf(Reminder.DeadlineNear(2)), reminders.due())
        assertEquals(emptyList<Reminder>(), reminders.due())
    }

    @Test
    fun an_emergency_that_nobody_touches_is_told_twice() {
        background.open = listOf(OpenEmergency(DraftId("d"), now))
        val heard = (0..120 step 5).filter { minutes ->
            now = background.open.single().touched.plus(Duration.ofMinutes(minutes.toLong()))
            reminders.due() == listOf(Reminder.Emergency(1))
        }
        assertEquals(listOf(10, 60), heard)
    }

    @Test
    fun touching_an_emergency_gives_it_time_again() {
        background.open = listOf(OpenEmergency(DraftId("d"), now))
        now = now.plus(Duration.ofMinutes(10))
        reminders.due()
        background.open = listOf(OpenEmergency(DraftId("d"), now))
        assertEquals(emptyList<Reminder>(), reminders.due())
        now = now.plus(Duration.ofMinutes(10))
        assertEquals(listOf(Reminder.Emergency(1)), reminders.due())
    }

    @Test
    fun it_is_known_when_to_look_again() {
        assertEquals(null, reminders.next())
        background.open = listOf(OpenEmergency(DraftId("d"), now), OpenEmergency(DraftId("e"), now.minusSeconds(120)))
        assertEquals(Duration.ofMinutes(8), reminders.next())
        background.open = listOf(OpenEmergency(DraftId("d"), now.minusSeconds(1_200)))
        assertEquals(Duration.ofMinutes(40), reminders.next())
        background.open = listOf(OpenEmergency(DraftId("d"), now.minusSeconds(3_600)))
        assertEquals(null, reminders.next())
    }

    @Test
    fun what_was_on_screen_is_not_told_afterwards() {
        background.returned = listOf(back("a", monday))
        assertEquals(emptyList<Reminder>(), reminders.due(seen = true))
        assertEquals(emptyList<Reminder>(), reminders.due())
    }

    @Test
    fun what_is_kept_of_it_are_no_names() {
        background.returned = listOf(back("a", monday))
        background.open = listOf(OpenEmergency(DraftId("d"), now.minusSeconds(3_600)))
        reminders.due()
        assertTrue(Memory.told.all { Regex("[a-z]+ [a-z] [-0-9TZ:. PHM]+").matches(it) })
    }
}
