package org.doorstep.presenter.today

import java.time.LocalDate
import java.time.temporal.ChronoUnit.DAYS
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.Location
import org.doorstep.presenter.core.Paged

/** Says what stands on the first screen of a worker's day: who is due, how urgently, how far, and whom to visit next. */
class TodayPresenter(private val agenda: Agenda, private val location: Location, private val today: () -> LocalDate, work: Work) :
    Presenter<TodayScreen>(TodayScreen(today()), work) {
    private var beginning = false

    private class Read(val page: Paged<DueVisit>, val drafts: List<Draft>, val waiting: Waiting)

    override fun refresh() {
        val near = location.now()?.at
        ask({ Read(agenda.due(near, null), agenda.drafts(), agenda.waiting()) }, { show(screen.copy(trouble = it, read = true)) }) { read ->
            val (rows, next) = read.page.run { rows.map(::row) to next }
            show(TodayScreen(today(), rows, next, read.drafts, read.waiting, screen.door, read = true))
        }
    }

    fun more() {
        val next = screen.next ?: return
        // The cursor keeps the place that its first page was asked with.
        ask({ agenda.due(null, next) }, { show(screen.copy(trouble = it)) }) { page ->
            if (screen.next == next) show(screen.copy(rows = screen.rows + page.rows.map(::row), next = page.next))
        }
    }

    /** To somebody's door. If others are due there, too, it is asked first what is done in one walk. */
    fun visit(row: TodayRow) {
        ask({ agenda.together(row.visit.about) }, { show(screen.copy(trouble = it)) }) { there ->
            if (there.size > 1) show(screen.copy(door = there.map(::row))) else begin(row)
        }
    }

    fun begin(row: TodayRow) {
        if (beginning) return
        beginning = true
        ask({ agenda.begin(row.visit.about, row.visit.kind) }, { beginning = false; show(screen.copy(trouble = it, door = emptyList())) }) {
            beginning = false
            show(screen.copy(door = emptyList(), trouble = null))
            go(Destination.Questions(it))
        }
    }

    fun leaveDoor() = show(screen.copy(door = emptyList()))

    fun goOn(draft: Draft) = go(Destination.Questions(draft.id))

    fun file(row: TodayRow) = go(Destination.File(row.visit.about))

    fun lead(where: Destination) = go(where)

    private fun row(visit: DueVisit) = TodayRow(visit, urgency(visit), visit.distanceMetres?.let(::rounded))

    private fun urgency(visit: DueVisit): Urgency {
        val days = DAYS.between(today(), visit.due).toInt()
        return when {
            days < 0 -> Urgency.Overdue(-days)
            days == 0 -> Urgency.Today
            else -> Urgency.Later(days)
        }
    }

    /** As finely as a person walks. */
    private fun rounded(metres: Int): Distance {
        val tens = (metres + 5) / 10 * 10
        return if (tens < 1_000) Distance.Metres(tens) else Distance.Kilometres(metres / 1_000.0)
    }
}

data class TodayScreen(
    val date: LocalDate,
    val rows: List<TodayRow> = emptyList(),
    val next: Cursor? = null,
    val drafts: List<Draft> = emptyList(),
    val waiting: Waiting = Waiting(),
    /** Who is due at the door that was chosen, where they are several. */
    val door: List<TodayRow> = emptyList(),
    val read: Boolean = false,
    val trouble: Trouble? = null,
) {
    /** Whom the button at the thumb is about. */
    val first: TodayRow? get() = rows.firstOrNull()
}

data class TodayRow(val visit: DueVisit, val urgency: Urgency, val distance: Distance?)

sealed interface Urgency {
    data class Overdue(val days: Int) : Urgency
    data object Today : Urgency
    data class Later(val days: Int) : Urgency
}

sealed interface Distance {
    data class Metres(val value: Int) : Distance

    /** To be shown with one decimal. */
    data class Kilometres(val value: Double) : Distance
}
