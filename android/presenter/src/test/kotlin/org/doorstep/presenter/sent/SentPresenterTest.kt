package org.doorstep.presenter.sent

import java.time.LocalDate
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class SentPresenterTest {
    private val monday = LocalDate.of(2026, 11, 23)
    private fun made(id: String, state: State = State.Sent, deadline: LocalDate? = null) =
        Made(RecordId(id), "覃桂香", Purpose.Visit(VisitKind.ELDER_CHECK_IN), "visit", monday, Haste.NORMAL, state, deadline = deadline)

    @Test
    fun what_came_back_stands_on_top_with_the_days_that_are_left() {
        val records = FakeRecords(listOf(made("a"), made("b", State.Returned, monday.plusDays(3)), made("c", State.Returned, monday.minusDays(1))))
        val seen = Attended(SentPresenter(records, { monday }, AtOnce()))
        assertEquals(listOf("c" to -1, "b" to 3), seen.screen.returned.map { it.made.record.text to it.daysLeft })
        assertEquals(listOf("a", "b", "c"), seen.screen.rows.map { it.made.record.text })
        seen.presenter.open(seen.screen.rows[0])
        assertEquals(listOf<Destination>(Destination.Record(RecordId("a"))), seen.ways)
    }

    @Test
    fun more_comes_part_by_part_and_no_part_twice() {
        val records = FakeRecords((1..5).map { made("$it") }).apply { pageOf = 2 }
        val work = Held()
        val presenter = SentPresenter(records, { monday }, work)
        Attended(presenter)
        work.goOn()
        presenter.more()
        presenter.more()
        work.goOn()
        assertEquals(4, presenter.screen.rows.size)
        presenter.more()
        work.goOn()
        presenter.more()
        work.goOn()
        assertEquals((1..5).map { "$it" }, presenter.screen.rows.map { it.made.record.text })
    }

    @Test
    fun a_memory_that_cannot_be_read_is_said() {
        val records = FakeRecords().apply { trouble = Trouble.Internal("store") }
        val seen = Attended(SentPresenter(records, { monday }, AtOnce()))
        assertEquals(Trouble.Internal("store"), seen.screen.trouble)
        assertTrue(seen.screen.read)
    }
}
