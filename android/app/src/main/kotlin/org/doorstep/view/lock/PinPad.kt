package org.doorstep.view.lock

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.presenter.lock.Lock

/** Ten digits under a thumb. What was typed is not here: it shows how many digits there are, to the eye and to the ear. */
class PinPad @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    var digit: (Char) -> Unit = {}
    var erase: () -> Unit = {}

    init {
        orientation = VERTICAL
        LayoutInflater.from(context).inflate(R.layout.pin_pad, this, true)
        keys().forEach { key -> key.setOnClickListener { digit(key.text.single()) } }
        find<View>(R.id.pin_erase).setOnClickListener { erase() }
    }

    fun show(typed: Int, takesDigits: Boolean) {
        find<TextView>(R.id.pin_typed).apply {
            text = List(Lock.DIGITS) { if (it < typed) "●" else "○" }.joinToString(" ")
            contentDescription = context.getString(R.string.lock_typed, typed, Lock.DIGITS)
        }
        keys().forEach { it.isEnabled = takesDigits }
        find<View>(R.id.pin_erase).isEnabled = takesDigits && typed > 0
    }

    private fun keys(): Sequence<Button> = rows().flatMap { row -> (0 until row.childCount).asSequence().map(row::getChildAt) }
        .filterIsInstance<Button>().filter { it.id != R.id.pin_erase }

    private fun rows() = (0 until childCount).asSequence().map(::getChildAt).filterIsInstance<ViewGroup>()
}
