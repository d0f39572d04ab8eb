package org.doorstep.presenter.phone

/** The phone's keystore, as the core needs it. Keys are made on first use; several threads may ask at once. */
interface Keys {
    /** Of the database: 32 random bytes, the same every time. */
    fun databaseKey(): ByteArray

    /** Of the device, P-256, as SubjectPublicKeyInfo. */
    fun publicKey(): ByteArray

    /** ECDSA with SHA-256 by the device's key, in DER. */
    fun sign(message: ByteArray): ByteArray

    /** Where the device's key lies. */
    fun tier(): Tier

    /** Forgets all keys; others are made on their next use. */
    fun renew()
}

/** Where a key lies, as far as the phone says. */
enum class Tier {
    /** In a chip of its own. */
    CHIP,

    /** In the processor's trusted environment. */
    PROCESSOR,

    /** In the system's memory, or nobody knows. */
    MEMORY,
}

/** A key is gone for good. Whoever hears so gives up what it protected: only what is surely gone is lost. */
class KeyLost : Exception()

/** The keystore does not give a key now; it may later. */
class KeystoreBusy(cause: Throwable) : Exception(cause)
