package org.doorstep.presenter.background

import org.doorstep.presenter.Trouble

class FakeBackground : Background {
    var end = SyncEnd(SyncEnd.How.DONE)
    var trouble: Trouble? = null
    var returned = emptyList<SentBack>()
    var open = emptyList<OpenEmergency>()
    var syncs = 0
    var changes = 0

    override fun sync(): SyncEnd {
        syncs++
        trouble?.let { throw it }
        return end
    }

    override fun networkChanged() {
        changes++
        trouble?.let { throw it }
    }

    override fun returns() = returned

    override fun emergencies() = open
}
