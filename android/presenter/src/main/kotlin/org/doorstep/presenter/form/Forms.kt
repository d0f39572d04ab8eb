package org.doorstep.presenter.form

import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import java.time.Instant

/** A draft and its questions. An answer is on disk when [answer] returns. */
interface Forms {
    /** As asked now, in a language of the form's. */
    fun items(draft: DraftId, language: String): List<Item>

    fun answer(draft: DraftId, path: String, answer: Answer)

    /** Takes an answer back. */
    fun clear(draft: DraftId, path: String)

    /** One more of a repeat; its path. */
    fun add(draft: DraftId, repeat: String): String

    fun remove(draft: DraftId, instance: String)

    /** What keeps the form from being finished, in its order. */
    fun missing(draft: DraftId): List<String>

    /** Names of questions that another visit of today at this door has answered, and nobody has since. */
    fun beforehand(draft: DraftId): List<String>

    fun standing(draft: DraftId): Standing

    /** Begins the report of what came up in this visit. */
    fun report(draft: DraftId, kind: SheetKind): DraftId

    /** Work begun is accounted for: the reason is a record. */
    fun giveUp(draft: DraftId, reason: String)

    /** A picture of an answer, for showing it; none where it cannot be had. */
    fun picture(file: FileHash): ByteArray?
}

/** What is known of a draft beside its questions. */
data class Standing(
    val about: Subject?,
    /** None while they are not on this phone. */
    val name: String?,
    val purpose: Purpose,
    val began: Instant,
    /** The returned record that it corrects. */
    val corrects: RecordId?,
    val redLines: List<RedLine>,
    val haste: Haste,
)

/** One answer that makes an emergency of a visit, whatever else was answered. */
enum class RedLine {
    SUSPECTED_ABUSE,
    SEXUAL_HARM,
    SUSPECTED_VIOLENCE,
    UNCONSCIOUS_OR_MALNOURISHED,
    SELF_HARM,
    ABANDONED_OR_UNATTENDED,
    UNDER8_UNATTENDED,
    UNDER16_LIVING_ALONE,
    MISSING_OR_TRAFFICKED,
    ORGANISED_BEGGING,
    GUARDIAN_LOST_CAPACITY,
    ELDER_UNREACHABLE,
    ELDER_UNSAFE_GAS_OR_CO,
    ELDER_NO_FOOD,
    ELDER_SELF_HARM,
    DWELLING_GRADE_D,
    OTHER_SERIOUS_HARM,
    ;

    /** A child's danger has a report of its own by law (未成年人保护法 art. 11). */
    val ofChild get() = this < ELDER_UNREACHABLE
}
