package org.doorstep.view.scan

import com.google.zxing.BarcodeFormat
import com.google.zxing.BinaryBitmap
import com.google.zxing.DecodeHintType
import com.google.zxing.LuminanceSource
import com.google.zxing.MultiFormatReader
import com.google.zxing.NotFoundException
import com.google.zxing.PlanarYUVLuminanceSource
import com.google.zxing.common.HybridBinarizer

/** What a camera's frame shows in brightness, row after row, each [stride] bytes long. */
internal class Frame(val bytes: ByteArray, val stride: Int, val width: Int, val height: Int) {
    /** A quarter turn, for bar codes, whose bars are read across alone. */
    fun turned(): Frame {
        val turned = ByteArray(width * height)
        for (y in 0 until height) for (x in 0 until width) turned[(width - 1 - x) * height + y] = bytes[y * stride + x]
        return Frame(turned, height, height, width)
    }
}

/** Finds a code in a frame. For one thread. */
internal class CodeReader(private val formats: Set<BarcodeFormat>) {
    private val reader = MultiFormatReader().apply {
        setHints(mapOf(DecodeHintType.POSSIBLE_FORMATS to formats, DecodeHintType.TRY_HARDER to true))
    }
    private val withBars = formats.any { it !in SQUARE }

    fun read(frame: Frame): String? =
        decode(frame) ?: if (withBars) decode(frame.turned()) else null

    private fun decode(frame: Frame): String? {
        val source = with(frame) { PlanarYUVLuminanceSource(bytes, stride, height, 0, 0, width, height, false) }
        return decode(source) ?: decode(source.invert())
    }

    private fun decode(source: LuminanceSource): String? = try {
        reader.decodeWithState(BinaryBitmap(HybridBinarizer(source))).text
    } catch (_: NotFoundException) {
        null
    }

    companion object {
        private val SQUARE = setOf(BarcodeFormat.QR_CODE, BarcodeFormat.DATA_MATRIX, BarcodeFormat.AZTEC)

        val QR = setOf(BarcodeFormat.QR_CODE)

        /** What stands on cards, forms and goods. */
        val ANY = SQUARE + setOf(
            BarcodeFormat.EAN_13, BarcodeFormat.EAN_8, BarcodeFormat.UPC_A, BarcodeFormat.UPC_E, BarcodeFormat.CODE_128,
            BarcodeFormat.CODE_39, BarcodeFormat.CODE_93, BarcodeFormat.ITF, BarcodeFormat.CODABAR,
        )
    }
}
