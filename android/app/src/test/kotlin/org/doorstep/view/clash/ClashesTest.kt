package org.doorstep.view.clash

import android.os.Bundle
import org.doorstep.R
import org.doorstep.presenter.Trouble
import org.doorstep.view.Look
import org.doorstep.view.Stage
import org.doorstep.view.Way.Companion.subject
import org.doorstep.view.clash.ClashesScreensTest.Companion.address
import org.doorstep.view.clash.ClashesScreensTest.Companion.newer
import org.doorstep.view.clash.ClashesScreensTest.Companion.others
import org.doorstep.view.clash.ClashesScreensTest.Companion.phones
import org.doorstep.view.ledTo
import org.doorstep.view.shown
import org.doorstep.view.tap
import org.doorstep.view.texts
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotNull
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test
import org.junit.runner.RunWith
import org.robolectric.RobolectricTestRunner

@RunWith(RobolectricTestRunner::class)
class ClashesTest {
    init {
        Look("zh-rCN", night = false, textPercent = 100).putOn()
    }

    private val stage = Stage()
    private val clashes = stage.core.clashes

    private fun ClashesActivity.taps(words: Int) = tap(getString(words))

    @Test
    fun each_card_is_settled_by_what_is_tapped_on_it() {
        clashes.open = listOf(address, phones)
        val screen = stage.open<ClashesActivity>().get()
        screen.taps(R.string.clash_keep_theirs)
        screen.taps(R.string.clash_keep_mine)
        assertEquals(listOf("t-ADDRESS THEIRS", "t-PHONES MINE"), clashes.done)
        assertNotNull(screen.shown(screen.getString(R.string.clash_none)))
    }

    @Test
    fun what_could_not_be_settled_stays_and_is_said() {
        clashes.open = listOf(phones)
        val controller = stage.open<ClashesActivity>()
        clashes.trouble = Trouble.StorageFull
        controller.get().taps(R.string.clash_keep_mine)
        assertNotNull(controller.get().shown(controller.get().getString(R.string.trouble_storage_full)))
        clashes.trouble = null
        controller.recreate()
        controller.get().taps(R.string.clash_keep_mine)
        assertEquals(listOf("t-PHONES MINE"), clashes.done)
    }

    @Test
    fun every_part_is_said_in_words() {
        clashes.open = others
        val said = stage.open<ClashesActivity>().get().texts().joinToString("\n")
        for (words in listOf("向", "C 级，局部危房", "覃贵香", "女", "11010519491231002X", "父母", "邻居家的", "独居老人", "向明（父亲）", "心血管病", "特困供养", "没有填", "本县分类 B")) {
            assertTrue(words, words in said)
        }
        assertFalse("no code of the core's", Regex("[a-z]{3,}").containsMatchIn(said))
    }

    @Test
    fun what_only_a_newer_version_shows_is_not_chosen_blindly() {
        clashes.open = listOf(newer)
        val screen = stage.open<ClashesActivity>().get()
        assertNull(screen.shown(screen.getString(R.string.clash_keep_mine)))
        assertNotNull(screen.shown(screen.getString(R.string.clash_newer)))
    }

    @Test
    fun the_file_is_a_tap_away_and_nothing_of_it_is_kept_by_the_system() {
        clashes.open = listOf(phones)
        val controller = stage.open<ClashesActivity>()
        val state = Bundle()
        controller.saveInstanceState(state)
        assertFalse("0003" in state.toString())
        controller.get().taps(R.string.clash_file)
        assertEquals(phones.about, controller.get().ledTo()?.subject)
    }
}
