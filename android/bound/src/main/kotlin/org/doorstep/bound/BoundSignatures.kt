package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.FormItem
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.signature.Signatures

internal class BoundSignatures(private val doorstep: Doorstep) : Signatures {
    override fun asks(draft: DraftId, question: String, language: String) = asked {
        val form = doorstep.formPage(draft.text, language, 0u, 100_000u)
        form.filterIsInstance<FormItem.Question>().firstOrNull { it.question.path == question }?.question?.label.orEmpty()
    }

    override fun attach(draft: DraftId, question: String, path: String) {
        asked { doorstep.attach(draft.text, question, path) }
    }
}
