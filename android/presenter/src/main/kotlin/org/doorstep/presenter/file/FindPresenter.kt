package org.doorstep.presenter.file

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Cursor

/** Finds people and households as one types. */
class FindPresenter(private val people: People, private val work: Work) : Presenter<FindScreen>(FindScreen(), work) {
    private var wanted = ""
    private var pause = CalledOff { }

    fun typed(words: String) {
        wanted = words.trim()
        pause.callOff()
        pause = work.later(PAUSE_MILLIS) { search() }
    }

    private fun search() {
        val words = wanted
        if (words.isEmpty()) return show(FindScreen())
        ask({ people.search(words, null) }, { show(screen.copy(trouble = it)) }) {
            // An answer to what is no longer asked is nobody's.
            if (words == wanted) show(FindScreen(words, it.rows, it.next))
        }
    }

    fun more() {
        val next = screen.next ?: return
        val words = screen.words
        ask({ people.search(words, next) }, { show(screen.copy(trouble = it)) }) {
            if (screen.next == next && screen.words == words) show(screen.copy(rows = screen.rows + it.rows, next = it.next))
        }
    }

    fun open(found: Found) = go(Destination.File(found.about))

    private companion object {
        const val PAUSE_MILLIS = 150L
    }
}

data class FindScreen(
    /** What was looked for; empty before that. */
    val words: String = "",
    val rows: List<Found> = emptyList(),
    val next: Cursor? = null,
    val trouble: Trouble? = null,
) {
    val foundNobody get() = words.isNotEmpty() && rows.isEmpty()
}
