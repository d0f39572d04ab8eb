package org.doorstep.presenter.camera

import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix

/** Photographs become evidence: on disk, signed and stamped, when [keep] returns, about half a second later. */
interface Photographs {
    fun keep(draft: DraftId, question: String, shot: Shot)
}

/** What the camera wrote, and what was known around the shutter. */
data class Shot(
    /** The file. */
    val path: String,
    /** By the phone's clock, milliseconds since 1970. */
    val takenMillis: Long,
    /** Newest last; may be none. */
    val fixes: List<Fix> = emptyList(),
    /** From the gallery, which is said on it, and not from this app's camera. */
    val imported: Boolean = false,
)

/** Shots that are taken and not yet kept: they outlive the process. */
interface Shots {
    /** The one that was left over for a question, if there is one. */
    fun leftOver(draft: DraftId, question: String): Shot?

    /** Where the camera is to write the next one. */
    fun place(draft: DraftId, question: String): String

    /** Notes what was known around the shutter, beside the file. */
    fun note(draft: DraftId, question: String, shot: Shot)

    /** Forgets it, and its file. */
    fun drop(draft: DraftId, question: String)
}
