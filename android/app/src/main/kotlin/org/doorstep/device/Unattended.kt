package org.doorstep.device

import android.os.Build
import java.io.File
import org.doorstep.DoorstepApplication
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.background.Errand
import org.doorstep.presenter.background.Reminders
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.phone.Event
import org.doorstep.presenter.phone.Events

/** What goes on beside the screens: jobs, what they tell, and the log of events. */
class Unattended(private val app: DoorstepApplication) {
    private val jobs = Jobs(app)
    private val notices = Notices(app)
    private val sight = Sight(came = notices::clear, left = ::leave)

    val events: Events = EventLog(File(app.noBackupFilesDir, "log"), about(), { app.now() })
    val inSight get() = sight.inSight

    fun begin() {
        app.registerActivityLifecycleCallbacks(sight)
        events.note(Event.STARTED)
        Crashes.note(events)
    }

    /** The core is open for the first time in this process. */
    fun opened() = jobs.syncEveryHour()

    internal fun errand(core: Core) = Errand(core.background, reminders(core), notices, events)

    /** Has an emergency that lies unfinished looked after once more, when it is due. Blocks. */
    fun lookAgain(core: Core) {
        try {
            reminders(core).next()?.let(jobs::lookIn)
        } catch (_: Trouble) {
            // What cannot be read now is looked at by the next sync.
        }
    }

    private fun reminders(core: Core) = Reminders(core.background, KeptTold(app), { app.now() }, { app.today() })

    /** What was done meanwhile is sent, though nobody looks. */
    private fun leave() {
        val core = app.door.core ?: return
        jobs.syncSoon()
        app.aside { lookAgain(core) }
    }

    private fun about() =
        "doorstep ${app.packageManager.getPackageInfo(app.packageName, 0).versionName} android ${Build.VERSION.SDK_INT} ${Build.MANUFACTURER} ${Build.MODEL}"
}
