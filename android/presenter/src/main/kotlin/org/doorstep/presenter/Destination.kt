package org.doorstep.presenter

import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.HouseholdId
import org.doorstep.presenter.core.RecordId
import org.doorstep.presenter.core.Subject

/** Where a screen may lead. Nothing personal travels along: ids alone. */
sealed interface Destination {
    /** Back to where one came from. */
    data object Back : Destination

    /** The first screen of whoever this phone belongs to, with nothing behind it. */
    data object Home : Destination

    data object Enrol : Destination

    /** The person goes on where they were once they have shown who they are. */
    data object Unlock : Destination

    /** The first screen of a worker's day. */
    data object Today : Destination

    data object Find : Destination

    data class File(val of: Subject) : Destination

    /** A child's full file; the presenter has opened it, which left its trace. */
    data class Edit(val of: Subject, val group: String) : Destination

    /** Somebody met at a door; in a household on file, or with a new one. */
    data class NewPerson(val household: HouseholdId? = null) : Destination

    /** The questions of a draft; at one of them, where it is known which. */
    data class Questions(val draft: DraftId, val at: String? = null) : Destination

    data class Camera(val draft: DraftId, val question: String) : Destination

    data class Signature(val draft: DraftId, val question: String) : Destination

    /** What a QR or bar code says, as the answer to a question. */
    data class Barcode(val draft: DraftId, val question: String) : Destination

    data class Finish(val draft: DraftId) : Destination

    /** The codes for the second investigator of a saved visit. */
    data class SecondInvestigator(val visit: RecordId) : Destination

    /** Standing by a colleague's visit. */
    data object SignForColleague : Destination

    /** Everything made on this phone. */
    data object Sent : Destination

    data class Record(val record: RecordId) : Destination

    data object Clashes : Destination

    data object Hours : Destination

    data object Certificate : Destination

    data object Sync : Destination

    data object Settings : Destination

    data object Pin : Destination

    data object About : Destination

    /** A telephone call, which the person still has to confirm. */
    data class Call(val number: String) : Destination

    /** A map, by whatever app shows one. */
    data class Map(val latitude: Double, val longitude: Double) : Destination
}
