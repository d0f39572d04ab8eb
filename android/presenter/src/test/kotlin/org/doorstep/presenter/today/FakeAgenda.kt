package org.doorstep.presenter.today

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind

class FakeAgenda(var visits: List<DueVisit> = emptyList()) : Agenda {
    var drafts = emptyList<Draft>()
    var waiting = Waiting()
    var together = emptyList<DueVisit>()
    var trouble: Trouble? = null
    var pageOf = 50
    var near: Place? = null
    var calls = 0
    val begun = mutableListOf<Pair<Subject, VisitKind>>()

    override fun due(near: Place?, after: Cursor?): Paged<DueVisit> {
        calls++
        trouble?.let { throw it }
        if (after == null) this.near = near
        val from = after?.text?.toInt() ?: 0
        val to = minOf(from + pageOf, visits.size)
        return Paged(visits.subList(from, to), if (to < visits.size) Cursor("$to") else null)
    }

    override fun together(about: Subject) = together

    override fun drafts() = drafts

    override fun waiting() = waiting

    override fun begin(about: Subject, kind: VisitKind): DraftId {
        trouble?.let { throw it }
        begun += about to kind
        return DraftId("d${begun.size}")
    }
}
