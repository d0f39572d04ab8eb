package org.doorstep.presenter.signature

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class SignaturePresenterTest {
    private val signatures = FakeSignatures()
    private val pictures = FakePictures()
    private fun open(work: Work = AtOnce()) =
        Attended(SignaturePresenter(DraftId("d"), "sign", "zh-CN", signatures, pictures, work))

    private val name = Stroke((0..20).map { Touch(it * 3f, 20f + it % 5, it * 12L) })

    @Test
    fun a_name_is_attached_and_its_file_goes() {
        val seen = open()
        assertEquals("老人签名", seen.screen.asks)
        seen.presenter.drawn(name)
        seen.presenter.save()
        assertEquals(listOf("signature.png"), signatures.attached)
        assertEquals(emptySet<String>(), pictures.files)
        assertEquals(listOf<Destination>(Destination.Back), seen.ways)
    }

    @Test
    fun nothing_a_dot_or_hardly_more_is_nobodys_name() {
        val seen = open()
        val dot = Stroke((0..30).map { Touch(50f, 50f + it * 0.1f, it.toLong()) })
        for (stroke in listOf(null, Stroke(name.touches.take(3)), dot)) {
            seen.presenter.clear()
            stroke?.let(seen.presenter::drawn)
            assertFalse(seen.screen.tooLittle)
            seen.presenter.save()
            assertTrue(seen.screen.tooLittle)
        }
        assertEquals(emptyList<String>(), signatures.attached)
    }

    @Test
    fun the_last_stroke_is_taken_back_and_all_of_them() {
        val seen = open()
        seen.presenter.drawn(name)
        seen.presenter.drawn(Stroke(name.touches.reversed()))
        seen.presenter.undo()
        assertEquals(listOf(name), seen.screen.drawing.strokes)
        seen.presenter.clear()
        assertTrue(seen.screen.drawing.isEmpty)
        seen.presenter.undo()
    }

    @Test
    fun what_was_drawn_outlives_the_process_with_its_timing() {
        val seen = open()
        seen.presenter.drawn(name)
        seen.presenter.drawn(name)
        val again = open()
        again.presenter.regain(seen.presenter.unsaved)
        assertEquals(seen.screen.drawing, again.screen.drawing)
        assertTrue(Drawing.read("").isEmpty)
    }

    @Test
    fun a_full_phone_loses_no_stroke_and_two_taps_attach_once() {
        val work = Held()
        val seen = open(work)
        seen.presenter.drawn(name)
        signatures.trouble = Trouble.StorageFull
        seen.presenter.save()
        work.goOn()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertEquals(listOf(name), seen.screen.drawing.strokes)
        assertEquals("no file is left behind", emptySet<String>(), pictures.files)
        signatures.trouble = null
        seen.presenter.save()
        seen.presenter.save()
        work.goOn()
        assertEquals(1, signatures.attached.size)
    }
}
