package org.doorstep.presenter.file

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.today.DueVisit

class FakePeople : People {
    var found = emptyList<Found>()
    var households = emptyList<Household>()
    var people = emptyList<Person>()
    var full: Person.Full? = null
    var due = emptyList<DueVisit>()
    var made = emptyList<Made>()
    var trouble: Trouble? = null
    var pageOf = 50
    val done = mutableListOf<String>()

    private fun write(what: String) {
        trouble?.let { throw it }
        done += what
    }

    override fun search(words: String, after: Cursor?): Paged<Found> {
        write("search $words ${after?.text}")
        val hits = found.filter { words in it.name }
        val from = after?.text?.toInt() ?: 0
        val to = minOf(from + pageOf, hits.size)
        return Paged(hits.subList(from, to), if (to < hits.size) Cursor("$to") else null)
    }

    override fun household(id: HouseholdId) = households.firstOrNull { it.id == id }

    override fun person(id: PersonId) = people.firstOrNull { it.id == id }

    override fun openChild(id: PersonId, why: People.Why): Person? {
        write("opened $why")
        return full
    }

    override fun members(of: HouseholdId) = people.filter { it.household == of }

    override fun due(of: Subject): List<DueVisit> {
        trouble?.let { throw it }
        return due
    }

    override fun made(of: Subject) = made

    override fun begin(about: Subject, kind: VisitKind): DraftId {
        write("begin $kind")
        return DraftId("d")
    }

    override fun begin(about: Subject, kind: SheetKind): DraftId {
        write("begin $kind")
        return DraftId("s")
    }
}
