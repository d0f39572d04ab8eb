package org.doorstep.view.finish

import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.finish.Flag
import org.doorstep.presenter.finish.Saved
import org.doorstep.presenter.form.RedLine
import org.doorstep.R
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.form.Questions
import org.doorstep.view.picture
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class FinishScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage().also { it.location.fixes = listOf(Fix(Place(110.0, 29.0), 12f, "gps", 0, false)) }
    }

    private fun draw(name: String, then: (FinishActivity) -> Unit = {}) =
        stage.draw<FinishActivity>(name, look, { about(DraftId("d"), null) }, then)

    private fun saved(name: String) = stage.open<FinishActivity> { about(DraftId("d"), null) }.use {
        it.get().tap(it.get().getString(R.string.finish_save))
        it.get().picture(name, look)
    }

    @Test
    fun ready() = draw("finish-ready")

    @Test
    fun missing() {
        val asks = Questions(look.language != "en")
        stage.core.forms.items = listOf(asks.outcome, asks.words, asks.sign)
        draw("finish-missing")
    }

    @Test
    fun unusual() {
        stage.core.finishes.flags = { listOf(Flag.FarFromDoor(420), Flag.Short(2, 8), Flag.OnePoint(3)) }
        draw("finish-unusual")
    }

    @Test
    fun waiting_for_a_place() {
        stage.location.fixes = emptyList()
        stage.core.finishes.flags = { listOf(Flag.NoPlace) }
        draw("finish-placing")
    }

    @Test
    fun location_refused() {
        stage.location.allowed = false
        draw("finish-refused")
    }

    @Test
    fun saved() = saved("finish-saved")

    @Test
    fun saved_household_check() {
        stage.core.forms.standing = stage.core.forms.standing.copy(purpose = Purpose.Visit(VisitKind.HOUSEHOLD_CHECK))
        stage.core.finishes.saved = Saved(RecordId("r"), listOf("second_investigator_missing", "income_does_not_add_up"), Haste.NORMAL)
        saved("finish-saved-findings")
    }

    @Test
    fun saved_emergency() {
        stage.core.forms.standing = stage.core.forms.standing.copy(redLines = listOf(RedLine.ELDER_NO_FOOD), haste = Haste.EMERGENCY)
        stage.core.finishes.saved = Saved(RecordId("r"), emptyList(), Haste.EMERGENCY)
        saved("finish-saved-emergency")
    }

    @Test
    fun saved_correction() {
        stage.core.forms.standing = stage.core.forms.standing.copy(corrects = RecordId("old"))
        saved("finish-saved-correction")
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
