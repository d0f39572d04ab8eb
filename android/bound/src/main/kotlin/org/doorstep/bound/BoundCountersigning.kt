package org.doorstep.bound

import county.doorstep.core.CountersignNote
import county.doorstep.core.Doorstep
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.second.Countersigning
import org.doorstep.presenter.second.Note

internal class BoundCountersigning(private val doorstep: Doorstep) : Countersigning {
    override fun request(visit: RecordId) = asked { doorstep.countersignRequest(visit.text) }

    override fun asked(code: String) = asked { doorstep.readCountersignRequest(code).named() }

    override fun sign(code: String) = asked { doorstep.countersign(code) }

    override fun signed(code: String) = asked { doorstep.readCountersigned(code).named() }

    private fun CountersignNote.named() = Note(RecordId(visit), AccountId(account), doorstep.colleague(account))
}
