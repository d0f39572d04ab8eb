package org.doorstep.bound

import county.doorstep.core.CountersignNote
import county.doorstep.core.Doorstep
import county.doorstep.core.Page
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.second.Countersigning
import org.doorstep.presenter.second.Note

internal class BoundCountersigning(private val doorstep: Doorstep) : Countersigning {
    override fun request(visit: RecordId) = asked { doorstep.countersignRequest(visit.text) }

    override fun asked(code: String) = asked { named(doorstep.readCountersignRequest(code)) }

    override fun sign(code: String) = asked { doorstep.countersign(code) }

    override fun signed(code: String) = asked { named(doorstep.readCountersigned(code)) }

    private fun named(note: CountersignNote): Note {
        var after: String? = null
        do {
            val page = doorstep.colleagues(Page(MOST, after))
            page.rows.firstOrNull { it.account == note.account }?.let { return Note(RecordId(note.visit), AccountId(note.account), it.name) }
            after = page.next
        } while (after != null)
        return Note(RecordId(note.visit), AccountId(note.account), null)
    }

    private companion object {
        const val MOST = 500u
    }
}
