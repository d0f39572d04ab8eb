package org.doorstep.device

import java.security.KeyPair
import java.security.KeyPairGenerator
import java.security.PrivateKey
import java.security.spec.ECGenParameterSpec
import javax.crypto.KeyGenerator
import javax.crypto.SecretKey
import org.doorstep.presenter.phone.Tier

/** A vault of Java's own cryptography, which can lose keys, and fail to look. */
internal class PlainVault : Vault {
    val secrets = mutableMapOf<String, SecretKey>()
    val pairs = mutableMapOf<String, KeyPair>()
    var blind = false
    var fault: Exception? = null
    var gone: Exception? = null

    override fun has(name: String) = !blind && (name in secrets || name in pairs)

    override fun secret(name: String) = asked { secrets[name] }

    override fun makeSecret(name: String): SecretKey = KeyGenerator.getInstance("AES").run {
        init(256)
        generateKey().also { secrets[name] = it }
    }

    override fun pair(name: String) = asked { pairs[name] }

    override fun makePair(name: String): KeyPair = KeyPairGenerator.getInstance("EC").run {
        initialize(ECGenParameterSpec("secp256r1"))
        generateKeyPair().also { pairs[name] = it }
    }

    override fun tier(key: PrivateKey) = Tier.PROCESSOR

    override fun saysGone(trouble: Exception) = trouble === gone

    override fun forget(name: String) {
        secrets -= name
        pairs -= name
    }

    private fun <T> asked(get: () -> T?): T? {
        fault?.let { throw it }
        return if (blind) null else get()
    }
}
