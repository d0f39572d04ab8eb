package org.doorstep.presenter.file

import java.time.LocalDate
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.State
import org.doorstep.presenter.today.DueVisit
import org.doorstep.presenter.today.Why
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class FileTest {
    private val home = Household(HouseholdId("h"), "田家旺", "001", "三组 7 号", Place(110.0, 29.0), listOf(Programme.EXTREME_POVERTY), false)
    private val elder = Person.Full(PersonId("e"), home.id, "覃桂香", "n", null, false, false, emptyList(), emptyList(), emptyList(), false)
    private val card = Person.Card(PersonId("c"), home.id, "向小满", 2016)
    private val people = FakePeople().apply {
        households = listOf(home)
        people = listOf(elder, card)
    }

    private fun file(of: Subject) = Attended(FilePresenter(of, people, AtOnce()))

    @Test
    fun a_person_stands_with_their_household_and_leads_on() {
        people.made = listOf(Made(RecordId("r"), null, null, "hours", LocalDate.EPOCH, Haste.NORMAL, State.Sent))
        val seen = file(Subject.Person(elder.id))
        assertEquals(elder to home, seen.screen.person to seen.screen.household)
        assertFalse(seen.screen.numberShown)
        seen.presenter.showNumber()
        seen.presenter.refresh()
        assertTrue(seen.screen.numberShown)
        seen.presenter.call("010")
        seen.presenter.map()
        seen.presenter.openHousehold()
        seen.presenter.record(seen.screen.made[0])
        assertEquals(
            listOf(
                Destination.Call("010"), Destination.Map(29.0, 110.0), Destination.File(Subject.Household(home.id)), Destination.Record(RecordId("r")),
            ),
            seen.ways,
        )
    }

    @Test
    fun a_household_stands_with_its_people() {
        val seen = file(Subject.Household(home.id))
        assertEquals(listOf(elder, card), seen.screen.members)
        seen.presenter.member(card)
        assertEquals(listOf<Destination>(Destination.File(Subject.Person(card.id))), seen.ways)
        seen.presenter.openChild(People.Why.VISIT)
        assertEquals(emptyList<String>(), people.done)
    }

    @Test
    fun a_childs_card_shows_nothing_more_until_it_is_opened_and_is_opened_once() {
        people.full = elder.copy(id = card.id, name = card.name, child = true)
        val seen = file(Subject.Person(card.id))
        assertEquals(card, seen.screen.person)
        people.trouble = Trouble.StorageFull
        seen.presenter.openChild(People.Why.CARE)
        assertEquals("without a trace it stays shut", card, seen.screen.person)
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        people.trouble = null
        seen.presenter.openChild(People.Why.CARE)
        assertEquals(people.full, seen.screen.person)
        seen.presenter.refresh()
        assertEquals(people.full, seen.screen.person)
        assertEquals(listOf("opened CARE"), people.done)
    }

    @Test
    fun what_is_due_comes_first_among_what_may_be_begun() {
        fun kinds(of: Subject) = file(of).screen.purposes
        assertEquals(listOf<Purpose>(Purpose.Visit(VisitKind.HOUSEHOLD_CHECK), Purpose.Visit(VisitKind.CENSUS)), kinds(Subject.Household(home.id)))
        assertEquals(Purpose.Visit(VisitKind.GUARDIAN_VISIT), kinds(Subject.Person(card.id)).first())
        people.due = listOf(DueVisit(Subject.Person(elder.id), null, VisitKind.FOLLOW_UP, Why.AGREED, null, LocalDate.EPOCH, null, null))
        assertEquals(
            listOf(
                Purpose.Visit(VisitKind.FOLLOW_UP), Purpose.Visit(VisitKind.ELDER_CHECK_IN), Purpose.Visit(VisitKind.NEEDS_ASSESSMENT),
                Purpose.Sheet(SheetKind.SERVICE_PLAN), Purpose.Sheet(SheetKind.CONSENT),
            ),
            kinds(Subject.Person(elder.id)),
        )
    }

    @Test
    fun a_visit_or_a_sheet_is_begun_once() {
        val work = Held()
        val seen = Attended(FilePresenter(Subject.Person(elder.id), people, work))
        work.goOn()
        seen.presenter.choose(true)
        seen.presenter.begin(Purpose.Visit(VisitKind.ELDER_CHECK_IN))
        seen.presenter.begin(Purpose.Visit(VisitKind.ELDER_CHECK_IN))
        work.goOn()
        assertFalse(seen.screen.choosing)
        seen.presenter.begin(Purpose.Sheet(SheetKind.CONSENT))
        work.goOn()
        assertEquals(listOf("begin ELDER_CHECK_IN", "begin CONSENT"), people.done)
        assertEquals(listOf(Destination.Questions(DraftId("d")), Destination.Questions(DraftId("s"))), seen.ways)
        people.trouble = Trouble.StorageFull
        seen.presenter.begin(Purpose.Sheet(SheetKind.CONSENT))
        work.goOn()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
    }

    @Test
    fun somebody_who_is_not_here_is_said_to_be_gone_and_a_memory_that_cannot_be_read_too() {
        assertTrue(file(Subject.Person(PersonId("x"))).screen.gone)
        people.trouble = Trouble.Internal("store")
        assertEquals(Trouble.Internal("store"), file(Subject.Person(elder.id)).screen.trouble)
    }

    @Test
    fun one_finds_while_one_types_and_only_what_is_asked_now() {
        people.found = (1..5).map { Found(Subject.Person(PersonId("$it")), "覃$it", false, "", "") }
        people.pageOf = 3
        val work = AtOnce()
        val seen = Attended(FindPresenter(people, work))
        seen.presenter.typed("覃")
        work.pass(149)
        assertEquals(emptyList<String>(), people.done)
        seen.presenter.typed("覃 ")
        work.pass(150)
        assertEquals(3, seen.screen.rows.size)
        seen.presenter.more()
        seen.presenter.more()
        assertEquals(5, seen.screen.rows.size)
        seen.presenter.open(seen.screen.rows[4])
        assertEquals(listOf<Destination>(Destination.File(Subject.Person(PersonId("5")))), seen.ways)
        seen.presenter.typed("无")
        work.pass(150)
        assertTrue(seen.screen.foundNobody)
        seen.presenter.typed("")
        work.pass(150)
        assertFalse(seen.screen.foundNobody)
        people.trouble = Trouble.Internal("store")
        seen.presenter.typed("覃")
        work.pass(150)
        assertEquals(Trouble.Internal("store"), seen.screen.trouble)
    }

    @Test
    fun a_late_answer_is_nobodys() {
        people.found = listOf(Found(Subject.Person(PersonId("1")), "覃", false, "", ""))
        val beside = mutableListOf<() -> Unit>()
        val at = AtOnce()
        val work = object : Work by at {
            override fun beside(job: () -> Unit) {
                beside += job
            }
        }
        val seen = Attended(FindPresenter(people, work))
        seen.presenter.typed("覃")
        at.pass(150)
        seen.presenter.typed("向")
        beside.removeAt(0)()
        assertEquals(emptyList<Found>(), seen.screen.rows)
    }
}
