package org.doorstep.story

import android.app.Activity
import android.content.Intent
import org.doorstep.view.all
import org.doorstep.view.idle
import org.doorstep.view.ledTo
import org.doorstep.view.said
import org.doorstep.view.tap
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.android.controller.ActivityController

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

    /** Taps a row or a mark by the beginning of what TalkBack would say of it. */
    fun tapThatSays(words: String) {
        val view = screen.window.decorView.all().filter { it.isShown && it.isClickable }.firstOrNull { words in it.said() }
            ?: error("on $name nothing to be tapped says «$words»: ${screen.window.decorView.said()}")
        view.performClick()
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
