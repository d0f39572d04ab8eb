package org.doorstep.bound

import county.doorstep.core.Answer
import county.doorstep.core.Doorstep
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.scan.Codes

internal class BoundCodes(private val doorstep: Doorstep) : Codes {
    override fun answer(draft: DraftId, question: String, text: String) = asked {
        doorstep.answer(draft.text, question, Answer.Text(text))
    }
}
