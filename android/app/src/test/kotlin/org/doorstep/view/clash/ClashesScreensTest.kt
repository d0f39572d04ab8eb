package org.doorstep.view.clash

import java.time.LocalDate
import org.doorstep.R
import org.doorstep.presenter.clash.Clash
import org.doorstep.presenter.clash.Token
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.edit.Danger
import org.doorstep.presenter.edit.Group
import org.doorstep.presenter.edit.Part
import org.doorstep.presenter.file.Concern
import org.doorstep.presenter.file.Guardian
import org.doorstep.presenter.file.Phone
import org.doorstep.presenter.file.Programme
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.picture
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class ClashesScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage()
    }

    @Test
    fun phones_then_nothing() {
        stage.core.clashes.open = listOf(phones)
        stage.draw<ClashesActivity>("clash-phones", look) {
            it.tap(it.getString(R.string.clash_keep_mine))
            it.picture("clash-none", look)
        }
    }

    @Test
    fun address() {
        stage.core.clashes.open = listOf(address, phones)
        stage.draw<ClashesActivity>("clash-address", look)
    }

    @Test
    fun newer() {
        stage.core.clashes.open = listOf(newer)
        stage.draw<ClashesActivity>("clash-newer", look)
    }

    companion object {
        private fun clash(name: String?, base: Part, theirs: Part, mine: Part, group: Group? = mine.group) =
            Clash(RecordId("r-$name-$group"), Subject.Person(PersonId("e")), name, group, base, theirs, mine, Token("t-$group"))

        val phones = clash(
            "覃桂香",
            Part.Phones(listOf(Phone("010-0000 0001", null))),
            Part.Phones(listOf(Phone("010-0000 0001", null), Phone("010-0000 0002", "daughter"))),
            Part.Phones(listOf(Phone("010-0000 0003", null))),
        )
        val address = clash(
            "田家旺",
            Part.Nothing,
            Part.Address("桐木溪村三组 7 号", Place(110.0, 29.0)),
            Part.Address("桐木溪村三组 9 号，水井旁边", Place(110.0, 29.001)),
        ).copy(about = Subject.Household(HouseholdId("h")))
        val newer = clash(null, Part.Unknown, Part.Unknown, Part.Unknown, null)

        private val who = Part.Who("覃桂香", "11010519491231002X", LocalDate.of(1949, 12, 31), false)

        /** One of every other part. */
        val others = listOf(
            clash("1", Part.Head("覃"), Part.Head("向"), Part.Head("田")),
            clash("2", Part.Dwelling(null), Part.Dwelling(Danger.C), Part.Dwelling(Danger.D)),
            clash("3", who, who.copy(name = "覃贵香"), who.copy(citizenNumber = null)),
            clash("4", Part.Relation("head"), Part.Relation("parent"), Part.Relation("邻居家的")),
            clash("5", Part.Concerns(emptyList()), Part.Concerns(listOf(Concern.ELDER_LIVING_ALONE)), Part.Concerns(listOf(Concern.DISABLED_ELDER))),
            clash("6", Part.Guardians(emptyList()), Part.Guardians(listOf(Guardian("向明", "father", false, "010"))), Part.Guardians(emptyList())),
            clash("7", Part.Health(null), Part.Health("31"), Part.Health("64")),
            clash("8", Part.Assistance(emptyList(), null), Part.Assistance(listOf(Programme.EXTREME_POVERTY), "A"), Part.Assistance(emptyList(), "B")),
            clash("9", Part.Dwelling(Danger.A), Part.Dwelling(Danger.A), Part.Dwelling(Danger.B)),
        )

        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
