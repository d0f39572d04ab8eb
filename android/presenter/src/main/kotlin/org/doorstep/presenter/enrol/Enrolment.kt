package org.doorstep.presenter.enrol

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId

/** How a phone comes to belong to somebody. */
interface Enrolment {
    /** Whoever enrolled this phone; nobody before that. */
    fun holder(): Holder?

    /** Six groups of five digits, to be compared aloud with the station. [Trouble.Invalid] for a text that is no ticket. */
    fun fingerprint(ticket: String): String

    /** Redeems a ticket and begins the first load, which goes on by itself. [label] names the phone in the county's lists. */
    fun enrol(ticket: String, label: String)

    /** How the first load stands. */
    fun loading(): Loading
}

data class Holder(val account: AccountId, val posts: Set<Post>)

/** What somebody may do. */
enum class Post { WORKER, VOLUNTEER, SUPERVISOR, COUNTY, SYSADMIN, SECADMIN, AUDITOR }

sealed interface Loading {
    data class Working(val part: LoadingPart) : Loading

    data object Done : Loading

    /** It waits for a better moment, and goes on by itself. */
    data class Resting(val trouble: Trouble) : Loading
}

enum class LoadingPart { PREPARING, SENDING, UPLOADING, RECEIVING }
