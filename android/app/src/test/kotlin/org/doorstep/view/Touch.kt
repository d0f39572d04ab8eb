package org.doorstep.view

import android.app.Activity
import android.view.View
import android.view.ViewGroup
import android.widget.AbsListView
import android.widget.TextView
import org.doorstep.design.find
import org.junit.Assert.assertTrue

/** Every view within, itself included, in the order of drawing. */
fun View.all(): Sequence<View> = sequence {
    yield(this@all)
    if (this@all is ViewGroup) for (index in 0 until childCount) yieldAll(getChildAt(index).all())
}

/** Fails where something to be tapped is too small for a thumb (48 dp), or has nothing that TalkBack could say. */
fun assertTouchable(root: View) {
    val least = 48 * root.resources.displayMetrics.density
    // A list passes taps on to its rows.
    for (view in root.all().filter { it.isClickable && it.isShown && it !is AbsListView }) {
        assertTrue("too small: ${view.said()}", view.width >= least && view.height >= least)
        assertTrue("says nothing: ${view.javaClass.simpleName} ${view.id}", view.said().isNotBlank())
    }
}

/** What TalkBack says of it: its own words, or those of what it holds. */
fun View.said(): String = contentDescription?.toString()
    ?: (this as? TextView)?.run { text.ifEmpty { hint ?: "" }.toString() }
    ?: (this as? ViewGroup)?.run { (0 until childCount).map { getChildAt(it) }.filter { it.isShown }.joinToString(" ") { it.said() } }
    ?: ""

/** Taps what shows these words; a person could see and reach it. */
fun Activity.tap(words: String) {
    val view = shown(words) ?: error("nothing shows «$words», but: ${texts()}")
    val target = generateSequence(view) { it.parent as? View }.firstOrNull { it.isClickable } ?: error("«$words» cannot be tapped")
    assertTrue("«$words» is disabled", target.isEnabled)
    target.performClick()
    idle()
}

fun Activity.shown(words: String): View? =
    window.decorView.all().firstOrNull { it.isShown && ((it as? TextView)?.text?.toString() == words || it.contentDescription?.toString() == words) }

/** All that is to be read. */
fun Activity.texts(): List<String> =
    window.decorView.all().filter { it.isShown }.mapNotNull { (it as? TextView)?.text?.toString() }.filter { it.isNotBlank() }.toList()

/** What is written, as a keyboard would. */
fun Activity.write(id: Int, words: String) {
    find<TextView>(id).text = words
    idle()
}
