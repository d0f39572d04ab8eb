package org.doorstep.presenter.finish

import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject

/** The end of a visit or a sheet. */
interface Finishes {
    /** What is unusual about it, were it finished here and now; none where questions keep it from that. */
    fun unusual(draft: DraftId, place: Fix?): List<Flag>?

    /** The worker's reason for what is unusual, so far. */
    fun explanation(draft: DraftId): String

    fun explain(draft: DraftId, reason: String)

    /** Saves it as one step; none where questions keep it from that. */
    fun finish(draft: DraftId, place: Fix?): Saved?

    /** Gives the corrected record to the supervisor who returned the other. */
    fun giveBack(returned: RecordId, corrected: RecordId, words: String)

    /** Begins a report about somebody. */
    fun report(kind: SheetKind, about: Subject?): DraftId
}

/** A record that is saved, and will be sent. */
data class Saved(
    val record: RecordId,
    /** Codes of what the rules say against it: the county will say the same. */
    val findings: List<String>,
    val haste: Haste,
)

/** Something unusual, with its figures. It flags; it never accuses or blocks. */
sealed interface Flag {
    data object NoPlace : Flag
    data class WeakPlace(val metres: Int) : Flag
    data object MockPlace : Flag
    data object DoubtfulClock : Flag
    data class FarFromDoor(val metres: Int) : Flag
    data class OutsideVillage(val metres: Int) : Flag
    data class Short(val minutes: Int, val usual: Int) : Flag
    data class Speed(val metres: Int, val minutes: Int) : Flag
    data class OnePoint(val others: Int) : Flag
    data object SamePlace : Flag
    data object SamePhotograph : Flag
    data object UnvouchedPhotograph : Flag
}
