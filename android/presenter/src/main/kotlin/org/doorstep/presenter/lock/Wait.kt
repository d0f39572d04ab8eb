package org.doorstep.presenter.lock

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Work

/** Says each second how long it is until a PIN may be tried, while somebody looks. */
internal class Wait(private val lock: Lock, private val work: Work, private val heard: (seconds: Int) -> Unit) {
    private var next: CalledOff? = null

    fun follow() {
        stop()
        val left = lock.wait()
        heard(((left + 999) / 1_000).toInt())
        if (left > 0) next = work.later(minOf(left, 1_000)) { follow() }
    }

    fun stop() {
        next?.callOff()
        next = null
    }
}
