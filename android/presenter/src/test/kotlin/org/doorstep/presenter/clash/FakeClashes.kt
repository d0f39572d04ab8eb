package org.doorstep.presenter.clash

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.Paged

class FakeClashes : Clashes {
    var open = emptyList<Clash>()
    var trouble: Trouble? = null
    var pageOf = 50
    val done = mutableListOf<String>()

    override fun open(after: Cursor?): Paged<Clash> {
        trouble?.let { throw it }
        val from = after?.text?.toInt() ?: 0
        val to = minOf(from + pageOf, open.size)
        return Paged(open.subList(from, to), if (to < open.size) Cursor("$to") else null)
    }

    override fun settle(token: Token, keep: Keep) {
        trouble?.let { throw it }
        done += "${token.text} $keep"
        open = open.filter { it.token.text != token.text }
    }
}
