package org.doorstep.presenter.signature

import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId

/** A signature drawn by hand, as the answer to a question. */
class SignaturePresenter(
    private val draft: DraftId,
    private val question: String,
    private val language: String,
    private val signatures: Signatures,
    private val pictures: Pictures,
    work: Work,
) : Presenter<SignatureScreen>(SignatureScreen(), work) {

    override fun refresh() {
        if (screen.asks.isNotEmpty()) return
        ask({ signatures.asks(draft, question, language) }, { show(screen.copy(trouble = it)) }) { show(screen.copy(asks = it)) }
    }

    fun drawn(stroke: Stroke) = show(screen.copy(drawing = Drawing(screen.drawing.strokes + stroke), tooLittle = false))

    fun undo() = show(screen.copy(drawing = Drawing(screen.drawing.strokes.dropLast(1)), tooLittle = false))

    fun clear() = show(screen.copy(drawing = Drawing(emptyList()), tooLittle = false))

    /** What a killed process would lose. */
    val unsaved: String get() = screen.drawing.written()

    fun regain(unsaved: String) = show(screen.copy(drawing = Drawing.read(unsaved)))

    fun save() {
        if (screen.saving) return
        if (screen.drawing.isTooLittle) return show(screen.copy(tooLittle = true))
        show(screen.copy(saving = true, trouble = null))
        val drawing = screen.drawing
        ask(
            {
                val file = pictures.write(drawing)
                try {
                    signatures.attach(draft, question, file)
                } finally {
                    pictures.drop(file)
                }
            },
            { show(screen.copy(saving = false, trouble = it)) },
        ) { go(Destination.Back) }
    }
}

data class SignatureScreen(
    /** What is signed. */
    val asks: String = "",
    val drawing: Drawing = Drawing(emptyList()),
    val tooLittle: Boolean = false,
    val saving: Boolean = false,
    val trouble: Trouble? = null,
)
