package org.doorstep.device

import java.security.KeyPair
import java.security.PrivateKey
import javax.crypto.SecretKey
import org.doorstep.presenter.phone.Tier

/** Holds keys that never leave it, by name. What it throws says of itself nothing of whether a key is there. */
internal interface Vault {
    fun has(name: String): Boolean

    /** An AES key for GCM; none of that name. */
    fun secret(name: String): SecretKey?

    /** Makes one in place of what was there. */
    fun makeSecret(name: String): SecretKey

    /** A P-256 key for signing; none of that name. */
    fun pair(name: String): KeyPair?

    fun makePair(name: String): KeyPair

    fun tier(key: PrivateKey): Tier

    /** Whether what it threw says that the key is gone for good. */
    fun saysGone(trouble: Exception): Boolean

    fun forget(name: String)
}

