package org.doorstep.device

import android.content.Context
import android.content.SharedPreferences
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.lock.LockState
import org.doorstep.presenter.lock.LockStore
import org.doorstep.presenter.lock.Moment
import org.doorstep.presenter.lock.Owner
import org.doorstep.presenter.lock.Patience
import org.doorstep.presenter.lock.SealedPin

/** In a file of the app's own, on disk before [write] returns: a wrong PIN stays counted however the process ends. */
internal class KeptLock(context: Context) : LockStore {
    private val kept = context.getSharedPreferences("lock", Context.MODE_PRIVATE)

    override fun read() = LockState(
        pin = kept.text(HASH)?.let { SealedPin(kept.text(SALT).orEmpty(), kept.getInt(ROUNDS, 1), it) },
        misses = kept.getInt(MISSES, 0),
        lastMiss = kept.moment(LAST_MISS),
        left = kept.moment(LEFT),
        patience = kept.text(PATIENCE)?.let { name -> Patience.values().find { it.name == name } } ?: Patience.MINUTES_5,
        biometric = kept.getBoolean(BIOMETRIC, false),
        owner = kept.text(COUNTY)?.let { Owner(it, AccountId(kept.text(ACCOUNT).orEmpty())) },
    )

    override fun write(state: LockState) {
        kept.edit().clear().apply {
            state.pin?.let { putString(SALT, it.salt).putInt(ROUNDS, it.rounds).putString(HASH, it.hash) }
            putInt(MISSES, state.misses)
            state.lastMiss?.let { moment(LAST_MISS, it) }
            state.left?.let { moment(LEFT, it) }
            putString(PATIENCE, state.patience.name)
            putBoolean(BIOMETRIC, state.biometric)
            state.owner?.let { putString(COUNTY, it.county).putString(ACCOUNT, it.account.text) }
        }.commit()
    }

    private fun SharedPreferences.text(name: String) = getString(name, null)

    private fun SharedPreferences.moment(name: String) =
        if (contains(name + BOOT)) Moment(getLong(name + BOOT, 0), getLong(name + MILLIS, 0)) else null

    private fun SharedPreferences.Editor.moment(name: String, moment: Moment) =
        putLong(name + BOOT, moment.boot).putLong(name + MILLIS, moment.millis)

    private companion object {
        const val SALT = "salt"
        const val ROUNDS = "rounds"
        const val HASH = "hash"
        const val MISSES = "misses"
        const val LAST_MISS = "last_miss"
        const val LEFT = "left"
        const val BOOT = "_boot"
        const val MILLIS = "_millis"
        const val PATIENCE = "patience"
        const val BIOMETRIC = "biometric"
        const val COUNTY = "county"
        const val ACCOUNT = "account"
    }
}
