package org.doorstep.presenter.settings

import org.doorstep.presenter.enrol.Post

/** Whose phone this is. */
interface Owners {
    /** Nobody before it is enrolled. */
    fun owner(): Owner?
}

data class Owner(
    val name: String,
    val posts: Set<Post>,
    /** The county's, `https://HOST:PORT`. */
    val address: String,
)

/** How the app is read on this phone; kept by the phone. */
interface Appearance {
    var language: Language
    var text: TextSize
}

enum class Language { PHONE, CHINESE, ENGLISH }

/** At least so large; a phone that is set to larger stays so. */
enum class TextSize(val percent: Int) { PHONE(0), LARGE(130), LARGER(160), LARGEST(200) }
