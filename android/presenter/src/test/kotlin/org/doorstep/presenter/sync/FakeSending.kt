package org.doorstep.presenter.sync

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Trouble

class FakeSending : Sending {
    var state = SendingState(SendingStatus.Idle)
        set(value) {
            field = value
            followers.toList().forEach { it() }
        }
    var parked = listOf<Parked>()
    var wait = false
    var trouble: Trouble? = null
    val done = mutableListOf<String>()
    val followers = mutableListOf<() -> Unit>()

    private fun write(what: String) {
        trouble?.let { throw it }
        done += what
    }

    override fun state(): SendingState {
        trouble?.let { throw it }
        return state
    }

    override fun follow(changed: () -> Unit): CalledOff {
        trouble?.let { throw it }
        followers += changed
        return CalledOff { followers -= changed }
    }

    override fun now() = write("now")

    override fun parked() = parked

    override fun retry(parked: Parked) = write("retry ${parked.code}")

    override fun picturesWait() = wait

    override fun setPicturesWait(wait: Boolean) {
        write("wait $wait")
        this.wait = wait
    }

    override fun offerJournals(): Int {
        write("journals")
        return 2
    }
}
