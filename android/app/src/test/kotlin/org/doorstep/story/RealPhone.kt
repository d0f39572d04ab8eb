package org.doorstep.story

import county.doorstep.core.County
import county.doorstep.core.Doorstep
import county.doorstep.core.TestPhone
import java.time.LocalDate
import org.doorstep.DoorstepApplication
import org.doorstep.bound.BoundCore
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Work
import org.robolectric.RuntimeEnvironment

/** The app over the real core, whose keys and clocks are a test's, and a real county. What is asked of the core is answered at once. */
class RealPhone(private val county: County) : AutoCloseable {
    private val phone = TestPhone(county.now)
    val core: Doorstep get() = phone.core
    val app = (RuntimeEnvironment.getApplication() as DoorstepApplication).also {
        it.work = InTurn()
        it.today = { core.today() }
    }

    /** Brings it to the front, as the one phone that this process can be. */
    fun takeUp(): RealPhone {
        app.opened(BoundCore(core))
        return this
    }

    fun today(): LocalDate = core.today()

    override fun close() = phone.close()
}

/** Does each thing before the next; what is to come later waits until it is let. */
class InTurn : Work {
    private val coming = mutableListOf<() -> Unit>()

    override fun beside(job: () -> Unit) = job()

    override fun onScreen(job: () -> Unit) = job()

    override fun later(millis: Long, job: () -> Unit): CalledOff {
        coming += job
        return CalledOff { coming -= job }
    }

    /** All that was to come later comes now. */
    fun letCome() = coming.toList().also { coming.clear() }.forEach { it() }
}
