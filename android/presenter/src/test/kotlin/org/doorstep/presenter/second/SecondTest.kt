package org.doorstep.presenter.second

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Held
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.RecordId
import org.junit.Assert.assertEquals
import org.junit.Test

class SecondTest {
    private val signing = FakeCountersigning()
    private val mine = Attended(SecondInvestigatorPresenter(RecordId("v"), signing, AtOnce()))
    private val theirs = Attended(SignForColleaguePresenter(signing, AtOnce()))
    private val noCode = Trouble.Invalid("code", "not_a_countersign_code")

    @Test
    fun a_colleague_stands_by_a_visit_from_phone_to_phone() {
        val asks = (mine.screen as SecondInvestigatorScreen.Showing).code
        theirs.presenter.heard(asks)
        assertEquals(SignForColleagueScreen.Confirming("李秋", null), theirs.screen)
        theirs.presenter.sign()
        val back = (theirs.screen as SignForColleagueScreen.Showing).code
        mine.presenter.heard(back)
        assertEquals("nothing is heard before it is asked for", asks, (mine.screen as SecondInvestigatorScreen.Showing).code)
        mine.presenter.scan()
        mine.presenter.heard(back)
        assertEquals(SecondInvestigatorScreen.Signed("李秋"), mine.screen)
        mine.presenter.refresh()
        mine.presenter.home()
        theirs.presenter.done()
        assertEquals(listOf<Destination>(Destination.Home), mine.ways)
        assertEquals(listOf<Destination>(Destination.Back), theirs.ways)
    }

    @Test
    fun another_code_is_said_to_be_so_and_the_next_is_heard() {
        mine.presenter.scan()
        mine.presenter.heard("https://example.invalid")
        assertEquals(SecondInvestigatorScreen.Scanning(noCode), mine.screen)
        mine.presenter.heard("done other")
        assertEquals(SecondInvestigatorScreen.Scanning(SecondInvestigatorPresenter.OTHER_VISIT), mine.screen)
        mine.presenter.heard("done v")
        assertEquals(SecondInvestigatorScreen.Signed("李秋"), mine.screen)
        theirs.presenter.heard("done v")
        assertEquals(SignForColleagueScreen.Scanning(noCode), theirs.screen)
    }

    @Test
    fun a_colleague_signs_once_and_may_look_at_another() {
        val held = Held()
        val presenter = SignForColleaguePresenter(signing, held)
        Attended(presenter)
        presenter.sign()
        presenter.heard("ask v")
        held.goOn()
        presenter.sign()
        presenter.sign()
        held.goOn()
        assertEquals(listOf("ask v"), signing.signed)
        presenter.heard("ask w")
        presenter.again()
        presenter.heard("ask w")
        held.goOn()
        assertEquals(SignForColleagueScreen.Confirming("李秋", null), presenter.screen)
    }

    @Test
    fun a_refusal_is_said_and_may_be_tried_again() {
        theirs.presenter.heard("ask v")
        signing.trouble = Trouble.Invalid("visit", "own_visit")
        theirs.presenter.sign()
        assertEquals(SignForColleagueScreen.Confirming("李秋", signing.trouble), theirs.screen)
        val cannot = Attended(SecondInvestigatorPresenter(RecordId("v"), signing, AtOnce()))
        assertEquals(SecondInvestigatorScreen.Impossible(requireNotNull(signing.trouble)), cannot.screen)
        signing.trouble = null
        theirs.presenter.sign()
        assertEquals(SignForColleagueScreen.Showing("done v"), theirs.screen)
        cannot.presenter.show()
        assertEquals(SecondInvestigatorScreen.Showing("ask v"), cannot.screen)
    }
}
