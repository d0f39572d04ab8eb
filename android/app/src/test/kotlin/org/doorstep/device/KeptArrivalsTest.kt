package org.doorstep.device

import java.io.File
import java.time.Instant
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.hours.Arrival
import org.doorstep.presenter.hours.Stamp
import org.junit.Assert.assertEquals
import org.junit.Assert.assertThrows
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

@RunWith(RobolectricTestRunner::class)
class KeptArrivalsTest {
    private val context = RuntimeEnvironment.getApplication()
    private val at = Instant.parse("2026-11-23T01:24:00.125Z")
    private val arrivals = listOf(
        Arrival(AccountId("bai"), ActivityId("meals"), Stamp(at, Fix(Place(109.19, 29.53), 8.5f, "fused test", 1_200, mock = true))),
        Arrival(AccountId("tan"), ActivityId("meals"), Stamp(at, null)),
    )

    @Test
    fun who_came_is_there_in_another_process() {
        assertEquals(emptyList<Arrival>(), KeptArrivals(context).read())
        KeptArrivals(context).write(arrivals)
        assertEquals(arrivals, KeptArrivals(context).read())
        KeptArrivals(context).write(emptyList())
        assertEquals(emptyList<Arrival>(), KeptArrivals(context).read())
    }

    @Test
    fun a_full_phone_says_so_and_keeps_what_was_there() {
        KeptArrivals(context).write(arrivals)
        // A folder in the way of the new file stands for a disk that takes nothing.
        File(context.noBackupFilesDir, "arrivals.new").mkdir()
        assertThrows(Trouble.StorageFull::class.java) { KeptArrivals(context).write(emptyList()) }
        assertEquals(arrivals, KeptArrivals(context).read())
    }
}
