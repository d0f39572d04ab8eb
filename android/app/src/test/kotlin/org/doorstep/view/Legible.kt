package org.doorstep.view

import android.view.View
import android.view.ViewGroup
import android.widget.TextView
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue

/** Fails where a text is cut off, lies outside of what holds it, or has a character that no font draws. */
fun assertLegible(view: View) {
    if (view.visibility != View.VISIBLE) return
    if (view is TextView && view.text.isNotEmpty()) assertWholeAndDrawn(view)
    if (view is ViewGroup) {
        val children = (0 until view.childCount).map(view::getChildAt)
        children.forEach(::assertLegible)
        val texts = children.filter { it is TextView && it.visibility == View.VISIBLE }
        for (text in texts) {
            assertTrue("outside: ${(text as TextView).text}", text.left >= 0 && text.top >= 0 && text.right <= view.width && text.bottom <= view.height)
            assertFalse("covered: ${text.text}", texts.any { it !== text && it.overlaps(text) })
        }
    }
}

private fun assertWholeAndDrawn(view: TextView) {
    val text = view.text
    val layout = requireNotNull(view.layout) { "not laid out: $text" }
    val lines = 0 until layout.lineCount
    assertTrue("too high: $text", layout.height <= view.height - view.compoundPaddingTop - view.compoundPaddingBottom)
    assertTrue("too wide: $text", lines.all { layout.getLineMax(it) <= view.width })
    assertTrue("shortened: $text", lines.all { layout.getEllipsisCount(it) == 0 })
    val undrawn = text.filter { !it.isWhitespace() && !view.paint.hasGlyph(it.toString()) }
    assertTrue("no glyph for $undrawn", undrawn.isEmpty())
}

private fun View.overlaps(other: View) =
    left < other.right && other.left < right && top < other.bottom && other.top < bottom
