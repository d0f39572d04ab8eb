package org.doorstep.presenter.phone

import org.doorstep.presenter.Trouble
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class CodeTest {
    @Test
    fun a_code_of_the_countys_stays_as_it_is() {
        assertEquals("rejected:device_revoked", Code.of(Trouble.Rejected("device_revoked")).text)
        assertEquals("internal:store", Code.of(Trouble.Internal("store")).text)
        assertEquals("offline", Code.of(Trouble.Offline).text)
    }

    @Test
    fun what_could_be_somebodys_does_not_become_a_code() {
        for (word in listOf("覃桂香", "13800138000", "tel13800138000", "422802199001011234", "a sentence", "", "x".repeat(65))) {
            assertEquals("other", Code.of(word).text)
        }
        assertEquals("rejected:other", Code.of(Trouble.Rejected("覃桂香")).text)
    }

    @Test
    fun a_fault_says_where_it_was_and_never_what() {
        val code = Code.of(IllegalStateException("覃桂香 13800138000")).text
        assertTrue(code, Regex("IllegalStateException:CodeTest.kt:[0-9]+").matches(code))
    }
}
