package org.doorstep.device

import android.location.Location
import android.location.LocationManager.GPS_PROVIDER
import android.os.Build.VERSION.SDK_INT
import android.os.Build.VERSION_CODES.S
import org.doorstep.design.Newer
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place

/** No provider says less of itself; a fix without a word of its accuracy is worth as little. */
private const val UNKNOWN_METRES = 10_000f

/** What the platform says, at the phone's monotonic time [elapsedNanos]. */
internal fun Location.toFix(elapsedNanos: Long) = Fix(
    at = Place(longitude, latitude),
    accuracyMetres = if (hasAccuracy()) accuracy else UNKNOWN_METRES,
    provider = provider.orEmpty(),
    ageMillis = (elapsedNanos - elapsedRealtimeNanos).coerceAtLeast(0) / 1_000_000,
    mock = if (SDK_INT >= S) mockedSinceS() else mockedBefore(),
    gnssMillis = time.takeIf { provider == GPS_PROVIDER && it > 0 },
)

@Newer(S)
private fun Location.mockedSinceS() = isMock

@Suppress("DEPRECATION")
private fun Location.mockedBefore() = isFromMockProvider
