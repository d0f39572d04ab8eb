package org.doorstep.device

import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.location.Location
import android.location.LocationManager
import android.location.LocationManager.GPS_PROVIDER
import android.location.LocationManager.NETWORK_PROVIDER
import android.os.Build
import android.os.SystemClock
import java.time.Duration
import org.doorstep.presenter.core.FRESH_MILLIS
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.view.idle
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Before
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowSystemClock
import org.robolectric.util.ReflectionHelpers
import org.robolectric.util.ReflectionHelpers.ClassParameter

@RunWith(RobolectricTestRunner::class)
class PhoneLocationTest {
    private val app = RuntimeEnvironment.getApplication()
    private val manager = shadowOf(app.getSystemService(LocationManager::class.java))
    private val location = PhoneLocation(app)

    @Before
    fun switch_on() {
        shadowOf(app).grantPermissions(ACCESS_FINE_LOCATION)
        for (provider in listOf(GPS_PROVIDER, NETWORK_PROVIDER)) manager.setProviderEnabled(provider, true)
        ShadowSystemClock.advanceBy(Duration.ofHours(1))
    }

    @Test
    fun a_fix_says_what_its_provider_said() {
        says(GPS_PROVIDER, 4f, at = 1_764_000_000_000, mock = true)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(3))
        assertEquals(Fix(Place(109.19, 29.53), 4f, "gps", 3_000, mock = true, gnssMillis = 1_764_000_000_000), location.now())
    }

    @Test
    fun a_network_knows_no_satellites_time() {
        says(NETWORK_PROVIDER, 40f, at = 1_764_000_000_000)
        assertNull(location.now()?.gnssMillis)
    }

    @Test
    fun the_best_recent_fix_is_taken_without_waiting() {
        assertNull(location.now())
        says(NETWORK_PROVIDER, 400f)
        says(GPS_PROVIDER, 4f)
        assertEquals("gps", location.now()?.provider)
        ShadowSystemClock.advanceBy(Duration.ofMillis(FRESH_MILLIS + 1))
        assertNull(location.now())
    }

    @Test
    fun each_fix_is_heard_until_called_off() {
        val heard = mutableListOf<String>()
        val following = location.follow { heard += it.provider }
        says(GPS_PROVIDER, 4f)
        ShadowSystemClock.advanceBy(Duration.ofSeconds(3))
        says(NETWORK_PROVIDER, 40f)
        assertEquals(listOf("gps", "network"), heard)
        following.callOff()
        ShadowSystemClock.advanceBy(Duration.ofSeconds(3))
        says(GPS_PROVIDER, 4f)
        assertEquals(2, heard.size)
        assertTrue(manager.getLocationRequests(GPS_PROVIDER).isEmpty())
    }

    @Test
    fun without_permission_nothing_is_asked_and_nothing_fails() {
        shadowOf(app).denyPermissions(ACCESS_FINE_LOCATION)
        says(GPS_PROVIDER, 4f)
        assertFalse(location.allowed)
        assertNull(location.now())
        location.follow { error("heard") }.callOff()
    }

    @Test
    fun a_phone_without_a_network_provider_still_has_its_satellites() {
        manager.removeProvider(NETWORK_PROVIDER)
        location.follow { }.callOff()
        says(GPS_PROVIDER, 4f)
        assertEquals("gps", location.now()?.provider)
    }

    @Test
    fun it_is_known_when_location_is_switched_off() {
        assertTrue(location.switchedOn)
        manager.setLocationEnabled(false)
        for (provider in listOf(GPS_PROVIDER, NETWORK_PROVIDER)) manager.setProviderEnabled(provider, false)
        assertFalse(location.switchedOn)
    }

    private fun says(provider: String, accuracy: Float, at: Long = 1, mock: Boolean = false) {
        val said = Location(provider).apply {
            longitude = 109.19
            latitude = 29.53
            this.accuracy = accuracy
            time = at
            elapsedRealtimeNanos = SystemClock.elapsedRealtimeNanos()
        }
        if (mock) said.fromTestProvider()
        manager.simulateLocation(said)
        idle()
    }

    /** As the platform does it, each in its time. */
    private fun Location.fromTestProvider() {
        val set = if (Build.VERSION.SDK_INT >= Build.VERSION_CODES.S) "setMock" else "setIsFromMockProvider"
        ReflectionHelpers.callInstanceMethod<Unit>(this, set, ClassParameter.from(Boolean::class.javaPrimitiveType, true))
    }
}
