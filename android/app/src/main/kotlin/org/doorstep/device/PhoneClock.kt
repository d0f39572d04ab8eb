package org.doorstep.device

import android.content.Context
import android.os.SystemClock
import android.provider.Settings
import java.io.File
import java.io.IOException
import java.time.Instant
import java.time.ZoneId
import org.doorstep.presenter.phone.Clock

internal class PhoneClock(private val context: Context, private val kernel: File = File("/proc/sys/kernel/random/boot_id")) : Clock {
    /** Asked once: it stands for as long as the process can. */
    private val boot by lazy { kernels() ?: "boot-${Settings.Global.getInt(context.contentResolver, Settings.Global.BOOT_COUNT, 0)}" }

    override fun now(): Instant = Instant.now()

    override fun monotonicMillis() = SystemClock.elapsedRealtime()

    override fun boot() = boot

    override fun utcOffsetMinutes() = ZoneId.systemDefault().rules.getOffset(now()).totalSeconds / 60

    private fun kernels(): String? = try {
        kernel.readText().trim().ifEmpty { null }
    } catch (_: IOException) {
        null
    }
}
