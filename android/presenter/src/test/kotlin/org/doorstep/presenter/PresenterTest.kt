package org.doorstep.presenter

import org.junit.Assert.assertEquals
import org.junit.Test

class PresenterTest {
    private class Counting(work: Work) : Presenter<Int>(0, work) {
        fun count(question: () -> Int) = ask(question, { go(Destination.Home) }) { show(screen + it) }
    }

    private val work = Held()
    private val counting = Counting(work)
    private val drawn = mutableListOf<Int>()
    private val ways = mutableListOf<Destination>()

    private fun attend() = counting.attend({ ways += it }) { drawn += it }

    @Test
    fun an_answer_that_comes_while_nobody_draws_is_shown_to_whoever_draws_next() {
        attend()
        counting.count { 3 }
        counting.leave()
        work.goOn()
        assertEquals(listOf(0), drawn)
        attend()
        assertEquals(listOf(0, 3), drawn)
    }

    @Test
    fun a_way_that_is_found_while_nobody_draws_is_gone_by_whoever_draws_next_and_once() {
        attend()
        counting.count { throw Trouble.Offline }
        counting.leave()
        work.goOn()
        assertEquals(emptyList<Destination>(), ways)
        attend()
        attend()
        assertEquals(listOf<Destination>(Destination.Home), ways)
    }
}
