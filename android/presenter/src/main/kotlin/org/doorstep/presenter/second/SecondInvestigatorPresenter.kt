package org.doorstep.presenter.second

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.RecordId

/** On the phone of whoever made the visit: a code to be scanned by the colleague, then the colleague's. */
class SecondInvestigatorPresenter(private val visit: RecordId, private val signing: Countersigning, work: Work) :
    Presenter<SecondInvestigatorScreen>(SecondInvestigatorScreen.Opening, work) {

    override fun refresh() {
        if (screen is SecondInvestigatorScreen.Opening) show()
    }

    /** The code again. */
    fun show() = ask({ signing.request(visit) }, { show(SecondInvestigatorScreen.Impossible(it)) }) {
        show(SecondInvestigatorScreen.Showing(it))
    }

    /** The colleague has scanned it: now theirs. */
    fun scan() = show(SecondInvestigatorScreen.Scanning(null))

    fun heard(code: String) {
        if (screen !is SecondInvestigatorScreen.Scanning) return
        ask({ signing.signed(code) }, { show(SecondInvestigatorScreen.Scanning(it)) }) {
            // A code that answers for another visit is a good code, and not the one that is waited for.
            if (it.visit == visit) show(SecondInvestigatorScreen.Signed(it.name)) else show(SecondInvestigatorScreen.Scanning(OTHER_VISIT))
        }
    }

    fun home() = go(Destination.Home)

    companion object {
        val OTHER_VISIT = Trouble.Invalid("visit", "other_visit")
    }
}

sealed interface SecondInvestigatorScreen {
    data object Opening : SecondInvestigatorScreen

    data class Impossible(val trouble: Trouble) : SecondInvestigatorScreen

    data class Showing(val code: String) : SecondInvestigatorScreen

    /** What was wrong with the code held before it last. */
    data class Scanning(val trouble: Trouble?) : SecondInvestigatorScreen

    /** By whom; none where this phone does not know them. */
    data class Signed(val name: String?) : SecondInvestigatorScreen
}
