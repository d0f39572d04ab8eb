package org.doorstep.presenter.finish

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FakeLocation
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.FakeForms
import org.doorstep.presenter.form.FormScreen
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.doorstep.presenter.form.RedLine
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class FinishPresenterTest {
    private val draft = DraftId("d")
    private val forms = FakeForms()
    private val finishes = FakeFinishes()
    private val location = FakeLocation()
    private val work = AtOnce()
    private fun open() = Attended(FinishPresenter(draft, "zh-CN", forms, finishes, location, work))
    private fun fix(metres: Float) = Fix(Place(110.0, 29.0), metres, "gps", 0, false)

    @Test
    fun what_is_missing_is_named_and_leads_to_its_question() {
        forms.items = listOf(Item.Question("a/b", "b", Kind.TEXT, "身体情况", required = true))
        val seen = open()
        assertEquals(listOf(FinishScreen.Missing("a/b", "身体情况")), seen.screen.missing)
        seen.presenter.goTo(seen.screen.missing[0])
        assertEquals(listOf<Destination>(Destination.Questions(draft, "a/b")), seen.ways)
    }

    @Test
    fun what_is_unusual_is_weighed_anew_with_each_better_place() {
        finishes.flags = { if (it == null) listOf(Flag.NoPlace) else listOf(Flag.WeakPlace(it.accuracyMetres.toInt())) }
        val seen = open()
        assertEquals(listOf(Flag.NoPlace), seen.screen.flags)
        assertTrue(seen.screen.placing)
        location.says(fix(80f))
        assertEquals(listOf(Flag.WeakPlace(80)), seen.screen.flags)
        assertEquals(80, seen.screen.accuracyMetres)
        location.says(fix(9f))
        assertFalse(seen.screen.placing)
        seen.presenter.save()
        assertEquals(listOf("saved within 9.0"), finishes.done)
    }

    @Test
    fun nobody_is_kept_by_a_place_that_does_not_come() {
        val seen = open()
        seen.presenter.save()
        assertEquals(listOf("saved within null"), finishes.done)
        assertFalse(location.followed)
        location.allowed = false
        assertEquals(FormScreen.NoPlace.REFUSED, open().screen.noPlace)
    }

    @Test
    fun a_place_that_was_known_already_is_not_waited_for() {
        location.fixes = listOf(fix(8f))
        assertFalse(open().screen.placing)
    }

    @Test
    fun a_reason_is_kept_after_a_pause_and_before_saving() {
        val seen = open()
        seen.presenter.typed("去了卫生院")
        work.pass(400)
        seen.presenter.typed("去了卫生院，回来晚 ")
        seen.presenter.save()
        assertEquals(listOf("explained: 去了卫生院", "explained: 去了卫生院，回来晚", "saved within null"), finishes.done)
    }

    @Test
    fun a_reason_that_a_full_phone_did_not_take_stays_and_outlives_the_process() {
        finishes.trouble = Trouble.StorageFull
        val seen = open()
        seen.presenter.typed("晚")
        seen.presenter.handOver()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertEquals("晚", seen.screen.reason)
        seen.presenter.save()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertNull(seen.screen.saved)
        finishes.trouble = null
        val again = FinishPresenter(draft, "zh-CN", forms, finishes, location, work).apply { regain(requireNotNull(seen.presenter.unsaved)) }
        assertEquals("晚", Attended(again).screen.reason)
        again.save()
        assertEquals("晚", finishes.reason)
    }

    @Test
    fun two_taps_save_once() {
        val held = Held()
        val presenter = FinishPresenter(draft, "zh-CN", forms, finishes, location, held)
        Attended(presenter)
        held.goOn()
        presenter.save()
        presenter.save()
        held.goOn()
        presenter.save()
        held.goOn()
        assertEquals(1, finishes.done.size)
        presenter.typed("zu spät")
        presenter.handOver()
        held.goOn()
        assertEquals("nothing is explained afterwards", 1, finishes.done.size)
    }

    @Test
    fun what_the_core_would_not_let_finish_is_looked_at_again() {
        finishes.saved = null
        val seen = open()
        forms.items = listOf(Item.Question("a", "a", Kind.TEXT, "甲", required = true))
        seen.presenter.save()
        assertNull(seen.screen.saved)
        assertEquals(1, seen.screen.missing.size)
    }

    @Test
    fun a_household_check_leads_to_the_second_investigator() {
        forms.standing = forms.standing.copy(purpose = Purpose.Visit(VisitKind.HOUSEHOLD_CHECK))
        val seen = open()
        seen.presenter.second()
        assertFalse(seen.screen.needsSecond)
        seen.presenter.save()
        assertTrue(seen.screen.needsSecond)
        seen.presenter.second()
        seen.presenter.home()
        assertEquals(listOf(Destination.SecondInvestigator(RecordId("new")), Destination.Home), seen.ways)
    }

    @Test
    fun a_correction_is_given_back_once_with_words() {
        forms.standing = forms.standing.copy(corrects = RecordId("old"))
        val seen = open()
        seen.presenter.giveBack("早了")
        seen.presenter.save()
        finishes.trouble = Trouble.StorageFull
        seen.presenter.giveBack("补了炉子的照片 ")
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        finishes.trouble = null
        seen.presenter.giveBack("补了炉子的照片 ")
        seen.presenter.giveBack("又")
        assertTrue(seen.screen.givenBack)
        assertEquals(listOf("saved within null", "old <- new: 补了炉子的照片"), finishes.done)
    }

    @Test
    fun an_emergency_calls_and_reports() {
        forms.standing = forms.standing.copy(redLines = listOf(RedLine.ELDER_NO_FOOD), haste = Haste.EMERGENCY)
        val seen = open()
        seen.presenter.report()
        seen.presenter.call("110")
        forms.standing = forms.standing.copy(redLines = listOf(RedLine.SELF_HARM))
        seen.presenter.refresh()
        seen.presenter.report()
        assertEquals(listOf("report URGENT_REPORT", "report MANDATORY_REPORT"), finishes.done)
        assertEquals(Destination.Questions(DraftId("report")), seen.ways.first())
        finishes.trouble = Trouble.StorageFull
        seen.presenter.report()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
    }

    @Test
    fun back_is_the_questions_until_it_is_saved_and_home_afterwards() {
        val seen = open()
        seen.presenter.back()
        seen.presenter.save()
        seen.presenter.refresh()
        seen.presenter.back()
        assertEquals(listOf(Destination.Back, Destination.Home), seen.ways)
    }

    @Test
    fun a_draft_that_is_gone_is_said_to_be() {
        val gone = object : org.doorstep.presenter.form.Forms by forms {
            override fun standing(draft: DraftId) = throw Trouble.Invalid("draft", "unknown")
        }
        val seen = Attended(FinishPresenter(draft, "zh-CN", gone, finishes, location, work))
        assertTrue(seen.screen.gone)
        seen.presenter.back()
        assertEquals(listOf<Destination>(Destination.Home), seen.ways)
    }
}
