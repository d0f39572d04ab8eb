package org.doorstep.design

import android.content.Context
import android.graphics.Bitmap
import android.graphics.Canvas
import android.graphics.Color
import android.graphics.Paint
import android.graphics.Rect
import android.util.AttributeSet
import android.view.View
import com.google.zxing.EncodeHintType
import com.google.zxing.WriterException
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel
import com.google.zxing.qrcode.encoder.ByteMatrix
import com.google.zxing.qrcode.encoder.Encoder
import org.doorstep.R

/**
 * A QR code of a text, as wide as there is room: whole pixels to each module, a quiet zone, black on white by night too. Up to
 * 2,331 bytes are corrected at level M, up to 2,953 at L; more is drawn as nothing.
 */
class QrView @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : View(context, attributes) {
    private val crisp = Paint().apply { isFilterBitmap = false }
    private var modules: Bitmap? = null

    var text: String = ""
        set(value) {
            if (value == field) return
            field = value
            modules = encode(value)?.let(::drawn)
            invalidate()
        }

    /** Whether the text found room in a code. */
    val isDrawn get() = modules != null

    init {
        if (contentDescription == null) contentDescription = context.getString(R.string.scan_qr_said)
    }

    override fun onMeasure(widthSpec: Int, heightSpec: Int) {
        val room = listOf(widthSpec, heightSpec).filter { MeasureSpec.getMode(it) != MeasureSpec.UNSPECIFIED }
        val side = room.minOfOrNull { MeasureSpec.getSize(it) } ?: suggestedMinimumWidth
        setMeasuredDimension(resolveSize(side, widthSpec), resolveSize(side, heightSpec))
    }

    override fun onDraw(canvas: Canvas) {
        val modules = modules ?: return
        canvas.drawColor(Color.WHITE)
        val each = minOf(width, height) / modules.width
        val side = each * modules.width
        val left = (width - side) / 2
        val top = (height - side) / 2
        canvas.drawBitmap(modules, null, Rect(left, top, left + side, top + side), crisp)
    }

    private fun encode(text: String): ByteMatrix? {
        if (text.isEmpty()) return null
        for (level in listOf(ErrorCorrectionLevel.M, ErrorCorrectionLevel.L)) {
            try {
                return Encoder.encode(text, level, hints(text)).matrix
            } catch (_: WriterException) {
                // Too long for this level.
            }
        }
        return null
    }

    /** What is not Latin says so in the code, or some readers guess wrongly. */
    private fun hints(text: String): Map<EncodeHintType, Any> =
        if (text.all { it.code < 0x80 }) emptyMap() else mapOf(EncodeHintType.CHARACTER_SET to "UTF-8")

    /** A pixel to each module, the quiet zone around them. */
    private fun drawn(matrix: ByteMatrix): Bitmap {
        val side = matrix.width + 2 * QUIET
        val pixels = IntArray(side * side) { Color.WHITE }
        for (y in 0 until matrix.height) for (x in 0 until matrix.width) {
            if (matrix.get(x, y).toInt() == 1) pixels[(y + QUIET) * side + x + QUIET] = Color.BLACK
        }
        return Bitmap.createBitmap(pixels, side, side, Bitmap.Config.ARGB_8888)
    }

    private companion object {
        /** Modules on each side that the standard asks for. */
        const val QUIET = 4
    }
}
