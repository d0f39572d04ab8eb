package county.doorstep.core

import kotlinx.coroutines.runBlocking
import org.json.JSONObject
import java.time.Instant

/**
 * The Kotlin side of `bench bindings`: a phone enrolled with the county that the first line names, and then turns of calls, a line
 * of JSON each; see tests/bench/src/bindings.rs.
 */
fun main() {
    val told = JSONObject(readln())
    val library = millis { ticketFingerprint(told.getString("ticket")) }
    TestPhone(Instant.parse(told.getString("now"))).use { phone ->
        val open = millis { phone.core }
        val core = phone.core
        runBlocking { core.enrol(told.getString("ticket"), "bench") }
        until("the county's documents") { core.sync().status == SyncStatus.Idle }
        val elder = Subject.Person(told.getString("elder"))
        val draft = core.beginVisit(Whom.OnFile(elder), VisitTag.ELDER_CHECK_IN)
        core.fill(draft)
        val findings = core.pathOf(draft, "findings")
        fun page() = core.agenda(AgendaQuery(), Page(50u)).rows.size
        say("library_ms" to library, "open_ms" to open, "rows" to page())
        while (true) {
            val calls = JSONObject(readlnOrNull() ?: return).getInt("calls")
            say(
                "call_us" to median(calls * 20) { core.today() },
                "agenda_us" to median(calls) { page() },
                "answer_us" to median(calls) { core.answer(draft, findings, Answer.Text("the stove smokes $it")) },
            )
        }
    }
}

private fun say(vararg figures: Pair<String, Number>) = println(JSONObject(mapOf(*figures)))

private fun millis(work: () -> Unit): Double {
    val began = System.nanoTime()
    work()
    return (System.nanoTime() - began) / 1e6
}

/** Microseconds. */
private fun median(calls: Int, call: (Int) -> Unit): Double =
    List(calls) { turn -> millis { call(turn) } }.sorted()[calls / 2] * 1_000
