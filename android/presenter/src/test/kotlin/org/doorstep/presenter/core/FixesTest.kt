package org.doorstep.presenter.core

import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class FixesTest {
    @Test
    fun the_surer_fix_wins_until_one_may_have_walked_away_from_it() {
        val satellites = fix(5f, "gps", ageMillis = 60_000)
        assertEquals(satellites, listOf(fix(500f, "network"), satellites).best())
        val mast = fix(80f, "network")
        assertEquals(mast, listOf(mast, satellites).best())
    }

    @Test
    fun what_is_older_than_a_few_minutes_is_no_fix() {
        assertNull(listOf(fix(5f, "gps", ageMillis = FRESH_MILLIS + 1)).best())
        assertNull(emptyList<Fix>().best())
    }

    @Test
    fun a_fix_from_the_future_is_not_believed() = assertNull(listOf(fix(5f, "gps", ageMillis = -1)).best())

    private fun fix(accuracy: Float, provider: String, ageMillis: Long = 0) =
        Fix(Place(109.19, 29.53), accuracy, provider, ageMillis, mock = false)
}
