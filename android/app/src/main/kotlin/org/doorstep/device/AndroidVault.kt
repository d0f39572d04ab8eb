package org.doorstep.device

import android.content.Context
import android.content.pm.PackageManager.FEATURE_STRONGBOX_KEYSTORE
import android.os.Build.VERSION.SDK_INT
import android.os.Build.VERSION_CODES.P
import android.os.Build.VERSION_CODES.S
import android.os.Build.VERSION_CODES.TIRAMISU
import android.security.KeyStoreException
import android.security.keystore.KeyGenParameterSpec
import android.security.keystore.KeyInfo
import android.security.keystore.KeyPermanentlyInvalidatedException
import android.security.keystore.KeyProperties
import android.security.keystore.KeyProperties.DIGEST_SHA256
import android.security.keystore.KeyProperties.KEY_ALGORITHM_AES
import android.security.keystore.KeyProperties.KEY_ALGORITHM_EC
import android.security.keystore.KeyProperties.PURPOSE_DECRYPT
import android.security.keystore.KeyProperties.PURPOSE_ENCRYPT
import android.security.keystore.KeyProperties.PURPOSE_SIGN
import java.security.KeyFactory
import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.KeyStore
import java.security.PrivateKey
import java.security.ProviderException
import java.security.spec.ECGenParameterSpec
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import org.doorstep.design.Newer
import org.doorstep.presenter.phone.Tier

/** Android's keystore. No key asks for the person: what is saved behind a locked screen has to be sealed, signed and sent too. */
internal class AndroidVault(private val context: Context) : Vault {
    private val store by lazy { KeyStore.getInstance(PROVIDER).apply { load(null) } }

    override fun has(name: String) = store.containsAlias(name)

    override fun secret(name: String) = store.getKey(name, null) as SecretKey?

    override fun makeSecret(name: String): SecretKey = KeyGenerator.getInstance(KEY_ALGORITHM_AES, PROVIDER).run {
        init(
            KeyGenParameterSpec.Builder(name, PURPOSE_ENCRYPT or PURPOSE_DECRYPT)
                .setKeySize(256)
                .setBlockModes(KeyProperties.BLOCK_MODE_GCM)
                .setEncryptionPaddings(KeyProperties.ENCRYPTION_PADDING_NONE)
                .build(),
        )
        generateKey()
    }

    override fun pair(name: String): KeyPair? {
        val private = store.getKey(name, null) as PrivateKey? ?: return null
        return KeyPair(store.getCertificate(name).publicKey, private)
    }

    /** In a chip of its own where there is one; such chips are few and may be full. */
    override fun makePair(name: String): KeyPair = try {
        if (SDK_INT >= P && hasChip()) make(inChip(signing(name))) else make(signing(name))
    } catch (_: ProviderException) {
        make(signing(name))
    }

    @Newer(P)
    private fun hasChip() = context.packageManager.hasSystemFeature(FEATURE_STRONGBOX_KEYSTORE)

    @Newer(P)
    private fun inChip(spec: KeyGenParameterSpec.Builder) = spec.setIsStrongBoxBacked(true)

    private fun signing(name: String) = KeyGenParameterSpec.Builder(name, PURPOSE_SIGN)
        .setAlgorithmParameterSpec(ECGenParameterSpec("secp256r1"))
        .setDigests(DIGEST_SHA256)

    private fun make(spec: KeyGenParameterSpec.Builder): KeyPair =
        KeyPairGenerator.getInstance(KEY_ALGORITHM_EC, PROVIDER).run {
            initialize(spec.build())
            generateKeyPair()
        }

    override fun tier(key: PrivateKey): Tier {
        val info = KeyFactory.getInstance(key.algorithm, PROVIDER).getKeySpec(key, KeyInfo::class.java)
        return if (SDK_INT >= S) tierSinceS(info) else tierBefore(info)
    }

    @Newer(S)
    private fun tierSinceS(info: KeyInfo) = when (info.securityLevel) {
        KeyProperties.SECURITY_LEVEL_STRONGBOX -> Tier.CHIP
        KeyProperties.SECURITY_LEVEL_TRUSTED_ENVIRONMENT, KeyProperties.SECURITY_LEVEL_UNKNOWN_SECURE -> Tier.PROCESSOR
        else -> Tier.MEMORY
    }

    /** Before Android 12 a key does not say in which hardware it lies: the lesser is told. */
    @Suppress("DEPRECATION")
    private fun tierBefore(info: KeyInfo) = if (info.isInsideSecureHardware) Tier.PROCESSOR else Tier.MEMORY

    override fun saysGone(trouble: Exception): Boolean = trouble is KeyPermanentlyInvalidatedException ||
        SDK_INT >= TIRAMISU && generateSequence<Throwable>(trouble) { it.cause }.any(::saysGoneSinceTiramisu)

    @Newer(TIRAMISU)
    private fun saysGoneSinceTiramisu(trouble: Throwable) =
        trouble is KeyStoreException && !trouble.isTransientFailure && trouble.numericErrorCode == KeyStoreException.ERROR_KEY_CORRUPTED

    override fun forget(name: String) = store.deleteEntry(name)

    private companion object {
        const val PROVIDER = "AndroidKeyStore"
    }
}
