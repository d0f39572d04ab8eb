package org.doorstep.presenter

import org.junit.Assert.assertThrows
import org.junit.Test

class NoAndroidTest {
    /** So an import of `android.*` in this module does not compile; this fails if somebody adds what would let it. */
    @Test
    fun no_framework_stands_on_the_presenters_class_path() {
        for (name in listOf("android.app.Activity", "android.os.Bundle", "org.robolectric.Robolectric")) {
            assertThrows(name, ClassNotFoundException::class.java) { Class.forName(name) }
        }
    }
}
