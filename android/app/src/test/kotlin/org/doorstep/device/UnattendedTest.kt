package org.doorstep.device

import android.app.Activity
import android.app.Notification
import android.app.NotificationManager
import android.app.job.JobInfo
import android.app.job.JobParameters
import android.app.job.JobScheduler
import java.time.Duration
import java.time.Instant
import org.doorstep.presenter.background.OpenEmergency
import org.doorstep.presenter.background.SentBack
import org.doorstep.presenter.background.SyncEnd
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.launch.Entrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.view.Look
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadow.api.Shadow
import org.robolectric.util.ReflectionHelpers

@RunWith(RobolectricTestRunner::class)
class UnattendedTest {
    private val stage = Look("zh-rCN", night = false, textPercent = 100).putOn().let { Stage() }
    private val background = stage.core.background
    private val scheduler = stage.app.service<JobScheduler>()
    private val shown get() = shadowOf(stage.app.service<NotificationManager>()).allNotifications

    private fun Notification.said() = extras.getCharSequence(Notification.EXTRA_TITLE).toString()

    private fun run(job: Int): SyncJob {
        val parameters = Shadow.newInstanceOf(JobParameters::class.java)
        ReflectionHelpers.setField(parameters, "jobId", job)
        return Robolectric.buildService(SyncJob::class.java).create().get().also { assertTrue(it.onStartJob(parameters)) }
    }

    @Suppress("DEPRECATION")
    private fun JobInfo.network() = networkType

    private fun SyncJob.ended() = shadowOf(this).isJobFinished

    private fun SyncJob.again() = shadowOf(this).isRescheduleNeeded

    @Test
    fun what_was_sent_back_is_told_on_the_locked_screen_without_a_name_and_opens_the_first_screen() {
        background.returned = listOf(SentBack(RecordId("a"), Instant.EPOCH, null), SentBack(RecordId("b"), Instant.EPOCH, MONDAY.plusDays(9)))
        assertTrue(run(Jobs.EVERY_HOUR).ended())
        val notice = shown.single()
        assertEquals("2 件被退回", notice.said())
        assertEquals(Notification.VISIBILITY_PUBLIC, notice.visibility)
        val opens = shadowOf(notice.contentIntent)
        assertTrue(opens.isActivity && opens.isImmutable)
        assertEquals("org.doorstep.view.launch.LaunchActivity", opens.savedIntent.component?.className)
        assertNull(opens.savedIntent.extras)
    }

    @Test
    fun nothing_is_told_twice() {
        background.returned = listOf(SentBack(RecordId("a"), Instant.EPOCH, null))
        run(Jobs.EVERY_HOUR)
        stage.app.service<NotificationManager>().cancelAll()
        run(Jobs.EVERY_HOUR)
        assertTrue(shown.isEmpty())
    }

    @Test
    fun what_waits_asks_the_system_to_be_tried_again() {
        background.end = SyncEnd(SyncEnd.How.WAITS)
        assertTrue(run(Jobs.SOON).again())
        background.end = SyncEnd(SyncEnd.How.REFUSED)
        assertFalse(run(Jobs.SOON).again())
    }

    @Test
    fun an_emergency_left_unfinished_is_looked_after_without_a_network_and_told_loudly() {
        val left = stage.app.now()
        stage.app.now = { left }
        background.open = listOf(OpenEmergency(DraftId("d"), left))
        Robolectric.buildActivity(Activity::class.java).setup().pause().stop()
        val job = requireNotNull(scheduler.getPendingJob(Jobs.LOOK))
        assertEquals(Duration.ofMinutes(10).toMillis(), job.minLatencyMillis)
        assertEquals(JobInfo.NETWORK_TYPE_NONE, job.network())

        stage.app.now = { left.plus(Duration.ofMinutes(10)) }
        assertTrue(run(Jobs.LOOK).ended())
        assertEquals("1 件紧急情况还没做完", shown.single().said())
        assertEquals(0, background.syncs)
        val channel = stage.app.service<NotificationManager>().getNotificationChannel(shown.single().channelId)
        assertEquals(NotificationManager.IMPORTANCE_HIGH, channel.importance)
        assertEquals("once more", Duration.ofMinutes(50).toMillis(), scheduler.getPendingJob(Jobs.LOOK)?.minLatencyMillis)
    }

    @Test
    fun leaving_the_app_has_everything_sent_and_a_rotation_is_no_leaving() {
        val screen = Robolectric.buildActivity(Activity::class.java).setup()
        screen.recreate()
        assertNull(scheduler.getPendingJob(Jobs.SOON))
        screen.pause().stop()
        val job = requireNotNull(scheduler.getPendingJob(Jobs.SOON))
        assertEquals(JobInfo.NETWORK_TYPE_ANY, job.network())
        assertTrue(job.isPersisted)
        assertNull("no emergency", scheduler.getPendingJob(Jobs.LOOK))
    }

    @Test
    fun coming_back_takes_the_notifications_away_and_what_is_on_screen_is_not_told() {
        background.returned = listOf(SentBack(RecordId("a"), Instant.EPOCH, null))
        run(Jobs.EVERY_HOUR)
        val screen = Robolectric.buildActivity(Activity::class.java).setup()
        assertTrue(shown.isEmpty())
        background.returned += SentBack(RecordId("b"), Instant.EPOCH, null)
        run(Jobs.EVERY_HOUR)
        screen.pause().stop()
        run(Jobs.EVERY_HOUR)
        assertTrue(shown.isEmpty())
    }

    @Test
    fun an_open_core_is_synced_every_hour_and_over_a_start_of_the_phone() {
        stage.app.unattended.opened()
        stage.app.unattended.opened()
        val job = scheduler.allPendingJobs.single()
        assertTrue(job.isPeriodic && job.isPersisted)
        assertEquals(Duration.ofHours(1).toMillis(), job.intervalMillis)
        assertEquals(SyncJob::class.java.name, job.service.className)
    }

    @Test
    fun the_events_of_a_run_can_be_handed_on() {
        run(Jobs.EVERY_HOUR)
        val text = stage.app.unattended.events.share()
        assertTrue(text, "STARTED" in text && "SYNCED" in text && text.startsWith("doorstep 0.1.0 android"))
    }

    @Test
    fun a_fault_that_ends_the_app_leaves_its_place_and_not_its_words() {
        val handler = Thread.getDefaultUncaughtExceptionHandler()
        assertNotNull(handler)
        try {
            handler!!.uncaughtException(Thread.currentThread(), IllegalStateException("覃桂香"))
        } catch (_: IllegalStateException) {
            // Whoever stood there before may pass it on.
        }
        val text = stage.app.unattended.events.share()
        assertTrue(text, "CRASHED IllegalStateException:UnattendedTest.kt" in text && "覃桂香" !in text)
    }
}
