package org.doorstep.presenter.scan

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId

class FakeCodes : Codes {
    val answers = mutableMapOf<Pair<DraftId, String>, String>()
    var trouble: Trouble? = null

    override fun answer(draft: DraftId, question: String, text: String) {
        trouble?.let { throw it }
        answers[draft to question] = text
    }
}
