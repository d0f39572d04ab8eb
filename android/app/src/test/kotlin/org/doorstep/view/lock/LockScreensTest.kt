package org.doorstep.view.lock

import org.doorstep.R
import org.doorstep.device.FakeRecognition
import org.doorstep.presenter.lock.FakeLock
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.picture
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters

@RunWith(ParameterizedRobolectricTestRunner::class)
class LockScreensTest(private val look: Look) {
    private val fake = FakeLock.shut()
    private val stage by lazy {
        look.putOn()
        Stage().apply {
            app.lock = fake.lock
            app.recognition = FakeRecognition()
        }
    }

    @Test
    fun somebody_knocks() = stage.draw<UnlockActivity>("lock-unlock", look) {
        "123".forEach { digit -> it.tap("$digit") }
        it.picture("lock-typing", look)
        it.tap(it.getString(R.string.lock_forgotten))
        it.picture("lock-forgotten", look)
    }

    @Test
    fun many_wrong_ones() {
        fake.misses(6)
        fake.lock.choose(biometric = true)
        stage.draw<UnlockActivity>("lock-wait", look)
    }

    @Test
    fun a_first_pin() {
        fake.lock.forget()
        stage.draw<PinActivity>("lock-pin-choose", look) {
            it.types("111111")
            it.picture("lock-pin-too-simple", look)
            it.types("271828")
            it.picture("lock-pin-again", look)
            it.types("271828")
            it.picture("lock-pin-set", look)
        }
    }

    @Test
    fun a_pin_that_stands() {
        fake.lock.recognised()
        stage.draw<PinActivity>("lock-pin", look) {
            it.tap(it.getString(R.string.lock_pin_take_away))
            it.types(FakeLock.PIN)
            it.picture("lock-pin-gone", look)
        }
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
