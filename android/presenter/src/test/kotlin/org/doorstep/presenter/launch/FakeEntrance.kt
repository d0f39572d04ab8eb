package org.doorstep.presenter.launch

import org.doorstep.presenter.core.FakeCore

/** Gives what a test says, as often as it is gone through. */
class FakeEntrance(var gives: Opening = Opening.Ready(FakeCore())) : Entrance {
    var times = 0
        private set

    override fun open() = gives.also { times++ }
}
