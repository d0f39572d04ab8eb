package org.doorstep.presenter.clash

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.edit.Group
import org.doorstep.presenter.edit.Part
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class ClashesPresenterTest {
    private fun clash(name: String) = Clash(
        RecordId(name), Subject.Household(HouseholdId("h")), name, Group.HEAD, Part.Head("甲"), Part.Head("乙"), Part.Head("丙"), Token("secret $name"),
    )

    private val clashes = FakeClashes().apply { open = listOf(clash("1"), clash("2"), clash("3")) }

    @Test
    fun one_chooses_what_the_county_holds_or_what_one_wrote_and_it_is_gone() {
        val seen = Attended(ClashesPresenter(clashes, AtOnce()))
        seen.presenter.keep(seen.screen.rows[0], Keep.THEIRS)
        seen.presenter.keep(seen.screen.rows[0], Keep.MINE)
        assertEquals(listOf("secret 1 THEIRS", "secret 2 MINE"), clashes.done)
        assertEquals(listOf("3"), seen.screen.rows.map { it.name })
        assertEquals(Keep.MINE, seen.screen.settled)
        assertFalse(seen.screen.none)
        seen.presenter.keep(seen.screen.rows[0], Keep.MINE)
        assertTrue(seen.screen.none)
    }

    @Test
    fun a_choice_is_made_once_however_often_it_is_tapped() {
        val work = Held()
        val seen = Attended(ClashesPresenter(clashes, work))
        work.goOn()
        val first = seen.screen.rows[0]
        seen.presenter.keep(first, Keep.THEIRS)
        seen.presenter.keep(first, Keep.MINE)
        assertEquals(first.record, seen.screen.settling)
        work.goOn()
        assertEquals(listOf("secret 1 THEIRS"), clashes.done)
        assertNull(seen.screen.settling)
    }

    @Test
    fun what_could_not_be_settled_stays() {
        val seen = Attended(ClashesPresenter(clashes, AtOnce()))
        clashes.trouble = Trouble.StorageFull
        seen.presenter.keep(seen.screen.rows[0], Keep.MINE)
        assertEquals(3, seen.screen.rows.size)
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        seen.presenter.refresh()
        assertFalse("nobody is told that there is none", seen.screen.none)
        clashes.trouble = null
        seen.presenter.keep(seen.screen.rows[0], Keep.MINE)
        assertNull(seen.screen.trouble)
        assertEquals(2, seen.screen.rows.size)
    }

    @Test
    fun many_come_part_by_part_and_a_file_is_a_tap_away() {
        clashes.pageOf = 2
        val seen = Attended(ClashesPresenter(clashes, AtOnce()))
        assertEquals(2, seen.screen.rows.size)
        seen.presenter.more()
        seen.presenter.more()
        assertEquals(3, seen.screen.rows.size)
        seen.presenter.file(seen.screen.rows[2])
        assertEquals(listOf<Destination>(Destination.File(Subject.Household(HouseholdId("h")))), seen.ways)
    }

    @Test
    fun how_far_two_doors_are_apart_is_told_where_both_are_known() {
        val one = clash("1").copy(theirs = Part.Address("三组", Place(110.0, 29.0)), mine = Part.Address("三组", Place(110.0, 29.001)))
        assertEquals(112, one.metresApart)
        assertNull(one.copy(mine = one.theirs).metresApart)
        assertNull(one.copy(mine = Part.Address("三组", null)).metresApart)
        assertNull(clash("1").metresApart)
    }

    @Test
    fun a_citizen_number_is_told_only_where_it_is_what_differs() {
        val who = Part.Who("甲", "1", null, true)
        val one = clash("1").copy(base = who, theirs = who.copy(name = "乙"), mine = who.copy(name = "丙"))
        assertFalse(one.numbersDiffer)
        assertTrue(one.copy(mine = who.copy(citizenNumber = "2")).numbersDiffer)
    }

    @Test
    fun what_a_file_says_is_in_no_text_of_the_token() = assertFalse("secret" in clash("1").toString())
}
