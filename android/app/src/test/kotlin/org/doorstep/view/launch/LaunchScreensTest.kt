package org.doorstep.view.launch

import org.doorstep.R
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.launch.FakeEntrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.view.Look
import org.doorstep.view.Unopened
import org.doorstep.view.picture
import org.doorstep.view.tap
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.ParameterizedRobolectricTestRunner
import org.robolectric.ParameterizedRobolectricTestRunner.Parameters
import org.robolectric.Robolectric

@RunWith(ParameterizedRobolectricTestRunner::class)
class LaunchScreensTest(private val look: Look) {
    private val app by lazy {
        look.putOn()
        Unopened().app
    }

    private fun draw(name: String, opening: Opening, then: (LaunchActivity) -> Unit = {}) {
        app.entrance = FakeEntrance(opening)
        Robolectric.buildActivity(LaunchActivity::class.java).setup().use {
            it.get().picture(name, look)
            then(it.get())
        }
    }

    @Test
    fun while_it_opens() {
        app.work = Held()
        draw("launch-opening", Opening.Locked)
    }

    @Test
    fun a_phone_that_was_not_unlocked() = draw("launch-locked", Opening.Locked)

    @Test
    fun full() = draw("launch-failed", Opening.Failed(Trouble.StorageFull))

    @Test
    fun a_lost_key() = draw("launch-stranded", Opening.Stranded { Opening.Locked }) {
        it.tap(it.getString(R.string.launch_start_over))
        it.picture("launch-start-over", look)
    }

    companion object {
        @JvmStatic
        @Parameters(name = "{0}")
        fun looks() = Look.all
    }
}
