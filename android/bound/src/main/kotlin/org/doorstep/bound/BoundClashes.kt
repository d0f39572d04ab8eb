package org.doorstep.bound

import county.doorstep.core.ClashChoice
import county.doorstep.core.Doorstep
import org.doorstep.presenter.clash.Clash
import org.doorstep.presenter.clash.Clashes
import org.doorstep.presenter.clash.Keep
import org.doorstep.presenter.clash.Token
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.Paged
import org.doorstep.presenter.core.RecordId

internal class BoundClashes(private val doorstep: Doorstep) : Clashes {
    override fun open(after: Cursor?) = asked {
        val page = doorstep.clashes(page(after))
        val rows = page.rows.map { row ->
            val (theirs, mine) = row.theirs.back() to row.mine.back()
            Clash(RecordId(row.record), row.subject.back(), row.name, mine.group ?: theirs.group, row.base.back(), theirs, mine, Token(row.token))
        }
        Paged(rows, page.next?.let(::Cursor))
    }

    override fun settle(token: Token, keep: Keep) = asked {
        doorstep.settle(
            token.text,
            when (keep) {
                Keep.THEIRS -> ClashChoice.Theirs
                Keep.MINE -> ClashChoice.Mine
            },
        )
    }
}
