package org.doorstep.presenter.scan

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.Work
import org.doorstep.presenter.core.DraftId
import org.junit.Assert.assertEquals
import org.junit.Assert.assertTrue
import org.junit.Test

class BarcodePresenterTest {
    private val draft = DraftId("d")
    private val codes = FakeCodes()

    private fun attended(work: Work = AtOnce()) = Attended(BarcodePresenter(codes, draft, "cylinder", work))

    @Test
    fun what_a_code_says_is_the_answer_and_leads_back() {
        val barcode = attended()
        barcode.presenter.heard(" 6901234567892\n")
        assertEquals(mapOf((draft to "cylinder") to "6901234567892"), codes.answers)
        assertEquals(listOf<Destination>(Destination.Back), barcode.ways)
    }

    @Test
    fun a_code_that_was_not_kept_is_said_and_can_be_scanned_again() {
        val barcode = attended()
        codes.trouble = Trouble.StorageFull
        barcode.presenter.heard("0417")
        assertEquals(BarcodeScreen(trouble = Trouble.StorageFull), barcode.screen)
        assertTrue(barcode.ways.isEmpty())
        codes.trouble = null
        barcode.presenter.heard("0417")
        assertEquals(1, barcode.ways.size)
    }

    @Test
    fun the_first_code_is_kept_and_no_other_while_it_is_on_its_way() {
        val work = Held()
        val barcode = attended(work)
        barcode.presenter.heard("first")
        barcode.presenter.heard("second")
        work.goOn()
        assertEquals(listOf("first"), codes.answers.values.toList())
        assertEquals(1, barcode.ways.size)
    }

    @Test
    fun an_empty_code_is_no_answer() {
        val barcode = attended()
        barcode.presenter.heard("  ")
        assertTrue(codes.answers.isEmpty() && barcode.ways.isEmpty())
    }
}
