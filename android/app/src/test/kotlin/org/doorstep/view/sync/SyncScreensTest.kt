package org.doorstep.view.sync

import java.time.Instant
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.sync.Parked
import org.doorstep.presenter.sync.SendingState
import org.doorstep.presenter.sync.SendingStatus
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class SyncScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage()
    }

    private fun draw(name: String, status: SendingStatus) {
        val sending = stage.core.sending
        sending.state = sending.state.copy(status = status)
        stage.draw<SyncActivity>("sync-$name", look)
    }

    @Test
    fun idle() = draw("idle", SendingStatus.Idle)

    @Test
    fun waiting() {
        stage.core.sending.state = SendingState(
            SendingStatus.Idle, records = 7, emergencies = 1, oldest = Instant.parse("2026-11-22T03:10:00Z"), pictures = 3, pictureBytes = 1_300_000, patient = 5,
        )
        draw("waiting", SendingStatus.Resting(SendingStatus.Why.OFFLINE))
    }

    @Test
    fun portal() = draw("portal", SendingStatus.Resting(SendingStatus.Why.PORTAL))

    @Test
    fun somebody_in_between() = draw("wrong-pin", SendingStatus.Resting(SendingStatus.Why.WRONG_PIN))

    @Test
    fun parked() {
        stage.core.sending.parked = listOf(
            Parked.Record("r", "田家旺", Purpose.Visit(VisitKind.HOUSEHOLD_CHECK), "bad_signature"),
            Parked.Picture(1, "file_unreadable"),
        )
        draw("parked", SendingStatus.Working(SendingStatus.Work.UPLOADING))
    }

    @Test
    fun revoked() = draw("revoked", SendingStatus.Revoked("device_retired"))

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
