package org.doorstep.view.lock

import android.app.Activity
import org.doorstep.view.tap

/** Taps each digit. */
fun Activity.types(pin: String) = pin.forEach { tap("$it") }
