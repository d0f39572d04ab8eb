package county.doorstep.core

import org.json.JSONObject
import org.json.JSONTokener
import java.io.Closeable
import java.time.Instant
import java.util.concurrent.TimeUnit

/** A real county server in a process of its own, ordered by lines of JSON; see tests/src/bin/stage.rs. */
class County : Closeable {
    private val process = ProcessBuilder(System.getenv("DOORSTEP_STAGE"))
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start()
    private val orders = process.outputStream.bufferedWriter()
    private val answers = process.inputStream.bufferedReader()
    private val about = hear() as JSONObject

    val now: Instant = Instant.parse(about.getString("now"))
    val elder: Subject = Subject.Person(about.getString("elder"))

    /** The colleague who shares the worker's village. */
    val partner: String = about.getString("partner")

    fun ticket(): String = order("ticket", "of" to "worker") as String

    fun partnersTicket(): String = order("ticket", "of" to "partner") as String

    fun stop() = order("stop")

    fun start() = order("start")

    fun review(record: RecordId, step: Map<String, Any>) = order("review", "record" to record, "step" to step)

    fun visit(record: RecordId) = order("visit", "record" to record) as JSONObject

    /** How often the county's database holds a record. */
    fun stored(record: RecordId) = order("stored", "record" to record) as Int

    /** A small disk; none where the stage may not mount one. */
    fun disk(megabytes: Int) = order("disk", "megabytes" to megabytes) as? String

    fun fill() = order("fill")

    fun free() = order("free")

    private fun order(name: String, vararg details: Pair<String, Any>): Any {
        orders.write(JSONObject(mapOf("order" to name, *details)).toString() + "\n")
        orders.flush()
        return hear()
    }

    private fun hear(): Any {
        val line = answers.readLine() ?: error("the stage has ended")
        return JSONTokener(line).nextValue()
    }

    override fun close() {
        orders.close()
        process.waitFor(60, TimeUnit.SECONDS)
    }
}
