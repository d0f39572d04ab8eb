package org.doorstep.presenter.hours

import java.time.Instant
import java.time.LocalTime
import java.time.ZoneId
import org.doorstep.presenter.CalledOff
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Presenter
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.Location

/** Time given: who came, what for, and when they left; of the phone's owner, and of whoever has no phone. */
class HoursPresenter(
    private val volunteering: Volunteering,
    private val arrivals: Arrivals,
    private val location: Location,
    private val now: () -> Instant,
    private val zone: ZoneId,
    work: Work,
) : Presenter<HoursScreen>(HoursScreen(), work) {
    private var following: CalledOff? = null

    override fun refresh() {
        // Keeps the place fresh for a tap that does not wait for it.
        if (following == null && location.allowed) following = location.follow { }
        read()
    }

    override fun leave() {
        following?.callOff()
        following = null
        super.leave()
    }

    private fun read() = ask(::all, ::say) { show(it(screen)) }

    private fun all(): (HoursScreen) -> HoursScreen {
        val me = volunteering.me()
        val activities = volunteering.activities()
        val given = volunteering.given()
        val here = arrivals.read().map { here(it, activities) }
        return { it.copy(read = true, me = me, activities = activities, given = given, here = here) }
    }

    private fun here(arrival: Arrival, activities: List<Activity>) = Here(
        arrival,
        volunteering.named(arrival.volunteer),
        activities.firstOrNull { it.id == arrival.activity }?.title,
        forgotten = arrival.at.at.day() != now().day(),
    )

    private fun Instant.day() = atZone(zone).toLocalDate()

    fun signIn() {
        screen.me?.let(::arriving)
    }

    fun scan() = step(HoursStep.Scanning)

    /** What the camera read. It reads on until it was somebody's code. */
    fun heard(code: String) {
        if (screen.step != HoursStep.Scanning) return
        ask({ volunteering.whose(code) }, ::say, ::arriving)
    }

    private fun arriving(who: Volunteer) =
        if (screen.here.any { it.arrival.volunteer == who.account }) say(HERE_ALREADY) else step(HoursStep.Arriving(who))

    /** They came for this; it is on disk before it is shown. */
    fun came(activity: Activity) {
        val who = (screen.step as? HoursStep.Arriving)?.who ?: return
        once({
            val arrival = Arrival(who.account, activity.id, volunteering.stamp(location.now()))
            arrivals.write(arrivals.read() + arrival)
        }) { step(HoursStep.Overview) }
    }

    fun leaving(here: Here) = step(HoursStep.Leaving(here))

    /** When they left, as they remember it. */
    fun left(at: LocalTime) {
        val leaving = screen.step as? HoursStep.Leaving ?: return
        show(screen.copy(step = leaving.copy(left = at), trouble = null))
    }

    fun signOut(done: String) {
        val (here, left) = screen.step as? HoursStep.Leaving ?: return
        val arrival = here.arrival
        val repaired = left?.let { Stamp(arrival.at.at.day().atTime(it).atZone(zone).toInstant(), null) }
        when {
            here.forgotten && repaired == null -> return say(WHEN_LEFT)
            repaired != null && repaired.at <= arrival.at.at -> return say(LEFT_BEFORE)
            done.isBlank() -> return say(WHAT_DONE)
        }
        var findings = emptyList<String>()
        once({
            findings = volunteering.record(arrival, repaired ?: volunteering.stamp(location.now()), done.trim())
            forget(arrival)
        }) {
            step(HoursStep.Overview)
            show(screen.copy(findings = findings))
        }
    }

    /** They were signed in by mistake. */
    fun takeBack(here: Here) = once({ forget(here.arrival) }) { step(HoursStep.Overview) }

    private fun forget(arrival: Arrival) = arrivals.write(arrivals.read() - arrival)

    fun opening() = step(HoursStep.Opening)

    fun open(title: String, content: String) {
        if (title.isBlank()) return say(WHAT_TITLE)
        once({ volunteering.open(title.trim(), content.trim(), location.now()) }) { step(HoursStep.Overview) }
    }

    fun showCode() = ask({ volunteering.code() }, ::say) { step(HoursStep.Code(it)) }

    fun lead(where: Destination) = go(where)

    fun back() = if (screen.step == HoursStep.Overview) go(Destination.Back) else step(HoursStep.Overview)

    /** Once, however often it is tapped. */
    private fun once(job: () -> Unit, then: () -> Unit) {
        if (screen.busy) return
        show(screen.copy(busy = true, trouble = null))
        ask(
            {
                job()
                all()
            },
            ::say,
        ) {
            show(it(screen))
            then()
        }
    }

    private fun step(step: HoursStep) = show(screen.copy(step = step, busy = false, findings = null, trouble = null))

    private fun say(trouble: Trouble) = show(screen.copy(busy = false, trouble = trouble))

    companion object {
        /** Codes of the phone's own. */
        val HERE_ALREADY = Trouble.Invalid("code", "here_already")
        val WHEN_LEFT = Trouble.Invalid("left", "when_left")
        val LEFT_BEFORE = Trouble.Invalid("left", "left_before")
        val WHAT_DONE = Trouble.Invalid("done", "what_done")
        val WHAT_TITLE = Trouble.Invalid("title", "what_title")
    }
}
