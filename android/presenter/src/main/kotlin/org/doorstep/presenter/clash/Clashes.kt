package org.doorstep.presenter.clash

import kotlin.math.ceil
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.edit.Group
import org.doorstep.presenter.edit.Part

/** Edits of this phone that met another edit of the same part. */
interface Clashes {
    /** Nobody has dealt with them; in the order of arrival. */
    fun open(after: Cursor?): Paged<Clash>

    fun settle(token: Token, keep: Keep)
}

/** Two values of one part of a file. */
data class Clash(
    /** The edit that came second. */
    val record: RecordId,
    val about: Subject,
    /** Of the person, or of the head of the household. */
    val name: String?,
    /** None for a newer app's. */
    val group: Group?,
    /** What both started from. */
    val base: Part,
    /** What the county holds. */
    val theirs: Part,
    /** What this phone wrote. */
    val mine: Part,
    val token: Token,
) {
    /** Whether a citizen number is what it is about. */
    val numbersDiffer get() = listOf(base, theirs, mine).mapNotNull { (it as? Part.Who) }.distinctBy { it.citizenNumber }.size > 1

    /** Between both doors; none where they are one, or not both are placed. */
    val metresApart: Int?
        get() {
            val (one, other) = ((theirs as? Part.Address)?.at ?: return null) to ((mine as? Part.Address)?.at ?: return null)
            return ceil(one.metresTo(other)).toInt().takeIf { it > 0 }
        }
}

/** By which a clash is settled. It holds what the file says, and so is not written anywhere. */
class Token(val text: String) {
    override fun toString() = "token"
}

enum class Keep { THEIRS, MINE }
