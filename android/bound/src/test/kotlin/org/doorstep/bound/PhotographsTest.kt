package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.Network
import county.doorstep.core.pathOf
import county.doorstep.core.sync
import county.doorstep.core.until
import java.io.File
import java.security.MessageDigest
import java.util.Base64
import javax.imageio.ImageIO
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.camera.Shot
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.sent.Picture
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Photographs as evidence, over the real core and a real county. */
class PhotographsTest {
    private val enrolled = Enrolled()
    private val core = enrolled.core

    @After
    fun end() = enrolled.close()

    private fun draft() = enrolled.filled("outcome" to Answer.One("moved"))

    private fun door(draft: DraftId) = enrolled.doorstep.pathOf(draft.text, "photo_door")

    private fun kept(draft: DraftId): FileHash? {
        val question = core.forms.items(draft, "en").filterIsInstance<Item.Question>().first { it.path == door(draft) }
        return (question.value as? org.doorstep.presenter.form.Answer.Media)?.file
    }

    private fun keep(draft: DraftId, file: File, imported: Boolean = false) {
        val now = enrolled.county.now.toEpochMilli()
        val fix = Fix(enrolled.door, 8f, "gps", 1_500, mock = false, gnssMillis = now - 1_500)
        core.photographs.keep(draft, door(draft), Shot(file.path, now, listOf(fix), imported))
    }

    private fun hash(bytes: ByteArray): String =
        Base64.getUrlEncoder().withoutPadding().encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes))

    @Test
    fun a_photograph_is_the_answer_at_once_and_all_of_it_can_be_shown() {
        val draft = draft()
        val shot = enrolled.photograph(2_000, 1_500)
        keep(draft, shot)
        assertTrue("it is the camera's to remove", shot.delete())
        val file = requireNotNull(kept(draft))
        val bytes = requireNotNull(core.forms.picture(file))
        assertTrue("more than is read at once: ${bytes.size}", bytes.size > 262_144)
        assertEquals(file.text, hash(bytes))
    }

    @Test
    fun it_is_listed_with_its_record_once_small_and_twice_large() {
        val draft = draft()
        val shot = enrolled.photograph()
        keep(draft, shot)
        val working = kept(draft)
        val visit = enrolled.finished(draft)
        val pictures = core.records.pictures(visit)
        assertEquals(3, pictures.size)
        assertEquals(pictures.size, pictures.map { it.id }.toSet().size)
        assertTrue(pictures.all { it.standing == Picture.Standing.Waiting(0) || it.standing is Picture.Standing.Sent })
        val thumbnail = pictures.single { it.thumbnail }
        val large = pictures.filter { !it.thumbnail }.map { it.file }.toSet()
        assertEquals(setOf(working, FileHash(hash(shot.readBytes()))), large)
        assertTrue(requireNotNull(core.records.picture(thumbnail.file)).size < requireNotNull(working?.let(core.records::picture)).size)
    }

    @Test
    fun it_arrives_and_its_original_waits_for_a_network_that_costs_nothing() {
        enrolled.network = Network.METERED
        val draft = draft()
        val shot = enrolled.photograph()
        keep(draft, shot)
        val visit = enrolled.finished(draft)
        val original = FileHash(hash(shot.readBytes()))
        fun waiting() = core.records.pictures(visit).filter { it.standing != Picture.Standing.Sent }.map { it.file }
        until("all but the original to arrive") { core.sending.now(); waiting() == listOf(original) }
        assertEquals(1, core.sending.state().patient)
        enrolled.network = Network.FREE
        core.background.networkChanged()
        until("the original to arrive") { enrolled.doorstep.sync(); waiting().isEmpty() }
        assertEquals(0, core.sending.state().patient)
    }

    @Test
    fun a_photograph_that_is_parked_is_tried_again_to_the_last_of_its_files() {
        enrolled.county.stop()
        val draft = draft()
        keep(draft, enrolled.photograph())
        val visit = enrolled.finished(draft)
        val sealed = requireNotNull(File(enrolled.phone.folder).listFiles()).filter { it.extension == "dsm" }
        val whole = sealed.associateWith { it.readBytes() }
        for ((file, bytes) in whole) file.writeBytes(bytes.clone().also { it[it.size / 2] = (it[it.size / 2] + 1).toByte() })
        enrolled.county.start()
        fun parked() = core.records.pictures(visit).filter { it.standing is Picture.Standing.Parked }
        until("all to be parked") { core.sending.now(); parked().size == 3 }
        for ((file, bytes) in whole) file.writeBytes(bytes)
        until("all to be sent") {
            parked().forEach { core.records.retryPicture(it.id) }
            core.sending.now()
            core.records.pictures(visit).all { it.standing == Picture.Standing.Sent }
        }
        assertTrue(core.sending.parked().isEmpty())
    }

    @Test
    fun a_picture_from_the_gallery_says_so_on_itself() {
        // Of a picture as low as this, the panel of words stands below; one line more makes it higher.
        fun height(imported: Boolean): Int {
            val draft = draft()
            keep(draft, enrolled.photograph(900, 200), imported)
            return ImageIO.read(requireNotNull(kept(draft)?.let(core.forms::picture)).inputStream()).height
        }
        val taken = height(imported = false)
        assertTrue(taken > 200)
        assertTrue(height(imported = true) > taken)
    }

    @Test
    fun what_is_no_photograph_is_refused_and_the_question_stays_open() {
        val draft = draft()
        val text = File.createTempFile("shot", ".jpeg").apply { writeText("no picture") }
        refused(Trouble.Invalid("picture", "unknown_content")) { keep(draft, text) }
        val broken = enrolled.photograph().apply { writeBytes(readBytes().copyOf(2_000)) }
        refused(Trouble.Invalid("picture", "damaged_picture")) { keep(draft, broken) }
        text.delete()
        refused(Trouble.Invalid("picture", "unreadable")) { keep(draft, text) }
        assertNull(kept(draft))
    }
}
