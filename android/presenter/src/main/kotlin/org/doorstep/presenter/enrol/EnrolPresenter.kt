package org.doorstep.presenter.enrol

import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.lock.Lock
import org.doorstep.presenter.lock.Owner

/**
 * Makes this phone known to the county: a ticket is scanned or pasted, its fingerprint compared aloud with the station, and only then
 * redeemed; then what is on file arrives.
 *
 * It is the way in for whoever has forgotten their PIN, too. So that it is nobody else's, a shut phone takes tickets only of the county that
 * it belongs to, and opens only for the person that it belongs to.
 */
class EnrolPresenter(
    private val enrolment: Enrolment,
    private val lock: Lock,
    private val label: String,
    begin: EnrolStep,
    private val work: Work,
) : Presenter<EnrolScreen>(EnrolScreen(begin), work) {
    private var ticket = ""
    private var next: CalledOff? = null

    override fun refresh() = when (screen.step) {
        EnrolStep.LOADING -> follow()
        EnrolStep.LOCK -> if (lock.isSet) goHome() else Unit
        else -> Unit
    }

    override fun leave() {
        next?.callOff()
        next = null
        super.leave()
    }

    /** What the camera read. It reads on until it was a ticket. */
    fun scanned(text: String) {
        if (screen.step == EnrolStep.SCAN && !screen.busy) read(text, fromCamera = true)
    }

    fun typed(text: String) {
        if (!screen.busy) read(text, fromCamera = false)
    }

    fun byHand() = show(EnrolScreen(EnrolStep.TYPED))

    fun byCamera() = show(EnrolScreen(EnrolStep.SCAN))

    /** The station has said the same digits. */
    fun theSame() {
        if (screen.busy) return
        val (ticket, county) = ticket to screen.fingerprint
        show(screen.copy(busy = true, trouble = null))
        ask({ redeem(ticket, county) }, ::say) {
            show(EnrolScreen(EnrolStep.LOADING))
            follow()
        }
    }

    /** It said other digits: this ticket is nobody's whom one knows. */
    fun notTheSame() = show(EnrolScreen(screen.from, trouble = Trouble.Rejected(OTHER_DIGITS)))

    /** What is still to come comes beside the work. */
    fun goOn() {
        leaveLoading()
        if (lock.isSet) goHome() else show(EnrolScreen(EnrolStep.LOCK))
    }

    fun choosePin() = go(Destination.Pin)

    fun goHome() = go(Destination.Home)

    /** One step back; what was typed stays. Out, where there is none. */
    fun back() = when (screen.step) {
        EnrolStep.SCAN -> go(Destination.Back)
        EnrolStep.TYPED -> byCamera()
        EnrolStep.COMPARE -> if (screen.busy) Unit else show(EnrolScreen(screen.from))
        EnrolStep.LOADING -> goOn()
        EnrolStep.LOCK -> goHome()
    }

    private fun read(text: String, fromCamera: Boolean) {
        show(screen.copy(busy = true))
        ask({ enrolment.fingerprint(text) }, ::say) { fingerprint ->
            val from = if (fromCamera) EnrolStep.SCAN else EnrolStep.TYPED
            if (lock.shut() && lock.owner?.county != fingerprint) return@ask show(EnrolScreen(from, trouble = Trouble.Rejected(OTHER_COUNTY)))
            ticket = text
            show(EnrolScreen(EnrolStep.COMPARE, from, fingerprint))
        }
    }

    private fun redeem(ticket: String, county: String) {
        enrolment.enrol(ticket, label)
        val owner = enrolment.holder()?.let { Owner(county, it.account) } ?: throw Trouble.SignedOut
        when {
            !lock.shut() -> lock.belongTo(owner)
            lock.owner == owner -> lock.takeAway()
            else -> throw Trouble.Rejected(OTHER_PERSON)
        }
    }

    private fun say(trouble: Trouble) = show(screen.copy(busy = false, trouble = trouble))

    private fun follow() {
        leaveLoading()
        ask({ enrolment.loading() }, ::say) { loading ->
            if (screen.step != EnrolStep.LOADING) return@ask
            if (loading == Loading.Done) return@ask goOn()
            show(screen.copy(loading = loading, trouble = null))
            next = work.later(EACH_MILLIS) { follow() }
        }
    }

    private fun leaveLoading() {
        next?.callOff()
        next = null
    }

    companion object {
        /** Codes of the phone's own, beside the county's. */
        const val OTHER_DIGITS = "other_digits"
        const val OTHER_COUNTY = "other_county"
        const val OTHER_PERSON = "other_person"
        private const val EACH_MILLIS = 400L
    }
}

enum class EnrolStep { SCAN, TYPED, COMPARE, LOADING, LOCK }

data class EnrolScreen(
    val step: EnrolStep,
    /** Where the ticket came from that is compared. */
    val from: EnrolStep = EnrolStep.SCAN,
    val fingerprint: String = "",
    val busy: Boolean = false,
    val trouble: Trouble? = null,
    val loading: Loading = Loading.Working(LoadingPart.PREPARING),
) {
    /** Of five digits each. */
    val groups get() = fingerprint.split(' ')
}
