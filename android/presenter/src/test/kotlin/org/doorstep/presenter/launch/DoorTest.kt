package org.doorstep.presenter.launch

import org.doorstep.presenter.Held
import org.doorstep.presenter.core.FakeCore
import org.junit.Assert.assertEquals
import org.junit.Test

class DoorTest {
    private val ready = Opening.Ready(FakeCore())
    private val entrance = FakeEntrance(ready)
    private val work = Held()
    private val door = Door({ entrance }) { work }
    private val heard = mutableListOf<Opening>()

    private fun knock() = door.knock { heard += it }

    @Test
    fun nothing_is_opened_before_somebody_knocks() = assertEquals(0, entrance.times)

    @Test
    fun it_opens_once_for_all_who_wait() {
        knock()
        knock()
        assertEquals(emptyList<Opening>(), heard)
        work.goOn()
        assertEquals(listOf<Opening>(ready, ready), heard)
        assertEquals(1, entrance.times)
    }

    @Test
    fun an_open_door_is_not_opened_again() {
        knock()
        work.goOn()
        knock()
        assertEquals(listOf<Opening>(ready, ready), heard)
        assertEquals(1, entrance.times)
    }

    @Test
    fun what_did_not_open_is_tried_again_at_the_next_knock() {
        entrance.gives = Opening.Locked
        knock()
        work.goOn()
        entrance.gives = ready
        knock()
        work.goOn()
        assertEquals(listOf(Opening.Locked, ready), heard)
    }

    @Test
    fun starting_over_opens_for_everybody_after() {
        val stranded = Opening.Stranded { ready }
        entrance.gives = stranded
        knock()
        work.goOn()
        door.startOver(stranded) { heard += it }
        work.goOn()
        knock()
        assertEquals(listOf(stranded, ready, ready), heard)
        assertEquals(1, entrance.times)
    }

    @Test
    fun what_is_opened_from_elsewhere_is_told_to_all_who_wait() {
        knock()
        door.opened(ready.core)
        assertEquals(listOf<Opening>(ready), heard)
        knock()
        assertEquals(listOf<Opening>(ready, ready), heard)
    }
}
