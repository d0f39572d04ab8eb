package org.doorstep.device

import android.Manifest.permission.ACCESS_COARSE_LOCATION
import android.Manifest.permission.ACCESS_FINE_LOCATION
import android.content.Context
import android.content.pm.PackageManager.PERMISSION_GRANTED
import android.location.LocationListener
import android.location.LocationManager
import android.location.LocationManager.GPS_PROVIDER
import android.location.LocationManager.NETWORK_PROVIDER
import android.os.Build.VERSION.SDK_INT
import android.os.Build.VERSION_CODES.P
import android.os.Bundle
import android.os.Looper
import android.os.SystemClock
import org.doorstep.design.Newer
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Location
import org.doorstep.presenter.core.best

/** The phone's own providers, satellites and network; a phone may have either, both or none. */
class PhoneLocation(private val context: Context) : Location {
    private val manager = context.service<LocationManager>()

    override val allowed: Boolean
        get() = listOf(ACCESS_FINE_LOCATION, ACCESS_COARSE_LOCATION).any { context.checkSelfPermission(it) == PERMISSION_GRANTED }

    override val switchedOn: Boolean
        get() = if (SDK_INT >= P) switchedOnSincePie() else PROVIDERS.any(manager::isProviderEnabled)

    @Newer(P)
    private fun switchedOnSincePie() = manager.isLocationEnabled

    override fun now(): Fix? {
        val elapsed = SystemClock.elapsedRealtimeNanos()
        return there().mapNotNull { provider -> permitted { manager.getLastKnownLocation(provider) }?.toFix(elapsed) }.best()
    }

    /** Heard on the drawing thread, wherever it is called. */
    override fun follow(heard: (Fix) -> Unit): CalledOff {
        val listener = object : LocationListener {
            override fun onLocationChanged(location: android.location.Location) =
                heard(location.toFix(SystemClock.elapsedRealtimeNanos()))

            // Before Android 11 these have no bodies of their own.
            override fun onProviderEnabled(provider: String) = Unit

            override fun onProviderDisabled(provider: String) = Unit

            @Deprecated("called before Android 10")
            override fun onStatusChanged(provider: String?, status: Int, extras: Bundle?) = Unit
        }
        for (provider in there()) permitted {
            manager.requestLocationUpdates(provider, EVERY_MILLIS, 0f, listener, Looper.getMainLooper())
        }
        return CalledOff { manager.removeUpdates(listener) }
    }

    private fun there() = if (allowed) PROVIDERS.filter { it in manager.allProviders } else emptyList()

    /** With the rough permission alone, older phones refuse the satellites; and permission may be taken away meanwhile. */
    private inline fun <T> permitted(ask: () -> T): T? = try {
        ask()
    } catch (_: SecurityException) {
        null
    }

    private companion object {
        val PROVIDERS = listOf(GPS_PROVIDER, NETWORK_PROVIDER)
        const val EVERY_MILLIS = 2_000L
    }
}
