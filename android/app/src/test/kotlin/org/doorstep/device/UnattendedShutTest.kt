package org.doorstep.device

import android.app.job.JobParameters
import org.doorstep.DoorstepApplication
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.launch.Entrance
import org.doorstep.presenter.launch.Opening
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow

/** Over a core that does not open. */
@RunWith(RobolectricTestRunner::class)
class UnattendedShutTest {
    private val app = RuntimeEnvironment.getApplication() as DoorstepApplication

    private fun finishedWith(opening: Opening): SyncJob {
        app.work = AtOnce()
        app.entrance = object : Entrance {
            override fun open() = opening
        }
        val job = Robolectric.buildService(SyncJob::class.java).create().get()
        assertTrue(job.onStartJob(Shadow.newInstanceOf(JobParameters::class.java)))
        assertTrue(shadowOf(job).isJobFinished)
        return job
    }

    @Test
    fun a_locked_phone_is_tried_again_and_a_stranded_one_waits_for_a_person() {
        assertTrue(shadowOf(finishedWith(Opening.Locked)).isRescheduleNeeded)
        assertFalse(shadowOf(finishedWith(Opening.Stranded { Opening.Locked })).isRescheduleNeeded)
    }
}
