package org.doorstep.view.signature

import org.doorstep.R
import org.doorstep.presenter.core.DraftId
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.picture
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class SignatureScreensTest(private val look: Look) {
    @Test
    fun a_name() {
        look.putOn()
        val stage = Stage()
        if (look.language == "en") stage.core.signatures.asks = "The elder's signature"
        stage.draw<SignatureActivity>("signature-empty", look, { about(DraftId("d"), "sign") }) {
            it.tap(it.getString(R.string.signature_save))
            it.picture("signature-too-little", look)
            it.sign()
            it.picture("signature-drawn", look)
        }
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
