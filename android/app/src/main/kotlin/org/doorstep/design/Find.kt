package org.doorstep.design

import android.app.Activity
import android.view.View

/** The view that a layout is known to have; `requireViewById` is newer than the oldest phone. */
fun <T : View> View.find(id: Int): T = requireNotNull(findViewById(id))

fun <T : View> Activity.find(id: Int): T = requireNotNull(findViewById(id))
