package org.doorstep.device

import android.content.Context

/** A service of the system's that every phone has. */
internal inline fun <reified T : Any> Context.service(): T = requireNotNull(getSystemService(T::class.java))
