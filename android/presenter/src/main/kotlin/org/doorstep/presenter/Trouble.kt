package org.doorstep.presenter

/** Why something was not done; each is something that a person can act on. The core's six, and no others. */
sealed class Trouble : Exception() {
    /** The county cannot be reached: go on working, it is sent later. */
    data object Offline : Trouble()

    /** Enrol again; nothing that was saved is lost. */
    data object SignedOut : Trouble()

    /** The county says no, with a stable code. */
    data class Rejected(val code: String) : Trouble()

    /** Make room on the phone; what is on screen stays on screen. */
    data object StorageFull : Trouble()

    /** Something that was given cannot be taken. */
    data class Invalid(val field: String, val code: String) : Trouble()

    /** A fault of the program or of the phone: tell the station, with the reference. */
    data class Internal(val reference: String) : Trouble()
}
