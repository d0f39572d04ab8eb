package org.doorstep.view

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.core.Core

/** A screen over the core. Where the core does not open, it leads to the first screen, which says why. */
abstract class ScreenActivity<S : Any, P : Presenter<S>>(layout: Int, title: Int) : FramedActivity<S, P>(layout, title) {
    protected abstract fun present(core: Core): P

    override fun meet(met: (P) -> Unit) = app.whenOpen({ if (!isDestroyed) way.go(Destination.Home) }) { met(present(it)) }
}
