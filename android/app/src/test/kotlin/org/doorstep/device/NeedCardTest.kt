package org.doorstep.device

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.Manifest.permission.POST_NOTIFICATIONS
import android.app.Activity
import android.app.NotificationManager
import android.provider.Settings
import org.doorstep.view.Look
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf

@RunWith(RobolectricTestRunner::class)
class NeedCardTest {
    private val app = RuntimeEnvironment.getApplication()

    init {
        Look("zh-rCN", night = false, textPercent = 100).putOn()
    }

    private fun open(need: Need, offered: Boolean = false): Pair<Activity, NeedCard> {
        val activity = Robolectric.buildActivity(Activity::class.java).setup().get()
        val card = NeedCard(activity).apply { ask(need, offered) }
        activity.setContentView(card)
        idle()
        return activity to card
    }

    private fun refuse(names: List<String>, forEver: Boolean) =
        names.forEach { shadowOf(app.packageManager).setShouldShowRequestPermissionRationale(it, !forEver) }

    @Test
    fun it_asks_with_the_reason_and_is_gone_once_allowed() {
        val (screen, card) = open(Need.LOCATION)
        assertNotNull(screen.shown(app.getString(Need.LOCATION.why)))
        screen.tap("允许")
        val asked = shadowOf(screen).lastRequestedPermission.requestedPermissions.toList()
        assertEquals(listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION), asked)
        shadowOf(app).grantPermissions(ACCESS_COARSE_LOCATION)
        card.onWindowFocusChanged(true)
        assertNull(screen.shown("允许"))
    }

    @Test
    fun it_asks_again_after_one_refusal_and_leads_to_the_settings_after_the_last() {
        val names = listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION)
        val (screen, card) = open(Need.LOCATION)
        screen.tap("允许")
        refuse(names, forEver = false)
        card.onWindowFocusChanged(true)
        screen.tap("允许")
        refuse(names, forEver = true)
        card.onWindowFocusChanged(true)
        screen.tap("去手机设置里打开")
        assertEquals(Settings.ACTION_APPLICATION_DETAILS_SETTINGS, screen.ledTo()?.action)
    }

    @Test
    fun a_question_that_was_waved_away_is_asked_again() {
        val (screen, card) = open(Need.LOCATION)
        screen.tap("允许")
        card.onWindowFocusChanged(true)
        assertNotNull(screen.shown("允许"))
    }

    @Test
    fun what_is_only_offered_can_be_declined_for_good() {
        shadowOf(app.service<NotificationManager>()).setNotificationsEnabled(false)
        val (screen, _) = open(Need.NOTIFICATIONS, offered = true)
        screen.tap("不用了")
        assertNull(screen.shown("不用了"))
        assertNull(open(Need.NOTIFICATIONS, offered = true).first.shown("不用了"))
    }

    @Test
    fun what_is_allowed_already_is_not_asked() {
        shadowOf(app).grantPermissions(POST_NOTIFICATIONS)
        assertNull(open(Need.NOTIFICATIONS, offered = true).first.shown("允许"))
    }

    @Test
    fun a_screen_that_has_no_use_for_it_does_not_ask() {
        val (screen, card) = open(Need.LOCATION)
        card.wanted = false
        assertNull(screen.shown("允许"))
    }
}
