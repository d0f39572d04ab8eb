package org.doorstep.presenter.signature

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId

class FakeSignatures : Signatures {
    var trouble: Trouble? = null
    var asks = "老人签名"
    val attached = mutableListOf<String>()

    override fun asks(draft: DraftId, question: String, language: String) = asks

    override fun attach(draft: DraftId, question: String, path: String) {
        trouble?.let { throw it }
        attached += path
    }
}

class FakePictures : Pictures {
    val files = mutableSetOf<String>()

    override fun write(drawing: Drawing): String = "signature.png".also { files += it }

    override fun drop(path: String) {
        files -= path
    }
}
