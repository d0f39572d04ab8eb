package org.doorstep.presenter.launch

import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.AccountId
import org.doorstep.presenter.core.Core
import org.doorstep.presenter.core.FakeCore
import org.doorstep.presenter.enrol.Enrolment
import org.doorstep.presenter.enrol.Holder
import org.doorstep.presenter.enrol.Post
import org.doorstep.presenter.lock.FakeLock
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertTrue
import org.junit.Test

class LaunchPresenterTest {
    private val core = FakeCore()
    private val entrance = FakeEntrance(Opening.Ready(core))
    private val work = Held()
    private val fake = FakeLock.shut()
    private val door = Door({ entrance }) { work }

    private fun launched() = Attended(LaunchPresenter(door, fake.lock, work)).also { work.goOn() }

    private fun home(vararg posts: Post): Destination {
        core.enrolment.holder = Holder(AccountId("qin"), posts.toSet())
        return launched().ways.single()
    }

    @Test
    fun while_it_opens_nothing_else_is_said() =
        assertEquals(LaunchScreen.Opening, Attended(LaunchPresenter(door, fake.lock, work)).screen)

    @Test
    fun a_phone_of_nobody_is_enrolled_first() = assertEquals(listOf(Destination.Enrol), launched().ways)

    @Test
    fun a_pin_stays_as_long_as_there_is_something_behind_it() {
        home(Post.WORKER)
        assertTrue(fake.lock.isSet)
        core.enrolment.holder = null
        launched()
        assertFalse(fake.lock.isSet)
    }

    @Test
    fun the_posts_decide_where_the_day_begins() {
        assertEquals(Destination.Today, home(Post.WORKER))
        assertEquals(Destination.Today, home(Post.WORKER, Post.VOLUNTEER))
        assertEquals(Destination.Today, home(Post.SUPERVISOR))
        assertEquals(Destination.Hours, home(Post.VOLUNTEER))
        assertEquals(Destination.Today, home())
    }

    @Test
    fun a_phone_that_was_locked_opens_once_the_person_is_back() {
        entrance.gives = Opening.Locked
        val launch = launched()
        assertEquals(LaunchScreen.Locked, launch.screen)
        entrance.gives = Opening.Ready(core)
        launch.presenter.refresh()
        work.goOn()
        assertEquals(listOf(Destination.Enrol), launch.ways)
    }

    @Test
    fun what_failed_is_said_and_can_be_tried_again() {
        entrance.gives = Opening.Failed(Trouble.StorageFull)
        val launch = launched()
        assertEquals(LaunchScreen.Failed(Trouble.StorageFull), launch.screen)
        launch.presenter.tryAgain()
        assertEquals(LaunchScreen.Opening, launch.screen)
        work.goOn()
        assertEquals(2, entrance.times)
    }

    @Test
    fun coming_to_the_front_while_it_opens_leads_on_once() {
        val launch = Attended(LaunchPresenter(door, fake.lock, work))
        launch.presenter.refresh()
        work.goOn()
        assertEquals(listOf(Destination.Enrol), launch.ways)
    }

    @Test
    fun a_core_that_cannot_say_whose_phone_it_is_is_said_too() {
        val mute = object : Enrolment by core.enrolment {
            override fun holder() = throw Trouble.Internal("store")
        }
        entrance.gives = Opening.Ready(object : Core by core {
            override val enrolment = mute
        })
        assertEquals(LaunchScreen.Failed(Trouble.Internal("store")), launched().screen)
    }

    @Test
    fun a_memory_that_does_not_open_is_given_up_only_by_whoever_said_so_twice() {
        var startedOver = 0
        entrance.gives = Opening.Stranded { Opening.Ready(core).also { startedOver++ } }
        val launch = launched()
        assertEquals(LaunchScreen.Stranded(), launch.screen)
        launch.presenter.askToStartOver()
        assertEquals(LaunchScreen.Stranded(asking = true), launch.screen)
        launch.presenter.leaveItAsItIs()
        assertEquals(LaunchScreen.Stranded(), launch.screen)
        assertEquals(0, startedOver)
        launch.presenter.startOver()
        work.goOn()
        assertEquals(1, startedOver)
        assertEquals(listOf(Destination.Enrol), launch.ways)
    }

    @Test
    fun coming_back_does_not_take_away_what_was_being_read() {
        entrance.gives = Opening.Stranded { Opening.Locked }
        val launch = launched()
        launch.presenter.askToStartOver()
        launch.presenter.refresh()
        work.goOn()
        assertEquals(LaunchScreen.Stranded(asking = true), launch.screen)
        assertEquals(1, entrance.times)
    }

    @Test
    fun starting_over_that_fails_is_tried_again_by_opening_again() {
        entrance.gives = Opening.Stranded { Opening.Failed(Trouble.StorageFull) }
        val launch = launched()
        launch.presenter.startOver()
        work.goOn()
        assertEquals(LaunchScreen.Failed(Trouble.StorageFull), launch.screen)
        launch.presenter.startOver()
        launch.presenter.refresh()
        work.goOn()
        assertEquals(LaunchScreen.Stranded(), launch.screen)
    }
}
