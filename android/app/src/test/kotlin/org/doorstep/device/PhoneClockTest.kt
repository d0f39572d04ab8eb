package org.doorstep.device

import android.provider.Settings
import java.io.File
import java.time.Duration
import java.util.TimeZone
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotEquals
import org.junit.Rule
import org.junit.Test
import org.junit.rules.TemporaryFolder
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment
import org.robolectric.shadows.ShadowSystemClock

@RunWith(RobolectricTestRunner::class)
class PhoneClockTest {
    @get:Rule
    val folder = TemporaryFolder()
    private val app = RuntimeEnvironment.getApplication()
    private val zone = TimeZone.getDefault()

    @After
    fun set_back() = TimeZone.setDefault(zone)

    @Test
    fun the_kernel_names_the_boot() {
        val id = folder.newFile().apply { writeText("b7c1f0a2\n") }
        assertEquals("b7c1f0a2", PhoneClock(app, id).boot())
    }

    @Test
    fun where_the_kernel_is_silent_boots_are_counted() {
        Settings.Global.putInt(app.contentResolver, Settings.Global.BOOT_COUNT, 41)
        val before = PhoneClock(app, File(folder.root, "none")).boot()
        assertEquals("boot-41", before)
        Settings.Global.putInt(app.contentResolver, Settings.Global.BOOT_COUNT, 42)
        assertNotEquals(before, PhoneClock(app, File(folder.root, "none")).boot())
    }

    @Test
    fun time_goes_on_while_the_phone_sleeps() {
        val clock = PhoneClock(app)
        val before = clock.monotonicMillis()
        ShadowSystemClock.advanceBy(Duration.ofSeconds(90))
        assertEquals(90_000, clock.monotonicMillis() - before)
    }

    @Test
    fun local_time_is_what_the_phone_is_set_to() {
        TimeZone.setDefault(TimeZone.getTimeZone("Asia/Shanghai"))
        assertEquals(480, PhoneClock(app).utcOffsetMinutes())
    }
}
