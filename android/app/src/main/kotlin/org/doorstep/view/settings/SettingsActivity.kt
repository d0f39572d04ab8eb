package org.doorstep.view.settings

import android.view.View
import android.widget.CheckedTextView
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.KeptAppearance
import org.doorstep.presenter.Destination
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.settings.Language
import org.doorstep.presenter.settings.SettingsPresenter
import org.doorstep.presenter.settings.SettingsScreen
import org.doorstep.presenter.settings.TextSize
import org.doorstep.view.ScreenActivity

/** What a person may set, and whose phone this is. */
class SettingsActivity : ScreenActivity<SettingsScreen, SettingsPresenter>(R.layout.settings, R.string.settings_title) {
    override fun present(core: Core) = SettingsPresenter(core.owners, KeptAppearance(applicationContext), { app.lock.isSet }, app.work)

    override fun wire(presenter: SettingsPresenter) {
        for ((id, language) in LANGUAGES) find<View>(id).setOnClickListener { set { presenter.choose(language) } }
        for ((id, size) in SIZES) find<View>(id).setOnClickListener { set { presenter.choose(size) } }
        find<View>(R.id.lock).setOnClickListener { presenter.lead(Destination.Pin) }
        find<View>(R.id.sync).setOnClickListener { presenter.lead(Destination.Sync) }
        find<View>(R.id.enrol).setOnClickListener { presenter.lead(Destination.Enrol) }
        find<View>(R.id.about).setOnClickListener { presenter.lead(Destination.About) }
    }

    /** Shows at once how it is read from now on. */
    private fun set(choose: () -> Unit) {
        val before = KeptAppearance(applicationContext).chosen
        choose()
        if (KeptAppearance(applicationContext).chosen != before) recreate()
    }

    override fun draw(screen: SettingsScreen) {
        for ((id, language) in LANGUAGES) find<CheckedTextView>(id).isChecked = screen.language == language
        for ((id, size) in SIZES) find<CheckedTextView>(id).isChecked = screen.text == size
        find<TextView>(R.id.locked).setText(if (screen.locked) R.string.settings_locked else R.string.settings_unlocked)
        find<TextView>(R.id.owner).text = screen.owner?.name ?: getString(R.string.settings_nobody)
        find<TextView>(R.id.county).apply {
            text = screen.owner?.let { getString(R.string.settings_county, it.address) }
            visibility = if (text.isEmpty()) View.GONE else View.VISIBLE
        }
        say(screen.trouble)
    }

    private companion object {
        val LANGUAGES = mapOf(R.id.as_phone to Language.PHONE, R.id.chinese to Language.CHINESE, R.id.english to Language.ENGLISH)
        val SIZES = mapOf(
            R.id.size_phone to TextSize.PHONE, R.id.size_large to TextSize.LARGE,
            R.id.size_larger to TextSize.LARGER, R.id.size_largest to TextSize.LARGEST,
        )
    }
}
