package org.doorstep.story

import android.os.Handler
import android.os.Looper
import county.doorstep.core.AgendaQuery
import county.doorstep.core.County
import county.doorstep.core.Doorstep
import county.doorstep.core.FIRST
import county.doorstep.core.TestPhone
import county.doorstep.core.VisitTag
import java.time.LocalDate
import org.doorstep.DoorstepApplication
import org.doorstep.bound.BoundCore
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.FakeLocation
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.view.camera.FakeCamera
import org.robolectric.RuntimeEnvironment

/** The app over the real core, whose keys and clocks are a test's, and a real county. What is asked of the core is answered at once. */
class RealPhone(county: County) : AutoCloseable {
    private val phone = TestPhone(county.now)
    val core: Doorstep get() = phone.core
    val work = InTurn()
    val app = RuntimeEnvironment.getApplication() as DoorstepApplication

    private val location = FakeLocation()

    /** It is carried to where a visit of this kind is due. */
    fun goTo(visit: VisitTag) {
        val door = core.agenda(AgendaQuery(visit = visit), FIRST).rows.firstNotNullOf { it.at }
        location.fixes = listOf(Fix(Place(door.longitude, door.latitude), 8f, "gps", 500, mock = false))
    }

    /** Brings it to the front, as the one phone that this process can be. */
    fun takeUp(): RealPhone {
        app.work = work
        app.aside = { job -> job() }
        app.today = { core.today() }
        app.now = phone.clock::now
        app.location = location
        app.camera = { FakeCamera() }
        app.opened(BoundCore(core))
        return this
    }

    fun today(): LocalDate = core.today()

    override fun close() = phone.close()
}

/** Does each thing before the next; what is to come later waits until it is let. */
class InTurn : Work {
    private val coming = mutableListOf<() -> Unit>()
    private val screen = Handler(Looper.getMainLooper())

    override fun beside(job: () -> Unit) = job()

    override fun onScreen(job: () -> Unit) {
        if (Looper.myLooper() == Looper.getMainLooper()) job() else screen.post(job)
    }

    override fun later(millis: Long, job: () -> Unit): CalledOff {
        coming += job
        return CalledOff { coming -= job }
    }

    /** All that was to come later comes now. */
    fun letCome() = coming.toList().also { coming.clear() }.forEach { it() }
}
