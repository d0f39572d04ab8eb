package org.doorstep.device

import android.content.Context
import android.content.res.Configuration
import android.os.LocaleList
import java.util.Locale
import org.doorstep.presenter.settings.Appearance
import org.doorstep.presenter.settings.Language
import org.doorstep.presenter.settings.TextSize

/** In a file of the app's own. [worn] gives a context that draws and speaks so. */
class KeptAppearance(private val context: Context) : Appearance {
    private val kept = context.getSharedPreferences("appearance", Context.MODE_PRIVATE)

    override var language: Language
        get() = kept.getString(LANGUAGE, null)?.let { name -> Language.values().find { it.name == name } } ?: Language.PHONE
        set(value) = kept.edit().putString(LANGUAGE, value.name).apply()

    override var text: TextSize
        get() = kept.getString(TEXT, null)?.let { name -> TextSize.values().find { it.name == name } } ?: TextSize.PHONE
        set(value) = kept.edit().putString(TEXT, value.name).apply()

    /** What was chosen, to see whether it has changed since. */
    val chosen get() = language to text

    fun worn(): Context {
        val configuration = context.resources.configuration
        val wears = Configuration(configuration)
        when (language) {
            Language.PHONE -> Unit
            Language.CHINESE -> wears.setLocales(LocaleList(Locale.SIMPLIFIED_CHINESE))
            Language.ENGLISH -> wears.setLocales(LocaleList(Locale.ENGLISH))
        }
        wears.fontScale = maxOf(configuration.fontScale, text.percent / 100f)
        return if (wears == configuration) context else context.createConfigurationContext(wears)
    }

    private companion object {
        const val LANGUAGE = "language"
        const val TEXT = "text"
    }
}
