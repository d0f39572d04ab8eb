package county.doorstep.core

import kotlinx.coroutines.runBlocking
import java.io.Closeable
import java.io.File
import java.nio.file.Files
import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.time.Instant
import java.util.concurrent.ConcurrentHashMap

/** As a phone's keystore: SPKI out, DER out, and it can fail on demand. */
class TestKeystore : Keystore {
    @Volatile
    var fault: Throwable? = null
    val threads: MutableSet<Thread> = ConcurrentHashMap.newKeySet()
    private var pair = pair()
    private var secret = secret()

    private fun pair() = KeyPairGenerator.getInstance("EC")
        .apply { initialize(ECGenParameterSpec("secp256r1")) }
        .generateKeyPair()

    private fun secret() = ByteArray(32).also { SecureRandom().nextBytes(it) }

    private fun asked() {
        threads += Thread.currentThread()
        fault?.let { throw it }
    }

    override fun databaseKey(): ByteArray {
        asked()
        return secret
    }

    override fun devicePublicKey(): ByteArray {
        asked()
        return pair.public.encoded
    }

    override fun sign(message: ByteArray): ByteArray {
        asked()
        return Signature.getInstance("SHA256withECDSA").run {
            initSign(pair.private)
            update(message)
            sign()
        }
    }

    override fun tier() = KeyTier.SOFTWARE

    override fun renew() {
        fault = null
        pair = pair()
        secret = secret()
    }
}

/** The stage's time, running on. */
class TestClock(private val start: Instant) : LocalClock {
    @Volatile
    var fault: Throwable? = null

    /** What it shows in place of the stage's time. */
    @Volatile
    var shown: Instant? = null
    private val since = System.nanoTime()

    override fun now(): Instant {
        fault?.let { throw it }
        return shown ?: start.plusNanos(System.nanoTime() - since)
    }

    override fun monotonicMillis(): ULong = ((System.nanoTime() - since) / 1_000_000).toULong()

    override fun boot() = "boot-$since"

    override fun utcOffsetMinutes() = 480
}

class TestRadio : Connectivity {
    @Volatile
    var fault: Throwable? = null

    override fun network(): Network {
        fault?.let { throw it }
        return Network.FREE
    }
}

/** The core over a folder. */
class TestPhone(start: Instant, folder: String? = null) : Closeable {
    val keystore = TestKeystore()
    val clock = TestClock(start)
    val radio = TestRadio()
    private val temporary: File? = if (folder == null) Files.createTempDirectory("phone").toFile() else null
    val folder: String = folder ?: temporary!!.path
    private var held: Doorstep? = null

    fun opening(): Opening = openPhone(folder, Ports(keystore, clock, radio))

    val core: Doorstep
        get() = held ?: (opening() as Opening.Ready).doorstep.also { held = it }

    fun goOnWith(core: Doorstep) {
        held = core
    }

    override fun close() {
        held?.let {
            it.shut()
            it.close()
        }
        held = null
        temporary?.deleteRecursively()
    }
}

val FIRST = Page(50u, null)

fun Doorstep.sync(): SyncState = runBlocking { syncNow() }

/** Waits for a condition, with an end. */
fun until(what: String, so: () -> Boolean) {
    val end = System.nanoTime() + 60_000_000_000
    while (!so()) {
        check(System.nanoTime() < end) { "waited in vain for $what" }
        Thread.sleep(20)
    }
}

fun Doorstep.row(record: RecordId): HistoryRow = history(null, FIRST).rows.first { it.record == record }
