package org.doorstep.device

import android.provider.Settings
import java.time.Duration
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.lock.LockState
import org.doorstep.presenter.lock.Moment
import org.doorstep.presenter.lock.Owner
import org.doorstep.presenter.lock.Patience
import org.doorstep.presenter.lock.SealedPin
import org.junit.Assert.assertEquals
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowSystemClock

@RunWith(RobolectricTestRunner::class)
class KeptLockTest {
    private val context = RuntimeEnvironment.getApplication()

    @Test
    fun a_new_phone_has_no_lock() = assertEquals(LockState(), KeptLock(context).read())

    @Test
    fun all_of_a_lock_is_there_in_another_process() {
        val state = LockState(
            pin = SealedPin("0a", 50_000, "0b"),
            misses = 4,
            lastMiss = Moment(3, 12_345),
            left = Moment(4, 99),
            patience = Patience.MINUTES_30,
            biometric = true,
            owner = Owner("40718 93355", AccountId("qin")),
        )
        KeptLock(context).write(state)
        assertEquals(state, KeptLock(context).read())
    }

    @Test
    fun what_is_no_more_is_gone() {
        KeptLock(context).write(LockState(pin = SealedPin("0a", 50_000, "0b"), lastMiss = Moment(3, 1), misses = 5))
        KeptLock(context).write(LockState())
        assertEquals(LockState(), KeptLock(context).read())
    }

    @Test
    fun time_goes_on_while_the_clock_is_set_and_begins_anew_with_a_start_of_the_phone() {
        val clock = BootClock(context)
        Settings.Global.putInt(context.contentResolver, Settings.Global.BOOT_COUNT, 7)
        val before = clock.now()
        ShadowSystemClock.advanceBy(Duration.ofSeconds(30))
        assertEquals(Moment(7, before.millis + 30_000), clock.now())
        Settings.Global.putInt(context.contentResolver, Settings.Global.BOOT_COUNT, 8)
        assertEquals(8, clock.now().boot)
    }
}
