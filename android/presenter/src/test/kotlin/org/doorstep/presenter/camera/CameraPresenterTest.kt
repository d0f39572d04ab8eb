package org.doorstep.presenter.camera

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FakeLocation
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.doorstep.presenter.form.FormScreen.NoPlace
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class CameraPresenterTest {
    private var clock = 1_000_000_000L
    private val photographs = FakePhotographs()
    private val shots = FakeShots()
    private val location = FakeLocation()
    private fun open(work: Work = AtOnce()) =
        Attended(CameraPresenter(DraftId("d"), "photo", photographs, shots, location, { clock }, work))

    private fun fix(metres: Float, age: Long = 0, mock: Boolean = false, gnss: Long? = null) =
        Fix(Place(110.0, 29.0), metres, "gps", age, mock, gnss)

    @Test
    fun places_around_the_shutter_go_along_with_their_age() {
        val seen = open()
        (1..10).forEach { location.says(fix(it.toFloat(), age = 100)) }
        clock += 2_000
        seen.presenter.place { seen.presenter.taken(it) }
        val shot = requireNotNull(seen.screen.shot)
        assertEquals((3..10).map { it.toFloat() }, shot.fixes.map { it.accuracyMetres })
        assertEquals(setOf(2_100L), shot.fixes.mapTo(mutableSetOf()) { it.ageMillis })
        seen.presenter.keep()
        assertEquals(listOf(shot), photographs.kept)
        assertEquals(listOf<Destination>(Destination.Back), seen.ways)
        assertEquals(emptyMap<String, Shot>(), shots.left)
        seen.presenter.rest()
        assertFalse(location.followed)
    }

    @Test
    fun no_place_blocks_nothing_and_is_said_with_its_reason() {
        assertEquals(NoPlace.NOT_YET, open().screen.noPlace)
        location.switchedOn = false
        assertEquals(NoPlace.SWITCHED_OFF, open().screen.noPlace)
        location.allowed = false
        val seen = open()
        assertEquals(NoPlace.REFUSED, seen.screen.noPlace)
        seen.presenter.taken("shot.jpg")
        seen.presenter.keep()
        assertEquals(emptyList<Fix>(), photographs.kept.single().fixes)
    }

    @Test
    fun what_vouches_for_the_time_is_known() {
        val seen = open()
        assertEquals(CameraScreen.Time.PHONE, seen.screen.time)
        location.says(fix(5f, age = 1_000, mock = true, gnss = clock - 30_000))
        assertEquals(CameraScreen.Time.SATELLITES, seen.screen.time)
        assertEquals(CameraScreen.Known(5, 1, true), seen.screen.place)
        location.says(fix(5f, gnss = clock - 3_600_000))
        assertEquals(CameraScreen.Time.DIFFERS, seen.screen.time)
    }

    @Test
    fun a_shot_outlives_the_process_and_is_offered_again() {
        open().presenter.taken("shot.jpg")
        val again = open()
        assertTrue(again.screen.leftOver)
        again.presenter.keep()
        assertEquals(1, photographs.kept.size)
        assertNull(open().screen.shot)
    }

    @Test
    fun a_full_phone_keeps_the_shot_on_screen_until_there_is_room() {
        val seen = open()
        seen.presenter.taken("shot.jpg")
        photographs.trouble = Trouble.StorageFull
        seen.presenter.keep()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertFalse(seen.screen.keeping)
        assertTrue("photo" in shots.left)
        photographs.trouble = null
        seen.presenter.keep()
        assertEquals(1, photographs.kept.size)
    }

    @Test
    fun two_taps_keep_one_photograph() {
        val work = Held()
        val seen = open(work)
        seen.presenter.taken("shot.jpg")
        work.goOn()
        seen.presenter.keep()
        seen.presenter.keep()
        seen.presenter.again()
        work.goOn()
        assertEquals(1, photographs.kept.size)
    }

    @Test
    fun another_is_taken_in_place_of_one_that_was_not_good() {
        val seen = open()
        seen.presenter.taken("shot.jpg")
        seen.presenter.again()
        assertNull(seen.screen.shot)
        assertEquals(emptyMap<String, Shot>(), shots.left)
    }

    @Test
    fun a_camera_that_writes_nothing_and_a_note_that_cannot_be_made_are_said() {
        val seen = open()
        seen.presenter.missed()
        assertTrue(seen.screen.missed)
        shots.trouble = Trouble.StorageFull
        seen.presenter.place { error("nowhere to write") }
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        seen.presenter.taken("shot.jpg")
        assertEquals("it can be kept all the same", "shot.jpg", seen.screen.shot?.path)
    }

    @Test
    fun a_picture_from_the_gallery_says_so_and_claims_no_place() {
        val seen = open()
        location.says(fix(5f))
        seen.presenter.taken("gallery.jpg", imported = true)
        assertEquals(Shot("gallery.jpg", clock, emptyList(), true), seen.screen.shot)
    }
}
