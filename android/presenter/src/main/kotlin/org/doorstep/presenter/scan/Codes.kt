package org.doorstep.presenter.scan

import org.doorstep.presenter.core.DraftId

/** Codes as answers. */
interface Codes {
    /** Keeps what a code says, in place of what stood there. */
    fun answer(draft: DraftId, question: String, text: String)
}
