package org.doorstep.view

import android.app.Activity
import android.content.Intent
import android.content.pm.PackageManager.GET_ACTIVITIES
import android.os.Bundle
import android.view.ViewGroup
import android.widget.ListView
import android.widget.ScrollView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.launch.FakeEntrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.view.Way.Companion.about
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController

/** What every screen owes, however the phone is held, and over a phone that knows nothing of what the screen was told. */
@RunWith(ParameterizedRobolectricTestRunner::class)
class EveryScreenTest(private val held: String, private val textPercent: Int) {
    private fun screens(): List<Class<out Activity>> {
        val app = RuntimeEnvironment.getApplication()
        val activities = requireNotNull(app.packageManager.getPackageInfo(app.packageName, GET_ACTIVITIES).activities)
        return activities.filter { it.name != "org.doorstep.view.file.EditActivity" && it.name != "org.doorstep.view.file.NewPersonActivity" }.map { Class.forName(it.name).asSubclass(Activity::class.java) }
    }

    private fun begin(screen: Class<out Activity>, state: Bundle? = null): ActivityController<out Activity> {
        val told = Intent(RuntimeEnvironment.getApplication(), screen)
            .about(DraftId("d"), "q").about(RecordId("v")).about(Subject.Household(HouseholdId("h"))).putExtra("group", "head")
        val begun = Robolectric.buildActivity(screen, told)
        return (if (state == null) begun.setup() else begun.setup(state)).also { idle() }
    }

    private fun hold() {
        RuntimeEnvironment.setQualifiers("zh-rCN-$held-notnight-xhdpi")
        RuntimeEnvironment.setFontScale(textPercent / 100f)
        Stage().app.entrance = FakeEntrance(Opening.Locked)
    }

    @Test
    fun it_is_whole_and_room_is_left_for_what_it_says() {
        hold()
        val wrong = screens().mapNotNull { screen -> begin(screen).use { wrong(it.get()) } }
        assertTrue("$held at $textPercent %:\n${wrong.joinToString("\n")}", wrong.isEmpty())
    }

    /** What is wrong with a screen, with its picture kept; nothing if it is whole. */
    private fun wrong(screen: Activity): String? {
        val said = try {
            assertLegible(screen.window.decorView)
            assertTouchable(screen.window.decorView)
            null
        } catch (wrong: AssertionError) {
            wrong.message
        } ?: tight(screen) ?: return null
        screen.screenshot().keepAs("held-$held-${screen.javaClass.simpleName}", Look("zh-rCN", false, textPercent))
        return "${screen.javaClass.simpleName}: $said"
    }

    private fun tight(screen: Activity): String? {
        val content = screen.find<ViewGroup>(R.id.content)
        val seen = (content.scrolled()?.height ?: content.height) / screen.resources.displayMetrics.density
        return if (seen < LEAST_DP) "only ${seen.toInt()} dp are left to read" else null
    }

    @Test
    fun it_is_turned_ended_and_restored_without_harm() {
        hold()
        for (screen in screens()) {
            val controller = begin(screen)
            controller.recreate()
            idle()
            val state = Bundle()
            controller.saveInstanceState(state).pause().stop().destroy()
            begin(screen, state).close()
        }
    }

    private fun ViewGroup.scrolled() = all().firstOrNull { it.isShown && (it is ScrollView || it is ListView) }

    companion object {
        /** Two lines of text. */
        const val LEAST_DP = 72

        @JvmStatic
        @Parameters(name = "{0} at {1}")
        fun ways() = listOf("w360dp-h740dp", "w640dp-h320dp-land", "w360dp-h340dp").flatMap { held -> listOf(100, 200).map { arrayOf<Any>(held, it) } }
    }
}
