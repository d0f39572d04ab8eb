package org.doorstep.presenter.finish

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject

class FakeFinishes : Finishes {
    var flags: (Fix?) -> List<Flag>? = { emptyList() }
    var saved: Saved? = Saved(RecordId("new"), emptyList(), Haste.NORMAL)
    var reason = ""
    var trouble: Trouble? = null
    val done = mutableListOf<String>()

    private fun write(what: String) {
        trouble?.let { throw it }
        done += what
    }

    override fun unusual(draft: DraftId, place: Fix?) = flags(place)

    override fun explanation(draft: DraftId) = reason

    override fun explain(draft: DraftId, reason: String) {
        write("explained: $reason")
        this.reason = reason
    }

    override fun finish(draft: DraftId, place: Fix?): Saved? {
        write("saved within ${place?.accuracyMetres}")
        return saved
    }

    override fun giveBack(returned: RecordId, corrected: RecordId, words: String) = write("${returned.text} <- ${corrected.text}: $words")

    override fun report(kind: SheetKind, about: Subject?): DraftId {
        write("report $kind")
        return DraftId("report")
    }
}
