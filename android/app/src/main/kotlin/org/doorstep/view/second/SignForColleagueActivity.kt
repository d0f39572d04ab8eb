package org.doorstep.view.second

import org.doorstep.R
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.second.SignForColleaguePresenter
import org.doorstep.presenter.second.SignForColleagueScreen
import org.doorstep.view.ScreenActivity

/** On the colleague's phone: scans, stands by the visit, and shows the code back. */
class SignForColleagueActivity :
    ScreenActivity<SignForColleagueScreen, SignForColleaguePresenter>(R.layout.second_investigator, R.string.second_colleague_title) {

    private val codes by lazy { CodeScreen(this) }

    override fun present(core: Core) = SignForColleaguePresenter(core.countersigning, app.work)

    override fun draw(screen: SignForColleagueScreen) {
        val presenter = requireNotNull(presenter)
        val words = SecondWords(resources)
        codes.show((screen as? SignForColleagueScreen.Showing)?.code)
        codes.scan(if (screen is SignForColleagueScreen.Scanning) presenter::heard else null)
        codes.other(null)
        when (screen) {
            is SignForColleagueScreen.Scanning -> {
                codes.words(getString(R.string.second_colleague_scan), wrong = screen.trouble?.let(words::of))
                codes.action(null)
            }
            is SignForColleagueScreen.Confirming -> {
                val author = screen.author
                val whose = when (author) {
                    null -> getString(R.string.second_colleague_confirm_unknown)
                    else -> getString(R.string.second_colleague_confirm, author)
                }
                codes.words(whose, getString(R.string.second_colleague_means), screen.trouble?.let(words::of))
                codes.action(R.string.second_colleague_sign) { presenter.sign() }
                codes.other(R.string.second_colleague_not) { presenter.again() }
            }
            is SignForColleagueScreen.Showing -> {
                codes.words(getString(R.string.second_colleague_show))
                codes.action(R.string.second_colleague_done) { presenter.done() }
            }
        }
    }

    override fun onPause() {
        codes.stop()
        super.onPause()
    }
}
