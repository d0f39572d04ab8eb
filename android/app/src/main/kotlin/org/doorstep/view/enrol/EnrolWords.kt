package org.doorstep.view.enrol

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.enrol.EnrolPresenter
import org.doorstep.presenter.enrol.EnrolScreen
import org.doorstep.presenter.enrol.EnrolStep
import org.doorstep.presenter.enrol.Loading
import org.doorstep.presenter.enrol.LoadingPart
import org.doorstep.view.TroubleWords

/** What enrolling says, and what is wrong with a ticket. */
internal class EnrolWords(private val resources: Resources) {
    fun of(screen: EnrolScreen): String = resources.getString(
        when (screen.step) {
            EnrolStep.SCAN -> R.string.enrol_scan
            EnrolStep.TYPED -> R.string.enrol_typed
            EnrolStep.COMPARE -> if (screen.busy) R.string.enrol_redeeming else R.string.enrol_compare
            EnrolStep.LOADING -> loading(screen.loading)
            EnrolStep.LOCK -> R.string.enrol_lock
        },
    )

    private fun loading(loading: Loading) = when (loading) {
        is Loading.Working -> if (loading.part == LoadingPart.RECEIVING) R.string.enrol_receiving else R.string.enrol_preparing
        is Loading.Resting -> R.string.enrol_resting
        Loading.Done -> R.string.enrol_done
    }

    /** What went wrong; why the load rests counts as that. */
    fun wrong(screen: EnrolScreen): String? = (screen.trouble ?: (screen.loading as? Loading.Resting)?.trouble)?.let(::wrong)

    private fun wrong(trouble: Trouble): String {
        val code = (trouble as? Trouble.Invalid)?.code ?: (trouble as? Trouble.Rejected)?.code
        return when {
            trouble is Trouble.Offline -> resources.getString(R.string.enrol_offline)
            code != null -> CODES[code]?.let(resources::getString) ?: TroubleWords(resources).of(trouble)
            else -> TroubleWords(resources).of(trouble)
        }
    }

    private companion object {
        val CODES = mapOf(
            "not_a_ticket" to R.string.enrol_no_ticket,
            "bad_code" to R.string.enrol_bad_code,
            "wrong_pin" to R.string.enrol_wrong_pin,
            EnrolPresenter.OTHER_DIGITS to R.string.enrol_other_digits,
            EnrolPresenter.OTHER_COUNTY to R.string.enrol_other_county,
            EnrolPresenter.OTHER_PERSON to R.string.enrol_other_person,
        )
    }
}
