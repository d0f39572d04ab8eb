package org.doorstep.presenter.second

import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.RecordId

/** Standing by a visit, from phone to phone, without a network. */
interface Countersigning {
    /** The text of the code that asks for it. */
    fun request(visit: RecordId): String

    /** Reads such a code: whose visit it is. */
    fun asked(code: String): Note

    /** Stands by it; the text of the code to show back. */
    fun sign(code: String): String

    /** Reads the code shown back: who stands by the visit. */
    fun signed(code: String): Note
}

data class Note(
    val visit: RecordId,
    /** Of a request, who made the visit; of an answer, who stands by it. */
    val account: AccountId,
    /** None where this phone does not know them. */
    val name: String?,
)
