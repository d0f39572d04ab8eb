package androidx.test.internal.runner.intent

import android.content.Intent
import androidx.test.runner.intent.IntentMonitor

/** Robolectric makes one for each test and signals every intent to it; `ShadowActivity` remembers them anyway. */
class IntentMonitorImpl : IntentMonitor {
    @Suppress("unused")
    fun signalIntent(intent: Intent) = Unit
}
