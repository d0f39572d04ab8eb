package county.doorstep.core

import kotlinx.coroutines.CancellationException
import kotlinx.coroutines.CoroutineStart
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.async
import kotlinx.coroutines.cancelAndJoin
import kotlinx.coroutines.delay
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import kotlinx.coroutines.withContext
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertFalse
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap
import java.util.concurrent.CopyOnWriteArrayList
import java.util.concurrent.CountDownLatch

/** Ports that throw, listeners on other threads, and callers that go away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortsTest {
    private val county = County()
    private val phones = mutableListOf<TestPhone>()

    @AfterEach
    fun switchOff() {
        phones.forEach { it.close() }
        phones.clear()
    }

    @AfterAll
    fun end() = county.close()

    private fun phone() = TestPhone(county.now).also { phones += it }

    private fun enrolled() = phone().also { phone ->
        runBlocking { phone.core.enrol(county.ticket(), "kotlin phone") }
        until("the forms") { phone.core.sync().status == SyncStatus.Idle }
    }

    private fun Doorstep.filled(): DraftId {
        val draft = beginVisit(Whom.OnFile(county.elder), VisitTag.ELDER_CHECK_IN)
        fill(draft, "outcome" to Answer.One("moved"))
        return draft
    }

    private fun Doorstep.made(): RecordId = (finish(filled(), null) as Finishing.Saved).saved.record

    private open class Listener : StatusListener {
        val heard = CopyOnWriteArrayList<SyncStatus>()
        val threads: MutableSet<Thread> = ConcurrentHashMap.newKeySet()

        override fun changed(status: SyncStatus) {
            heard += status
            threads += Thread.currentThread()
        }
    }

    @Test
    fun `only a keystore that says lost has lost its key`() {
        val phone = phone()
        phone.core.shut()
        for (fault in listOf(KeystoreException.Locked(), KeystoreException.Failed(), IllegalStateException("undeclared"))) {
            phone.keystore.fault = fault
            assertEquals(Opening.Locked, phone.opening(), "$fault")
        }
        phone.keystore.fault = KeystoreException.Lost()
        val stranded = (phone.opening() as Opening.Stranded).phone
        assertTrue(stranded.journal().startsWith(phone.folder))
        phone.goOnWith(stranded.startOver())
        assertEquals(SyncStatus.NotEnrolled, phone.core.sync().status)
        assertThrows(DoorstepException.Internal::class.java) { stranded.startOver() }
    }

    @Test
    fun `clock and radio that throw stop nobody`() {
        val phone = enrolled()
        phone.radio.fault = IllegalStateException("no such service")
        phone.core.networkChanged()
        phone.clock.shown = Instant.parse("3000-01-01T00:00:00Z")
        assertEquals(3000, phone.core.today().year)
        // Beyond the core's calendar.
        phone.clock.shown = Instant.MAX
        assertEquals(1970, phone.core.today().year)
        phone.clock.fault = IllegalStateException("undeclared")
        assertEquals(1970, phone.core.today().year)
        val record = phone.core.made()
        until("the visit to be sent") { phone.core.sync().records.waiting == 0uL }
        assertEquals(1, county.stored(record))
    }

    @Test
    fun `the keystore signs on threads of the core's`() {
        assertTrue((enrolled().keystore.threads - Thread.currentThread()).isNotEmpty())
    }

    @Test
    fun `a listener hears from another thread until it is cancelled`() {
        val core = enrolled().core
        val listener = Listener()
        val broken = object : Listener() {
            override fun changed(status: SyncStatus) {
                super.changed(status)
                error("a screen that is gone")
            }
        }
        val subscription = core.watch(listener)
        val other = core.watch(broken)
        until("the first word") { listener.heard.isNotEmpty() && broken.heard.isNotEmpty() }
        core.made()
        core.sync()
        until("rest") { listener.heard.last() == SyncStatus.Idle && broken.heard.size > 1 }
        assertFalse(Thread.currentThread() in listener.threads)
        subscription.cancel()
        subscription.cancel()
        val heard = listener.heard.size
        core.made()
        core.sync()
        assertEquals(heard, listener.heard.size)
        other.cancel()
    }

    @Test
    fun `a listener may cancel itself`() {
        val core = enrolled().core
        val ready = CountDownLatch(1)
        var own: Subscription? = null
        val once = object : Listener() {
            override fun changed(status: SyncStatus) {
                super.changed(status)
                ready.await()
                own!!.cancel()
            }
        }
        own = core.watch(once)
        ready.countDown()
        until("the word") { once.heard.isNotEmpty() }
        core.made()
        core.sync()
        assertEquals(1, once.heard.size)
    }

    @Test
    fun `who stops waiting for the county loses the answer and not the work`() {
        val core = phone().core
        val ticket = county.ticket()
        runBlocking {
            val enrolling = launch(start = CoroutineStart.UNDISPATCHED) { core.enrol(ticket, "a phone") }
            enrolling.cancelAndJoin()
        }
        until("the enrolment and the forms") { core.sync().status == SyncStatus.Idle }
        county.stop()
        val record = core.made()
        county.start()
        repeat(5) {
            runBlocking { launch(start = CoroutineStart.UNDISPATCHED) { core.syncNow() }.cancelAndJoin() }
        }
        until("the visit to be sent") { core.row(record).standing != Standing.Waiting }
        assertEquals(1, county.stored(record))
    }

    @Test
    fun `a save whose caller goes away is a save`() {
        val core = enrolled().core
        county.stop()
        repeat(10) { turn ->
            val draft = core.filled()
            val before = core.history(null, FIRST).rows.size
            runBlocking {
                val saving = async(Dispatchers.IO) { core.finish(draft, null) }
                delay(turn.toLong())
                saving.cancel(CancellationException("back was pressed"))
                withContext(Dispatchers.IO) { saving.join() }
            }
            // Either the draft or the record, never neither.
            val saved = core.history(null, FIRST).rows.size - before
            val drafts = core.drafts(FIRST).rows.count { it.id == draft }
            assertEquals(1, saved + drafts)
            if (drafts == 1) core.abandon(draft, "test")
        }
        county.start()
        until("everything to be sent") { core.sync().records.waiting == 0uL }
        for (row in core.history(null, FIRST).rows) assertEquals(1, county.stored(row.record))
    }
}
