package org.doorstep.presenter.scan

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId

/** Takes what a code says for the answer to a question, whether it was read or typed, and goes back. */
class BarcodePresenter(private val codes: Codes, private val draft: DraftId, private val question: String, work: Work) :
    Presenter<BarcodeScreen>(BarcodeScreen(), work) {

    fun heard(code: String) {
        val text = code.trim()
        if (text.isEmpty() || screen.keeping) return
        show(BarcodeScreen(keeping = true))
        ask({ codes.answer(draft, question, text) }, { show(BarcodeScreen(trouble = it)) }) { go(Destination.Back) }
    }
}

data class BarcodeScreen(
    /** On its way to flash: nothing more is heard. */
    val keeping: Boolean = false,
    val trouble: Trouble? = null,
)
