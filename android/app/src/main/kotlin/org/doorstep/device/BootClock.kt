package org.doorstep.device

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import org.doorstep.presenter.lock.LockClock
import org.doorstep.presenter.lock.Moment

/** How often the phone was started, and the time since. */
internal class BootClock(private val context: Context) : LockClock {
    override fun now() =
        Moment(Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, 0).toLong(), SystemClock.elapsedRealtime())
}
