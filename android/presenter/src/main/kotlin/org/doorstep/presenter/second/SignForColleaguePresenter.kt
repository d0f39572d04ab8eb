package org.doorstep.presenter.second

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work

/** On the colleague's phone: scans, says whose visit it is, stands by it, and shows the code back. */
class SignForColleaguePresenter(private val signing: Countersigning, work: Work) :
    Presenter<SignForColleagueScreen>(SignForColleagueScreen.Scanning(null), work) {
    private var code = ""
    private var signs = false

    fun heard(code: String) {
        if (screen !is SignForColleagueScreen.Scanning) return
        ask({ signing.asked(code) }, { show(SignForColleagueScreen.Scanning(it)) }) {
            this.code = code
            show(SignForColleagueScreen.Confirming(it.name, null))
        }
    }

    /** Once, however often it is tapped. */
    fun sign() {
        val confirming = screen as? SignForColleagueScreen.Confirming ?: return
        if (signs) return
        signs = true
        ask({ signing.sign(code) }, { signs = false; show(confirming.copy(trouble = it)) }) { show(SignForColleagueScreen.Showing(it)) }
    }

    fun again() {
        signs = false
        show(SignForColleagueScreen.Scanning(null))
    }

    fun done() = go(Destination.Back)
}

sealed interface SignForColleagueScreen {
    data class Scanning(val trouble: Trouble?) : SignForColleagueScreen

    /** Whose visit it is; none where this phone does not know them. */
    data class Confirming(val author: String?, val trouble: Trouble?) : SignForColleagueScreen

    data class Showing(val code: String) : SignForColleagueScreen
}
