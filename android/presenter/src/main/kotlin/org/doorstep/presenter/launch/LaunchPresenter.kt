package org.doorstep.presenter.launch

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.enrol.Holder
import org.doorstep.presenter.enrol.Post
import org.doorstep.presenter.lock.Lock

/** Opens the phone's memory, and leads to the first screen of whoever the phone belongs to; or says why it does not open. */
class LaunchPresenter(private val door: Door, private val lock: Lock, work: Work) : Presenter<LaunchScreen>(LaunchScreen.Opening, work) {
    private var knocking = false
    private var stranded: Opening.Stranded? = null

    /** Whatever stood in the way may be gone by now; a lost key is not. */
    override fun refresh() {
        if (stranded == null) tryAgain()
    }

    fun tryAgain() = hear(door::knock)

    /** Asks whether to give up what will not open. */
    fun askToStartOver() = show(LaunchScreen.Stranded(asking = true))

    fun leaveItAsItIs() = show(LaunchScreen.Stranded())

    fun startOver() {
        val stranded = stranded ?: return
        hear { door.startOver(stranded, it) }
    }

    private fun hear(opening: ((Opening) -> Unit) -> Unit) {
        if (knocking) return
        knocking = true
        show(LaunchScreen.Opening)
        opening {
            knocking = false
            stranded = it as? Opening.Stranded
            when (it) {
                is Opening.Ready -> goIn(it.core)
                Opening.Locked -> show(LaunchScreen.Locked)
                is Opening.Stranded -> show(LaunchScreen.Stranded())
                is Opening.Failed -> show(LaunchScreen.Failed(it.trouble))
            }
        }
    }

    private fun goIn(core: Core) = ask({ core.enrolment.holder() }, { show(LaunchScreen.Failed(it)) }) {
        // A PIN of somebody whose memory was given up keeps nobody off anything.
        if (it == null) lock.forget()
        go(home(it))
    }

    private fun home(holder: Holder?): Destination = when (holder?.posts) {
        null -> Destination.Enrol
        setOf(Post.VOLUNTEER) -> Destination.Hours
        else -> Destination.Today
    }
}

sealed interface LaunchScreen {
    data object Opening : LaunchScreen

    /** The phone has not been unlocked since it started. */
    data object Locked : LaunchScreen

    /** It will not open any more; before they start over, the person is asked once more. */
    data class Stranded(val asking: Boolean = false) : LaunchScreen

    data class Failed(val trouble: Trouble) : LaunchScreen
}
