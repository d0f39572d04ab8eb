package org.doorstep.view.today

import java.time.LocalDate
import org.doorstep.DoorstepApplication
import org.doorstep.InventedAgenda
import org.doorstep.view.Look
import org.doorstep.view.assertLegible
import org.doorstep.view.keepAs
import org.doorstep.view.screenshot
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment

@RunWith(ParameterizedRobolectricTestRunner::class)
class TodayScreensTest(private val look: Look) {
    @Test
    fun today_is_drawn_whole() {
        look.putOn()
        val app = RuntimeEnvironment.getApplication() as DoorstepApplication
        app.today = { LocalDate.of(2026, 11, 23) }
        app.agenda = InventedAgenda(app.today)
        Robolectric.buildActivity(TodayActivity::class.java).setup().use {
            it.get().screenshot().keepAs("today", look)
            assertLegible(it.get().window.decorView)
        }
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
