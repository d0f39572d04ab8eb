package org.doorstep.view

import org.doorstep.DoorstepApplication
import org.doorstep.presenter.AtOnce
import org.robolectric.RuntimeEnvironment

/** The app before anybody knocked; a test says what its entrance gives. */
class Unopened {
    val app = (RuntimeEnvironment.getApplication() as DoorstepApplication).also {
        it.work = AtOnce()
        it.aside = { job -> job() }
    }
}
