package org.doorstep.device

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Path
import java.io.ByteArrayOutputStream
import java.io.File
import java.io.IOException
import java.nio.ByteBuffer
import java.util.zip.CRC32
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.signature.Drawing
import org.doorstep.presenter.signature.Pictures
import org.doorstep.presenter.signature.Stroke

/**
 * A drawing as a PNG: black on white, trimmed to what was drawn, 1,200 pixels at most. Its timing stands inside, as text under the
 * keyword [KEYWORD] (PNG, 11.3.4.3), so that it is part of what is hashed and signed: strokes by lines, `x,y,milliseconds` by spaces.
 */
class SignaturePng(context: Context) : Pictures {
    private val folder = File(context.noBackupFilesDir, "signatures")

    override fun write(drawing: Drawing): String = try {
        if (!folder.isDirectory && !folder.mkdirs()) throw IOException("no folder")
        val file = File.createTempFile("signature", ".png", folder)
        file.writeBytes(png(drawing))
        file.path
    } catch (_: IOException) {
        throw Trouble.StorageFull
    }

    override fun drop(path: String) {
        File(path).delete()
    }

    companion object {
        const val KEYWORD = "Doorstep strokes"
        private const val MOST = 1_200
        private const val MARGIN = 4f
        private const val PEN = 0.9f

        /** Signature and header of a PNG; whatever follows may be put between. */
        private const val HEADER = 8 + 12 + 13

        fun png(drawing: Drawing): ByteArray {
            val bytes = ByteArrayOutputStream()
            picture(drawing).compress(Bitmap.CompressFormat.PNG, 100, bytes)
            val png = bytes.toByteArray()
            return png.copyOf(HEADER) + text(drawing.written()) + png.copyOfRange(HEADER, png.size)
        }

        private fun picture(drawing: Drawing): Bitmap {
            val touches = drawing.strokes.flatMap { it.touches }
            val left = touches.minOf { it.x } - MARGIN
            val top = touches.minOf { it.y } - MARGIN
            val wide = touches.maxOf { it.x } + MARGIN - left
            val high = touches.maxOf { it.y } + MARGIN - top
            val scale = MOST / maxOf(wide, high)
            val picture = Bitmap.createBitmap(maxOf(1, (wide * scale).toInt()), maxOf(1, (high * scale).toInt()), Bitmap.Config.ARGB_8888)
            val canvas = Canvas(picture)
            canvas.drawColor(Color.WHITE)
            canvas.scale(scale, scale)
            canvas.translate(-left, -top)
            val pen = pen(PEN, Color.BLACK)
            for (stroke in drawing.strokes) canvas.drawPath(path(stroke), pen)
            return picture
        }

        private fun text(words: String): ByteArray {
            val body = "tEXt".toByteArray() + KEYWORD.toByteArray() + 0 + words.toByteArray()
            val sum = CRC32().apply { update(body) }.value.toInt()
            return ByteBuffer.allocate(body.size + 8).putInt(body.size - 4).put(body).putInt(sum).array()
        }
    }
}

/** A pen as wide as this, in whatever unit is drawn. */
internal fun pen(width: Float, colour: Int) = Paint(Paint.ANTI_ALIAS_FLAG).apply {
    color = colour
    style = Paint.Style.STROKE
    strokeWidth = width
    strokeCap = Paint.Cap.ROUND
    strokeJoin = Paint.Join.ROUND
}

/** A smooth line through what was touched. */
internal fun path(stroke: Stroke): Path {
    val path = Path()
    val first = stroke.touches.first()
    path.moveTo(first.x, first.y)
    stroke.touches.zipWithNext { from, to -> path.quadTo(from.x, from.y, (from.x + to.x) / 2, (from.y + to.y) / 2) }
    stroke.touches.last().let { path.lineTo(it.x, it.y) }
    return path
}
