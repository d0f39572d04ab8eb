package org.doorstep.device

import android.app.Activity

/** A sensor under a test's finger. */
class FakeRecognition(override var possible: Boolean = true) : Recognition {
    var asked = 0
        private set
    private var recognised: (() -> Unit)? = null

    override fun ask(over: Activity, recognised: () -> Unit) {
        asked++
        this.recognised = recognised
    }

    fun touch() = requireNotNull(recognised) { "nobody asked" }()
}
