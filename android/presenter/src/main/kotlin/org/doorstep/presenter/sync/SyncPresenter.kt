package org.doorstep.presenter.sync

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work

/** Where the sending stands. The screen never waits on the network: what takes long runs [aside], and is heard of. */
class SyncPresenter(private val sending: Sending, private val aside: (() -> Unit) -> Unit, private val work: Work) :
    Presenter<SyncScreen>(SyncScreen(), work) {
    private var following: CalledOff? = null

    override fun refresh() {
        if (following == null) {
            following = try {
                sending.follow { work.onScreen { read() } }
            } catch (trouble: Trouble) {
                show(screen.copy(trouble = trouble))
                null
            }
        }
        read()
    }

    private fun read() = ask(
        { Triple(sending.state(), sending.parked(), sending.picturesWait()) },
        { show(screen.copy(trouble = it)) },
    ) { (state, parked, wait) -> show(screen.copy(state = state, parked = parked, picturesWait = wait)) }

    /** The screen goes; nobody listens any longer. */
    fun rest() {
        following?.callOff()
        following = null
    }

    fun now() = asideOnce { sending.now(); null }

    fun offerJournals() = asideOnce { sending.offerJournals() }

    private fun asideOnce(job: () -> Int?) {
        if (screen.busy) return
        show(screen.copy(busy = true, trouble = null))
        aside {
            val (taken, trouble) = try {
                job() to null
            } catch (trouble: Trouble) {
                null to trouble
            }
            work.onScreen {
                show(screen.copy(busy = false, trouble = trouble, journals = taken ?: screen.journals))
                read()
            }
        }
    }

    fun retry(parked: Parked) = ask({ sending.retry(parked) }, { show(screen.copy(trouble = it)) }) { read() }

    fun setPicturesWait(wait: Boolean) {
        if (screen.picturesWait != wait) ask({ sending.setPicturesWait(wait) }, { show(screen.copy(trouble = it)) }) { read() }
    }
}

data class SyncScreen(
    val state: SendingState? = null,
    val parked: List<Parked> = emptyList(),
    val picturesWait: Boolean = false,
    /** Something that was asked for is under way. */
    val busy: Boolean = false,
    /** Journals that the county took, once they were offered. */
    val journals: Int? = null,
    val trouble: Trouble? = null,
)
