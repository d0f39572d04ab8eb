package org.doorstep.presenter.core

/** A part of a list. */
data class Paged<T>(
    val rows: List<T>,
    /** For the next part; none at the end. */
    val next: Cursor?,
)

/** Where a part ended; only the list that gave it can read it. */
@JvmInline
value class Cursor(val text: String)

/** Rows that are asked for at once. */
const val PAGE = 50
