package org.doorstep.presenter.settings

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Trouble
import org.junit.Assert.assertEquals
import org.junit.Assert.assertNull
import org.junit.Test

class SettingsPresenterTest {
    private val owners = FakeOwners()
    private val appearance = FakeAppearance()
    private var locked = false

    private fun attended() = Attended(SettingsPresenter(owners, appearance, { locked }, AtOnce()))

    @Test
    fun whose_phone_it_is_and_how_it_stands() {
        locked = true
        assertEquals(SettingsScreen(owners.owner, Language.PHONE, TextSize.PHONE, locked = true), attended().screen)
        owners.owner = null
        assertNull(attended().screen.owner)
    }

    @Test
    fun what_is_chosen_is_kept() {
        attended().presenter.run {
            choose(Language.ENGLISH)
            choose(TextSize.LARGEST)
        }
        assertEquals(Language.ENGLISH to TextSize.LARGEST, appearance.language to appearance.text)
        assertEquals(Language.ENGLISH to TextSize.LARGEST, attended().screen.run { language to text })
    }

    @Test
    fun a_memory_that_does_not_answer_keeps_nobody_from_choosing() {
        owners.trouble = Trouble.Internal("store")
        val attended = attended()
        assertEquals(Trouble.Internal("store"), attended.screen.trouble)
        attended.presenter.choose(TextSize.LARGE)
        attended.presenter.lead(Destination.Pin)
        assertEquals(TextSize.LARGE, appearance.text)
        assertEquals(listOf<Destination>(Destination.Pin), attended.ways)
    }
}
