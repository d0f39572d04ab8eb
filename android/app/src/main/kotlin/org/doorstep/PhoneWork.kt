package org.doorstep

import android.os.Handler
import android.os.Looper
import java.util.concurrent.Executors
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Work

/** One thread beside the drawing one: what is asked for is done in that order, so that an answer is on disk before the next. */
class PhoneWork : Work {
    private val beside = Executors.newSingleThreadExecutor { job -> Thread(job, "doorstep-work") }
    private val screen = Handler(Looper.getMainLooper())

    override fun beside(job: () -> Unit) = beside.execute(job)

    override fun onScreen(job: () -> Unit) {
        screen.post(job)
    }

    override fun later(millis: Long, job: () -> Unit): CalledOff {
        val posted = Runnable(job)
        screen.postDelayed(posted, millis)
        return CalledOff { screen.removeCallbacks(posted) }
    }
}
