package org.doorstep.device

import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import android.net.NetworkCapabilities.NET_CAPABILITY_INTERNET
import android.net.NetworkCapabilities.NET_CAPABILITY_NOT_METERED
import org.doorstep.presenter.phone.Net
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.shadows.ShadowNetworkCapabilities

@RunWith(RobolectricTestRunner::class)
class PhoneRadioTest {
    private val app = RuntimeEnvironment.getApplication()
    private val manager = app.service<ConnectivityManager>()
    private val radio = PhoneRadio(app)
    private val network: Network = requireNotNull(manager.activeNetwork)

    private fun can(vararg what: Int) = ShadowNetworkCapabilities.newInstance().also { can -> what.forEach { shadowOf(can).addCapability(it) } }

    private fun stand(can: NetworkCapabilities?) = shadowOf(manager).setNetworkCapabilities(network, can)

    @Test
    fun it_says_whether_bytes_cost() {
        stand(can(NET_CAPABILITY_INTERNET, NET_CAPABILITY_NOT_METERED))
        assertEquals(Net.FREE, radio.network())
        stand(can(NET_CAPABILITY_INTERNET))
        assertEquals(Net.METERED, radio.network())
        stand(can(NET_CAPABILITY_NOT_METERED))
        assertEquals("the neighbour's printer", Net.NONE, radio.network())
        shadowOf(manager).setDefaultNetworkActive(false)
        shadowOf(manager).setActiveNetworkInfo(null)
        assertEquals(Net.NONE, radio.network())
    }

    @Test
    fun changes_are_heard_once_each_until_called_off() {
        var heard = 0
        val following = radio.follow { heard++ }
        val callback = shadowOf(manager).networkCallbacks.single()
        callback.onCapabilitiesChanged(network, can(NET_CAPABILITY_INTERNET))
        callback.onCapabilitiesChanged(network, can(NET_CAPABILITY_INTERNET))
        assertEquals(1, heard)
        callback.onCapabilitiesChanged(network, can(NET_CAPABILITY_INTERNET, NET_CAPABILITY_NOT_METERED))
        callback.onLost(network)
        assertEquals(3, heard)
        following.callOff()
        assertTrue(shadowOf(manager).networkCallbacks.isEmpty())
    }
}
