package org.doorstep.presenter.today

import java.time.LocalDate
import java.time.temporal.ChronoUnit.DAYS
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work

/** Says what stands on the first screen of a worker's day: who is due, how urgently, how far, and whom to visit next. */
class TodayPresenter(private val agenda: Agenda, private val today: () -> LocalDate, work: Work) :
    Presenter<TodayScreen>(TodayScreen(today(), emptyList()), work) {

    override fun refresh() = ask({ agenda.due() }, { show(screen.copy(trouble = it)) }) { due ->
        val today = today()
        val rows = due.map { TodayRow(it.name, it.reason, it.urgencyOn(today), it.distanceMetres?.let(::rounded)) }
        show(TodayScreen(today, rows))
    }

    private fun DueVisit.urgencyOn(today: LocalDate): Urgency {
        val days = DAYS.between(today, due).toInt()
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

data class TodayScreen(val date: LocalDate, val rows: List<TodayRow>, val trouble: Trouble? = null) {
    /** Whom the button at the thumb is about. */
    val next: TodayRow? get() = rows.firstOrNull()
}

data class TodayRow(val name: String, val reason: Reason, val urgency: Urgency, val distance: Distance?)

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
