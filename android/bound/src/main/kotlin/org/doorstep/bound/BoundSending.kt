package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.Page
import county.doorstep.core.StatusListener
import county.doorstep.core.SyncStatus
import county.doorstep.core.WaitReason
import kotlinx.coroutines.runBlocking
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.sync.Parked
import org.doorstep.presenter.sync.Sending
import org.doorstep.presenter.sync.SendingState
import org.doorstep.presenter.sync.SendingStatus
import org.doorstep.presenter.sync.SendingStatus.Why

internal class BoundSending(private val doorstep: Doorstep) : Sending {
    override fun state() = asked {
        val state = doorstep.syncState()
        SendingState(
            status = status(state.status),
            records = state.records.waiting.toInt(),
            emergencies = state.records.waitingEmergencies.toInt(),
            oldest = state.records.oldestWaiting,
            pictures = state.pictures.waiting.toInt(),
            pictureBytes = state.pictures.waitingBytes.toLong(),
            patient = state.pictures.patient.toInt(),
        )
    }

    override fun follow(changed: () -> Unit): CalledOff = asked {
        val subscription = doorstep.watch(object : StatusListener {
            override fun changed(status: SyncStatus) = changed()
        })
        CalledOff { subscription.cancel() }
    }

    override fun now() {
        asked { runBlocking { doorstep.syncNow() } }
    }

    override fun parked() = asked {
        val records = doorstep.parked(Page(MOST)).rows.map { Parked.Record(it.record, it.name, it.purpose?.back(), it.code) }
        records + doorstep.parkedPictures().map {
            Parked.Picture(it.id, (it.standing as? county.doorstep.core.MediaStanding.Parked)?.code.orEmpty())
        }
    }

    override fun retry(parked: Parked) = asked {
        when (parked) {
            is Parked.Record -> doorstep.retry(parked.id)
            is Parked.Picture -> doorstep.retryPicture(parked.id)
        }
    }

    override fun picturesWait() = asked { doorstep.picturesWait() }

    override fun setPicturesWait(wait: Boolean) = asked { doorstep.setPicturesWait(wait) }

    override fun offerJournals() = asked {
        val offered = runBlocking { doorstep.offerJournals() }
        // What was refused is refused for all of them, and said.
        offered.firstNotNullOfOrNull { it.refusal }?.let { throw it }
        offered.size
    }

    private fun status(status: SyncStatus): SendingStatus = when (status) {
        is SyncStatus.NotEnrolled -> SendingStatus.NotEnrolled
        is SyncStatus.SignedOut -> SendingStatus.SignedOut(status.code)
        is SyncStatus.Revoked -> SendingStatus.Revoked(status.code)
        is SyncStatus.Working -> SendingStatus.Working(SendingStatus.Work.valueOf(status.work.name))
        is SyncStatus.Idle -> SendingStatus.Idle
        is SyncStatus.BackingOff -> when (val why = status.why) {
            is WaitReason.Declined -> SendingStatus.Declined(why.code)
            is WaitReason.Offline -> SendingStatus.Resting(Why.OFFLINE)
            is WaitReason.TimedOut, is WaitReason.TooLarge -> SendingStatus.Resting(Why.SLOW)
            is WaitReason.NotTheCounty -> SendingStatus.Resting(Why.PORTAL)
            is WaitReason.WrongPin, is WaitReason.Unbelieved -> SendingStatus.Resting(Why.WRONG_PIN)
            is WaitReason.CountyBusy, is WaitReason.Unsettled -> SendingStatus.Resting(Why.BUSY)
            is WaitReason.StorageFull -> SendingStatus.Resting(Why.STORAGE_FULL)
            is WaitReason.Keystore, is WaitReason.Storage -> SendingStatus.Resting(Why.PHONE)
        }
    }

    private companion object {
        const val MOST = 500u
    }
}
