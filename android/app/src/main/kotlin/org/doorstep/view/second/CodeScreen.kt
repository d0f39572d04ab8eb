package org.doorstep.view.second

import android.app.Activity
import android.view.View
import android.view.WindowManager.LayoutParams
import android.widget.Button
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.QrView
import org.doorstep.design.find
import org.doorstep.view.scan.ScanView

/** One layout for both phones: words, a code to show or to scan, and two things to do. */
internal class CodeScreen(private val activity: Activity) {
    private val scan = activity.find<ScanView>(R.id.scan)

    fun words(words: String, more: String? = null, wrong: String? = null) {
        text(R.id.words, words)
        text(R.id.more, more)
        text(R.id.wrong, wrong)
    }

    /** A code of ours, as bright as the screen can; none to show none. */
    fun show(code: String?) {
        activity.find<QrView>(R.id.code).apply {
            text = code.orEmpty()
            visibility = if (code == null) View.GONE else View.VISIBLE
        }
        activity.window.attributes = activity.window.attributes.apply {
            screenBrightness = if (code == null) LayoutParams.BRIGHTNESS_OVERRIDE_NONE else LayoutParams.BRIGHTNESS_OVERRIDE_FULL
        }
    }

    fun scan(heard: ((String) -> Unit)?) {
        scan.visibility = if (heard == null) View.GONE else View.VISIBLE
        if (heard == null) return scan.stop()
        scan.heard = heard
        scan.start()
    }

    fun stop() = scan.stop()

    fun action(words: Int?, tap: () -> Unit = {}) = button(R.id.on, words, tap)

    fun other(words: Int?, tap: () -> Unit = {}) = button(R.id.other, words, tap)

    private fun button(id: Int, words: Int?, tap: () -> Unit) = activity.find<Button>(id).run {
        visibility = if (words == null) View.GONE else View.VISIBLE
        words?.let(::setText)
        setOnClickListener { tap() }
    }

    private fun text(id: Int, words: String?) = activity.find<TextView>(id).run {
        text = words
        visibility = if (words == null) View.GONE else View.VISIBLE
    }
}
