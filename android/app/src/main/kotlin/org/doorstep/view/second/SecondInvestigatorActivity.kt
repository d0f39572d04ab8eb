package org.doorstep.view.second

import org.doorstep.R
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.second.SecondInvestigatorPresenter
import org.doorstep.presenter.second.SecondInvestigatorScreen
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.record

/** On the phone of whoever made the visit: their code, then the colleague's. */
class SecondInvestigatorActivity :
    ScreenActivity<SecondInvestigatorScreen, SecondInvestigatorPresenter>(R.layout.second_investigator, R.string.second_title) {

    private val codes by lazy { CodeScreen(this) }

    override fun present(core: Core) = SecondInvestigatorPresenter(intent.record, core.countersigning, app.work)

    override fun draw(screen: SecondInvestigatorScreen) {
        val presenter = requireNotNull(presenter)
        val words = SecondWords(resources)
        codes.show((screen as? SecondInvestigatorScreen.Showing)?.code)
        codes.scan(if (screen is SecondInvestigatorScreen.Scanning) presenter::heard else null)
        codes.other(null)
        when (screen) {
            SecondInvestigatorScreen.Opening -> {
                codes.words("")
                codes.action(null)
            }
            is SecondInvestigatorScreen.Impossible -> {
                codes.words(getString(R.string.second_later), wrong = words.of(screen.trouble))
                codes.action(R.string.second_home) { presenter.home() }
            }
            is SecondInvestigatorScreen.Showing -> {
                codes.words(getString(R.string.second_show))
                codes.action(R.string.second_scanned) { presenter.scan() }
                codes.other(R.string.second_later) { presenter.home() }
            }
            is SecondInvestigatorScreen.Scanning -> {
                codes.words(getString(R.string.second_scan), wrong = screen.trouble?.let(words::of))
                codes.action(null)
                codes.other(R.string.second_show_again) { presenter.show() }
            }
            is SecondInvestigatorScreen.Signed -> {
                val name = screen.name
                val done = if (name == null) getString(R.string.second_done_unknown) else getString(R.string.second_done, name)
                codes.words(done, more = getString(R.string.second_done_sends))
                codes.action(R.string.second_home) { presenter.home() }
            }
        }
    }

    override fun onPause() {
        codes.stop()
        super.onPause()
    }
}
