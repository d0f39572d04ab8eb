package org.doorstep.view.settings

import android.view.View
import android.widget.CheckedTextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.KeptAppearance
import org.doorstep.presenter.settings.TextSize
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.texts
import org.doorstep.view.today.TodayActivity
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class SettingsTest {
    private val stage = Look("zh-rCN", night = false, textPercent = 100).putOn().let { Stage() }

    @Test
    fun a_language_is_chosen_and_every_screen_speaks_it_those_behind_too() {
        val today = stage.open<TodayActivity>()
        today.pause().stop()
        val settings = stage.open<SettingsActivity>()
        settings.get().tap("English")
        idle()
        assertNotNull(settings.get().shown("Settings"))
        assertTrue(settings.get().find<CheckedTextView>(R.id.english).isChecked)
        settings.pause().stop().destroy()
        today.restart().resume()
        idle()
        assertNotNull(today.get().shown("Today"))
        assertEquals("a screen begun later", "Find", stage.open<TodayActivity>().get().getString(R.string.today_find))
    }

    @Test
    fun text_grows_to_what_was_chosen_and_never_shrinks_below_the_phones() {
        KeptAppearance(stage.app).text = TextSize.LARGE
        assertEquals(1.3f, stage.open<SettingsActivity>().get().resources.configuration.fontScale)
        Look("zh-rCN", night = false, textPercent = 200).putOn()
        assertEquals(2f, stage.open<SettingsActivity>().get().resources.configuration.fontScale)
    }

    @Test
    fun the_way_to_the_lock_the_sync_enrolling_and_about() {
        val settings = stage.open<SettingsActivity>().get()
        val ways = mapOf(R.id.lock to "PinActivity", R.id.sync to "SyncActivity", R.id.enrol to "EnrolActivity", R.id.about to "AboutActivity")
        for ((id, screen) in ways) {
            settings.find<View>(id).performClick()
            assertEquals(screen, settings.ledTo().screen())
        }
    }

    @Test
    fun about_says_which_version_and_names_every_library() {
        val texts = stage.open<AboutActivity>().get().texts()
        assertTrue(texts.any { "zxing-core: Apache-2.0" in it && "rusqlite: MIT" in it })
        assertNotNull(texts.find { it == "版本 0.1.0" || it.startsWith("版本 ") })
    }
}
