package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.DoorstepException
import county.doorstep.core.InternalException
import county.doorstep.core.SyncStatus
import county.doorstep.core.WaitReason
import county.doorstep.core.Work
import county.doorstep.core.ticketFingerprint
import kotlinx.coroutines.CoroutineScope
import kotlinx.coroutines.Dispatchers
import kotlinx.coroutines.SupervisorJob
import kotlinx.coroutines.launch
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.enrol.Enrolment
import org.doorstep.presenter.enrol.Holder
import org.doorstep.presenter.enrol.Loading
import org.doorstep.presenter.enrol.LoadingPart
import org.doorstep.presenter.enrol.Post

internal class BoundEnrolment(private val doorstep: Doorstep) : Enrolment {
    private val beside = CoroutineScope(SupervisorJob() + Dispatchers.Default)

    /** The load that was begun by enrolling; the engine may still stand where it stood before. */
    @Volatile
    private var begun = false

    override fun holder(): Holder? = asked {
        doorstep.me()?.let { me -> Holder(AccountId(me.account), me.posts.mapTo(mutableSetOf()) { Post.valueOf(it.name) }) }
    }

    override fun fingerprint(ticket: String) = asked { ticketFingerprint(ticket) }

    override fun enrol(ticket: String, label: String) {
        asked { runBlocking { doorstep.enrol(ticket, label) } }
        begun = true
        beside.launch {
            quietly { doorstep.syncNow() }
            begun = false
            quietly { doorstep.offerJournals() }
        }
    }

    override fun loading(): Loading = asked {
        val now = standing(doorstep.syncState().status)
        if (begun && now !is Loading.Working) Loading.Working(LoadingPart.PREPARING) else now
    }

    private fun standing(status: SyncStatus): Loading = when (status) {
        SyncStatus.Idle -> Loading.Done
        is SyncStatus.Working -> Loading.Working(part(status.work))
        is SyncStatus.BackingOff -> Loading.Resting(trouble(status.why))
        SyncStatus.NotEnrolled, is SyncStatus.SignedOut, is SyncStatus.Revoked -> Loading.Resting(Trouble.SignedOut)
    }

    private fun part(work: Work) = when (work) {
        Work.PREPARING -> LoadingPart.PREPARING
        Work.SENDING -> LoadingPart.SENDING
        Work.UPLOADING -> LoadingPart.UPLOADING
        Work.RECEIVING -> LoadingPart.RECEIVING
    }

    private fun trouble(why: WaitReason): Trouble = when (why) {
        WaitReason.Offline, WaitReason.TimedOut, WaitReason.NotTheCounty, WaitReason.CountyBusy, WaitReason.Unsettled -> Trouble.Offline
        WaitReason.WrongPin -> Trouble.Rejected("wrong_pin")
        is WaitReason.Declined -> Trouble.Rejected(why.code)
        WaitReason.TooLarge -> Trouble.Rejected("too_large")
        WaitReason.Unbelieved -> Trouble.Rejected("unbelieved")
        WaitReason.Keystore -> Trouble.Internal("keystore")
        WaitReason.StorageFull -> Trouble.StorageFull
        WaitReason.Storage -> Trouble.Internal("store")
    }

    /** Nobody waits for it: what it met is said by where the sending stands, and journals stay to be offered again. */
    private suspend fun quietly(job: suspend () -> Unit) = try {
        job()
    } catch (_: DoorstepException) {
        Unit
    } catch (_: InternalException) {
        Unit
    } catch (_: IllegalStateException) {
        // The core was let go meanwhile.
    }
}
