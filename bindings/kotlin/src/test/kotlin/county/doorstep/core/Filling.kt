package county.doorstep.core

/** Codes that are nobody's emergency, the more telling first. */
private val ORDINARY = listOf(
    "met", "home", "no", "week", "none", "never", "good", "able", "safe", "A", "self", "attending", "central",
    "none_needed", "cheerful", "grandparent", "grandparents", "weekly", "general", "low",
)
private val YES_IS_GOOD = listOf("consent", "notice", "alone", "works", "valid", "ok", "alarm", "help", "received", "pays", "safety")
private const val ROUNDS = 60

fun Doorstep.questions(draft: DraftId, language: String = "en"): List<QuestionView> =
    formPage(draft, language, 0u, 10_000u).filterIsInstance<FormItem.Question>().map { it.question }

fun Doorstep.pathOf(draft: DraftId, name: String): String = questions(draft).first { it.name == name }.path

/** Answers what must be answered as blandly as it can be, and what is given as it is given. */
fun Doorstep.fill(draft: DraftId, vararg given: Pair<String, Answer>) {
    val wanted = given.toMap()
    val said = mutableSetOf<String>()
    val tries = mutableMapOf<String, Int>()
    repeat(ROUNDS) {
        var changed = false
        for (question in questions(draft)) {
            if (question.readonly || question.kind == QuestionKind.NOTE) continue
            val wish = wanted[question.name]
            if (wish != null && said.add(question.path)) {
                answer(draft, question.path, wish)
                changed = true
            } else if ((question.required && question.value == null) || question.issue != null) {
                val turn = tries.merge(question.path, 1, Int::plus)!! - 1
                try {
                    answer(draft, question.path, ordinary(question)[turn])
                } catch (_: DoorstepException.Invalid) {
                    // Hidden by an answer of this round.
                }
                changed = true
            }
        }
        if (!changed) return
    }
    error("the form asks without end")
}

private fun Doorstep.ordinary(question: QuestionView): List<Answer> {
    val codes = question.choices.map { it.code }.sortedBy { rank(question.name, it) }
    return when (question.kind) {
        QuestionKind.SELECT_ONE -> codes.map { Answer.One(it) }
        QuestionKind.SELECT_MULTIPLE -> codes.map { Answer.Many(listOf(it)) }
        QuestionKind.INTEGER -> (if (question.name == "falls") listOf(0L) else listOf(1L, 0L, 2L, 12L, 40L)).map { Answer.Integer(it) }
        QuestionKind.DECIMAL -> listOf(Answer.Decimal("0"), Answer.Decimal("1200.50"))
        QuestionKind.DATE -> listOf(30L, 0L, -1L).map { Answer.Date(today().plusDays(it)) }
        QuestionKind.ACKNOWLEDGE -> listOf(Answer.Acknowledged)
        else -> listOf(Answer.Text("all as it should be 一切如常"))
    }
}

/** The blander the answer, the lower. */
fun rank(name: String, code: String): Int = when {
    code == "yes" && YES_IS_GOOD.any { it in name } -> -1
    code in ORDINARY -> ORDINARY.indexOf(code)
    else -> ORDINARY.size
}
