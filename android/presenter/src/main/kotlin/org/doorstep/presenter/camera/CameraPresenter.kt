package org.doorstep.presenter.camera

import kotlin.math.abs
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Location
import org.doorstep.presenter.form.FormScreen.NoPlace

/** A photograph as the answer to a question: places are collected around the shutter, and nothing blocks it. */
class CameraPresenter(
    private val draft: DraftId,
    private val question: String,
    private val photographs: Photographs,
    private val shots: Shots,
    private val location: Location,
    /** The civil clock, milliseconds since 1970. */
    private val now: () -> Long,
    work: Work,
) : Presenter<CameraScreen>(CameraScreen(), work) {
    private class Heard(val fix: Fix, val at: Long)

    private val heard = ArrayDeque<Heard>()
    private var following: CalledOff? = null
    private var looked = false

    override fun refresh() {
        aim()
        if (looked) return
        looked = true
        ask({ shots.leftOver(draft, question) }, { show(screen.copy(trouble = it)) }) {
            if (it != null) show(screen.copy(shot = it, leftOver = true))
        }
    }

    /** Looks for places; the camera need not wait for any. */
    private fun aim() {
        if (following != null) return
        val refused = when {
            !location.allowed -> NoPlace.REFUSED
            !location.switchedOn -> NoPlace.SWITCHED_OFF
            else -> null
        }
        show(screen.copy(noPlace = refused ?: NoPlace.NOT_YET.takeIf { heard.isEmpty() }))
        if (refused != null) return
        location.now()?.let(::hear)
        following = location.follow(::hear)
    }

    private fun hear(fix: Fix) {
        heard += Heard(fix, now())
        if (heard.size > MOST) heard.removeFirst()
        show(screen.copy(place = known(fix), noPlace = null, time = time(fix)))
    }

    private fun known(fix: Fix) =
        CameraScreen.Known(Math.ceil(fix.accuracyMetres.toDouble()).toInt(), (fix.ageMillis / 1_000).toInt(), fix.mock)

    private fun time(fix: Fix): CameraScreen.Time {
        val satellites = fix.gnssMillis ?: return screen.time
        return if (abs(satellites + fix.ageMillis - now()) < MINUTE) CameraScreen.Time.SATELLITES else CameraScreen.Time.DIFFERS
    }

    /** The screen goes; what costs battery ends. */
    fun rest() {
        following?.callOff()
        following = null
    }

    /** Where the camera is to write. */
    fun place(write: (String) -> Unit) = ask({ shots.place(draft, question) }, { show(screen.copy(trouble = it)) }) { write(it) }

    /** The camera has written: what was known is noted at once, before anybody is asked. */
    fun taken(path: String, imported: Boolean = false) {
        val at = now()
        val fixes = if (imported) emptyList() else heard.map { it.fix.copy(ageMillis = it.fix.ageMillis + maxOf(0, at - it.at)) }
        val shot = Shot(path, at, fixes, imported)
        ask({ shots.note(draft, question, shot) }, { show(screen.copy(shot = shot, trouble = it)) }) {
            show(screen.copy(shot = shot, leftOver = false, missed = false, trouble = null))
        }
    }

    fun missed() = show(screen.copy(missed = true))

    fun keep() {
        val shot = screen.shot ?: return
        if (screen.keeping) return
        show(screen.copy(keeping = true, trouble = null))
        ask(
            {
                photographs.keep(draft, question, shot)
                shots.drop(draft, question)
            },
            // It stays, to be kept once there is room.
            { show(screen.copy(keeping = false, trouble = it)) },
        ) { go(Destination.Back) }
    }

    fun again() {
        if (screen.keeping) return
        ask({ shots.drop(draft, question) }, { show(screen.copy(trouble = it)) }) {
            show(screen.copy(shot = null, leftOver = false, trouble = null))
        }
    }

    private companion object {
        const val MOST = 8
        const val MINUTE = 60_000L
    }
}
