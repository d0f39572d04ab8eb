package org.doorstep.presenter.finish

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.FormScreen.NoPlace
import org.doorstep.presenter.form.Standing

/** What is about to be saved, and then what was. */
data class FinishScreen(
    val standing: Standing? = null,
    /** Questions that keep it from being finished, in the form's order. */
    val missing: List<Missing> = emptyList(),
    val flags: List<Flag> = emptyList(),
    /** The worker's reason for them. */
    val reason: String = "",
    /** A place is being looked for; it may be saved without. */
    val placing: Boolean = false,
    val noPlace: NoPlace? = null,
    val accuracyMetres: Int? = null,
    val saving: Boolean = false,
    val saved: Saved? = null,
    /** A corrected record was given back. */
    val givenBack: Boolean = false,
    /** The draft is not there any more: it was saved, or given up. */
    val gone: Boolean = false,
    val trouble: Trouble? = null,
) {
    data class Missing(val path: String, val label: String)

    /** Two investigators stand by a household check (两人以上入户). */
    val needsSecond get() = saved != null && standing?.purpose == HOUSEHOLD_CHECK

    private companion object {
        val HOUSEHOLD_CHECK = Purpose.Visit(VisitKind.HOUSEHOLD_CHECK)
    }
}
