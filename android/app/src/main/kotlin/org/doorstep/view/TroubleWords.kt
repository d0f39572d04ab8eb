package org.doorstep.view

import android.content.res.Resources
import org.doorstep.R
import org.doorstep.presenter.Trouble

/** What went wrong, and what to do about it. */
class TroubleWords(private val resources: Resources) {
    fun of(trouble: Trouble): String = when (trouble) {
        Trouble.Offline -> resources.getString(R.string.trouble_offline)
        Trouble.SignedOut -> resources.getString(R.string.trouble_signed_out)
        Trouble.StorageFull -> resources.getString(R.string.trouble_storage_full)
        is Trouble.Rejected -> resources.getString(R.string.trouble_rejected, trouble.code)
        is Trouble.Invalid -> resources.getString(R.string.trouble_invalid, trouble.code)
        is Trouble.Internal -> resources.getString(R.string.trouble_internal, trouble.reference)
    }
}
