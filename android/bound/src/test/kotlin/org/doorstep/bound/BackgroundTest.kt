package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.County
import county.doorstep.core.Finishing
import county.doorstep.core.SheetTag
import county.doorstep.core.TestPhone
import county.doorstep.core.VisitTag
import county.doorstep.core.Whom
import county.doorstep.core.fill
import county.doorstep.core.pathOf
import county.doorstep.core.questions
import county.doorstep.core.until
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.background.SyncEnd
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.RecordId
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

/** Over the real core and a real county. */
class BackgroundTest {
    @Test
    fun what_is_sent_back_and_what_is_urgent_is_known_without_anybody_looking() = County().use { county ->
        TestPhone(county.now).use { phone ->
            val core = phone.core
            val background = BoundBackground(core)
            assertEquals("REFUSED not_enrolled", background.sync().run { "$how $why" })
            runBlocking { core.enrol(county.ticket(), "a phone") }
            until("the forms") { background.sync().how == SyncEnd.How.DONE }
            assertTrue(background.returns().isEmpty() && background.emergencies().isEmpty())

            val draft = core.beginVisit(Whom.OnFile(county.elder), VisitTag.ELDER_CHECK_IN)
            core.fill(draft, "outcome" to Answer.One("moved"))
            assertTrue("an ordinary visit", background.emergencies().isEmpty())
            val visit = (core.finish(draft, null) as Finishing.Saved).saved.record
            background.networkChanged()
            until("the visit to be sent") { background.sync().how == SyncEnd.How.DONE && county.stored(visit) == 1 }
            county.review(visit, mapOf("step" to "start"))
            val items = listOf(mapOf("target" to "conclusion/outcome", "reason" to "moved where?"))
            val deadline = core.today().plusDays(3)
            county.review(visit, mapOf("step" to "return", "items" to items, "deadline" to deadline.toString()))
            until("the return") { background.sync().how == SyncEnd.How.DONE && background.returns().isNotEmpty() }
            assertEquals(RecordId(visit) to deadline, background.returns().single().run { record to this.deadline })

            val report = core.beginSheet(SheetTag.URGENT_REPORT, county.elder)
            assertEquals(listOf(DraftId(report)), background.emergencies().map { it.draft })

            county.stop()
            assertEquals(SyncEnd.How.WAITS, background.sync().how)
        }
    }

    @Test
    fun what_a_code_says_is_kept_as_the_answer() = County().use { county ->
        TestPhone(county.now).use { phone ->
            val core = phone.core
            runBlocking { core.enrol(county.ticket(), "a phone") }
            until("the forms") { BoundBackground(core).sync().how == SyncEnd.How.DONE }
            val draft = core.beginVisit(Whom.OnFile(county.elder), VisitTag.ELDER_CHECK_IN)
            core.fill(draft, "outcome" to Answer.One("met"))
            val path = core.pathOf(draft, "findings")
            BoundCodes(core).answer(DraftId(draft), path, "6901234567892")
            assertEquals(Answer.Text("6901234567892"), core.questions(draft).first { it.path == path }.value)
        }
    }
}
