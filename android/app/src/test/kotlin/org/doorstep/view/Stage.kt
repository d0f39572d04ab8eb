package org.doorstep.view

import android.app.Activity
import android.content.Intent
import android.os.Looper
import java.time.Instant
import java.time.LocalDate
import org.doorstep.DoorstepApplication
import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.core.FakeCore
import org.doorstep.presenter.core.FakeLocation
import org.robolectric.Robolectric
import org.robolectric.RuntimeEnvironment
import org.robolectric.Shadows.shadowOf
import org.robolectric.android.controller.ActivityController

/** The day of the pictures. */
val MONDAY: LocalDate = LocalDate.of(2026, 11, 23)

/** Its time. */
val MORNING: Instant = Instant.parse("2026-11-23T01:24:00Z")

/** The app over a core of fakes, which answer at once. */
class Stage(val core: FakeCore = FakeCore()) {
    val work = AtOnce()
    val location = FakeLocation()
    val app = (RuntimeEnvironment.getApplication() as DoorstepApplication).also {
        it.work = work
        it.today = { MONDAY }
        it.now = { MORNING }
        it.location = location
        it.aside = { job -> job() }
        it.opened(core)
    }

    /** Opens a screen that was told so much. */
    inline fun <reified A : Activity> open(told: Intent.() -> Unit = {}): ActivityController<A> =
        Robolectric.buildActivity(A::class.java, Intent(app, A::class.java).apply(told)).setup().also { idle() }

    /** Opens it, keeps a picture of it under a name, and holds it against what every screen owes; then what else is said of it. */
    inline fun <reified A : Activity> draw(name: String, look: Look, told: Intent.() -> Unit = {}, then: (A) -> Unit = {}) =
        open<A>(told).use {
            it.get().picture(name, look)
            then(it.get())
        }
}

/** A picture of how it stands, which must be whole. */
fun Activity.picture(name: String, look: Look) {
    idle()
    screenshot().keepAs(name, look)
    assertLegible(window.decorView)
    assertTouchable(window.decorView)
}

fun idle() = shadowOf(Looper.getMainLooper()).idle()

/** The intent with which the activity last led on; none if it did not. */
fun Activity.ledTo(): Intent? = shadowOf(this).nextStartedActivity

fun Intent?.screen(): String? = this?.component?.shortClassName?.substringAfterLast('.')
