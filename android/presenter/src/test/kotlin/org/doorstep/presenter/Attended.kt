package org.doorstep.presenter

/** A presenter with somebody who looks: where it led, and all that it showed. */
class Attended<S : Any, P : Presenter<S>>(val presenter: P) {
    val shown = mutableListOf<S>()
    val ways = mutableListOf<Destination>()
    val screen get() = presenter.screen

    init {
        presenter.attend({ ways += it }) { shown += it }
        presenter.refresh()
    }
}
