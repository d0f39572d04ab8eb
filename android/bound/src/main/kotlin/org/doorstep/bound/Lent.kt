package org.doorstep.bound

import county.doorstep.core.Connectivity
import county.doorstep.core.KeyTier
import county.doorstep.core.Keystore
import county.doorstep.core.KeystoreException
import county.doorstep.core.LocalClock
import county.doorstep.core.Network
import county.doorstep.core.Ports
import org.doorstep.presenter.phone.Clock
import org.doorstep.presenter.phone.KeyLost
import org.doorstep.presenter.phone.Keys
import org.doorstep.presenter.phone.KeystoreBusy
import org.doorstep.presenter.phone.Net
import org.doorstep.presenter.phone.Radio
import org.doorstep.presenter.phone.Tier

/** What the phone lends to the core. */
internal fun lent(keys: Keys, clock: Clock, radio: Radio) = Ports(LentKeys(keys), LentClock(clock), LentRadio(radio))

private class LentKeys(private val keys: Keys) : Keystore {
    override fun databaseKey() = asked { keys.databaseKey() }

    override fun devicePublicKey() = asked { keys.publicKey() }

    override fun sign(message: ByteArray) = asked { keys.sign(message) }

    override fun tier() = asked {
        when (keys.tier()) {
            Tier.CHIP -> KeyTier.STRONGBOX
            Tier.PROCESSOR -> KeyTier.HARDWARE
            Tier.MEMORY -> KeyTier.SOFTWARE
        }
    }

    override fun renew() = asked { keys.renew() }

    private inline fun <T> asked(question: () -> T): T = try {
        question()
    } catch (_: KeyLost) {
        throw KeystoreException.Lost()
    } catch (_: KeystoreBusy) {
        throw KeystoreException.Locked()
    }
}

private class LentClock(private val clock: Clock) : LocalClock {
    override fun now() = clock.now()

    override fun monotonicMillis() = clock.monotonicMillis().toULong()

    override fun boot() = clock.boot()

    override fun utcOffsetMinutes() = clock.utcOffsetMinutes()
}

private class LentRadio(private val radio: Radio) : Connectivity {
    override fun network() = when (radio.network()) {
        Net.NONE -> Network.NONE
        Net.FREE -> Network.FREE
        Net.METERED -> Network.METERED
    }
}
