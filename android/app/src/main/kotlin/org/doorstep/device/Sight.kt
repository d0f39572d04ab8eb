package org.doorstep.device

import android.app.Activity
import android.app.Application.ActivityLifecycleCallbacks
import android.os.Bundle

/** Whether one of the app's screens is to be seen. A rotation is no leaving. */
internal class Sight(private val came: () -> Unit, private val left: () -> Unit) : ActivityLifecycleCallbacks {
    private var seen = 0

    @Volatile
    var inSight = false
        private set

    override fun onActivityStarted(activity: Activity) {
        seen++
        if (inSight) return
        inSight = true
        came()
    }

    override fun onActivityStopped(activity: Activity) {
        seen--
        if (seen > 0 || activity.isChangingConfigurations) return
        inSight = false
        left()
    }

    override fun onActivityCreated(activity: Activity, state: Bundle?) = Unit

    override fun onActivityResumed(activity: Activity) = Unit

    override fun onActivityPaused(activity: Activity) = Unit

    override fun onActivitySaveInstanceState(activity: Activity, state: Bundle) = Unit

    override fun onActivityDestroyed(activity: Activity) = Unit
}
