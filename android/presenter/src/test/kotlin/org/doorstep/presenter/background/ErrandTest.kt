package org.doorstep.presenter.background

import java.time.Instant
import java.time.LocalDate
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.phone.Code
import org.doorstep.presenter.phone.Event
import org.doorstep.presenter.phone.FakeEvents
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class ErrandTest {
    private val now = Instant.parse("2026-11-23T01:00:00Z")
    private val background = FakeBackground()
    private val events = FakeEvents()
    private val teller = object : Teller {
        override var may = true
        val said = mutableListOf<Reminder>()

        override fun tell(reminder: Reminder) {
            said += reminder
        }
    }
    private val memory = object : Told {
        var told = emptySet<String>()

        override fun read() = told

        override fun write(told: Set<String>) {
            this.told = told
        }
    }
    private val errand = Errand(background, Reminders(background, memory, { now }, { LocalDate.of(2026, 11, 23) }), teller, events)

    @Test
    fun what_arrived_is_told_and_noted_without_a_name() {
        background.returned = listOf(SentBack(RecordId("r"), now, null))
        assertFalse(errand.sync(seen = false))
        assertEquals(listOf<Reminder>(Reminder.Returned(1)), teller.said)
        assertEquals("SYNCED\nREMINDED Returned", events.share())
    }

    @Test
    fun what_waits_is_tried_again_and_what_a_person_must_mend_is_not() {
        background.end = SyncEnd(SyncEnd.How.WAITS, Code.of("Offline"))
        assertTrue(errand.sync(seen = false))
        background.end = SyncEnd(SyncEnd.How.REFUSED, Code.of("not_enrolled"))
        assertFalse(errand.sync(seen = false))
        background.trouble = Trouble.SignedOut
        assertFalse(errand.sync(seen = false))
        background.trouble = Trouble.Internal("store")
        assertTrue(errand.sync(seen = false))
        assertEquals(listOf(Event.SYNC_WAITS, Event.SYNC_REFUSED, Event.SYNC_REFUSED, Event.SYNC_WAITS), events.noted.map { it.first })
        assertEquals("internal:store", events.noted.last().second?.text)
    }

    @Test
    fun what_may_not_be_told_yet_is_told_when_it_may() {
        background.returned = listOf(SentBack(RecordId("r"), now, null))
        teller.may = false
        errand.sync(seen = false)
        assertTrue(teller.said.isEmpty())
        teller.may = true
        errand.sync(seen = false)
        assertEquals(1, teller.said.size)
    }

    @Test
    fun who_has_the_app_before_them_is_not_told_by_a_notification() {
        background.returned = listOf(SentBack(RecordId("r"), now, null))
        errand.sync(seen = true)
        errand.sync(seen = false)
        assertTrue(teller.said.isEmpty())
    }

    @Test
    fun a_list_that_cannot_be_read_tells_nothing_and_does_not_throw() {
        val broken = object : Background by background {
            override fun returns() = throw Trouble.Internal("store")
        }
        val reminders = Reminders(broken, memory, { now }, { LocalDate.of(2026, 11, 23) })
        Errand(broken, reminders, teller, events).tell(seen = false)
        assertTrue(teller.said.isEmpty())
    }
}
