package org.doorstep.view.camera

import android.graphics.BitmapFactory
import android.graphics.drawable.BitmapDrawable
import android.view.TextureView
import android.view.View
import java.io.File
import org.doorstep.device.StillCamera
import org.doorstep.view.form.Questions

/** A camera that sees a house in a landscape, and writes what it sees. */
class FakeCamera(override val hasTorch: Boolean = true) : StillCamera {
    var failed: () -> Unit = {}
    var writes = true
    var running = false
    var lit = false
    var shots = 0

    override fun start(preview: TextureView, failed: () -> Unit) {
        running = true
        this.failed = failed
        val seen = BitmapFactory.decodeByteArray(Questions.house, 0, Questions.house.size)
        (preview.parent as View).background = BitmapDrawable(preview.resources, seen)
    }

    override fun torch(on: Boolean) {
        lit = on
    }

    override fun shoot(path: String, done: (Boolean) -> Unit) {
        shots++
        if (writes) File(path).writeBytes(Questions.house)
        done(writes)
    }

    override fun stop() {
        running = false
    }
}
