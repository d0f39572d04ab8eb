package org.doorstep.device

import android.content.Context
import android.net.ConnectivityManager
import android.net.Network
import android.net.NetworkCapabilities
import android.net.NetworkCapabilities.NET_CAPABILITY_INTERNET
import android.net.NetworkCapabilities.NET_CAPABILITY_NOT_METERED
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.phone.Net
import org.doorstep.presenter.phone.Radio

/** Whether the system has tried a network out is not asked: what it tries is not reached from every county. */
internal class PhoneRadio(context: Context) : Radio {
    private val manager = context.service<ConnectivityManager>()

    override fun network(): Net = net(manager.activeNetwork?.let(manager::getNetworkCapabilities))

    private fun net(can: NetworkCapabilities?) = when {
        can == null || !can.hasCapability(NET_CAPABILITY_INTERNET) -> Net.NONE
        can.hasCapability(NET_CAPABILITY_NOT_METERED) -> Net.FREE
        else -> Net.METERED
    }

    override fun follow(changed: () -> Unit): CalledOff {
        val callback = object : ConnectivityManager.NetworkCallback() {
            private var last: Net? = null

            override fun onCapabilitiesChanged(network: Network, can: NetworkCapabilities) = hear(net(can))

            override fun onLost(network: Network) = hear(Net.NONE)

            /** Capabilities change with every bar of the signal. */
            private fun hear(now: Net) {
                if (now != last) changed()
                last = now
            }
        }
        manager.registerDefaultNetworkCallback(callback)
        return CalledOff { manager.unregisterNetworkCallback(callback) }
    }
}
