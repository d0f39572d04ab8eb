package org.doorstep.view.file

import java.time.LocalDate
import org.doorstep.R
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.PersonId
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.file.Concern
import org.doorstep.presenter.file.Found
import org.doorstep.presenter.file.Guardian
import org.doorstep.presenter.file.Household
import org.doorstep.presenter.file.Person
import org.doorstep.presenter.file.Phone
import org.doorstep.presenter.file.Programme
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.sent.State
import org.doorstep.view.Look
import org.doorstep.view.MONDAY
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.find.FindActivity
import org.doorstep.view.picture
import org.doorstep.view.today.TodayScreensTest
import org.doorstep.view.write
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class FileScreensTest(private val look: Look) {
    private val stage by lazy {
        look.putOn()
        Stage().also {
            it.core.people.households = listOf(home)
            it.core.people.people = listOf(elder, card)
        }
    }

    @Test
    fun find() = stage.draw<FindActivity>("find", look) {
        stage.core.people.found = listOf(
            Found(Subject.Person(elder.id), "覃桂香", false, "430822-117", "桐木溪村三组 7 号"),
            Found(Subject.Household(home.id), "覃家旺", false, "430822-121", "桐木溪村三组 9 号"),
            Found(Subject.Person(card.id), "覃小满", true, "430822-121", "桐木溪村三组 9 号"),
        )
        it.write(R.id.words, "覃")
        stage.work.pass(150)
        it.picture("find-found", look)
        it.write(R.id.words, "无名")
        stage.work.pass(150)
        it.picture("find-nobody", look)
    }

    @Test
    fun person() {
        stage.core.people.due = listOf(TodayScreensTest.visits[0])
        stage.core.people.made =
            listOf(Made(RecordId("r"), "覃桂香", Purpose.Visit(VisitKind.ELDER_CHECK_IN), "visit", MONDAY.minusDays(30), Haste.NORMAL, State.Approved))
        stage.draw<FileActivity>("file-person", look, { about(Subject.Person(elder.id)) })
    }

    @Test
    fun child() = stage.draw<FileActivity>("file-child", look, { about(Subject.Person(card.id)) })

    @Test
    fun household() = stage.draw<FileActivity>("file-household", look, { about(Subject.Household(home.id)) })

    @Test
    fun gone() = stage.draw<FileActivity>("file-gone", look, { about(Subject.Person(PersonId("x"))) })

    companion object {
        val home = Household(HouseholdId("h"), "田家旺", "430822-117", "桐木溪村三组 7 号", Place(110.0, 29.0), listOf(Programme.EXTREME_POVERTY), true)
        val elder = Person.Full(
            PersonId("e"), home.id, "覃桂香", "11010519491231002X", LocalDate.of(1949, 12, 31), false, false,
            listOf(Phone("010-0000 0001", null), Phone("010-0000 0002", "女儿")),
            listOf(Concern.ELDER_LIVING_ALONE), listOf(Guardian("田家旺", "儿子", true, "010-0000 0003")), false,
        )
        val card = Person.Card(PersonId("c"), home.id, "向小满", 2016)

        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
