package org.doorstep.device

import android.content.Context
import java.io.File
import java.io.IOException
import java.time.Instant
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.hours.Arrival
import org.doorstep.presenter.hours.Arrivals
import org.doorstep.presenter.hours.Stamp

/** In a private file that no backup takes: a line each. It names nobody, only accounts. */
internal class KeptArrivals(context: Context) : Arrivals {
    private val file = PrivateFile(File(context.noBackupFilesDir, "arrivals"))

    override fun read(): List<Arrival> = file.read()?.toString(Charsets.UTF_8)?.lines()?.filter { it.isNotEmpty() }?.map(::arrival).orEmpty()

    override fun write(arrivals: List<Arrival>) = try {
        file.write(arrivals.joinToString("\n", transform = ::line).toByteArray())
    } catch (_: IOException) {
        throw Trouble.StorageFull
    }

    private fun line(arrival: Arrival): String {
        val place = arrival.at.place?.run { listOf(at.longitude, at.latitude, accuracyMetres, ageMillis, mock, provider) }
        return (listOf(arrival.volunteer.text, arrival.activity.text, arrival.at.at.toEpochMilli()) + place.orEmpty()).joinToString(" ")
    }

    private fun arrival(line: String): Arrival {
        val words = line.split(' ', limit = WORDS)
        val place = if (words.size < WORDS) null else Fix(
            Place(words[3].toDouble(), words[4].toDouble()), words[5].toFloat(), words[8], words[6].toLong(), words[7].toBoolean(),
        )
        return Arrival(AccountId(words[0]), ActivityId(words[1]), Stamp(Instant.ofEpochMilli(words[2].toLong()), place))
    }

    private companion object {
        const val WORDS = 9
    }
}
