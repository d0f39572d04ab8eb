package androidx.test.platform.app

import android.app.Instrumentation
import android.os.Bundle

/** Where Robolectric leaves the instrumentation of a test and finds it again when it starts an activity. */
object InstrumentationRegistry {
    private var registered: Instrumentation? = null

    @JvmStatic
    fun getInstrumentation(): Instrumentation = checkNotNull(registered) { "no test is running" }

    @JvmStatic
    fun registerInstance(instrumentation: Instrumentation?, @Suppress("unused") arguments: Bundle?) {
        registered = instrumentation
    }
}
