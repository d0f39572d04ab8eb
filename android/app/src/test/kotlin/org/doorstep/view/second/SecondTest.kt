package org.doorstep.view.second

import android.view.WindowManager.LayoutParams
import org.doorstep.R
import org.doorstep.design.QrView
import org.doorstep.design.find
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.RecordId
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.about
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.scan.ScanView
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class SecondTest {
    private val stage = Stage()

    @Test
    fun our_code_is_bright_and_stays_through_a_rotation() {
        val controller = stage.open<SecondInvestigatorActivity> { about(RecordId("v")) }
        assertEquals("ask v", controller.get().find<QrView>(R.id.code).text)
        assertEquals(LayoutParams.BRIGHTNESS_OVERRIDE_FULL, controller.get().window.attributes.screenBrightness)
        controller.get().run { tap(getString(R.string.second_scanned)) }
        assertEquals(LayoutParams.BRIGHTNESS_OVERRIDE_NONE, controller.get().window.attributes.screenBrightness)
        controller.recreate()
        idle()
        controller.get().find<ScanView>(R.id.scan).hear("done v")
        idle()
        controller.get().run { tap(getString(R.string.second_home)) }
        assertEquals("LaunchActivity", controller.get().ledTo().screen())
    }

    @Test
    fun each_refusal_has_a_sentence_of_its_own() {
        val screen = stage.open<SignForColleagueActivity>().get()
        screen.find<ScanView>(R.id.scan).hear("ask v")
        val sentences = mapOf("own_visit" to R.string.second_own_visit, "other_content" to R.string.second_other_content)
        for ((code, sentence) in sentences) {
            stage.core.countersigning.trouble = Trouble.Invalid("visit", code)
            screen.tap(screen.getString(R.string.second_colleague_sign))
            assertNotNull(code, screen.shown(screen.getString(sentence)))
        }
        stage.core.countersigning.trouble = null
        screen.tap(screen.getString(R.string.second_colleague_sign))
        screen.tap(screen.getString(R.string.second_colleague_done))
        assertEquals(listOf("ask v"), stage.core.countersigning.signed)
    }
}
