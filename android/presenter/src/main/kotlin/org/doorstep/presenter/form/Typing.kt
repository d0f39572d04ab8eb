package org.doorstep.presenter.form

/** What is being typed and is not yet handed to the core: on screen it stands in place of the answer. */
internal class Typing {
    private val words = linkedMapOf<String, Typed>()
    val all: Map<String, String> get() = words.mapValues { it.value.text }
    val paths: List<String> get() = words.keys.toList()

    private class Typed(val kind: Kind, val text: String)

    /** What outlives the process; [regain] reads it. */
    val kept: List<String> get() = words.map { (path, typed) -> "$path\n${typed.kind}\n${typed.text}" }

    fun regain(kept: List<String>) {
        for (one in kept) {
            val (path, kind, text) = one.split('\n', limit = 3)
            put(path, Kind.valueOf(kind), text)
        }
    }

    fun put(path: String, kind: Kind, text: String) {
        words[path] = Typed(kind, text)
    }

    fun drop(path: String) {
        words -= path
    }

    fun text(path: String): String? = words[path]?.text

    /** What it answers: [Given.Nothing] for blanks, none if it is no number. */
    fun given(path: String): Given? {
        val typed = words[path] ?: return null
        val text = typed.text.trim()
        if (text.isEmpty()) return Given.Nothing
        val answer = when (typed.kind) {
            Kind.INTEGER -> text.toLongOrNull()?.takeIf { text.length <= MOST_DIGITS }?.let(Answer::Integer)
            Kind.DECIMAL -> text.takeIf { DECIMAL.matches(it) && it.length <= MOST_DIGITS }?.let(Answer::Decimal)
            else -> Answer.Text(text)
        }
        return answer?.let(Given::This)
    }

    sealed interface Given {
        data object Nothing : Given
        data class This(val answer: Answer) : Given
    }

    private companion object {
        const val MOST_DIGITS = 15
        val DECIMAL = Regex("-?\\d+(\\.\\d+)?")
    }
}
