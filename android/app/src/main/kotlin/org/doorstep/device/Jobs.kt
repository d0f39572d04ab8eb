package org.doorstep.device

import android.app.job.JobInfo
import android.app.job.JobInfo.BACKOFF_POLICY_EXPONENTIAL
import android.app.job.JobInfo.NETWORK_TYPE_ANY
import android.app.job.JobScheduler
import android.content.ComponentName
import android.content.Context
import java.time.Duration

/** What the system is asked to start while nobody looks. It outlives a start of the phone, and what stands is not asked for twice. */
internal class Jobs(private val context: Context) {
    private val scheduler = context.service<JobScheduler>()

    fun syncEveryHour() = ask(EVERY_HOUR) {
        setPeriodic(HOUR.toMillis())
        setRequiredNetworkType(NETWORK_TYPE_ANY)
        setPersisted(true)
    }

    /** As soon as there is a network. */
    fun syncSoon() = ask(SOON) {
        setRequiredNetworkType(NETWORK_TYPE_ANY)
        setBackoffCriteria(FIRST_AGAIN.toMillis(), BACKOFF_POLICY_EXPONENTIAL)
        setPersisted(true)
    }

    /** Looks, without a network, whether something is to be told. */
    fun lookIn(wait: Duration) = anew(LOOK) {
        setMinimumLatency(wait.toMillis())
        setOverrideDeadline(wait.toMillis() + LEEWAY.toMillis())
        setPersisted(true)
    }

    private inline fun ask(id: Int, how: JobInfo.Builder.() -> Unit) {
        if (scheduler.getPendingJob(id) == null) anew(id, how)
    }

    private inline fun anew(id: Int, how: JobInfo.Builder.() -> Unit) {
        scheduler.schedule(JobInfo.Builder(id, ComponentName(context, SyncJob::class.java)).apply(how).build())
    }

    companion object {
        const val EVERY_HOUR = 1
        const val SOON = 2
        const val LOOK = 3
        private val HOUR = Duration.ofHours(1)
        private val FIRST_AGAIN = Duration.ofMinutes(1)
        private val LEEWAY = Duration.ofMinutes(5)
    }
}
