package org.doorstep.bound

import county.doorstep.core.Doorstep
import county.doorstep.core.Page
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.hours.Activity
import org.doorstep.presenter.hours.Arrival
import org.doorstep.presenter.hours.Given
import org.doorstep.presenter.hours.Stamp
import org.doorstep.presenter.hours.Volunteer
import org.doorstep.presenter.hours.Volunteering

internal class BoundVolunteering(private val doorstep: Doorstep) : Volunteering {
    override fun me() = asked {
        val me = doorstep.me() ?: throw Trouble.SignedOut
        Volunteer(AccountId(me.account), me.name)
    }

    override fun named(account: AccountId) = asked { doorstep.me()?.takeIf { it.account == account.text }?.name ?: doorstep.colleague(account.text) }

    override fun activities() = asked {
        val all = mutableListOf<Activity>()
        var after: String? = null
        do {
            val page = doorstep.activities(Page(MOST, after))
            page.rows.mapTo(all) { Activity(ActivityId(it.id), it.title, it.content) }
            after = page.next
        } while (after != null)
        all
    }

    override fun open(title: String, content: String, place: Fix?) {
        asked { doorstep.openActivity(title, content, place?.across()) }
    }

    /** The place comes back as it went; only the moment is the core's to say. */
    override fun stamp(place: Fix?) = asked { Stamp(doorstep.stamp(place?.across()).at, place) }

    override fun record(arrival: Arrival, left: Stamp, done: String) = asked {
        doorstep.recordHours(arrival.activity.text, arrival.volunteer.text, arrival.at.across(), left.across(), done).findings
    }

    private fun Stamp.across() = county.doorstep.core.Stamp(at, place?.across())

    override fun given() = asked {
        val given = doorstep.hoursGiven()
        Given(given.shownHundredths.toLong(), given.stars.toInt(), given.entries.toInt(), given.openMinutes.toInt())
    }

    override fun code() = CODE + me().account.text

    override fun whose(code: String): Volunteer {
        val account = code.removePrefix(CODE)
        if (account == code || !ACCOUNT.matches(account)) throw Trouble.Invalid("code", "not_a_volunteer")
        return Volunteer(AccountId(account), named(AccountId(account)))
    }

    private companion object {
        const val MOST = 500u

        /** What the QR code of a volunteer begins with; the account follows. */
        const val CODE = "doorstep-volunteer1:"
        val ACCOUNT = Regex("[0-9A-Za-z-]{1,64}")
    }
}
