package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.DraftRow
import county.doorstep.core.ReturnedRow
import county.doorstep.core.SheetTag
import county.doorstep.core.SyncStatus
import county.doorstep.core.Urgency
import county.doorstep.core.WaitReason
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.background.Background
import org.doorstep.presenter.background.OpenEmergency
import org.doorstep.presenter.background.SentBack
import org.doorstep.presenter.background.SyncEnd
import org.doorstep.presenter.core.Cursor
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.phone.Code

internal class BoundBackground(private val doorstep: Doorstep) : Background {
    override fun sync(): SyncEnd = asked { end(runBlocking { doorstep.syncNow() }.status) }

    private fun end(status: SyncStatus): SyncEnd = when (status) {
        SyncStatus.Idle -> SyncEnd(SyncEnd.How.DONE)
        is SyncStatus.Working -> SyncEnd(SyncEnd.How.WAITS, Code.of(status.work))
        is SyncStatus.BackingOff -> SyncEnd(SyncEnd.How.WAITS, code(status.why))
        SyncStatus.NotEnrolled -> SyncEnd(SyncEnd.How.REFUSED, Code.of("not_enrolled"))
        is SyncStatus.SignedOut -> SyncEnd(SyncEnd.How.REFUSED, Code.of(status.code))
        is SyncStatus.Revoked -> SyncEnd(SyncEnd.How.REFUSED, Code.of(status.code))
    }

    private fun code(why: WaitReason) = when (why) {
        is WaitReason.Declined -> Code.of(why.code)
        else -> Code.of(requireNotNull(why::class.java.simpleName))
    }

    override fun networkChanged() = asked { doorstep.networkChanged() }

    override fun returns(): List<SentBack> = asked {
        all({ doorstep.returned(page(it)) }, { it.rows }, { it.next })
            .map { row: ReturnedRow -> SentBack(RecordId(row.record), row.note.at, row.note.deadline) }
    }

    override fun emergencies(): List<OpenEmergency> = asked {
        all({ doorstep.drafts(page(it)) }, { it.rows }, { it.next })
            .filter { it.isReport() || doorstep.draftStanding(it.id).urgency == Urgency.EMERGENCY }
            .map { OpenEmergency(DraftId(it.id), it.updated) }
    }

    private fun DraftRow.isReport(): Boolean {
        val sheet = (purpose as? county.doorstep.core.Purpose.Sheet)?.sheet
        return sheet == SheetTag.MANDATORY_REPORT || sheet == SheetTag.URGENT_REPORT
    }

    private fun <P, R> all(ask: (Cursor?) -> P, rows: (P) -> List<R>, next: (P) -> String?): List<R> {
        val pages = generateSequence(ask(null)) { page -> next(page)?.let { ask(Cursor(it)) } }
        return pages.flatMap(rows).toList()
    }
}
