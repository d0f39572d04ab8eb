package org.doorstep.presenter.sent

import java.time.LocalDate
import java.time.temporal.ChronoUnit.DAYS
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Cursor

/** Everything made on this phone; what came back on top. */
class SentPresenter(private val records: Records, private val today: () -> LocalDate, work: Work) :
    Presenter<SentScreen>(SentScreen(), work) {

    private class Read(val returned: List<Made>, val rows: List<Made>, val next: Cursor?)

    override fun refresh() = ask(
        {
            val first = records.made(null)
            Read(records.returned(), first.rows, first.next)
        },
        { show(screen.copy(trouble = it, read = true)) },
    ) { show(SentScreen(it.returned.map(::row), it.rows.map(::row), it.next, read = true)) }

    fun more() {
        val next = screen.next ?: return
        ask({ records.made(next) }, { show(screen.copy(trouble = it)) }) { page ->
            // Asked twice before it came: the rows are there already.
            if (screen.next == next) show(screen.copy(rows = screen.rows + page.rows.map(::row), next = page.next, trouble = null))
        }
    }

    private fun row(made: Made) = SentRow(made, made.deadline?.let { DAYS.between(today(), it).toInt() })

    fun open(row: SentRow) = go(Destination.Record(row.made.record))
}

data class SentScreen(
    val returned: List<SentRow> = emptyList(),
    val rows: List<SentRow> = emptyList(),
    val next: Cursor? = null,
    /** Before that, nothing can be said to be missing. */
    val read: Boolean = false,
    val trouble: Trouble? = null,
)

data class SentRow(
    val made: Made,
    /** Until it has to be mended; negative once that is over. */
    val daysLeft: Int?,
)
