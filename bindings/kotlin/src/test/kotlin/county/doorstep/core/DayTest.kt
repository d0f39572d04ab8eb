package county.doorstep.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertInstanceOf
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test

/** A working day across the bindings, against a real county. */
class DayTest {
    @Test
    fun `a visit is made offline, sent, returned, corrected and approved`() = County().use { county ->
        TestPhone(county.now).use { phone -> day(county, phone.core) }
    }

    private fun day(county: County, core: Doorstep) {
        val ticket = county.ticket()
        assertTrue(ticketFingerprint(ticket).isNotEmpty())
        assertEquals(SyncStatus.NotEnrolled, core.sync().status)
        runBlocking { core.enrol(ticket, "kotlin phone") }
        until("the county's forms") { core.sync().status == SyncStatus.Idle }

        assertEquals(HoursGiven(0u, 0uL, 0u, 0u, 0u), core.hoursGiven())

        // The agenda, page by page: each row brings what a screen draws.
        val query = AgendaQuery(visit = VisitTag.ELDER_CHECK_IN)
        val page = core.agenda(query, Page(3u))
        assertEquals(3, page.rows.size)
        val next = core.agenda(query, Page(3u, page.next))
        assertTrue((page.rows + next.rows).map { it.line }.toSet().size == 6)
        val row = page.rows.first()
        assertNotNull(row.name)
        assertNotNull(row.address)
        assertTrue(row.subject in core.search(row.name!!, FIRST).rows.map { it.subject })
        val person = core.person((row.subject as Subject.Person).id) as PersonOnFile.Full
        assertEquals(row.name, person.person.identity.name)

        county.stop()
        val draft = core.beginVisit(Whom.OnFile(row.subject), VisitTag.ELDER_CHECK_IN)
        assertEquals("Outcome of this visit", core.questions(draft)[0].label)
        assertEquals("本次走访结果", core.questions(draft, "zh-CN")[0].label)
        assertInstanceOf(Finishing.Unanswered::class.java, core.finish(draft, null))
        core.fill(draft, "findings" to Answer.Text("the stove smokes"))
        assertEquals(emptyList<MissingAnswer>(), core.missing(draft))
        assertEquals(row.name, core.drafts(FIRST).rows.single().name)
        assertTrue(Flag.NoPlace in (core.unusual(draft, null) as Weighing.Unusual).flags)
        core.explain(draft, "she was on her way to the clinic")
        val here = Fix(Place(116.0, 40.0), 8f, "gps", 500u, false)
        val finished = core.finish(draft, here) as Finishing.Saved
        val visit = finished.saved.record
        assertEquals(Urgency.NORMAL, finished.urgency)
        assertEquals(Standing.Waiting, core.row(visit).standing)
        assertEquals(row.name, core.row(visit).name)
        assertEquals(1uL, core.sync().records.waiting)

        county.start()
        until("the visit to be sent") { core.sync().records.waiting == 0uL }
        assertEquals(Standing.Receipted, core.row(visit).standing)
        assertTrue(visit in core.receipt(visit)!!.proof)

        val deadline = core.today().plusDays(3)
        val path = "conclusion/findings"
        county.review(visit, mapOf("step" to "start"))
        val items = listOf(mapOf("target" to path, "reason" to "which stove?"))
        county.review(visit, mapOf("step" to "return", "items" to items, "deadline" to deadline.toString()))
        until("the return") { core.sync(); core.returned(FIRST).rows.isNotEmpty() }
        val returned = core.returned(FIRST).rows.single()
        assertEquals(visit to row.name, returned.record to returned.name)
        assertEquals(deadline, returned.note.deadline)
        assertEquals(listOf(ReturnItem(path, "which stove?")), returned.note.items)

        val again = core.correct(visit)
        core.answer(again, core.pathOf(again, "findings"), Answer.Text("the coal stove smokes"))
        val correction = (core.finish(again, null) as Finishing.Saved).saved.record
        core.reply(visit, correction, "corrected")
        assertTrue(core.returned(FIRST).rows.isEmpty())
        until("the correction to be sent") { core.sync().records.waiting == 0uL }
        val shown = county.visit(correction)
        assertEquals("the coal stove smokes", shown.getJSONObject("payload").getString("findings"))
        assertEquals(visit, shown.getJSONObject("visit").getString("corrects"))
        county.review(correction, mapOf("step" to "approve"))
        until("the approval") { core.sync(); core.row(correction).review?.state == ReviewState.APPROVED }
        assertEquals(core.row(correction), core.made(correction))
        assertEquals(null, core.made(draft))
        for (record in listOf(visit, correction)) assertEquals(1, county.stored(record))
    }
}
