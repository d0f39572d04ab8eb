package org.doorstep.view.signature

import android.os.Bundle
import android.view.View
import android.widget.Button
import android.widget.TextView
import org.doorstep.R
import org.doorstep.design.find
import org.doorstep.device.SignaturePng
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.signature.SignaturePresenter
import org.doorstep.presenter.signature.SignatureScreen
import org.doorstep.view.ScreenActivity
import org.doorstep.view.Way.Companion.draft
import org.doorstep.view.Way.Companion.question

/** Somebody signs, on the worker's phone. */
class SignatureActivity : ScreenActivity<SignatureScreen, SignaturePresenter>(R.layout.signature, R.string.signature_title) {
    private var unsaved: String? = null

    override fun present(core: Core) =
        SignaturePresenter(intent.draft, intent.question, getString(R.string.language), core.signatures, SignaturePng(this), app.work)

    override fun onCreate(state: Bundle?) {
        unsaved = state?.getString(UNSAVED)
        super.onCreate(state)
    }

    override fun onSaveInstanceState(state: Bundle) {
        super.onSaveInstanceState(state)
        state.putString(UNSAVED, presenter?.unsaved)
    }

    override fun wire(presenter: SignaturePresenter) {
        if (presenter.screen.drawing.isEmpty) unsaved?.let { presenter.regain(it) }
        find<SignaturePad>(R.id.pad).drawn = presenter::drawn
        find<View>(R.id.undo).setOnClickListener { presenter.undo() }
        find<View>(R.id.clear).setOnClickListener { presenter.clear() }
        find<View>(R.id.save).setOnClickListener { presenter.save() }
    }

    override fun draw(screen: SignatureScreen) {
        find<TextView>(R.id.asks).text = screen.asks
        find<SignaturePad>(R.id.pad).drawing = screen.drawing
        find<View>(R.id.hint).visibility = if (screen.drawing.isEmpty) View.VISIBLE else View.INVISIBLE
        for (id in listOf(R.id.undo, R.id.clear)) find<View>(id).isEnabled = !screen.drawing.isEmpty
        find<Button>(R.id.save).apply {
            isEnabled = !screen.saving
            setText(if (screen.saving) R.string.signature_saving else R.string.signature_save)
        }
        if (screen.tooLittle) say(getString(R.string.signature_too_little)) else say(screen.trouble)
    }

    private companion object {
        const val UNSAVED = "unsaved"
    }
}
