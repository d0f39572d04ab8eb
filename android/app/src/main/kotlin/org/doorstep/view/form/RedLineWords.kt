package org.doorstep.view.form

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.form.RedLine

/** What a red line is, and whom it is said to first. */
class RedLineWords(private val resources: Resources) {
    fun of(lines: List<RedLine>): String = lines.joinToString("、") { of(it) }

    fun of(line: RedLine): String = resources.getString(
        when (line) {
            RedLine.SUSPECTED_ABUSE -> R.string.form_red_suspected_abuse
            RedLine.SEXUAL_HARM -> R.string.form_red_sexual_harm
            RedLine.SUSPECTED_VIOLENCE -> R.string.form_red_suspected_violence
            RedLine.UNCONSCIOUS_OR_MALNOURISHED -> R.string.form_red_unconscious
            RedLine.SELF_HARM -> R.string.form_red_self_harm
            RedLine.ABANDONED_OR_UNATTENDED -> R.string.form_red_abandoned
            RedLine.UNDER8_UNATTENDED -> R.string.form_red_under_eight
            RedLine.UNDER16_LIVING_ALONE -> R.string.form_red_under_sixteen
            RedLine.MISSING_OR_TRAFFICKED -> R.string.form_red_missing
            RedLine.ORGANISED_BEGGING -> R.string.form_red_begging
            RedLine.GUARDIAN_LOST_CAPACITY -> R.string.form_red_guardian
            RedLine.ELDER_UNREACHABLE -> R.string.form_red_unreachable
            RedLine.ELDER_UNSAFE_GAS_OR_CO -> R.string.form_red_gas
            RedLine.ELDER_NO_FOOD -> R.string.form_red_no_food
            RedLine.ELDER_SELF_HARM -> R.string.form_red_elder_self_harm
            RedLine.DWELLING_GRADE_D -> R.string.form_red_dwelling
            RedLine.OTHER_SERIOUS_HARM -> R.string.form_red_other
        },
    )

    companion object {
        const val POLICE = "110"
        const val AMBULANCE = "120"

        /** Where somebody is hurt or starving a doctor is called first; all else is the police's. */
        fun calls(lines: List<RedLine>) = if (lines.any { it in HURT }) AMBULANCE else POLICE

        private val HURT = setOf(RedLine.UNCONSCIOUS_OR_MALNOURISHED, RedLine.SELF_HARM, RedLine.ELDER_SELF_HARM, RedLine.ELDER_UNSAFE_GAS_OR_CO)
    }
}
