package org.doorstep.presenter.hours

import java.time.Instant
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.ActivityId
import org.doorstep.presenter.core.Fix

/** A phone of [me]'s; codes are `code ACCOUNT`. */
class FakeVolunteering : Volunteering {
    var now: Instant = Instant.parse("2026-11-23T01:24:00Z")
    var me = Volunteer(AccountId("bai"), "白小燕")
    var names = mapOf("bai" to "白小燕", "tan" to "谭老四")
    var activities = listOf(
        Activity(ActivityId("meals"), "给独居老人送饭", "中午送到家，看看身体"),
        Activity(ActivityId("reading"), "周末陪孩子读书", ""),
    )
    var given = Given(hundredths = 12_350, stars = 1, entries = 17, openMinutes = 95)
    var findings = emptyList<String>()
    var trouble: Trouble? = null
    val recorded = mutableListOf<Triple<Arrival, Stamp, String>>()
    val opened = mutableListOf<String>()

    override fun me() = me

    override fun named(account: AccountId) = names[account.text]

    override fun activities() = activities

    override fun open(title: String, content: String, place: Fix?) {
        trouble?.let { throw it }
        opened += title
        activities = activities + Activity(ActivityId(title), title, content)
    }

    override fun stamp(place: Fix?) = Stamp(now, place)

    override fun record(arrival: Arrival, left: Stamp, done: String): List<String> {
        trouble?.let { throw it }
        recorded += Triple(arrival, left, done)
        return findings
    }

    override fun given() = given

    override fun code() = "code ${me.account.text}"

    override fun whose(code: String): Volunteer {
        if (!code.startsWith("code ")) throw Trouble.Invalid("code", "not_a_volunteer")
        val account = AccountId(code.removePrefix("code "))
        return Volunteer(account, named(account))
    }
}

class FakeArrivals(var kept: List<Arrival> = emptyList()) : Arrivals {
    var trouble: Trouble? = null

    override fun read() = kept

    override fun write(arrivals: List<Arrival>) {
        trouble?.let { throw it }
        kept = arrivals
    }
}
