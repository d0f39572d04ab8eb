/** The types by which Robolectric tells how far an activity or the application has come, and asks it back. */
package androidx.test.runner.lifecycle

import android.app.Activity

enum class Stage { PRE_ON_CREATE, CREATED, STARTED, RESUMED, PAUSED, STOPPED, RESTARTED, DESTROYED }

enum class ApplicationStage { PRE_ON_CREATE, CREATED }

interface ActivityLifecycleMonitor {
    fun getLifecycleStageOf(activity: Activity): Stage
}

interface ApplicationLifecycleMonitor

object ActivityLifecycleMonitorRegistry {
    private lateinit var registered: ActivityLifecycleMonitor

    @JvmStatic
    fun getInstance(): ActivityLifecycleMonitor = registered

    @JvmStatic
    fun registerInstance(monitor: ActivityLifecycleMonitor) {
        registered = monitor
    }
}

object ApplicationLifecycleMonitorRegistry {
    @JvmStatic
    fun registerInstance(@Suppress("unused") monitor: ApplicationLifecycleMonitor) = Unit
}
