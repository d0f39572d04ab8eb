package county.doorstep.core

import org.junit.jupiter.api.Assertions.assertTrue
import org.junit.jupiter.api.Test
import java.io.File
import java.nio.file.Files
import java.time.Instant

private const val CALLS = 100_000

/** Before the first measure, so that pools, caches and compiled code are what they will be. */
private const val WARM = 20_000

/** What may be left over, bytes: a leak of 500 bytes a call would be twice that. */
private const val BOUND = 24L * 1024 * 1024

/** A hundred thousand calls leave nothing behind. */
class LeakTest {
    private val start = Instant.parse("2026-11-22T00:30:00Z")

    private fun resident(): Long {
        repeat(3) {
            System.gc()
            Thread.sleep(100)
        }
        val line = File("/proc/self/status").readLines().first { it.startsWith("VmRSS") }
        return line.filter { it.isDigit() }.toLong() * 1024
    }

    private fun measure(what: String, calls: Int, act: () -> Unit) {
        repeat(minOf(WARM, calls)) { act() }
        val before = resident()
        repeat(calls) { act() }
        val grown = resident() - before
        println("$what: $calls calls, ${grown / 1024} KiB more")
        assertTrue(grown < BOUND, "$what: $grown bytes")
    }

    @Test
    fun `records, pages and errors leave nothing`() = TestPhone(start).use { phone ->
        measure("records, pages, errors", CALLS / 3) {
            phone.core.today()
            phone.core.history(null, FIRST)
            try {
                phone.core.missing("no id")
            } catch (_: DoorstepException.Invalid) {
            }
        }
    }

    @Test
    fun `subscriptions leave nothing`() = TestPhone(start).use { phone ->
        val silent = object : StatusListener {
            override fun changed(status: SyncStatus) = Unit
        }
        measure("subscriptions", CALLS / 20) {
            phone.core.watch(silent).use { it.cancel() }
        }
    }

    @Test
    fun `opened and closed cores leave nothing`() = TestPhone(start).use { phone ->
        val folder = Files.createTempDirectory("phone").toFile()
        try {
            measure("open and shut", 200) {
                val opening = openPhone(folder.path, Ports(phone.keystore, phone.clock, phone.radio)) as Opening.Ready
                opening.doorstep.shut()
                opening.doorstep.close()
            }
        } finally {
            folder.deleteRecursively()
        }
    }
}
