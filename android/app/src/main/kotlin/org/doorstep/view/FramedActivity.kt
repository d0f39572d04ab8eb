package org.doorstep.view

import android.app.Activity
import android.content.Context
import android.os.Bundle
import android.view.LayoutInflater
import android.view.View
import android.view.ViewGroup
import android.view.WindowManager.LayoutParams.FLAG_SECURE
import android.widget.TextView
import org.doorstep.DoorstepApplication
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.design.isShort
import org.doorstep.design.letActionsScroll
import org.doorstep.device.KeptAppearance
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble

/**
 * A screen: a bar with the way back and a title, what the screen's own layout says, and a line for what went wrong.
 *
 * Its presenter lives on through rotations. What is typed and not yet handed to the core is kept by the views themselves, each of
 * which has an id. Nothing is drawn before there is a presenter and, where that is asked for, the person has shown who they are.
 */
abstract class FramedActivity<S : Any, P : Presenter<S>>(private val layout: Int, private val title: Int) : Activity() {
    protected var presenter: P? = null
        private set
    protected val app get() = application as DoorstepApplication
    internal val way = Way(this)

    /** Behind the lock; only what shows nothing of anybody is not. */
    protected open val guarded = true

    /** The first screen has nowhere to go back to. */
    protected open val hasBack = true

    /** Brings the presenter: at once, or as soon as there is what it asks. */
    protected abstract fun meet(met: (P) -> Unit)

    /** Once, when the layout stands: what taps do. */
    protected open fun wire(presenter: P) = Unit

    protected abstract fun draw(screen: S)

    /** How it was chosen to be read when it was begun. */
    private lateinit var worn: Any

    override fun attachBaseContext(base: Context) {
        val appearance = KeptAppearance(base)
        worn = appearance.chosen
        super.attachBaseContext(appearance.worn())
    }

    override fun onCreate(state: Bundle?) {
        super.onCreate(state)
        window.addFlags(FLAG_SECURE)
        setContentView(R.layout.frame)
        find<TextView>(R.id.title).setText(title)
        setTitle(title)
        find<ViewGroup>(R.id.content).let {
            LayoutInflater.from(this).inflate(layout, it, true)
            if (resources.configuration.isShort) it.letActionsScroll()
        }
        find<View>(R.id.back).apply {
            visibility = if (hasBack) View.VISIBLE else View.GONE
            setOnClickListener { back() }
        }
        @Suppress("UNCHECKED_CAST")
        val kept = lastNonConfigurationInstance as P?
        if (kept == null) meet(::begin) else begin(kept)
    }

    private fun begin(presenter: P) {
        if (isDestroyed) return
        this.presenter = presenter
        wire(presenter)
        if (resumed) attend(presenter)
    }

    private var resumed = false

    override fun onResume() {
        super.onResume()
        if (KeptAppearance(baseContext).chosen != worn) return recreate()
        resumed = true
        presenter?.let(::attend)
    }

    private fun attend(presenter: P) {
        val shut = guarded && app.lock.shut()
        find<View>(R.id.content).visibility = if (shut) View.INVISIBLE else View.VISIBLE
        if (shut) return way.go(Destination.Unlock)
        presenter.attend(way::go, ::draw)
        presenter.refresh()
    }

    override fun onPause() {
        resumed = false
        presenter?.leave()
        super.onPause()
    }

    @Deprecated("the framework's own way to keep an object through a rotation has no other name")
    override fun onRetainNonConfigurationInstance(): Any? = presenter

    /** The arrow, and the phone's own way back. */
    protected open fun back() = finish()

    @Deprecated("there is no other before Android 13")
    override fun onBackPressed() = back()

    /** Says what went wrong and what to do, or takes it back. */
    protected fun say(trouble: Trouble?) = say(trouble?.let { TroubleWords(resources).of(it) })

    protected fun say(words: String?) {
        find<TextView>(R.id.trouble).apply {
            text = words
            visibility = if (words == null) View.GONE else View.VISIBLE
        }
    }
}
