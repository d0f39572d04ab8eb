package org.doorstep.view.settings

import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class SettingsScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage().apply { if (look.language == "en") core.owners.owner = core.owners.owner?.copy(name = "Qin Xiao") }
    }

    @Test
    fun settings() = stage.draw<SettingsActivity>("settings", look)

    @Test
    fun about() = stage.draw<AboutActivity>("settings-about", look)

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
