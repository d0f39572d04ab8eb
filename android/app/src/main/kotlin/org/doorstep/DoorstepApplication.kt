package org.doorstep

import android.app.Application
import java.time.LocalDate
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Core

/** What lives as long as the process: the core, once it is open, and the thread beside the drawing one. */
class DoorstepApplication : Application() {
    /** Replaced by a test's. */
    var work: Work = PhoneWork()
    var today: () -> LocalDate = LocalDate::now

    /** Whether the person has to show who they are before anything is drawn. */
    var gate: () -> Boolean = { false }

    private var core: Core? = null
    private val waiting = mutableListOf<(Core) -> Unit>()

    /** Hands out the core: at once if it is open, else as soon as it is. On the drawing thread. */
    fun whenOpen(then: (Core) -> Unit) {
        core?.let(then) ?: run { waiting += then }
    }

    fun opened(core: Core) {
        this.core = core
        waiting.toList().also { waiting.clear() }.forEach { it(core) }
    }
}
