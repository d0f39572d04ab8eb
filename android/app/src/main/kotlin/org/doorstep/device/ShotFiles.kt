package org.doorstep.device

import android.content.Context
import java.io.File
import java.io.IOException
import java.security.MessageDigest
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.camera.Shot
import org.doorstep.presenter.camera.Shots
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place

/**
 * Shots in a private folder that no backup takes: the picture, and beside it, in lines, what was known around the shutter. They are
 * named by a hash of their draft and question. What nobody came back for within a month is swept.
 */
class ShotFiles(context: Context, private val now: () -> Long = System::currentTimeMillis) : Shots {
    private val folder = File(context.noBackupFilesDir, "shots")

    override fun leftOver(draft: DraftId, question: String): Shot? {
        sweep()
        val picture = picture(draft, question)
        if (picture.length() == 0L) return null
        // Killed between the shutter and the note: the picture stands, with the file's own time and no place.
        return notes(picture).takeIf { it.exists() }?.let { read(picture, it.readLines()) } ?: Shot(picture.path, picture.lastModified())
    }

    override fun place(draft: DraftId, question: String): String = written {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        drop(draft, question)
        picture(draft, question).path
    }

    override fun note(draft: DraftId, question: String, shot: Shot) = written {
        val lines = listOf("${shot.takenMillis} ${shot.imported}") + shot.fixes.map {
            listOf(it.at.longitude, it.at.latitude, it.accuracyMetres, it.ageMillis, it.mock, it.gnssMillis ?: "-", it.provider).joinToString(" ")
        }
        notes(File(shot.path)).writeText(lines.joinToString("\n"))
    }

    override fun drop(draft: DraftId, question: String) {
        val picture = picture(draft, question)
        picture.delete()
        notes(picture).delete()
    }

    private fun picture(draft: DraftId, question: String): File {
        val hash = MessageDigest.getInstance("SHA-256").digest("${draft.text}\n$question".toByteArray())
        return File(folder, hash.joinToString("") { "%02x".format(it) } + ".jpg")
    }

    private fun notes(picture: File) = File(picture.path + ".txt")

    private fun read(picture: File, lines: List<String>): Shot? {
        val (taken, imported) = lines.firstOrNull()?.split(" ")?.takeIf { it.size == 2 } ?: return null
        val fixes = lines.drop(1).mapNotNull { line ->
            val parts = line.split(" ", limit = 7)
            if (parts.size < 7) return@mapNotNull null
            Fix(
                Place(parts[0].toDouble(), parts[1].toDouble()), parts[2].toFloat(), parts[6], parts[3].toLong(), parts[4].toBoolean(),
                parts[5].toLongOrNull(),
            )
        }
        return Shot(picture.path, taken.toLong(), fixes, imported.toBoolean())
    }

    private fun sweep() {
        for (file in folder.listFiles().orEmpty()) if (now() - file.lastModified() > MONTH) file.delete()
    }

    /** What cannot be written for want of room is said so; there is no other reason that a person could do something about. */
    private inline fun <T> written(work: () -> T): T = try {
        work()
    } catch (_: IOException) {
        throw Trouble.StorageFull
    }

    private companion object {
        const val MONTH = 30L * 24 * 60 * 60 * 1_000
    }
}
