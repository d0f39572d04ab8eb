package org.doorstep.presenter.camera

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId

class FakePhotographs : Photographs {
    val kept = mutableListOf<Shot>()
    var trouble: Trouble? = null

    override fun keep(draft: DraftId, question: String, shot: Shot) {
        trouble?.let { throw it }
        kept += shot
    }
}

class FakeShots : Shots {
    val left = mutableMapOf<String, Shot>()
    var trouble: Trouble? = null

    override fun leftOver(draft: DraftId, question: String) = left[question]

    override fun place(draft: DraftId, question: String): String {
        trouble?.let { throw it }
        return "shot.jpg"
    }

    override fun note(draft: DraftId, question: String, shot: Shot) {
        trouble?.let { throw it }
        left[question] = shot
    }

    override fun drop(draft: DraftId, question: String) {
        left -= question
    }
}
