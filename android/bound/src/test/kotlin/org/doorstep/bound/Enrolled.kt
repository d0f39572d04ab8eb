package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.Connectivity
import county.doorstep.core.County
import county.doorstep.core.Doorstep
import county.doorstep.core.Keystore
import county.doorstep.core.LocalClock
import county.doorstep.core.Network
import county.doorstep.core.Opening
import county.doorstep.core.Ports
import county.doorstep.core.SyncStatus
import county.doorstep.core.TestClock
import county.doorstep.core.TestKeystore
import county.doorstep.core.TestPhone
import county.doorstep.core.fill
import county.doorstep.core.openPhone
import county.doorstep.core.pathOf
import county.doorstep.core.sync
import county.doorstep.core.until
import java.awt.Color
import java.awt.image.BufferedImage
import java.io.Closeable
import java.io.File
import java.nio.file.Files
import java.time.Instant
import java.util.Random
import javax.imageio.ImageIO
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows

/** A real county, and a phone that it knows with what is on file. */
internal class Enrolled : Closeable {
    val county = County()

    /** What every phone here sees of its network. */
    @Volatile
    var network = Network.FREE

    /** By how much the phones' clocks run ahead of the stage's. */
    @Volatile
    var laterSeconds = 0L
    /** Whether the phones' keystores sign with a key that is nobody's. */
    @Volatile
    var forges = false
    private val phones = mutableListOf<TestPhone>()
    private val files = Files.createTempDirectory("camera").toFile()
    val phone = another(county.ticket())
    val doorstep: Doorstep get() = phone.core
    val core = BoundCore(phone.core)
    val elder = county.elder.back()
    val household = requireNotNull(core.people.person((elder as Subject.Person).id)).household
    val door: Place = requireNotNull(core.people.household(household)?.at)

    /** One more phone that the county knows. */
    fun another(ticket: String) = TestPhone(county.now).also {
        phones += it
        open(it)
        runBlocking { it.core.enrol(ticket, "phone") }
        until("the first load") { it.core.sync().status == SyncStatus.Idle }
    }

    fun open(phone: TestPhone) {
        val radio = object : Connectivity {
            override fun network() = network
        }
        phone.goOnWith((openPhone(phone.folder, Ports(Forging(phone.keystore), Wound(phone.clock), radio)) as Opening.Ready).doorstep)
    }

    private inner class Forging(private val keys: TestKeystore) : Keystore by keys {
        private val other = TestKeystore()

        override fun sign(message: ByteArray) = (if (forges) other else keys).sign(message)
    }

    private inner class Wound(private val stage: TestClock) : LocalClock by stage {
        override fun now(): Instant = stage.now().plusSeconds(laterSeconds)

        override fun monotonicMillis() = stage.monotonicMillis() + (laterSeconds * 1_000).toULong()
    }

    /** A check-in with the elder, answered as blandly as can be but for what is given. */
    fun filled(vararg given: Pair<String, Answer>): DraftId {
        val draft = core.agenda.begin(elder, VisitKind.ELDER_CHECK_IN)
        fill(draft, *given)
        return draft
    }

    fun fill(draft: DraftId, vararg given: Pair<String, Answer>) = doorstep.fill(draft.text, *given)

    /** A check of the elder's household, signed by the investigator. */
    fun checked(vararg given: Pair<String, Answer>): DraftId {
        val draft = core.agenda.begin(Subject.Household(household), VisitKind.HOUSEHOLD_CHECK)
        answer(draft, "outcome", Answer.One("met"))
        core.signatures.attach(draft, doorstep.pathOf(draft.text, "investigator_signature"), drawing().path)
        val usual = arrayOf(
            "second_investigator" to Answer.Text(county.partner),
            "household_signed" to Answer.One("refused"),
            "second_signed" to Answer.One("own_phone"),
        )
        fill(draft, *usual, *given)
        return draft
    }

    fun answer(draft: DraftId, name: String, answer: Answer) = doorstep.answer(draft.text, doorstep.pathOf(draft.text, name), answer)

    /** A saved visit, which found that the elder has moved. */
    fun visited(): RecordId = finished(filled("outcome" to Answer.One("moved")))

    fun finished(draft: DraftId): RecordId = requireNotNull(core.finishes.finish(draft, null)).record

    fun sent(from: Doorstep = doorstep) = until("all to be sent") { from.sync().records.waiting == 0uL }

    fun photograph(wide: Int = 900, high: Int = 700): File = picture("jpeg", wide, high)

    fun drawing(): File = picture("png", 300, 100)

    /** So motley that it takes its bytes. */
    private fun picture(format: String, wide: Int, high: Int): File {
        val image = BufferedImage(wide, high, BufferedImage.TYPE_INT_RGB)
        val chance = Random(wide.toLong())
        for (x in 0 until wide) for (y in 0 until high) image.setRGB(x, y, Color(x % 256, y % 256, chance.nextInt(256)).rgb)
        return File.createTempFile("shot", ".$format", files).also { ImageIO.write(image, format, it) }
    }

    override fun close() {
        phones.forEach { it.close() }
        county.close()
        files.deleteRecursively()
    }
}

internal fun refused(refusal: Trouble, act: () -> Unit) = assertEquals(refusal, assertThrows(Trouble::class.java, act))
