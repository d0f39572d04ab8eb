package org.doorstep.device

import android.app.job.JobParameters
import android.app.job.JobService
import org.doorstep.DoorstepApplication
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.launch.Opening

/** Opens the core, runs an [org.doorstep.presenter.background.Errand], and ends. It shows nothing but what [Notices] say. */
class SyncJob : JobService() {
    private val app get() = application as DoorstepApplication

    override fun onStartJob(job: JobParameters): Boolean {
        app.door.knock { opening ->
            if (opening is Opening.Ready) app.aside { run(job, opening.core) } else jobFinished(job, opening == Opening.Locked)
        }
        return true
    }

    /** What is under way is the core's, and goes on for as long as the process does. */
    override fun onStopJob(job: JobParameters) = true

    private fun run(job: JobParameters, core: Core) {
        val unattended = app.unattended
        val errand = unattended.errand(core)
        if (job.jobId == Jobs.LOOK) {
            errand.tell(unattended.inSight)
            jobFinished(job, false)
        } else {
            jobFinished(job, errand.sync(unattended.inSight))
        }
        unattended.lookAgain(core)
    }
}
