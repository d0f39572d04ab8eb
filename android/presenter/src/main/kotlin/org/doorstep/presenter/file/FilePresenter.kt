package org.doorstep.presenter.file

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.sent.Made
import org.doorstep.presenter.today.DueVisit

/** What is on file of a person or a household, and what can be done from there. */
class FilePresenter(private val about: Subject, private val people: People, work: Work) : Presenter<FileScreen>(FileScreen(), work) {
    private var opened: Person.Full? = null
    private var beginning = false

    override fun refresh() = ask(::read, { show(screen.copy(trouble = it, read = true)) }) {
        show(it.copy(numberShown = screen.numberShown, choosing = screen.choosing))
    }

    private fun read(): FileScreen {
        val due = people.due(about)
        val made = people.made(about)
        return when (about) {
            is Subject.Household -> {
                val household = people.household(about.id)
                FileScreen(household = household, members = household?.let { people.members(it.id) }.orEmpty(), due = due, made = made, read = true)
            }
            is Subject.Person -> {
                // What was opened stays open as long as the screen does, and is not read again.
                val person = opened ?: people.person(about.id)
                FileScreen(person, person?.let { people.household(it.household) }, due = due, made = made, read = true)
            }
        }
    }

    /** Opens a child's full file; reading it leaves a trace. */
    fun openChild(why: People.Why) {
        val id = (about as? Subject.Person)?.id ?: return
        ask({ people.openChild(id, why) }, { show(screen.copy(trouble = it)) }) {
            opened = it as? Person.Full
            refresh()
        }
    }

    fun showNumber() = show(screen.copy(numberShown = true))

    fun choose(choosing: Boolean) = show(screen.copy(choosing = choosing))

    fun begin(purpose: Purpose) {
        if (beginning) return
        beginning = true
        ask(
            {
                when (purpose) {
                    is Purpose.Visit -> people.begin(about, purpose.kind)
                    is Purpose.Sheet -> people.begin(about, purpose.kind)
                }
            },
            { beginning = false; show(screen.copy(trouble = it, choosing = false)) },
        ) {
            beginning = false
            show(screen.copy(choosing = false))
            go(Destination.Questions(it))
        }
    }

    fun call(number: String) = go(Destination.Call(number))

    fun map() {
        screen.household?.at?.let { go(Destination.Map(it.latitude, it.longitude)) }
    }

    fun member(person: Person) = go(Destination.File(Subject.Person(person.id)))

    fun openHousehold() {
        screen.household?.let { go(Destination.File(Subject.Household(it.id))) }
    }

    fun record(made: Made) = go(Destination.Record(made.record))
}

data class FileScreen(
    val person: Person? = null,
    /** Of the person, or the one that is looked at. */
    val household: Household? = null,
    val members: List<Person> = emptyList(),
    val due: List<DueVisit> = emptyList(),
    val made: List<Made> = emptyList(),
    val numberShown: Boolean = false,
    /** It is asked which visit or sheet is begun. */
    val choosing: Boolean = false,
    val read: Boolean = false,
    val trouble: Trouble? = null,
) {
    val gone get() = read && person == null && household == null

    /** What may be begun: what is due first, then whatever fits. */
    val purposes: List<Purpose>
        get() {
            val person = person
            val fits = when {
                person is Person.Card || person is Person.Full && person.child -> listOf(VisitKind.GUARDIAN_VISIT)
                person is Person.Full -> listOf(VisitKind.ELDER_CHECK_IN, VisitKind.NEEDS_ASSESSMENT)
                else -> listOf(VisitKind.HOUSEHOLD_CHECK, VisitKind.CENSUS)
            }
            val sheets = if (person == null) emptyList() else listOf(SheetKind.SERVICE_PLAN, SheetKind.CONSENT)
            return (due.map { it.kind } + fits).distinct().map { Purpose.Visit(it) } + sheets.map { Purpose.Sheet(it) }
        }
}
