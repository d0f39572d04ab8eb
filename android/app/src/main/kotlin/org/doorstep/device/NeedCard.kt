package org.doorstep.device

import android.content.Context
import android.util.AttributeSet
import android.view.LayoutInflater
import android.widget.Button
import android.widget.LinearLayout
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find

/**
 * Says why something of the phone's is needed, and asks for it: by the system's question, or by the phone's settings where it was refused
 * for ever. It is gone while it is not [wanted], once it is allowed, and, if it is only [offered], once the person said no.
 */
class NeedCard @JvmOverloads constructor(context: Context, attributes: AttributeSet? = null) : LinearLayout(context, attributes) {
    private val declined = context.getSharedPreferences("declined", Context.MODE_PRIVATE)
    private val permissions by lazy { Permissions.of(this) }
    private var need = Need.LOCATION
    private var offered = false

    /** Whether the screen as it stands has a use for it. */
    var wanted = true
        set(value) {
            field = value
            refresh()
        }

    init {
        orientation = VERTICAL
        LayoutInflater.from(context).inflate(R.layout.need_card, this, true)
        visibility = GONE
        find<Button>(R.id.need_allow).setOnClickListener { permissions.ask(need) }
        find<Button>(R.id.need_decline).setOnClickListener {
            declined.edit().putBoolean(need.name, true).apply()
            refresh()
        }
    }

    /** What it asks for; [offered] if the person may say that they do not want it. */
    fun ask(need: Need, offered: Boolean = false) {
        this.need = need
        this.offered = offered
        find<TextView>(R.id.need_why).setText(need.why)
        refresh()
    }

    /** The system's question and the settings take the focus away, and give it back. */
    override fun onWindowFocusChanged(focused: Boolean) {
        super.onWindowFocusChanged(focused)
        if (focused) refresh()
    }

    private fun refresh() {
        val asks = wanted && !permissions.has(need) && !(offered && declined.getBoolean(need.name, false))
        visibility = if (asks) VISIBLE else GONE
        find<Button>(R.id.need_decline).visibility = if (offered) VISIBLE else GONE
        val forEver = permissions.refusedForEver(need)
        find<Button>(R.id.need_allow).setText(if (forEver) R.string.permission_settings else R.string.permission_allow)
    }
}
