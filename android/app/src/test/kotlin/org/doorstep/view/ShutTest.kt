package org.doorstep.view

import org.doorstep.DoorstepApplication
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.launch.FakeEntrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.view.today.TodayActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

/** A screen that the system restores in a new process, before the core is open. */
@RunWith(RobolectricTestRunner::class)
class ShutTest {
    private val app = (RuntimeEnvironment.getApplication() as DoorstepApplication).also { it.work = AtOnce() }

    private fun restored() = Robolectric.buildActivity(TodayActivity::class.java).setup().get().also { idle() }

    @Test
    fun a_restored_screen_opens_the_core_itself() {
        app.entrance = FakeEntrance()
        assertNull(restored().ledTo())
    }

    @Test
    fun a_screen_over_a_memory_that_does_not_open_leads_to_the_one_that_says_why() {
        for (opening in listOf(Opening.Locked, Opening.Stranded { Opening.Locked })) {
            app.entrance = FakeEntrance(opening)
            assertEquals("LaunchActivity", restored().ledTo().screen())
        }
    }
}
