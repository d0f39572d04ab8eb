package org.doorstep.bound

import java.io.File
import java.security.KeyPairGenerator
import java.security.SecureRandom
import java.security.Signature
import java.security.spec.ECGenParameterSpec
import java.time.Instant
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.launch.Opening
import org.doorstep.presenter.phone.Clock
import org.doorstep.presenter.phone.KeyLost
import org.doorstep.presenter.phone.Keys
import org.doorstep.presenter.phone.KeystoreBusy
import org.doorstep.presenter.phone.Net
import org.doorstep.presenter.phone.Radio
import org.doorstep.presenter.phone.Tier
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder

/** Over the real core. */
class BoundEntranceTest {
    @get:Rule
    val temporary = TemporaryFolder()
    private val folder get() = File(temporary.root, "phone")
    private val keys = PlainKeys()

    private fun open() = BoundEntrance(folder, keys, PlainClock, NoRadio).open()

    @Test
    fun a_new_phone_opens_onto_an_empty_memory() {
        val opening = open()
        assertTrue("$opening", opening is Opening.Ready)
        assertEquals(null, (opening as Opening.Ready).core.enrolment.holder())
    }

    @Test
    fun a_keystore_that_is_busy_locks_and_loses_nothing() {
        keys.fault = KeystoreBusy(Exception())
        assertEquals(Opening.Locked, open())
        keys.fault = null
        assertTrue(open() is Opening.Ready)
    }

    @Test
    fun a_lost_key_strands_the_phone_which_can_start_over() {
        folder.mkdirs()
        keys.fault = KeyLost()
        val stranded = open()
        assertTrue("$stranded", stranded is Opening.Stranded)
        val anew = (stranded as Opening.Stranded).startOver()
        assertTrue("$anew", anew is Opening.Ready)
        assertEquals(1, keys.renewed)
    }

    @Test
    fun a_folder_that_cannot_be_made_is_said_and_does_not_throw() {
        folder.writeText("in the way")
        val opening = open()
        assertTrue("$opening", opening is Opening.Failed)
    }

    private class PlainKeys : Keys {
        var fault: Exception? = null
        var renewed = 0
        private val pair = KeyPairGenerator.getInstance("EC").apply { initialize(ECGenParameterSpec("secp256r1")) }.generateKeyPair()
        private val key = ByteArray(32).also { SecureRandom().nextBytes(it) }

        override fun databaseKey(): ByteArray {
            fault?.let { throw it }
            return key
        }

        override fun publicKey(): ByteArray = pair.public.encoded

        override fun sign(message: ByteArray): ByteArray = Signature.getInstance("SHA256withECDSA").run {
            initSign(pair.private)
            update(message)
            sign()
        }

        override fun tier() = Tier.MEMORY

        override fun renew() {
            fault = null
            renewed++
        }
    }

    private object PlainClock : Clock {
        override fun now(): Instant = Instant.parse("2026-11-23T01:00:00Z")

        override fun monotonicMillis() = System.nanoTime() / 1_000_000

        override fun boot() = "boot"

        override fun utcOffsetMinutes() = 480
    }

    private object NoRadio : Radio {
        override fun network() = Net.NONE

        override fun follow(changed: () -> Unit) = CalledOff { }
    }
}
