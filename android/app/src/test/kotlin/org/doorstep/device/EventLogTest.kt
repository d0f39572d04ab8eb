package org.doorstep.device

import java.io.File
import java.time.Instant
import org.doorstep.presenter.phone.Code
import org.doorstep.presenter.phone.Event
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

class EventLogTest {
    @get:Rule
    val folder = TemporaryFolder()
    private fun log() = EventLog(folder.root, "doorstep 0.1.0") { Instant.parse("2026-11-23T01:00:00.5Z") }

    @Test
    fun events_are_there_after_the_process_has_ended_oldest_first() {
        log().note(Event.STARTED)
        log().note(Event.SYNC_WAITS, Code.of("offline"))
        assertEquals("doorstep 0.1.0\n2026-11-23T01:00:00Z STARTED\n2026-11-23T01:00:00Z SYNC_WAITS offline\n", log().share())
    }

    @Test
    fun the_oldest_go_and_the_newest_stay() {
        log().note(Event.STARTED)
        repeat(5_000) { log().note(Event.SYNCED, Code.of("n$it".take(5))) }
        val kept = log().share()
        assertTrue("${kept.length}", kept.length in 20_000..70_000)
        assertTrue(Event.STARTED.name !in kept && kept.trim().endsWith("n4999"))
    }

    @Test
    fun where_nothing_can_be_written_nothing_fails() {
        val log = EventLog(File(folder.newFile(), "below"), "doorstep") { Instant.EPOCH }
        log.note(Event.STARTED)
        assertEquals("doorstep\n", log.share())
    }
}
