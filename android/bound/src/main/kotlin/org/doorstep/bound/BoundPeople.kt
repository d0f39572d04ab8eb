package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.Page
import county.doorstep.core.PersonOnFile
import county.doorstep.core.Sex
import county.doorstep.core.Whom
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.file.Found
import org.doorstep.presenter.file.Household
import org.doorstep.presenter.file.People
import org.doorstep.presenter.file.Person

internal class BoundPeople(private val doorstep: Doorstep) : People {
    override fun search(words: String, after: Cursor?) = asked {
        val page = doorstep.search(words, page(after))
        Paged(page.rows.map { Found(it.subject.back(), it.name, it.childCard, it.code, it.address) }, page.next?.let(::Cursor))
    }

    override fun household(id: HouseholdId) = asked {
        doorstep.household(id.text)?.run {
            val programmes = programmes.map { it.back() }
            Household(HouseholdId(this.id), head, code, address, at?.back(), programmes, filed.unmerged.isNotEmpty() || filed.foundBy != null)
        }
    }

    override fun person(id: PersonId) = asked { doorstep.person(id.text)?.closed() }

    /** Leaves no trace of reading where there is nothing to read. */
    override fun openChild(id: PersonId, why: People.Why) = asked {
        when (val onFile = doorstep.person(id.text)) {
            is PersonOnFile.Full -> doorstep.openChildFile(id.text, why.name.lowercase())?.opened()
            else -> onFile?.closed()
        }
    }

    override fun members(of: HouseholdId) = asked { doorstep.members(of.text, Page(MOST)).rows.map { it.closed() } }

    override fun due(of: Subject) = asked { doorstep.dueTogether(of.across()).filter { it.subject == of.across() }.map { it.back() } }

    override fun made(of: Subject) = asked { doorstep.history(of.across(), page(null)).rows.map { it.back() } }

    override fun begin(about: Subject, kind: VisitKind) = asked { DraftId(doorstep.beginVisit(Whom.OnFile(about.across()), kind.across())) }

    override fun begin(about: Subject, kind: SheetKind) = asked { DraftId(doorstep.beginSheet(kind.across(), about.across())) }

    private companion object {
        const val MOST = 500u
    }
}

/** As long as nobody has said why a child's file is opened, its card. */
private fun PersonOnFile.closed(): Person = when (this) {
    is PersonOnFile.Child -> opened()
    is PersonOnFile.Full -> person.run {
        if (!child) return opened()
        Person.Card(PersonId(id), HouseholdId(household), identity.name, identity.birthDate?.year, here = true)
    }
}

private fun PersonOnFile.opened(): Person = when (this) {
    is PersonOnFile.Child -> Person.Card(PersonId(card.id), HouseholdId(card.household), card.name, card.birthYear, here = false)
    is PersonOnFile.Full -> person.run {
        Person.Full(
            PersonId(id),
            HouseholdId(household),
            identity.name,
            identity.citizenNumber,
            identity.birthDate,
            identity.sex?.let { it == Sex.MALE },
            child,
            phones.map { it.back() },
            concerns.map { it.back() },
            guardians.map { it.back() },
            filed.unmerged.isNotEmpty() || filed.foundBy != null,
        )
    }
}
