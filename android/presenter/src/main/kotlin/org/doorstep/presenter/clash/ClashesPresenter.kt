package org.doorstep.presenter.clash

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.RecordId

/** Two people changed the same thing: both values, and a choice. */
class ClashesPresenter(private val clashes: Clashes, work: Work) : Presenter<ClashesScreen>(ClashesScreen(), work) {
    override fun refresh() = read(null)

    fun more() {
        screen.next?.let(::read)
    }

    private fun read(after: Cursor?) = ask({ clashes.open(after) }, { show(screen.copy(read = true, trouble = it)) }) {
        if (after != null && after != screen.next) return@ask
        val before = if (after == null) emptyList() else screen.rows
        show(screen.copy(rows = before + it.rows, next = it.next, read = true))
    }

    /** Settles one, once however often it is tapped. */
    fun keep(clash: Clash, keep: Keep) {
        if (screen.settling != null) return
        show(screen.copy(settling = clash.record, trouble = null))
        ask({ clashes.settle(clash.token, keep) }, { show(screen.copy(settling = null, trouble = it)) }) {
            show(screen.copy(settling = null, settled = keep, rows = screen.rows - clash))
            refresh()
        }
    }

    /** What is neither is written where the file is edited. */
    fun file(clash: Clash) = go(Destination.File(clash.about))
}

data class ClashesScreen(
    val rows: List<Clash> = emptyList(),
    val next: Cursor? = null,
    val settling: RecordId? = null,
    /** What was last chosen here. */
    val settled: Keep? = null,
    val read: Boolean = false,
    val trouble: Trouble? = null,
) {
    val none get() = read && trouble == null && rows.isEmpty()
}
