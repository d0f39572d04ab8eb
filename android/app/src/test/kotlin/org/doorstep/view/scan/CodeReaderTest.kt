package org.doorstep.view.scan

import com.google.zxing.BarcodeFormat
import com.google.zxing.EncodeHintType
import com.google.zxing.MultiFormatWriter
import com.google.zxing.common.BitMatrix
import kotlin.math.cos
import kotlin.math.roundToInt
import kotlin.math.sin
import kotlin.random.Random
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class CodeReaderTest {
    @Test
    fun a_qr_code_is_found_however_it_is_held() {
        for (degrees in listOf(0, 30, 90, 135, 180, 270)) {
            assertEquals("$degrees", "村-0417", CodeReader(ScanView.QR).read(seen(code("村-0417", BarcodeFormat.QR_CODE, 300, 300), degrees)))
        }
    }

    @Test
    fun a_long_qr_code_is_found() {
        val long = String(CharArray(1_500) { 'a' + it * 7 % 26 })
        assertEquals(long, CodeReader(ScanView.QR).read(seen(code(long, BarcodeFormat.QR_CODE, 600, 600), 90)))
    }

    @Test
    fun bar_codes_are_found_lying_and_standing() {
        val codes = mapOf(
            BarcodeFormat.EAN_13 to "6901234567892",
            BarcodeFormat.EAN_8 to "12345670",
            BarcodeFormat.CODE_128 to "DS-2026/0417",
            BarcodeFormat.CODE_39 to "DS-0417",
        )
        for ((format, text) in codes) for (degrees in listOf(0, 90, 180, 270)) {
            assertEquals("$format $degrees", text, CodeReader(ScanView.ANY).read(seen(code(text, format, 500, 200), degrees)))
        }
    }

    @Test
    fun a_code_in_white_on_black_is_found() {
        val frame = seen(code("inverted", BarcodeFormat.QR_CODE, 300, 300), 0)
        val inverted = ByteArray(frame.bytes.size) { (255 - frame.bytes[it].toInt()).toByte() }
        assertEquals("inverted", CodeReader(ScanView.QR).read(Frame(inverted, frame.stride, frame.width, frame.height)))
    }

    @Test
    fun only_the_kinds_asked_for_are_read() {
        assertNull(CodeReader(ScanView.QR).read(seen(code("6901234567892", BarcodeFormat.EAN_13, 500, 200), 0)))
    }

    @Test
    fun where_there_is_no_code_nothing_is_read() {
        val dark = Random(7)
        assertNull(CodeReader(ScanView.ANY).read(Frame(dark.nextBytes(1312 * 720), 1312, 1280, 720)))
    }

    private fun code(text: String, format: BarcodeFormat, width: Int, height: Int) =
        MultiFormatWriter().encode(text, format, width, height, if (format == BarcodeFormat.QR_CODE) mapOf(EncodeHintType.CHARACTER_SET to "UTF-8") else null)

    /** As a camera sees it: turned, grey, with noise, in rows longer than the picture is wide. */
    private fun seen(code: BitMatrix, degrees: Int): Frame {
        val noise = Random(degrees)
        val bytes = ByteArray(STRIDE * HEIGHT)
        val angle = Math.toRadians(degrees.toDouble())
        for (y in 0 until HEIGHT) for (x in 0 until WIDTH) {
            val across = x - WIDTH / 2.0
            val down = y - HEIGHT / 2.0
            val codeX = (across * cos(angle) + down * sin(angle) + code.width / 2.0).roundToInt()
            val codeY = (down * cos(angle) - across * sin(angle) + code.height / 2.0).roundToInt()
            val black = codeX in 0 until code.width && codeY in 0 until code.height && code.get(codeX, codeY)
            bytes[y * STRIDE + x] = ((if (black) 60 else 190) + noise.nextInt(-20, 20)).toByte()
        }
        return Frame(bytes, STRIDE, WIDTH, HEIGHT)
    }

    private companion object {
        const val WIDTH = 1280
        const val HEIGHT = 720

        /** Of sensors that fill rows up. */
        const val STRIDE = 1312
    }
}
