package org.doorstep.presenter.lock

import java.security.MessageDigest
import java.security.SecureRandom
import javax.crypto.SecretKeyFactory
import javax.crypto.spec.PBEKeySpec

/** A PIN as it is kept: nobody can read it from this, only try. All in hexadecimal digits. */
data class SealedPin(val salt: String, val rounds: Int, val hash: String)

/** Makes trying a PIN slow. */
interface SlowHash {
    fun seal(pin: String): SealedPin

    fun opens(sealed: SealedPin, pin: String): Boolean
}

/**
 * PBKDF2 with HMAC-SHA-256, in as many rounds as this phone does in about [MILLIS]. A PIN of six digits is no key, however slowly it
 * is tried: it keeps off whoever holds the phone, and the keystore keeps off whoever reads its flash.
 */
class Pbkdf2(private val nanos: () -> Long = System::nanoTime, private val random: SecureRandom = SecureRandom()) : SlowHash {
    override fun seal(pin: String): SealedPin {
        val salt = ByteArray(SALT_BYTES).also(random::nextBytes)
        val rounds = rounds()
        return SealedPin(salt.hex(), rounds, hash(pin, salt, rounds).hex())
    }

    override fun opens(sealed: SealedPin, pin: String) =
        MessageDigest.isEqual(hash(pin, sealed.salt.bytes(), sealed.rounds), sealed.hash.bytes())

    private fun rounds(): Int {
        val begin = nanos()
        hash("000000", ByteArray(SALT_BYTES), SAMPLE)
        val took = (nanos() - begin).coerceAtLeast(1)
        return (SAMPLE * MILLIS * 1_000_000L / took).coerceIn(LEAST.toLong(), MOST.toLong()).toInt()
    }

    private fun hash(pin: String, salt: ByteArray, rounds: Int): ByteArray {
        val spec = PBEKeySpec(pin.toCharArray(), salt, rounds, HASH_BITS)
        return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256").generateSecret(spec).encoded
    }

    companion object {
        const val MILLIS = 300
        const val LEAST = 50_000
        const val MOST = 2_000_000
        private const val SAMPLE = 10_000
        private const val SALT_BYTES = 16
        private const val HASH_BITS = 256
    }
}

private fun ByteArray.hex() = joinToString("") { "%02x".format(it) }

private fun String.bytes() = chunked(2).map { it.toInt(16).toByte() }.toByteArray()
