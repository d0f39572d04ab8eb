package org.doorstep.device

import java.io.File
import java.io.IOException
import java.security.GeneralSecurityException
import java.security.KeyPair
import java.security.ProviderException
import java.security.SecureRandom
import java.security.Signature
import javax.crypto.AEADBadTagException
import javax.crypto.Cipher
import javax.crypto.spec.GCMParameterSpec
import org.doorstep.presenter.phone.KeyLost
import org.doorstep.presenter.phone.Keys
import org.doorstep.presenter.phone.KeystoreBusy
import org.doorstep.presenter.phone.Tier

/**
 * The two keys of a phone. The device's never leaves the vault. The database's lies in [folder], wrapped by a key that never leaves the
 * vault: whoever copies the files has nothing.
 *
 * A key that was once given is never quietly made anew. It is lost when the vault does not have it while the vault otherwise works,
 * and when what was wrapped does not open any more; any other trouble may pass.
 */
internal class PhoneKeys(folder: File, private val vault: Vault, private val random: SecureRandom = SecureRandom()) : Keys {
    private val wrapped = PrivateFile(File(folder, "database.key"))

    /** The public half; its being there says that the device's key was given to somebody. */
    private val given = PrivateFile(File(folder, "device.pub"))

    @Synchronized
    override fun databaseKey(): ByteArray = guarded { unwrap(wrapped.read() ?: return makeDatabaseKey()) }

    private fun makeDatabaseKey(): ByteArray {
        val key = ByteArray(KEY_BYTES).also(random::nextBytes)
        val cipher = Cipher.getInstance(WRAPPING).apply { init(Cipher.ENCRYPT_MODE, vault.makeSecret(WRAPPER)) }
        wrapped.write(byteArrayOf(cipher.iv.size.toByte()) + cipher.iv + cipher.doFinal(key))
        return key
    }

    private fun unwrap(file: ByteArray): ByteArray {
        val wrapper = present(WRAPPER) { vault.secret(WRAPPER) }
        if (file.isEmpty() || file.size <= 1 + file[0]) throw KeyLost()
        val iv = GCMParameterSpec(TAG_BITS, file, 1, file[0].toInt())
        val cipher = Cipher.getInstance(WRAPPING).apply { init(Cipher.DECRYPT_MODE, wrapper, iv) }
        return cipher.doFinal(file, 1 + file[0], file.size - 1 - file[0])
    }

    @Synchronized
    override fun publicKey(): ByteArray = guarded { pair().public.encoded }

    @Synchronized
    override fun sign(message: ByteArray): ByteArray = guarded {
        Signature.getInstance("SHA256withECDSA").run {
            initSign(pair().private)
            update(message)
            sign()
        }
    }

    @Synchronized
    override fun tier(): Tier = guarded { vault.tier(pair().private) }

    private fun pair(): KeyPair =
        if (given.read() != null) present(DEVICE) { vault.pair(DEVICE) }
        else vault.makePair(DEVICE).also { given.write(it.public.encoded) }

    /** First the files: what is half forgotten is made anew, and never taken for lost. */
    @Synchronized
    override fun renew() = guarded {
        wrapped.delete()
        given.delete()
        vault.forget(WRAPPER)
        vault.forget(DEVICE)
    }

    private fun <T> present(name: String, get: () -> T?): T = get() ?: if (surelyGone(name)) throw KeyLost() else get() ?: throw GeneralSecurityException("not found")

    /** Some keystores say that a key is not there when they cannot look: so one is put there and looked for. */
    private fun surelyGone(name: String): Boolean {
        vault.makeSecret(PROBE)
        val works = vault.secret(PROBE) != null
        vault.forget(PROBE)
        return works && !vault.has(name)
    }

    private inline fun <T> guarded(question: () -> T): T = try {
        question()
    } catch (_: AEADBadTagException) {
        throw KeyLost()
    } catch (trouble: GeneralSecurityException) {
        throw meant(trouble)
    } catch (trouble: ProviderException) {
        throw meant(trouble)
    } catch (trouble: IOException) {
        throw KeystoreBusy(trouble)
    }

    private fun meant(trouble: Exception) = if (vault.saysGone(trouble)) KeyLost() else KeystoreBusy(trouble)

    private companion object {
        const val WRAPPER = "doorstep-database"
        const val DEVICE = "doorstep-device"
        const val PROBE = "doorstep-probe"
        const val WRAPPING = "AES/GCM/NoPadding"
        const val KEY_BYTES = 32
        const val TAG_BITS = 128
    }
}
