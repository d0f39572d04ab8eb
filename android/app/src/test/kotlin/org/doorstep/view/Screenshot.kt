package org.doorstep.view

import android.app.Activity
import android.graphics.Bitmap
import android.os.Handler
import android.os.Looper
import android.view.PixelCopy
import java.io.File
import org.junit.Assert.assertEquals
import org.robolectric.Shadows.shadowOf

/** What the window shows, drawn by Android's own renderer. */
fun Activity.screenshot(): Bitmap {
    val decor = window.decorView
    val picture = Bitmap.createBitmap(decor.width, decor.height, Bitmap.Config.ARGB_8888)
    var result: Int? = null
    PixelCopy.request(window, picture, { result = it }, Handler(Looper.getMainLooper()))
    shadowOf(Looper.getMainLooper()).idle()
    assertEquals(PixelCopy.SUCCESS, result)
    return picture
}

/** Keeps a picture for people to look at, under the folder `screens` of the build. */
fun Bitmap.keepAs(screen: String, look: Look) {
    val file = File(System.getProperty("doorstep.screens"), "$screen-$look.png")
    file.parentFile.mkdirs()
    file.outputStream().use { compress(Bitmap.CompressFormat.PNG, 100, it) }
}
