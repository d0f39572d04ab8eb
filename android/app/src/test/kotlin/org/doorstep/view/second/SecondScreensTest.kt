package org.doorstep.view.second

import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.RecordId
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.picture
import org.doorstep.view.scan.ScanView
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class SecondScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage()
    }

    private fun android.app.Activity.hears(code: String) = find<ScanView>(R.id.scan).hear(code)

    @Test
    fun the_visits_own_phone() = stage.draw<SecondInvestigatorActivity>("second-show", look, { about(RecordId("v".repeat(180))) }) {
        it.tap(it.getString(R.string.second_scanned))
        it.picture("second-scan", look)
        it.hears("https://example.invalid")
        it.picture("second-wrong", look)
        it.hears("done " + "v".repeat(180))
        it.picture("second-done", look)
    }

    @Test
    fun the_colleagues_phone() = stage.draw<SignForColleagueActivity>("second-colleague-scan", look) {
        it.hears("ask " + "v".repeat(180))
        it.picture("second-colleague-confirm", look)
        it.tap(it.getString(R.string.second_colleague_sign))
        it.picture("second-colleague-show", look)
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
