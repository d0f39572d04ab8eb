package org.doorstep.device

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.FakeCore
import org.doorstep.presenter.launch.Entrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.presenter.phone.FakeEvents
import org.doorstep.presenter.phone.Net
import org.doorstep.presenter.phone.Radio
import org.junit.Assert.assertEquals
import org.junit.Test

class WatchedEntranceTest {
    private val core = FakeCore()
    private val events = FakeEvents()
    private var changed: () -> Unit = { error("nobody follows") }
    private var opened = 0
    private val radio = object : Radio {
        override fun network() = Net.METERED

        override fun follow(changed: () -> Unit): CalledOff {
            this@WatchedEntranceTest.changed = changed
            return CalledOff { }
        }
    }

    private fun open(gave: Opening): Opening {
        val entrance = object : Entrance {
            override fun open() = gave
        }
        return WatchedEntrance(entrance, radio, events) { opened++ }.open()
    }

    @Test
    fun an_open_core_hears_of_every_change_of_the_network() {
        open(Opening.Ready(core))
        changed()
        changed()
        assertEquals(2, core.background.changes)
        core.background.trouble = Trouble.Internal("closed")
        changed()
        assertEquals("OPENED\nNETWORK METERED\nNETWORK METERED\nNETWORK internal:closed", events.share())
        assertEquals(1, opened)
    }

    @Test
    fun what_did_not_open_is_noted_by_its_code() {
        open(Opening.Locked)
        open(Opening.Failed(Trouble.StorageFull))
        assertEquals("LOCKED\nNOT_OPENED storage_full", events.share())
        assertEquals(0, opened)
    }

    @Test
    fun starting_over_opens_too() {
        val stranded = open(Opening.Stranded { Opening.Ready(core) }) as Opening.Stranded
        stranded.startOver()
        changed()
        assertEquals("STRANDED\nSTARTED_OVER\nOPENED\nNETWORK METERED", events.share())
    }
}
