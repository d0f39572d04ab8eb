package org.doorstep.view.hours

import java.time.Duration
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.KeptArrivals
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.hours.Activity
import org.doorstep.presenter.hours.Arrival
import org.doorstep.presenter.hours.FakeVolunteering
import org.doorstep.presenter.hours.Stamp
import org.doorstep.view.Look
import org.doorstep.view.MORNING
import org.doorstep.view.Stage
import org.doorstep.view.picture
import org.doorstep.view.scan.ScanView
import org.doorstep.view.scan.camera
import org.doorstep.view.tap
import org.doorstep.view.write
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class HoursScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage().apply { if (look.language == "en") core.volunteering.speakEnglish() }
    }
    private val me get() = stage.core.volunteering.me.account

    @Test
    fun nobody_here() = stage.draw<HoursActivity>("hours", look) {
        it.tap(it.getString(R.string.hours_sign_in))
        it.picture("hours-arriving", look)
    }

    @Test
    fun somebody_here() {
        val yesterday = MORNING.minus(Duration.ofDays(1))
        KeptArrivals(stage.app).write(
            listOf(
                Arrival(me, ActivityId("meals"), Stamp(MORNING.minusSeconds(3_600), null)),
                Arrival(AccountId("tan"), ActivityId("meals"), Stamp(yesterday, null)),
            ),
        )
        stage.core.volunteering.findings = listOf("late_entry", "place_not_shown")
        stage.draw<HoursActivity>("hours-here", look) {
            it.tap(stage.core.volunteering.names.getValue("tan"))
            it.picture("hours-forgotten", look)
            it.tap(it.getString(R.string.hours_leave))
            it.picture("hours-when", look)
            it.tap(it.getString(R.string.common_back))
            it.tap(stage.core.volunteering.me.name!!)
            it.write(R.id.done, it.getString(R.string.hours_done))
            it.picture("hours-leaving", look)
            it.tap(it.getString(R.string.hours_leave))
            it.picture("hours-kept", look)
        }
    }

    @Test
    fun by_a_code() {
        camera(allowed = true)
        stage.draw<HoursActivity>("hours-first", look) {
            it.tap(it.getString(R.string.hours_other))
            it.find<ScanView>(R.id.scan).hear("https://example.com")
            it.picture("hours-no-volunteer", look)
            it.tap(it.getString(R.string.common_back))
            it.tap(it.getString(R.string.hours_code))
            it.picture("hours-code", look)
        }
    }

    @Test
    fun a_new_activity() {
        stage.core.volunteering.activities = emptyList()
        stage.draw<HoursActivity>("hours-nothing", look) {
            it.tap(it.getString(R.string.hours_sign_in))
            it.picture("hours-no-activity", look)
            it.tap(it.getString(R.string.common_back))
            it.tap(it.getString(R.string.hours_open_activity))
            it.picture("hours-opening", look)
        }
    }

    @Test
    fun a_certificate() = stage.draw<CertificateActivity>("hours-certificate", look)

    private fun FakeVolunteering.speakEnglish() {
        me = me.copy(name = "Bai Xiaoyan")
        names = mapOf("bai" to "Bai Xiaoyan", "tan" to "Tan Laosi")
        activities = listOf(
            Activity(ActivityId("meals"), "Meals for those who live alone", "At noon to the door, and a look how they are"),
            Activity(ActivityId("reading"), "Reading with children at weekends", ""),
        )
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
