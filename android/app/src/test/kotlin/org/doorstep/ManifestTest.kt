package org.doorstep

import android.content.pm.ApplicationInfo.FLAG_ALLOW_BACKUP
import android.content.pm.ComponentInfo
import android.content.pm.PackageManager
import android.content.pm.PackageManager.GET_ACTIVITIES
import android.content.pm.PackageManager.GET_PROVIDERS
import android.content.pm.PackageManager.GET_RECEIVERS
import android.content.pm.PackageManager.GET_SERVICES
import org.doorstep.device.SyncJob
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner
import org.robolectric.RuntimeEnvironment

@RunWith(RobolectricTestRunner::class)
class ManifestTest {
    private val app = RuntimeEnvironment.getApplication()
    private val info = app.packageManager.getPackageInfo(
        app.packageName,
        GET_ACTIVITIES or GET_SERVICES or GET_RECEIVERS or GET_PROVIDERS or PackageManager.MATCH_DISABLED_COMPONENTS,
    )
    private val components: List<ComponentInfo>
        get() = listOf<Array<out ComponentInfo>?>(info.activities, info.services, info.receivers, info.providers).flatMap { it.orEmpty().toList() }

    @Test
    fun no_other_app_can_start_anything_but_the_first_screen() {
        assertEquals(listOf("org.doorstep.view.launch.LaunchActivity"), components.filter { it.exported }.map { it.name })
        assertTrue(components.size > 20)
    }

    @Test
    fun only_the_system_starts_the_job() {
        val job = info.services!!.single { it.name == SyncJob::class.java.name }
        assertEquals("android.permission.BIND_JOB_SERVICE", job.permission)
    }

    @Test
    fun nothing_is_backed_up() = assertEquals(0, app.applicationInfo.flags and FLAG_ALLOW_BACKUP)
}
