package org.doorstep.view

import org.robolectric.RuntimeEnvironment

/** One way a screen is looked at: a language, by day or night, at a size of text. The phone is a cheap one. */
data class Look(val language: String, val night: Boolean, val textPercent: Int) {
    fun putOn() {
        val night = if (night) "night" else "notnight"
        RuntimeEnvironment.setQualifiers("$language-w360dp-h740dp-$night-xhdpi")
        RuntimeEnvironment.setFontScale(textPercent / 100f)
    }

    override fun toString() = "$language-${if (night) "dark" else "light"}-$textPercent"

    companion object {
        val all = listOf("zh-rCN", "en").flatMap { language ->
            listOf(false, true).flatMap { night -> listOf(100, 200).map { Look(language, night, it) } }
        }
    }
}
