package org.doorstep.presenter.form

/** One thing of a form, in its order. */
sealed interface Item {
    /** Groups and instances around it. */
    val depth: Int

    /** A group begins; what belongs to it follows, one level deeper. */
    data class Heading(val path: String, val label: String, override val depth: Int) : Item

    /** A repeat begins; its instances follow. */
    data class Repeat(
        val path: String,
        val label: String,
        val count: Int,
        /** Never where the form itself says how many there are. */
        val canAdd: Boolean,
        override val depth: Int,
    ) : Item

    /** One of a repeat begins. */
    data class Instance(val path: String, val position: Int, val removable: Boolean, override val depth: Int) : Item

    data class Question(
        val path: String,
        val name: String,
        val kind: Kind,
        val label: String,
        val hint: String? = null,
        val guidance: String? = null,
        val choices: List<Choice> = emptyList(),
        val value: Answer? = null,
        val required: Boolean = false,
        val readonly: Boolean = false,
        val issue: Issue? = null,
        /** Of a note: tells what was reckoned, and does not only instruct. */
        val reckoned: Boolean = false,
        val lines: Int = 1,
        /** Metres within which a place is good enough. */
        val accuracyMetres: Int? = null,
        override val depth: Int = 0,
    ) : Item
}

/** What a question asks for. */
enum class Kind { TEXT, INTEGER, DECIMAL, DATE, TIME, DATE_TIME, ONE, MANY, NOTE, ACKNOWLEDGE, PLACE, BARCODE, IMAGE, SIGNATURE, HIDDEN }

data class Choice(val code: String, val label: String)

/** What is wrong with an answer, in the form's own words if it has some. */
data class Issue(val code: Code, val words: String?) {
    enum class Code { REQUIRED, WITHDRAWN, CONSTRAINT }
}
