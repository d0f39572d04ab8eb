package org.doorstep.presenter.lock

import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class Pbkdf2Test {
    /** A sample of 10,000 rounds takes so long. */
    private fun phone(sampleMillis: Int): Pbkdf2 {
        var nanos = 0L
        return Pbkdf2({ nanos.also { nanos += sampleMillis * 1_000_000L } })
    }

    @Test
    fun the_rounds_are_as_many_as_the_phone_does_in_a_moment() {
        assertEquals(100_000, phone(30).seal("271828").rounds)
        assertEquals(Pbkdf2.LEAST, phone(1_000).seal("271828").rounds)
        assertEquals(Pbkdf2.MOST, phone(0).seal("271828").rounds)
    }

    @Test
    fun the_same_pin_opens_and_another_does_not() {
        val hash = phone(1_000)
        val sealed = hash.seal("271828")
        assertTrue(hash.opens(sealed, "271828"))
        assertFalse(hash.opens(sealed, "271829"))
        assertTrue("on whatever phone", phone(5).opens(sealed, "271828"))
    }

    @Test
    fun no_two_seals_of_a_pin_are_alike() {
        val hash = phone(1_000)
        assertNotEquals(hash.seal("271828").hash, hash.seal("271828").hash)
    }

    /** RFC 7914, section 11: PBKDF2-HMAC-SHA-256 of "passwd" and "salt" in one round. */
    @Test
    fun it_is_the_published_function() = assertTrue(
        Pbkdf2().opens(SealedPin("73616c74", 1, "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc"), "passwd"),
    )
}
