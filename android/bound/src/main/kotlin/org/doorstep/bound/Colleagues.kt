package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.Page

private const val MOST = 500u

/** The name of a colleague; none while they are not on this phone. */
internal fun Doorstep.colleague(account: String): String? {
    var after: String? = null
    do {
        val page = colleagues(Page(MOST, after))
        page.rows.firstOrNull { it.account == account }?.let { return it.name }
        after = page.next
    } while (after != null)
    return null
}
