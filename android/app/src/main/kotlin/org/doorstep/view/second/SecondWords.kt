package org.doorstep.view.second

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.Trouble
import org.doorstep.view.TroubleWords

/** What is wrong with a code, and what to do. */
internal class SecondWords(private val resources: Resources) {
    fun of(trouble: Trouble): String = when ((trouble as? Trouble.Invalid)?.code) {
        "not_a_countersign_code" -> resources.getString(R.string.second_no_code)
        "other_visit" -> resources.getString(R.string.second_other_visit)
        "other_content" -> resources.getString(R.string.second_other_content)
        "unknown_visit" -> resources.getString(R.string.second_unknown_visit)
        "own_visit" -> resources.getString(R.string.second_own_visit)
        else -> TroubleWords(resources).of(trouble)
    }
}
