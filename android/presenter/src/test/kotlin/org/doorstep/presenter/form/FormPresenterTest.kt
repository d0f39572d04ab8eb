package org.doorstep.presenter.form

import org.doorstep.presenter.AtOnce
import org.doorstep.presenter.Attended
import org.doorstep.presenter.Destination
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FakeLocation
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Fix
import org.doorstep.presenter.core.Place
import org.junit.Assert.assertArrayEquals
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

class FormPresenterTest {
    private val draft = DraftId("d")
    private val outcome = Item.Question("outcome", "outcome", Kind.ONE, "结果", required = true, choices = listOf(Choice("met", "见到")))
    private val age = Item.Question("health/age", "age", Kind.INTEGER, "年龄", depth = 1)
    private val words = Item.Question("health/words", "words", Kind.TEXT, "情况", required = true, depth = 1)
    private val where = Item.Question("where", "where", Kind.PLACE, "位置", accuracyMetres = 15)
    private val forms = FakeForms(listOf(outcome, Item.Heading("health", "健康", 0), age, words, where))
    private val location = FakeLocation()
    private val work = AtOnce()
    private fun open(at: String? = null) = Attended(FormPresenter(draft, "zh-CN", forms, location, work, at))
    private val seen = open()
    private val presenter = seen.presenter
    private fun fix(metres: Float) = Fix(Place(110.0, 29.0), metres, "gps", 0, false)

    @Test
    fun each_group_is_a_section_and_so_is_what_stands_between_groups() {
        assertEquals(listOf("", "健康", ""), seen.screen.sections.map { it.title })
        assertTrue(seen.screen.isFirst)
        presenter.next()
        presenter.next()
        presenter.next()
        assertTrue(seen.screen.isLast)
        assertEquals("where", seen.screen.section!!.key)
        presenter.previous()
        assertEquals("健康", seen.screen.section!!.title)
        assertEquals(1, seen.screen.missingOf(seen.screen.section!!))
    }

    @Test
    fun what_is_typed_is_on_disk_after_a_pause_and_asks_for_the_form_once() {
        val reads = forms.reads
        presenter.typed("health/words", Kind.TEXT, "炉")
        work.pass(399)
        presenter.typed("health/words", Kind.TEXT, "炉子冒烟 ")
        work.pass(399)
        assertEquals(emptyList<String>(), forms.done)
        work.pass(1)
        assertEquals(Answer.Text("炉子冒烟"), forms.answers["health/words"])
        assertEquals(reads + 1, forms.reads)
        assertEquals(emptyMap<String, String>(), seen.screen.typed)
    }

    @Test
    fun what_is_typed_goes_before_anything_else_happens() {
        presenter.typed("health/words", Kind.TEXT, "冒烟")
        presenter.answer("outcome", Answer.One("met"))
        assertEquals(listOf("answer health/words", "answer outcome"), forms.done)
        presenter.typed("health/age", Kind.INTEGER, "81")
        presenter.finish()
        assertEquals(Answer.Integer(81), forms.answers["health/age"])
        assertEquals(listOf<Destination>(Destination.Finish(draft)), seen.ways)
    }

    @Test
    fun a_full_phone_loses_no_word_and_takes_it_once_there_is_room() {
        forms.trouble = Trouble.StorageFull
        presenter.typed("health/words", Kind.TEXT, "冒烟")
        presenter.handOver()
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertEquals(mapOf("health/words" to "冒烟"), seen.screen.typed)
        forms.trouble = null
        presenter.refresh()
        assertEquals(Answer.Text("冒烟"), forms.answers["health/words"])
        assertNull(seen.screen.trouble)
    }

    @Test
    fun what_was_typed_outlives_the_process_with_its_kind() {
        forms.trouble = Trouble.StorageFull
        presenter.typed("health/age", Kind.INTEGER, "81")
        presenter.typed("health/words", Kind.TEXT, "第一行\n第二行")
        val kept = presenter.unsaved
        forms.trouble = null
        val again = FormPresenter(draft, "zh-CN", forms, location, work).apply { regain(kept) }
        Attended(again)
        assertEquals(Answer.Integer(81), forms.answers["health/age"])
        assertEquals(Answer.Text("第一行\n第二行"), forms.answers["health/words"])
    }

    @Test
    fun what_is_no_number_stays_and_is_said_at_its_question() {
        for (text in listOf("8a", "1.5", "1234567890123456")) {
            presenter.typed("health/age", Kind.INTEGER, text)
            presenter.handOver()
            assertEquals(setOf("health/age"), seen.screen.noNumber)
            assertEquals(text, seen.screen.typed["health/age"])
        }
        presenter.typed("health/age", Kind.DECIMAL, "-1.50")
        presenter.handOver()
        assertEquals(Answer.Decimal("-1.50"), forms.answers["health/age"])
        assertEquals(emptySet<String>(), seen.screen.noNumber)
        presenter.typed("health/age", Kind.INTEGER, " ")
        presenter.handOver()
        assertFalse("health/age" in forms.answers)
    }

    @Test
    fun words_for_a_question_that_is_gone_are_let_go() {
        forms.trouble = Trouble.Invalid("health/words", "not_relevant")
        presenter.typed("health/words", Kind.TEXT, "冒烟")
        presenter.handOver()
        assertEquals(emptyMap<String, String>(), seen.screen.typed)
    }

    @Test
    fun the_section_that_is_shown_stays_when_one_before_it_comes() {
        presenter.open(1)
        forms.items = listOf(Item.Heading("new", "新", 0), outcome.copy(path = "new/a", depth = 1)) + forms.items
        presenter.refresh()
        assertEquals("健康", seen.screen.section!!.title)
        forms.items = listOf(outcome)
        presenter.refresh()
        assertEquals(0, seen.screen.at)
    }

    @Test
    fun what_is_missing_is_led_to_and_then_the_end() {
        presenter.list(true)
        presenter.answer("outcome", Answer.One("met"))
        presenter.nextMissing()
        assertEquals("health/words" to 1, seen.screen.marked to seen.screen.at)
        assertFalse(seen.screen.listing)
        presenter.answer("health/words", Answer.Text("好"))
        assertNull(seen.screen.marked)
        presenter.nextMissing()
        assertEquals(listOf<Destination>(Destination.Finish(draft)), seen.ways)
    }

    @Test
    fun a_draft_may_be_opened_at_a_question() {
        assertEquals("where", open("where").screen.section!!.key)
        assertEquals(0, open("nowhere").screen.at)
    }

    @Test
    fun a_place_is_taken_at_once_and_bettered_until_it_is_good_enough() {
        location.fixes = listOf(fix(60f))
        presenter.place(where)
        assertEquals("where", seen.screen.placing)
        assertEquals(60, (forms.answers["where"] as Answer.Point).accuracyMetres)
        location.says(fix(80f))
        assertEquals(60, (forms.answers["where"] as Answer.Point).accuracyMetres)
        location.says(fix(12.5f))
        assertEquals(Answer.Point("29.0 110.0 0 12.5"), forms.answers["where"])
        assertNull(seen.screen.placing)
        assertFalse(location.followed)
    }

    @Test
    fun a_place_that_does_not_come_keeps_nobody() {
        presenter.place(where)
        work.pass(20_000)
        assertEquals(FormScreen.NoPlace.NOT_YET, seen.screen.noPlace)
        assertNull(seen.screen.placing)
        location.switchedOn = false
        presenter.place(where)
        assertEquals(FormScreen.NoPlace.SWITCHED_OFF, seen.screen.noPlace)
        location.allowed = false
        presenter.place(where)
        assertEquals(FormScreen.NoPlace.REFUSED, seen.screen.noPlace)
        assertFalse(location.followed)
    }

    @Test
    fun a_childs_red_line_asks_for_the_mandatory_report_and_an_elders_for_the_urgent_one() {
        forms.standing = forms.standing.copy(redLines = listOf(RedLine.ELDER_NO_FOOD))
        presenter.refresh()
        presenter.report()
        forms.standing = forms.standing.copy(redLines = listOf(RedLine.ELDER_NO_FOOD, RedLine.SELF_HARM))
        presenter.refresh()
        presenter.report()
        assertEquals(listOf("report URGENT_REPORT", "report MANDATORY_REPORT"), forms.done)
        assertEquals(Destination.Questions(DraftId("report")), seen.ways.last())
    }

    @Test
    fun repeats_grow_and_shrink_and_a_refusal_is_said() {
        presenter.add("members")
        presenter.remove("members[1]")
        assertEquals(listOf("add members", "remove members[1]"), forms.done)
        forms.trouble = Trouble.Internal("x")
        presenter.add("members")
        assertEquals(Trouble.Internal("x"), seen.screen.trouble)
        presenter.answer("outcome", null)
        assertEquals(Trouble.Internal("x"), seen.screen.trouble)
    }

    @Test
    fun a_draft_is_given_up_with_a_reason_and_not_before_it_is_asked() {
        presenter.askToGiveUp(true)
        assertTrue(seen.screen.givingUp)
        presenter.giveUp(" 走错门 ")
        assertEquals(listOf("given up: 走错门"), forms.done)
        assertEquals(listOf<Destination>(Destination.Back), seen.ways)
        forms.trouble = Trouble.StorageFull
        presenter.giveUp("又")
        assertEquals(Trouble.StorageFull, seen.screen.trouble)
        assertFalse(seen.screen.givingUp)
    }

    @Test
    fun what_is_answered_elsewhere_is_led_to() {
        presenter.camera("photo")
        presenter.signature("sign")
        presenter.barcode("code")
        presenter.call("110")
        assertEquals(
            listOf(
                Destination.Camera(draft, "photo"),
                Destination.Signature(draft, "sign"),
                Destination.Barcode(draft, "code"),
                Destination.Call("110"),
            ),
            seen.ways,
        )
    }

    @Test
    fun a_picture_is_shown_if_it_can_be_had() {
        val file = FileHash("f")
        var shown: ByteArray? = null
        presenter.picture(file) { shown = it }
        assertNull(shown)
        forms.pictures[file] = byteArrayOf(1)
        presenter.picture(file) { shown = it }
        assertArrayEquals(byteArrayOf(1), shown)
    }
}
