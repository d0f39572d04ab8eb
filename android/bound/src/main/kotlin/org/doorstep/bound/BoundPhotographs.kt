package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.PictureSource
import county.doorstep.core.Taken
import java.time.Instant
import org.doorstep.presenter.camera.Photographs
import org.doorstep.presenter.camera.Shot
import org.doorstep.presenter.core.DraftId

internal class BoundPhotographs(private val doorstep: Doorstep) : Photographs {
    override fun keep(draft: DraftId, question: String, shot: Shot) {
        val taken = Taken(
            source = if (shot.imported) PictureSource.GALLERY else PictureSource.CAMERA,
            fixes = shot.fixes.map { it.across() },
            gnss = shot.fixes.lastOrNull { it.gnssMillis != null }?.run { Instant.ofEpochMilli(requireNotNull(gnssMillis) + ageMillis) },
        )
        asked { doorstep.photograph(draft.text, question, shot.path, taken) }
    }
}
