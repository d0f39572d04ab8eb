package org.doorstep.device

import java.io.File
import java.io.IOException
import java.time.Instant
import java.time.temporal.ChronoUnit.SECONDS
import org.doorstep.presenter.phone.Code
import org.doorstep.presenter.phone.Event
import org.doorstep.presenter.phone.Events

/** The last events, a line each, in two files that take turns; [about] stands above what is handed on. */
internal class EventLog(folder: File, private val about: String, private val now: () -> Instant) : Events {
    private val newer = File(folder, "events")
    private val older = File(folder, "events.old")

    @Synchronized
    override fun note(event: Event, code: Code?) {
        val line = listOfNotNull(now().truncatedTo(SECONDS), event, code).joinToString(" ")
        try {
            newer.parentFile?.mkdirs()
            if (newer.length() > HALF_BYTES) newer.renameTo(older)
            newer.appendText(line + "\n")
        } catch (_: IOException) {
            // A full disk has other worries.
        }
    }

    @Synchronized
    override fun share(): String = about + "\n" + text(older) + text(newer)

    private fun text(file: File) = try {
        file.readText()
    } catch (_: IOException) {
        ""
    }

    private companion object {
        const val HALF_BYTES = 32_000L
    }
}
