package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.fill
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.finish.Flag
import org.doorstep.presenter.sent.State
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** The end of visits and sheets, over the real core. */
class FinishesTest {
    private val enrolled = Enrolled()
    private val core = enrolled.core
    private val finishes = core.finishes

    @After
    fun end() = enrolled.close()

    private fun fix(north: Double = 0.0, accuracy: Float = 8f, mock: Boolean = false) =
        Fix(enrolled.door.run { copy(latitude = latitude + north) }, accuracy, "gps", 500, mock)

    @Test
    fun what_is_unusual_is_said_before_leaving_and_explained() {
        val draft = enrolled.filled()
        fun places(fix: Fix?) = requireNotNull(finishes.unusual(draft, fix)).filter { it !is Flag.Short }
        assertEquals(listOf(Flag.NoPlace), places(null))
        assertEquals(emptyList<Flag>(), places(fix()))
        assertEquals(listOf(Flag.WeakPlace(250)), places(fix(accuracy = 250f)))
        assertEquals(listOf(Flag.MockPlace), places(fix(mock = true)))
        val far = places(fix(north = 0.01)).filterIsInstance<Flag.FarFromDoor>().single()
        assertTrue("$far", far.metres in 1_050..1_150)
        assertTrue(places(fix(north = 1.0)).any { it is Flag.OutsideVillage && it.metres > 50_000 })
        assertEquals("a check-in takes two minutes", Flag.Short(0, 2), finishes.unusual(draft, fix())?.single())
        enrolled.laterSeconds = 100
        assertEquals("not even two", Flag.Short(1, 2), finishes.unusual(draft, fix())?.single())
        enrolled.laterSeconds = 200
        assertEquals(emptyList<Flag>(), finishes.unusual(draft, fix()))

        assertEquals("", finishes.explanation(draft))
        finishes.explain(draft, "老人赶着去医院")
        assertEquals("老人赶着去医院", finishes.explanation(draft))
    }

    @Test
    fun a_visit_to_nobody_on_the_spot_of_another_is_noticed() {
        finishes.finish(enrolled.filled(), fix())
        val neighbour = core.agenda.due(null, null).rows.first { it.kind == VisitKind.ELDER_CHECK_IN && it.about != enrolled.elder }
        val draft = core.agenda.begin(neighbour.about, VisitKind.ELDER_CHECK_IN)
        enrolled.doorstep.fill(draft.text)
        assertTrue(Flag.SamePlace in finishes.unusual(draft, fix()).orEmpty())
        val speed = finishes.unusual(draft, fix(north = 0.5)).orEmpty().filterIsInstance<Flag.Speed>().single()
        assertTrue("$speed", speed.metres in 50_000..60_000 && speed.minutes <= 1)
    }

    @Test
    fun what_is_unanswered_is_not_saved() {
        val draft = core.agenda.begin(enrolled.elder, VisitKind.ELDER_CHECK_IN)
        assertNull(finishes.unusual(draft, null))
        assertNull(finishes.finish(draft, null))
        assertEquals(draft, core.agenda.drafts().single().id)
        assertTrue(core.records.made(null).rows.isEmpty())
    }

    @Test
    fun a_finished_visit_is_a_record_and_no_draft() {
        val draft = enrolled.filled()
        val saved = requireNotNull(finishes.finish(draft, fix()))
        assertEquals(Haste.NORMAL to emptyList<String>(), saved.haste to saved.findings)
        val made = core.records.made(null).rows.single()
        assertEquals(saved.record to State.Waiting, made.record to made.state)
        assertTrue(core.agenda.drafts().isEmpty())
        refused(Trouble.Invalid("draft", "no_such_draft")) { finishes.finish(draft, null) }
    }

    @Test
    fun what_the_rules_say_against_a_visit_is_said_and_it_is_saved() {
        val me = requireNotNull(core.enrolment.holder()).account
        val alone = enrolled.checked("second_investigator" to Answer.Text(me.text))
        val saved = requireNotNull(finishes.finish(alone, null))
        assertEquals(listOf("second_investigator_is_author"), saved.findings)
        assertEquals(saved.record, core.records.made(null).rows.first { it.purpose != null }.record)
    }

    @Test
    fun a_colleague_whom_nobody_knows_is_said_and_nothing_is_lost() {
        val draft = enrolled.checked("second_investigator" to Answer.Text("没有这个人"))
        refused(Trouble.Invalid("second_investigator", "unknown_colleague")) { finishes.finish(draft, null) }
        assertEquals(draft, core.agenda.drafts().single().id)
        enrolled.answer(draft, "second_investigator", Answer.Text(enrolled.county.partner))
        assertEquals(emptyList<String>(), finishes.finish(draft, null)?.findings)
    }

    @Test
    fun one_red_line_is_an_emergency_and_its_report_is_begun() {
        val saved = requireNotNull(finishes.finish(enrolled.filled("no_will" to Answer.One("yes")), fix()))
        assertEquals(Haste.EMERGENCY, saved.haste)
        assertEquals(1, core.sending.state().emergencies)
        val report = finishes.report(SheetKind.URGENT_REPORT, enrolled.elder)
        val standing = core.forms.standing(report)
        assertEquals(Purpose.Sheet(SheetKind.URGENT_REPORT) to enrolled.elder, standing.purpose to standing.about)
        val training = core.forms.standing(finishes.report(SheetKind.TRAINING, null))
        assertNull(training.about)
        assertNotEquals(standing.purpose, training.purpose)
    }
}
