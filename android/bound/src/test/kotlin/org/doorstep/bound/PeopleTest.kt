package org.doorstep.bound

import county.doorstep.core.FieldGroup
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.file.Found
import org.doorstep.presenter.file.People
import org.doorstep.presenter.file.Person
import org.doorstep.presenter.today.DueVisit
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Who is on file, over the real core and a real county. */
class PeopleTest {
    private val enrolled = Enrolled()
    private val people = enrolled.core.people
    private val elder = (enrolled.elder as Subject.Person).id

    @After
    fun end() = enrolled.close()

    private fun all(words: String): List<Found> {
        val pages = generateSequence(people.search(words, null)) { page -> page.next?.let { people.search(words, it) } }
        return pages.flatMap { it.rows }.toList()
    }

    private fun due(): List<DueVisit> = enrolled.core.agenda.run {
        generateSequence(due(null, null)) { page -> page.next?.let { due(null, it) } }.flatMap { it.rows }.toList()
    }

    private fun traces() = enrolled.core.records.made(null).rows.count { it.kind == "read_trace" }

    @Test
    fun somebody_is_found_by_name_sound_address_code_and_telephone() {
        val full = people.person(elder) as Person.Full
        val home = requireNotNull(people.household(enrolled.household))
        assertEquals("as the invented county names them", "刘云壬", full.name)
        val words = listOf("刘云壬", "云壬", "liuyunren", "lyr", "${home.address} 刘", home.code, full.phones.single().number.takeLast(8))
        for (word in words) assertTrue(word, all(word).any { it.about in setOf(enrolled.elder, Subject.Household(enrolled.household)) })
        val found = all("刘云壬").first { it.about == enrolled.elder }
        assertEquals(Found(enrolled.elder, full.name, child = false, home.code, home.address), found)
    }

    @Test
    fun what_fits_many_comes_page_by_page_and_what_fits_nobody_finds_nobody() {
        val many = all("巷")
        assertTrue("${many.size}", many.size > 50)
        assertEquals(many.size, many.map { it.about }.toSet().size)
        for (word in listOf("", "  ", "没有这个人", "%", "\"", "vvv")) assertTrue(word, all(word).isEmpty())
    }

    @Test
    fun a_household_has_its_head_its_door_and_its_people() {
        val home = requireNotNull(people.household(enrolled.household))
        assertEquals(enrolled.household to enrolled.door, home.id to home.at)
        val members = people.members(home.id)
        assertTrue(members.any { it.id == elder } && members.all { it.household == home.id })
        assertTrue(members.any { it.name == home.head })
        val stranger = "0192f0c1-2d3e-7a4b-8c5d-6e7f80910213"
        assertNull(people.household(HouseholdId(stranger)))
        assertNull(people.person(PersonId(stranger)))
        assertNull(people.openChild(PersonId(stranger), People.Why.CARE))
        assertTrue(people.members(HouseholdId(stranger)).isEmpty())
    }

    @Test
    fun an_edit_that_waits_is_said_until_the_county_has_it() {
        assertFalse((people.person(elder) as Person.Full).unmerged)
        enrolled.county.stop()
        enrolled.doorstep.editSubject(enrolled.elder.across(), FieldGroup.Relation("other"))
        assertTrue((people.person(elder) as Person.Full).unmerged)
        enrolled.county.start()
        enrolled.sent()
        county.doorstep.core.until("the county's word") {
            enrolled.core.sending.now()
            !(people.person(elder) as Person.Full).unmerged
        }
    }

    @Test
    fun a_childs_file_is_closed_until_somebody_says_why() {
        enrolled.county.stop()
        val child = due().first { it.kind == VisitKind.GUARDIAN_VISIT }
        val id = (child.about as Subject.Person).id
        val card = people.person(id) as Person.Card
        assertEquals(child.name to true, card.name to card.here)
        assertEquals(card, people.members(card.household).first { it.id == id })
        assertEquals(0, traces())
        val file = people.openChild(id, People.Why.VISIT) as Person.Full
        assertEquals("one reading, one trace, offline too", 1, traces())
        assertEquals(card.birthYear to true, file.birth?.year to file.child)
        assertEquals(card.name, file.name)
        assertTrue("it is opened for this once", people.person(id) is Person.Card)
    }

    @Test
    fun a_child_of_somebody_elses_is_a_card_that_opens_for_nobody() {
        val homes = all("巷").map { it.about }.filterIsInstance<Subject.Household>()
        val card = homes.flatMap { people.members(it.id) }.filterIsInstance<Person.Card>().first { !it.here }
        assertEquals(card, people.person(card.id))
        assertTrue(all(card.name).single { it.about == Subject.Person(card.id) }.child)
        assertEquals(card, people.openChild(card.id, People.Why.CARE))
        assertEquals("nothing was read", 0, traces())
    }

    @Test
    fun what_is_due_what_was_made_and_what_can_be_begun_is_theirs_alone() {
        val row = due().first { it.kind == VisitKind.ELDER_CHECK_IN }
        assertEquals(listOf(row.kind), people.due(row.about).map { it.kind })
        assertEquals(setOf(row.about), people.due(row.about).map { it.about }.toSet())
        val visit = enrolled.visited()
        assertEquals(listOf(visit), people.made(enrolled.elder).map { it.record })
        assertTrue(people.made(row.about).isEmpty())
        val begun = listOf(people.begin(row.about, VisitKind.ELDER_CHECK_IN), people.begin(row.about, SheetKind.SERVICE_PLAN))
        val standings = begun.map { enrolled.core.forms.standing(it) }
        assertEquals(setOf(row.about), standings.map { it.about }.toSet())
        assertEquals(listOf(Purpose.Visit(VisitKind.ELDER_CHECK_IN), Purpose.Sheet(SheetKind.SERVICE_PLAN)), standings.map { it.purpose })
    }
}
