package org.doorstep.device

import android.app.Activity
import android.app.NotificationManager
import android.content.Context
import android.content.ContextWrapper
import android.content.Intent
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.net.Uri
import android.os.Build.VERSION.SDK_INT
import android.os.Build.VERSION_CODES.TIRAMISU
import android.provider.Settings
import android.view.View

/**
 * Asks the person what the app may do. The answer needs no hearing: the activity comes to the front again, and looks whether it
 * [has] what it needs. Whoever has refused for ever is led to the phone's settings, where alone that can be changed.
 */
class Permissions(private val activity: Activity) {
    private val refused = activity.getSharedPreferences("permissions", Context.MODE_PRIVATE)

    fun has(need: Need): Boolean = when {
        need == Need.NOTIFICATIONS && SDK_INT < TIRAMISU -> activity.service<NotificationManager>().areNotificationsEnabled()
        else -> need.names.any { activity.checkSelfPermission(it) == PERMISSION_GRANTED }
    }

    /** Asking again would be answered by the system, unseen: only the settings help. */
    fun refusedForEver(need: Need): Boolean = when {
        has(need) -> false
        need == Need.NOTIFICATIONS && SDK_INT < TIRAMISU -> true
        else -> refused.getBoolean(need.name, false) && !refusedOnce(need)
    }

    fun ask(need: Need) {
        if (refusedForEver(need)) return activity.startActivity(settings())
        refused.edit().putBoolean(need.name, refusedOnce(need)).apply()
        activity.requestPermissions(need.names.toTypedArray(), need.ordinal)
    }

    /** The system says so between the first refusal and the last. */
    private fun refusedOnce(need: Need) = need.names.any(activity::shouldShowRequestPermissionRationale)

    private fun settings() =
        Intent(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, Uri.fromParts("package", activity.packageName, null))

    companion object {
        /** Of the activity that a view stands in. */
        fun of(view: View): Permissions {
            val activity = generateSequence(view.context) { (it as? ContextWrapper)?.baseContext }.firstNotNullOf { it as? Activity }
            return Permissions(activity)
        }
    }
}
