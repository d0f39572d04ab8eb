package org.doorstep.presenter.signature

import org.doorstep.presenter.core.DraftId

/** A place on the pad, in its own unit, and when it was touched. */
data class Touch(val x: Float, val y: Float, val millis: Long)

/** From where the pen was set down to where it was lifted. */
data class Stroke(val touches: List<Touch>)

/** What was drawn, with its timing: milliseconds since the first touch. */
data class Drawing(val strokes: List<Stroke>) {
    val isEmpty get() = strokes.isEmpty()

    /** A dot, or hardly more, is nobody's name. */
    val isTooLittle: Boolean
        get() {
            val touches = strokes.flatMap { it.touches }
            if (touches.size < LEAST_TOUCHES) return true
            val wide = touches.maxOf { it.x } - touches.minOf { it.x }
            val high = touches.maxOf { it.y } - touches.minOf { it.y }
            return wide + high < LEAST_EXTENT
        }

    /** As text that outlives the process: strokes by lines, touches by spaces. */
    fun written(): String = strokes.joinToString("\n") { stroke -> stroke.touches.joinToString(" ") { "${it.x},${it.y},${it.millis}" } }

    companion object {
        private const val LEAST_TOUCHES = 8

        /** In the pad's unit, a hundredth of its width. */
        private const val LEAST_EXTENT = 20f

        fun read(text: String): Drawing = Drawing(
            text.split("\n").filter { it.isNotEmpty() }.map { line ->
                Stroke(
                    line.split(" ").map { touch ->
                        val (x, y, millis) = touch.split(",")
                        Touch(x.toFloat(), y.toFloat(), millis.toLong())
                    },
                )
            },
        )
    }
}

/** Signatures as answers. */
interface Signatures {
    /** What is signed: the question. */
    fun asks(draft: DraftId, question: String, language: String): String

    /** Takes a PNG as the answer; the file is the caller's. */
    fun attach(draft: DraftId, question: String, path: String)
}

/** Makes a picture of a drawing, with its timing inside; a file of ours. */
interface Pictures {
    fun write(drawing: Drawing): String

    fun drop(path: String)
}
