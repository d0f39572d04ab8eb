package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.Finishing
import county.doorstep.core.Weighing
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.finish.Finishes
import org.doorstep.presenter.finish.Flag
import org.doorstep.presenter.finish.Saved

internal class BoundFinishes(private val doorstep: Doorstep) : Finishes {
    override fun unusual(draft: DraftId, place: Fix?) = asked {
        when (val weighing = doorstep.unusual(draft.text, place?.across())) {
            is Weighing.Unusual -> weighing.flags.map { it.back() }
            is Weighing.Unanswered -> null
        }
    }

    override fun explanation(draft: DraftId) = asked { doorstep.draftStanding(draft.text).explanation }

    override fun explain(draft: DraftId, reason: String) = asked { doorstep.explain(draft.text, reason) }

    override fun finish(draft: DraftId, place: Fix?) = asked {
        when (val finishing = doorstep.finish(draft.text, place?.across())) {
            is Finishing.Saved -> Saved(RecordId(finishing.saved.record), finishing.saved.findings, finishing.urgency.back())
            is Finishing.Unanswered -> null
        }
    }

    override fun giveBack(returned: RecordId, corrected: RecordId, words: String) {
        asked { doorstep.reply(returned.text, corrected.text, words) }
    }

    override fun report(kind: SheetKind, about: Subject?) = asked { DraftId(doorstep.beginSheet(kind.across(), about?.across())) }
}

private fun county.doorstep.core.Flag.back(): Flag = when (this) {
    is county.doorstep.core.Flag.NoPlace -> Flag.NoPlace
    is county.doorstep.core.Flag.WeakPlace -> Flag.WeakPlace(accuracyMetres.toInt())
    is county.doorstep.core.Flag.MockPlace -> Flag.MockPlace
    is county.doorstep.core.Flag.DoubtfulClock -> Flag.DoubtfulClock
    is county.doorstep.core.Flag.FarFromDoor -> Flag.FarFromDoor(metres.toInt())
    is county.doorstep.core.Flag.OutsideVillage -> Flag.OutsideVillage(metres.toInt())
    is county.doorstep.core.Flag.Short -> Flag.Short((seconds / 60u).toInt(), minutes(leastSeconds))
    is county.doorstep.core.Flag.Speed -> Flag.Speed(metres.toInt(), minutes(seconds))
    is county.doorstep.core.Flag.OnePoint -> Flag.OnePoint(others.size)
    is county.doorstep.core.Flag.SamePlace -> Flag.SamePlace
    is county.doorstep.core.Flag.SamePhotograph -> Flag.SamePhotograph
    is county.doorstep.core.Flag.UnvouchedPhotograph -> Flag.UnvouchedPhotograph
}

/** Minutes begun. */
private fun minutes(seconds: UInt) = (seconds.toInt() + 59) / 60
