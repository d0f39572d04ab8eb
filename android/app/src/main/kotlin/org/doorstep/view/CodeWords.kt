package org.doorstep.view

import android.annotation.SuppressLint
import android.content.res.Resources
import org.doorstep.R

/** What a rule or the county says against a record, by its code; a code of a newer county's keeps its name. */
class CodeWords(private val resources: Resources) {
    @SuppressLint("DiscouragedApi")
    fun of(code: String): String {
        val id = resources.getIdentifier("code_$code", "string", PACKAGE)
        return if (id == 0) resources.getString(R.string.code_unknown, code) else resources.getString(id)
    }

    /** One to a line. */
    fun of(codes: List<String>): String = codes.joinToString("\n") { "· ${of(it)}" }

    private companion object {
        const val PACKAGE = "org.doorstep"
    }
}
