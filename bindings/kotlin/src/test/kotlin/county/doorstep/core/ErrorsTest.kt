package county.doorstep.core

import kotlinx.coroutines.runBlocking
import org.junit.jupiter.api.AfterAll
import org.junit.jupiter.api.AfterEach
import org.junit.jupiter.api.Assertions.assertEquals
import org.junit.jupiter.api.Assertions.assertNotNull
import org.junit.jupiter.api.Assertions.assertThrows
import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Assumptions.assumeTrue
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.TestInstance

/** Each of the six errors, and what the bindings make of what cannot be taken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ErrorsTest {
    private val county = County()
    private val phones = mutableListOf<TestPhone>()

    @AfterEach
    fun switchOff() {
        phones.forEach { it.close() }
        phones.clear()
    }

    @AfterAll
    fun end() = county.close()

    private fun phone(folder: String? = null) = TestPhone(county.now, folder).also { phones += it }

    private fun enrolled(folder: String? = null) = phone(folder).also { phone ->
        runBlocking { phone.core.enrol(county.ticket(), "kotlin phone") }
        until("the forms") { phone.core.sync().status == SyncStatus.Idle }
    }

    private fun Doorstep.begin() = beginVisit(Whom.OnFile(county.elder), VisitTag.ELDER_CHECK_IN)

    @Test
    fun `offline is said where the county does not answer`() {
        val (core, ticket) = phone().core to county.ticket()
        county.stop()
        try {
            assertThrows(DoorstepException.Offline::class.java) { runBlocking { core.enrol(ticket, "a phone") } }
        } finally {
            county.start()
        }
    }

    @Test
    fun `signed out is said where nobody enrolled`() {
        assertThrows(DoorstepException.SignedOut::class.java) { phone().core.openActivity("a walk", "along the river", null) }
    }

    @Test
    fun `rejected carries the county's code`() {
        val ticket = county.ticket()
        runBlocking { phone().core.enrol(ticket, "first") }
        val refused = assertThrows(DoorstepException.Rejected::class.java) { runBlocking { phone().core.enrol(ticket, "second") } }
        assertTrue(refused.code.isNotEmpty())
    }

    @Test
    fun `a full disk is said and what was typed stays`() {
        val disk = county.disk(64)
        assumeTrue(disk != null, "the stage may not mount a disk")
        val core = enrolled(disk).core
        val draft = core.begin()
        county.fill()
        assertThrows(DoorstepException.StorageFull::class.java) { core.begin() }
        val outcome = core.pathOf(draft, "outcome")
        assertThrows(DoorstepException.StorageFull::class.java) {
            repeat(1_000) {
                core.answer(draft, outcome, Answer.One("met"))
                core.answer(draft, outcome, Answer.One("moved"))
            }
        }
        assertNotNull(core.questions(draft).first { it.path == outcome }.value)
        county.free()
        core.answer(draft, outcome, Answer.One("met"))
    }

    @Test
    fun `invalid names the field and the code`() {
        val core = enrolled().core
        val draft = core.begin()
        val cases = listOf<Triple<String, String, () -> Any?>>(
            Triple("draft", "not_an_id") { core.missing("no id") },
            Triple("nothing", "no_such_question") { core.answer(draft, "nothing", Answer.Text("x")) },
            Triple("outcome", "wrong_type") { core.answer(draft, "outcome", Answer.Decimal("1e3")) },
            Triple("outcome", "not_a_choice") { core.answer(draft, "outcome", Answer.One("x")) },
            Triple("place", "not_on_earth") { core.agenda(AgendaQuery(near = Place(400.0, 0.0)), FIRST) },
            Triple("page", "no_such_page") { core.agenda(AgendaQuery(), Page(1u, "x")) },
            Triple("code", "not_a_countersign_code") { core.readCountersignRequest("hello") },
            Triple("picture", "unreadable") { core.attach(draft, "not_met/photo_door", "/no/such/file") },
        )
        for ((field, code, act) in cases) {
            val wrong = assertThrows(DoorstepException.Invalid::class.java, { act() }, code)
            assertEquals(field to code, wrong.field to wrong.code)
        }
    }

    @Test
    fun `internal has a reference and a shut core answers nothing`() {
        val phone = phone()
        val core = phone.core
        phone.keystore.fault = IllegalStateException("the platform's keystore crashed")
        val fault = assertThrows(DoorstepException.Internal::class.java) { runBlocking { core.enrol(county.ticket(), "a phone") } }
        assertEquals("keystore", fault.reference)
        core.shut()
        core.shut()
        assertEquals("closed", assertThrows(DoorstepException.Internal::class.java) { core.today() }.reference)
    }
}
