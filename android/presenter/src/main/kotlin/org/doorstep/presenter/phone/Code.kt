package org.doorstep.presenter.phone

import org.doorstep.presenter.Trouble

/** A word of a program's. What could be a name, a number of somebody's, or a sentence does not become one. */
@ConsistentCopyVisibility
data class Code private constructor(val text: String) {
    override fun toString() = text

    companion object {
        private val WORD = Regex("[A-Za-z][A-Za-z0-9_.:$-]{0,63}")
        private val LONG_NUMBER = Regex("[0-9]{5}")

        fun of(word: String) = Code(if (WORD.matches(word) && !LONG_NUMBER.containsMatchIn(word)) word else "other")

        fun of(value: Enum<*>) = of(value.name)

        fun of(trouble: Trouble): Code = when (trouble) {
            Trouble.Offline -> Code("offline")
            Trouble.SignedOut -> Code("signed_out")
            Trouble.StorageFull -> Code("storage_full")
            is Trouble.Rejected -> of("rejected:" + of(trouble.code))
            is Trouble.Invalid -> of("invalid:" + of(trouble.code))
            is Trouble.Internal -> of("internal:" + of(trouble.reference))
        }

        /** Its kind and the place in our own code; what it says stays out. */
        fun of(fault: Throwable): Code {
            val at = fault.stackTrace.firstOrNull { it.className.startsWith("org.doorstep.") }
            return of(fault.javaClass.simpleName + (at?.let { ":${it.fileName}:${it.lineNumber}" } ?: ""))
        }
    }
}
