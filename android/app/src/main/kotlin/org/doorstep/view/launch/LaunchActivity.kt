package org.doorstep.view.launch

import android.view.View
import android.widget.Button
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.launch.LaunchPresenter
import org.doorstep.presenter.launch.LaunchScreen
import org.doorstep.view.FramedActivity
import org.doorstep.view.TroubleWords

/** The first screen: the phone's memory is opened, or it says why not. */
class LaunchActivity : FramedActivity<LaunchScreen, LaunchPresenter>(R.layout.launch, R.string.app_name) {
    override val guarded = false
    override val hasBack = false

    override fun meet(met: (LaunchPresenter) -> Unit) = met(LaunchPresenter(app.door, app.lock, app.work))

    override fun draw(screen: LaunchScreen) = when (screen) {
        LaunchScreen.Opening -> words(R.string.launch_opening)
        LaunchScreen.Locked -> {
            words(R.string.launch_locked)
            on(R.string.common_try_again) { presenter?.tryAgain() }
        }
        is LaunchScreen.Failed -> {
            words(TroubleWords(resources).of(screen.trouble))
            on(R.string.common_try_again) { presenter?.tryAgain() }
        }
        is LaunchScreen.Stranded -> if (screen.asking) asking() else stranded()
    }

    private fun stranded() {
        words(R.string.launch_stranded, R.string.launch_stranded_kept)
        on(R.string.common_try_again) { presenter?.tryAgain() }
        other(R.string.launch_start_over) { presenter?.askToStartOver() }
    }

    private fun asking() {
        words(R.string.launch_start_over_sure, R.string.launch_stranded_kept)
        on(R.string.launch_leave) { presenter?.leaveItAsItIs() }
        other(R.string.launch_start_over_yes) { presenter?.startOver() }
    }

    /** What is said, and nothing to tap as yet. */
    private fun words(words: Int, more: Int? = null) = words(getString(words), more)

    private fun words(words: String, more: Int? = null) {
        find<TextView>(R.id.words).text = words
        find<TextView>(R.id.more).apply {
            more?.let(::setText)
            visibility = if (more == null) View.GONE else View.VISIBLE
        }
        for (id in listOf(R.id.on, R.id.other)) find<View>(id).visibility = View.GONE
    }

    private fun on(words: Int, tapped: () -> Unit) = button(R.id.on, words, tapped)

    private fun other(words: Int, tapped: () -> Unit) = button(R.id.other, words, tapped)

    private fun button(id: Int, words: Int, tapped: () -> Unit) = find<Button>(id).run {
        setText(words)
        visibility = View.VISIBLE
        setOnClickListener { tapped() }
    }
}
