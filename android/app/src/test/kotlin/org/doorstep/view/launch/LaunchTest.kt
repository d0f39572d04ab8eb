package org.doorstep.view.launch

import org.doorstep.R
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.FakeCore
import org.doorstep.presenter.enrol.Holder
import org.doorstep.presenter.enrol.Post
import org.doorstep.presenter.launch.FakeEntrance
import org.doorstep.presenter.launch.Opening
import org.doorstep.presenter.lock.FakeLock
import org.doorstep.view.Unopened
import org.doorstep.view.ledTo
import org.doorstep.view.screen
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.Robolectric
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class LaunchTest {
    private val app = Unopened().app
    private val core = FakeCore()

    private fun launched(opening: Opening = Opening.Ready(core)): LaunchActivity {
        app.entrance = FakeEntrance(opening)
        return Robolectric.buildActivity(LaunchActivity::class.java).setup().get()
    }

    @Test
    fun a_new_phone_is_enrolled_first() = assertEquals("EnrolActivity", launched().ledTo().screen())

    @Test
    fun a_workers_day_and_a_volunteers_begin_where_their_work_is() {
        core.enrolment.holder = Holder(AccountId("qin"), setOf(Post.WORKER))
        assertEquals("TodayActivity", launched().ledTo().screen())
        core.enrolment.holder = Holder(AccountId("bai"), setOf(Post.VOLUNTEER))
        assertEquals("HoursActivity", launched().ledTo().screen())
    }

    @Test
    fun the_first_screen_itself_is_behind_no_lock_since_it_shows_nobody() {
        app.lock = FakeLock.shut().lock
        core.enrolment.holder = Holder(AccountId("qin"), setOf(Post.WORKER))
        assertEquals("TodayActivity", launched().ledTo().screen())
    }

    @Test
    fun what_was_lost_is_given_up_only_after_a_second_question() {
        var times = 0
        val launched = launched(Opening.Stranded { Opening.Ready(core).also { times++ } })
        launched.tap(launched.getString(R.string.launch_start_over))
        assertEquals(0, times)
        launched.tap(launched.getString(R.string.launch_leave))
        assertNotNull(launched.shown(launched.getString(R.string.launch_stranded)))
        launched.tap(launched.getString(R.string.launch_start_over))
        assertNull(launched.ledTo())
        launched.tap(launched.getString(R.string.launch_start_over_yes))
        assertEquals(1, times)
        assertEquals("EnrolActivity", launched.ledTo().screen())
    }
}
