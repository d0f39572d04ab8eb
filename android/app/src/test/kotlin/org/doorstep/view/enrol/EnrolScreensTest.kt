package org.doorstep.view.enrol

import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.enrol.FakeEnrolment.Companion.TICKET
import org.doorstep.presenter.enrol.Loading
import org.doorstep.presenter.enrol.LoadingPart
import org.doorstep.view.Look
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
class EnrolScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage()
    }
    private val enrolment get() = stage.core.enrolment

    @Test
    fun by_the_camera() {
        enrolment.loading = Loading.Working(LoadingPart.RECEIVING)
        camera(allowed = true)
        stage.draw<EnrolActivity>("enrol-scan", look) {
            it.find<ScanView>(R.id.scan).hear("https://example.com")
            it.picture("enrol-no-ticket", look)
            it.find<ScanView>(R.id.scan).hear(TICKET)
            it.picture("enrol-compare", look)
            it.tap(it.getString(R.string.enrol_same))
            it.picture("enrol-loading", look)
            it.tap(it.getString(R.string.enrol_go_on))
            it.picture("enrol-lock", look)
        }
    }

    @Test
    fun by_hand_without_a_network() {
        camera(allowed = false)
        typed()
    }

    private fun typed() = stage.draw<EnrolActivity>("enrol-camera-refused", look) {
        it.tap(it.getString(R.string.enrol_by_hand))
        it.picture("enrol-by-hand", look)
        it.write(R.id.ticket, TICKET)
        it.tap(it.getString(R.string.enrol_typed_on))
        enrolment.trouble = Trouble.Offline
        it.tap(it.getString(R.string.enrol_same))
        it.picture("enrol-offline", look)
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
