package org.doorstep.device

import android.view.TextureView

/** A camera that takes photographs; a test has one without hardware. */
interface StillCamera {
    /** Whether it can light. */
    val hasTorch: Boolean

    /** Shows what it sees; [failed] where it does not open or is taken away. */
    fun start(preview: TextureView, failed: () -> Unit)

    fun torch(on: Boolean)

    /** Writes one photograph, upright, to a file, and says whether it did. */
    fun shoot(path: String, done: (Boolean) -> Unit)

    fun stop()
}
