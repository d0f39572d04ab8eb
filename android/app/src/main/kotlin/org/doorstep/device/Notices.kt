package org.doorstep.device

import android.app.Notification
import android.app.NotificationChannel
import android.app.NotificationManager
import android.app.PendingIntent
import android.content.Context
import android.content.Intent
import org.doorstep.R
import org.doorstep.presenter.background.Reminder
import org.doorstep.presenter.background.Teller

/** Notifications, which anybody may see on a locked phone: they say how many, and lead to the first screen. */
internal class Notices(private val context: Context) : Teller {
    private val manager = context.service<NotificationManager>()

    override val may get() = manager.areNotificationsEnabled()

    /** In the language that was chosen. */
    private val words get() = KeptAppearance(context).worn()

    override fun tell(reminder: Reminder) {
        channels()
        val count = reminder.count
        val (id, title, text) = when (reminder) {
            is Reminder.Returned -> Triple(1, R.plurals.background_returned, R.string.background_returned_what)
            is Reminder.DeadlineNear -> Triple(2, R.plurals.background_near, R.string.background_near_what)
            is Reminder.Emergency -> Triple(3, R.plurals.background_emergency, R.string.background_emergency_what)
        }
        val notice = Notification.Builder(context, if (reminder is Reminder.Emergency) URGENT else ORDINARY)
            .setSmallIcon(R.drawable.notice_icon)
            .setColor(context.getColor(R.color.primary))
            .setContentTitle(words.resources.getQuantityString(title, count, count))
            .setContentText(words.getString(text))
            .setStyle(Notification.BigTextStyle().bigText(words.getString(text)))
            .setVisibility(Notification.VISIBILITY_PUBLIC)
            .setContentIntent(opens())
            .setAutoCancel(true)
            .build()
        manager.notify(id, notice)
    }

    /** The person is looking. */
    fun clear() = manager.cancelAll()

    private fun opens(): PendingIntent = PendingIntent.getActivity(
        context,
        0,
        Intent(Intent.ACTION_MAIN).addCategory(Intent.CATEGORY_LAUNCHER).setClassName(context, "org.doorstep.view.launch.LaunchActivity")
            .addFlags(Intent.FLAG_ACTIVITY_NEW_TASK),
        PendingIntent.FLAG_IMMUTABLE,
    )

    private fun channels() = manager.createNotificationChannels(
        listOf(
            NotificationChannel(ORDINARY, words.getString(R.string.background_channel), NotificationManager.IMPORTANCE_DEFAULT),
            NotificationChannel(URGENT, words.getString(R.string.background_channel_urgent), NotificationManager.IMPORTANCE_HIGH),
        ),
    )

    private companion object {
        const val ORDINARY = "ordinary"
        const val URGENT = "urgent"
    }
}
