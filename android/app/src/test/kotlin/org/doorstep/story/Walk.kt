package org.doorstep.story

import android.app.Activity
import android.app.AlertDialog
import android.content.Intent
import android.widget.ListView
import android.widget.TextView
import java.time.Duration
import org.doorstep.view.all
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.tap
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController
import org.robolectric.shadows.ShadowDialog
import org.robolectric.shadows.ShadowSystemClock

/**
 * A person's way through the app's screens: taps on what is shown, and comes where that leads, as the system would bring them.
 * Behind the screen in front stand those that lead there.
 */
class Walk(first: Class<out Activity>) : AutoCloseable {
    private val stack = ArrayDeque<ActivityController<out Activity>>()

    val screen: Activity get() = stack.last().get()
    val name: String get() = screen.javaClass.simpleName.removeSuffix("Activity")

    init {
        enter(Intent(RuntimeEnvironment.getApplication(), first))
        settle()
    }

    fun tap(words: String) {
        screen.tap(words)
        settle()
    }

    fun tap(words: Int, vararg values: Any) = tap(screen.getString(words, *values))

    /** Taps the row of a list that says this; it need not be in sight yet. */
    fun tapRow(words: String) {
        tap(screen.window.decorView.all().filterIsInstance<ListView>().first { it.isShown }, words)
    }

    /** Taps what a dialog offers. */
    fun choose(words: String) = tap((ShadowDialog.getLatestDialog() as AlertDialog).listView, words)

    private fun tap(list: ListView, words: String) {
        val rows = (0 until list.adapter.count).map { list.adapter.getView(it, null, list) }
        val texts = rows.map { row -> row.all().filterIsInstance<TextView>().joinToString { it.text } }
        val at = texts.indexOfFirst { words in it }
        check(at >= 0) { "on $name no row says «$words», but $texts" }
        list.performItemClick(rows[at], at, list.adapter.getItemId(at))
        settle()
    }

    /** The phone is put away, and taken up again. */
    fun away(time: Duration) {
        stack.last().pause().stop()
        ShadowSystemClock.advanceBy(time)
        stack.last().restart().resume().visible()
        settle()
    }

    fun back() {
        @Suppress("DEPRECATION")
        screen.onBackPressed()
        settle()
    }

    /** Lets what is under way come to its end, and follows where it leads. */
    fun settle() {
        idle()
        while (true) {
            val next = screen.ledTo()
            if (next != null && next.component?.packageName == screen.packageName) {
                val clears = next.flags and Intent.FLAG_ACTIVITY_CLEAR_TASK != 0
                if (clears) leaveAll() else stack.last().pause().stop()
                enter(next)
            } else if (screen.isFinishing) {
                stack.removeLast().pause().stop().destroy()
                check(stack.isNotEmpty()) { "left the app" }
                stack.last().restart().resume().visible()
            } else {
                return
            }
            idle()
        }
    }

    private fun enter(intent: Intent) {
        @Suppress("UNCHECKED_CAST")
        val activity = Class.forName(requireNotNull(intent.component).className) as Class<out Activity>
        stack.addLast(Robolectric.buildActivity(activity, intent).setup())
    }

    private fun leaveAll() {
        while (stack.isNotEmpty()) stack.removeLast().pause().stop().destroy()
    }

    override fun close() = leaveAll()
}
