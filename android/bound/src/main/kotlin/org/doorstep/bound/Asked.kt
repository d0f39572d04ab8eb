package org.doorstep.bound

import county.doorstep.core.DoorstepException
import county.doorstep.core.InternalException
import org.doorstep.presenter.Trouble

/** Asks the core, and says what went wrong as the presenters know it. */
internal inline fun <T> asked(question: () -> T): T = try {
    question()
} catch (error: DoorstepException) {
    throw when (error) {
        is DoorstepException.Offline -> Trouble.Offline
        is DoorstepException.SignedOut -> Trouble.SignedOut
        is DoorstepException.StorageFull -> Trouble.StorageFull
        is DoorstepException.Rejected -> Trouble.Rejected(error.code)
        is DoorstepException.Invalid -> Trouble.Invalid(error.field, error.code)
        is DoorstepException.Internal -> Trouble.Internal(error.reference)
    }
} catch (_: InternalException) {
    // A panic of the core's; the words may hold what no screen should.
    throw Trouble.Internal("panic")
}
