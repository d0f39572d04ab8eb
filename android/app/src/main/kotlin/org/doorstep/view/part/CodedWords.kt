package org.doorstep.view.part

import android.annotation.SuppressLint
import android.content.res.Resources

/** What is on file as a code, in words. What somebody wrote instead of a code stays as it is. */
internal class CodedWords(private val resources: Resources) {
    fun relation(code: String): String = of("relation", code)

    fun health(code: String): String = of("health", code)

    @SuppressLint("DiscouragedApi")
    private fun of(list: String, code: String): String {
        val id = resources.getIdentifier("part_${list}_$code", "string", PACKAGE)
        return if (id == 0) code else resources.getString(id)
    }

    private companion object {
        const val PACKAGE = "org.doorstep"
    }
}
