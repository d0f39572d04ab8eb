package org.doorstep.presenter.settings

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work

/** What a person may set: how the app is read, and what stands between it and others. */
class SettingsPresenter(private val owners: Owners, private val appearance: Appearance, private val locked: () -> Boolean, work: Work) :
    Presenter<SettingsScreen>(SettingsScreen(language = appearance.language, text = appearance.text), work) {

    override fun refresh() {
        show(screen.copy(locked = locked()))
        ask({ owners.owner() }, { show(screen.copy(trouble = it)) }) { show(screen.copy(owner = it, trouble = null)) }
    }

    fun choose(language: Language) {
        appearance.language = language
        show(screen.copy(language = language))
    }

    fun choose(text: TextSize) {
        appearance.text = text
        show(screen.copy(text = text))
    }

    fun lead(where: Destination) = go(where)
}

data class SettingsScreen(
    val owner: Owner? = null,
    val language: Language,
    val text: TextSize,
    /** A PIN is set. */
    val locked: Boolean = false,
    val trouble: Trouble? = null,
)
