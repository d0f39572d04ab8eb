package org.doorstep.presenter.form

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Location

/** Looks for a place, better and better, until one is good enough or it has taken too long. */
internal class Placing(private val location: Location, private val work: Work) {
    private var following: CalledOff? = null
    private var patience: CalledOff? = null

    /** Begins; why it cannot, if it cannot. [ended] says whether any place was found. */
    fun begin(good: Int?, better: (Fix) -> Unit, ended: (Boolean) -> Unit): FormScreen.NoPlace? {
        end()
        if (!location.allowed) return FormScreen.NoPlace.REFUSED
        if (!location.switchedOn) return FormScreen.NoPlace.SWITCHED_OFF
        var best: Fix? = null
        val enough = (good ?: GOOD_METRES).toFloat()
        fun stop() {
            end()
            ended(best != null)
        }
        fun hear(fix: Fix) {
            if (best.let { it == null || fix.accuracyMetres < it.accuracyMetres }) {
                best = fix
                better(fix)
            }
            if (fix.accuracyMetres <= enough) stop()
        }
        patience = work.later(PATIENCE_MILLIS) { stop() }
        location.now()?.let(::hear)
        // The one that was known already may have been good enough.
        if (patience != null) following = location.follow(::hear)
        return null
    }

    fun end() {
        following?.callOff()
        patience?.callOff()
        following = null
        patience = null
    }

    private companion object {
        const val GOOD_METRES = 20
        const val PATIENCE_MILLIS = 20_000L
    }
}
