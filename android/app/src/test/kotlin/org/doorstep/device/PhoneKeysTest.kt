package org.doorstep.device

import java.io.File
import java.security.KeyFactory
import java.security.ProviderException
import java.security.Signature
import java.security.UnrecoverableKeyException
import java.security.spec.X509EncodedKeySpec
import org.doorstep.presenter.phone.KeyLost
import org.doorstep.presenter.phone.KeystoreBusy
import org.doorstep.presenter.phone.Tier
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertThrows
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

class PhoneKeysTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val vault = PlainVault()
    private val file get() = File(folder.root, "database.key")

    /** As after the process has ended. */
    private fun keys() = PhoneKeys(folder.root, vault)

    @Test
    fun the_key_of_the_database_is_32_random_bytes_and_stays_the_same() {
        val key = keys().databaseKey()
        assertEquals(32, key.size)
        assertArrayEquals(key, keys().databaseKey())
        assertFalse(key.contentEquals(PhoneKeys(folder.newFolder(), PlainVault()).databaseKey()))
    }

    @Test
    fun it_never_lies_open_on_the_disk() {
        val key = String(keys().databaseKey(), Charsets.ISO_8859_1)
        assertFalse(folder.root.listFiles()!!.any { key in it.readText(Charsets.ISO_8859_1) })
    }

    @Test
    fun what_the_device_signs_its_public_key_verifies() {
        val public = KeyFactory.getInstance("EC").generatePublic(X509EncodedKeySpec(keys().publicKey()))
        val signature = keys().sign("a record".toByteArray())
        val holds = Signature.getInstance("SHA256withECDSA").run {
            initVerify(public)
            update("a record".toByteArray())
            verify(signature)
        }
        assertTrue(holds)
        assertEquals(91, keys().publicKey().size)
        assertEquals(Tier.PROCESSOR, keys().tier())
    }

    @Test
    fun a_vault_that_no_longer_has_the_key_has_lost_it() {
        keys().databaseKey()
        keys().publicKey()
        vault.secrets.clear()
        vault.pairs.clear()
        assertThrows(KeyLost::class.java) { keys().databaseKey() }
        assertThrows(KeyLost::class.java) { keys().sign(byteArrayOf(1)) }
        assertTrue("nothing made in its place", vault.secrets.isEmpty() && vault.pairs.isEmpty())
    }

    @Test
    fun a_vault_that_cannot_look_has_lost_nothing() {
        val key = keys().databaseKey()
        vault.blind = true
        assertThrows(KeystoreBusy::class.java) { keys().databaseKey() }
        vault.blind = false
        assertArrayEquals(key, keys().databaseKey())
    }

    @Test
    fun a_vault_in_trouble_has_lost_nothing_unless_it_says_so() {
        val key = keys().databaseKey()
        for (fault in listOf(ProviderException("binder"), UnrecoverableKeyException("busy"))) {
            vault.fault = fault
            assertThrows(KeystoreBusy::class.java) { keys().databaseKey() }
        }
        vault.gone = vault.fault
        assertThrows(KeyLost::class.java) { keys().databaseKey() }
        vault.fault = null
        assertArrayEquals(key, keys().databaseKey())
    }

    @Test
    fun what_was_wrapped_by_another_key_or_is_torn_does_not_open_any_more() {
        keys().databaseKey()
        val whole = file.readBytes()
        for (torn in listOf(byteArrayOf(), byteArrayOf(12, 1), whole.copyOf(whole.size - 1))) {
            file.writeBytes(torn)
            assertThrows(KeyLost::class.java) { keys().databaseKey() }
        }
        file.writeBytes(whole)
        vault.makeSecret("doorstep-database")
        assertThrows(KeyLost::class.java) { keys().databaseKey() }
    }

    @Test
    fun a_phone_that_went_out_while_a_key_was_made_makes_it_anew() {
        File(folder.root, "database.key.new").writeBytes(byteArrayOf(12, 1, 2))
        vault.makeSecret("doorstep-database")
        assertArrayEquals(keys().databaseKey(), keys().databaseKey())
    }

    @Test
    fun renewed_keys_are_others_and_stay() {
        val key = keys().databaseKey()
        val public = keys().publicKey()
        vault.secrets.clear()
        keys().renew()
        assertFalse(key.contentEquals(keys().databaseKey()))
        assertFalse(public.contentEquals(keys().publicKey()))
        assertArrayEquals(keys().publicKey(), keys().publicKey())
    }

    @Test
    fun a_disk_that_takes_nothing_is_no_loss() {
        val full = PhoneKeys(File(file.apply { writeText("in the way") }, "below"), vault)
        assertThrows(KeystoreBusy::class.java) { full.databaseKey() }
    }
}
