package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.KeystoreException
import county.doorstep.core.Network
import county.doorstep.core.Opening
import county.doorstep.core.TestPhone
import county.doorstep.core.pathOf
import county.doorstep.core.until
import java.io.File
import java.time.Duration
import java.util.concurrent.atomic.AtomicInteger
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.camera.Shot
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.sent.Picture
import org.doorstep.presenter.sent.State
import org.doorstep.presenter.sync.Parked
import org.doorstep.presenter.sync.SendingState
import org.doorstep.presenter.sync.SendingStatus
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Where the sending stands, over the real core and a real county. */
class SendingTest {
    private val enrolled = Enrolled()
    private val county = enrolled.county
    private val core = enrolled.core
    private val sending = core.sending

    @After
    fun end() = enrolled.close()

    private fun photographed(): RecordId {
        val draft = enrolled.filled("outcome" to Answer.One("moved"))
        val door = enrolled.doorstep.pathOf(draft.text, "photo_door")
        core.photographs.keep(draft, door, Shot(enrolled.photograph().path, county.now.toEpochMilli()))
        return enrolled.finished(draft)
    }

    private fun send(what: String, so: () -> Boolean) = until(what) {
        sending.now()
        so()
    }

    @Test
    fun what_waits_without_a_network_is_counted_and_goes_when_there_is_one() {
        assertEquals(SendingState(SendingStatus.Idle), sending.state())
        county.stop()
        enrolled.visited()
        enrolled.finished(enrolled.filled("no_will" to Answer.One("yes")))
        sending.now()
        val waits = sending.state()
        assertEquals(SendingStatus.Resting(SendingStatus.Why.OFFLINE), waits.status)
        assertEquals(2 to 1, waits.records to waits.emergencies)
        assertTrue(Duration.between(waits.oldest, county.now).abs() < Duration.ofHours(1))
        assertFalse(waits.nothingWaits)
        county.start()
        send("all to be sent") { sending.state() == SendingState(SendingStatus.Idle) }
    }

    @Test
    fun what_happens_is_heard_until_it_is_called_off() {
        val heard = AtomicInteger()
        val following = sending.follow { heard.incrementAndGet() }
        until("the first word") { heard.get() > 0 }
        val before = heard.get()
        enrolled.visited()
        send("the visit to be sent") { sending.state().nothingWaits }
        until("a word of it") { heard.get() > before }
        following.callOff()
        val last = heard.get()
        enrolled.visited()
        send("another to be sent") { sending.state().nothingWaits }
        assertEquals(last, heard.get())
    }

    @Test
    fun pictures_wait_where_bytes_cost_and_records_never_do() {
        enrolled.network = Network.METERED
        assertFalse(sending.picturesWait())
        sending.setPicturesWait(true)
        assertTrue(sending.picturesWait())
        val visit = photographed()
        send("the records to be sent") { sending.state().records == 0 }
        val waits = sending.state()
        assertEquals("copy, thumbnail and the copy as an answer; the original is patient", 1, waits.patient)
        assertTrue("$waits", waits.pictures >= 2 && waits.pictureBytes > 10_000)
        sending.setPicturesWait(false)
        send("the pictures to be sent") { sending.state().pictures == 0 }
        assertEquals(1, core.records.pictures(visit).count { it.standing != Picture.Standing.Sent })
    }

    @Test
    fun a_picture_that_is_parked_is_listed_with_its_reason_and_tries_again() {
        county.stop()
        val draft = enrolled.checked()
        val sealed = requireNotNull(File(enrolled.phone.folder).listFiles()).single { it.extension == "dsm" }
        val visit = enrolled.finished(draft)
        val whole = sealed.readBytes()
        sealed.writeBytes(whole.clone().also { it[it.size / 2] = (it[it.size / 2] + 1).toByte() })
        county.start()
        send("the signature to be parked") { sending.parked().isNotEmpty() }
        val parked = sending.parked().single()
        assertEquals("file_unreadable", parked.code)
        assertEquals(Picture.Standing.Parked("file_unreadable"), core.records.pictures(visit).single().standing)
        assertEquals("the record went nevertheless", 1, county.stored(visit.text))
        sealed.writeBytes(whole)
        sending.retry(parked)
        assertTrue(sending.parked().isEmpty())
        send("the signature to arrive") { core.records.pictures(visit).single().standing == Picture.Standing.Sent }
    }

    @Test
    fun a_record_that_is_parked_is_listed_with_its_reason_and_tries_again() {
        county.stop()
        val before = enrolled.visited()
        enrolled.forges = true
        val visit = enrolled.visited()
        enrolled.forges = false
        county.start()
        send("the forged one to be parked") { sending.parked().isNotEmpty() && sending.state().records == 0 }
        val name = core.records.record(visit)?.name
        val parked = Parked.Record(visit.text, name, Purpose.Visit(VisitKind.ELDER_CHECK_IN), "bad_signature")
        assertEquals(listOf(parked), sending.parked())
        assertEquals(State.Parked("bad_signature"), core.records.record(visit)?.state)
        assertEquals(1 to 0, core.agenda.waiting().let { it.parked to it.records })
        assertEquals(1 to 0, county.stored(before.text) to county.stored(visit.text))
        county.stop()
        sending.retry(parked)
        assertEquals(State.Waiting to emptyList<Parked>(), core.records.record(visit)?.state to sending.parked())
        core.records.retry(visit)
        county.start()
        send("it to be refused again") { sending.parked() == listOf(parked) }
    }

    @Test
    fun a_phone_that_nobody_enrolled_sends_nothing_and_says_so() {
        TestPhone(county.now).use { phone ->
            val fresh = BoundCore(phone.core).sending
            fresh.now()
            assertEquals(SendingStatus.NotEnrolled, fresh.state().status)
            assertNull(fresh.state().oldest)
            refused(Trouble.SignedOut) { fresh.offerJournals() }
        }
    }

    @Test
    fun the_journal_of_a_phone_that_lost_its_key_is_handed_in() {
        county.stop()
        enrolled.visited()
        val phone = enrolled.phone
        enrolled.doorstep.shut()
        phone.keystore.fault = KeystoreException.Lost()
        phone.goOnWith((phone.opening() as Opening.Stranded).phone.startOver())
        county.start()
        val ticket = county.ticket()
        runBlocking { phone.core.enrol(ticket, "phone") }
        county.stop()
        val anew = BoundCore(phone.core).sending
        refused(Trouble.Offline) { anew.offerJournals() }
        county.start()
        assertEquals("of the phone as it was, and as it is", 2, anew.offerJournals())
        assertEquals("twice does no harm", 2, anew.offerJournals())
    }
}
