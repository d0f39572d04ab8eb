package org.doorstep.presenter.enrol

import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId

/** A county that knows one good ticket, [TICKET]. */
class FakeEnrolment(var holder: Holder? = null) : Enrolment {
    var trouble: Trouble? = null
    var loading: Loading = Loading.Done
    var becomes = Holder(AccountId("qin"), setOf(Post.WORKER))
    val redeemed = mutableListOf<String>()
    val labels = mutableListOf<String>()
    val fingerprints = mutableMapOf(TICKET to FINGERPRINT)

    override fun holder() = holder

    override fun fingerprint(ticket: String) = fingerprints[ticket] ?: throw Trouble.Invalid("ticket", "not_a_ticket")

    override fun enrol(ticket: String, label: String) {
        trouble?.let { throw it }
        redeemed += ticket
        labels += label
        holder = becomes
    }

    override fun loading() = loading

    companion object {
        const val TICKET = "doorstep1:eyJhZGRyZXNzIjoiaHR0cHM6Ly9kb29yc3RlcC5leGFtcGxlOjg0NDMifQ"
        const val FINGERPRINT = "40718 93355 02846 61097 58312 77640"
    }
}
