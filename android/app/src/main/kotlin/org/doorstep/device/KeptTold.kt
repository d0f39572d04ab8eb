package org.doorstep.device

import android.content.Context
import org.doorstep.presenter.background.Told

/** In a file of the app's own. */
internal class KeptTold(context: Context) : Told {
    private val kept = context.getSharedPreferences("told", Context.MODE_PRIVATE)

    override fun read(): Set<String> = kept.getStringSet(TOLD, null)?.toSet().orEmpty()

    override fun write(told: Set<String>) = kept.edit().putStringSet(TOLD, told).apply()

    private companion object {
        const val TOLD = "told"
    }
}
