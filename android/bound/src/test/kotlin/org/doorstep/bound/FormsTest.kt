package org.doorstep.bound

import county.doorstep.core.FormItem
import county.doorstep.core.InstanceView
import county.doorstep.core.RepeatView
import county.doorstep.core.fill
import county.doorstep.core.pathOf
import java.time.LocalDate
import java.time.LocalTime
import java.time.OffsetDateTime
import org.doorstep.presenter.Trouble
import org.doorstep.presenter.core.DraftId
import org.doorstep.presenter.core.FileHash
import org.doorstep.presenter.core.Haste
import org.doorstep.presenter.core.Purpose
import org.doorstep.presenter.core.SheetKind
import org.doorstep.presenter.core.Subject
import org.doorstep.presenter.core.VisitKind
import org.doorstep.presenter.form.Answer
import org.doorstep.presenter.form.Issue
import org.doorstep.presenter.form.Item
import org.doorstep.presenter.form.Kind
import org.doorstep.presenter.form.RedLine
import org.doorstep.presenter.form.Section
import org.junit.After
import org.junit.Assert.assertEquals
import org.junit.Assert.assertFalse
import org.junit.Assert.assertNotEquals
import org.junit.Assert.assertNull
import org.junit.Assert.assertTrue
import org.junit.Test

/** Questions and answers, over the real core and a county's forms. */
class FormsTest {
    private val enrolled = Enrolled()
    private val forms = enrolled.core.forms
    private val agenda = enrolled.core.agenda

    @After
    fun end() = enrolled.close()

    private fun asked(draft: DraftId, name: String, language: String = "en") =
        forms.items(draft, language).first { it is Item.Question && it.name == name } as Item.Question

    private fun answer(draft: DraftId, name: String, answer: Answer) = forms.answer(draft, asked(draft, name).path, answer)

    @Test
    fun a_form_is_asked_in_both_languages_and_by_parts() {
        val draft = agenda.begin(enrolled.elder, VisitKind.ELDER_CHECK_IN)
        answer(draft, "outcome", Answer.One("met"))
        val (chinese, english) = listOf("zh-CN", "en").map { forms.items(draft, it) }
        assertEquals(listOf("本次走访结果", "Outcome of this visit"), listOf(chinese, english).map { (it.first() as Item.Question).label })
        val titles = { items: List<Item> -> Section.of(items).map { it.title } }
        assertEquals(listOf("", "老人", "健康", "精神", "安全", "卫生"), titles(chinese).take(6))
        assertEquals(listOf("", "The elder", "Health", "Mind", "Safety", "Hygiene"), titles(english).take(6))
        val met = asked(draft, "met", "zh-CN")
        assertEquals(Kind.MANY to true, met.kind to met.required)
        assertEquals(asked(draft, "met").choices.map { it.code }, met.choices.map { it.code })
        assertNotEquals(asked(draft, "met").choices.first().label, met.choices.first().label)
        assertEquals("one level below its heading", 1, met.depth)
        assertEquals("看一看、听一听，不必问", asked(draft, "expression", "zh-CN").hint)
    }

    @Test
    fun what_keeps_a_form_open_is_said_in_its_order_and_its_own_words() {
        val draft = agenda.begin(enrolled.elder, VisitKind.ELDER_CHECK_IN)
        assertEquals(listOf(asked(draft, "outcome").path), forms.missing(draft))
        answer(draft, "outcome", Answer.One("met"))
        val order = forms.items(draft, "en").filterIsInstance<Item.Question>().map { it.path }
        val missing = forms.missing(draft)
        assertEquals(missing.sortedBy(order::indexOf), missing)
        answer(draft, "illnesses", Answer.Many(listOf("none", asked(draft, "illnesses").choices.first { it.code != "none" }.code)))
        val issue = requireNotNull(asked(draft, "illnesses").issue)
        assertEquals(Issue.Code.CONSTRAINT, issue.code)
        assertFalse(issue.words.isNullOrEmpty())
        enrolled.doorstep.fill(draft.text)
        assertTrue("the answer that cannot be is not mended by itself", asked(draft, "illnesses").issue == null && forms.missing(draft).isEmpty())
    }

    @Test
    fun an_answer_is_on_disk_at_once_and_can_be_taken_back() {
        val draft = agenda.begin(enrolled.elder, VisitKind.ELDER_CHECK_IN)
        answer(draft, "outcome", Answer.One("met"))
        answer(draft, "worries", Answer.Text("屋顶漏雨"))
        answer(draft, "falls", Answer.Integer(2))
        answer(draft, "met", Answer.Many(asked(draft, "met").choices.take(2).map { it.code }))
        enrolled.doorstep.shut()
        enrolled.open(enrolled.phone)
        val forms = BoundForms(enrolled.doorstep)
        val questions = { forms.items(draft, "en").filterIsInstance<Item.Question>().associateBy { it.name } }
        assertEquals(Answer.Text("屋顶漏雨"), questions()["worries"]?.value)
        assertEquals(Answer.Integer(2), questions()["falls"]?.value)
        assertEquals(2, (questions()["met"]?.value as Answer.Many).codes.size)
        forms.clear(draft, questions().getValue("worries").path)
        assertNull(questions()["worries"]?.value)
        assertEquals(Answer.One("met"), questions()["outcome"]?.value)
    }

    @Test
    fun every_kind_of_answer_comes_back_as_it_went() {
        val answers = listOf(
            Answer.Text("一"),
            Answer.Integer(-3),
            Answer.Decimal("1200.50"),
            Answer.Date(LocalDate.parse("2026-02-28")),
            Answer.Time(LocalTime.parse("07:30")),
            Answer.DateTime(OffsetDateTime.parse("2026-11-23T23:30:00+05:30")),
            Answer.Point("29.53 109.19 0 8"),
            Answer.One("met"),
            Answer.Many(listOf("a", "b")),
            Answer.Media(FileHash("0".repeat(64))),
            Answer.Acknowledged,
        )
        assertEquals(answers, answers.map { it.across().back() })
        val report = enrolled.core.finishes.report(SheetKind.URGENT_REPORT, enrolled.elder)
        val found = Answer.DateTime(OffsetDateTime.parse("2026-11-22T23:30:00+08:00"))
        answer(report, "found_at", found)
        assertEquals(found, asked(report, "found_at").value)
        val check = household()
        answer(check, "outcome", Answer.One("met"))
        answer(check, "wage_income", Answer.Decimal("1200.50"))
        assertEquals("the number, however written", Answer.Decimal("1200.5"), asked(check, "wage_income").value)
    }

    @Test
    fun a_member_is_added_named_and_removed_again() {
        val draft = household()
        answer(draft, "outcome", Answer.One("met"))
        val repeat = repeat(draft)
        assertTrue(repeat.canAdd)
        val before = instances(draft)
        assertEquals(repeat.count, before.size)
        val added = forms.add(draft, repeat.path)
        assertEquals(before.map { it.path } + added, instances(draft).map { it.path })
        val name = forms.items(draft, "zh-CN").last { it is Item.Question && it.name == "member_name" } as Item.Question
        forms.answer(draft, name.path, Answer.Text("王小二"))
        assertTrue(forms.items(draft, "zh-CN").any { it is Item.Question && "王小二" in it.label })
        val last = instances(draft).last()
        assertTrue("whoever added it may remove it", last.removable)
        assertEquals(before.size + 1, last.position)
        forms.remove(draft, last.path)
        assertEquals(before, instances(draft))
        assertEquals(repeat, repeat(draft))
    }

    @Test
    fun what_the_form_counts_is_not_removed_by_hand() {
        fun repeat(path: String, depth: UInt, counted: Boolean) =
            FormItem.Repeat(RepeatView(path, "", 1u, canAdd = !counted, counted = counted, depth = depth))
        fun instance(path: String, depth: UInt) = FormItem.Instance(InstanceView(path, 1u, 1u, depth))
        val form = listOf(
            repeat("free", 0u, counted = false),
            instance("free[1]", 1u),
            repeat("free[1]/counted", 2u, counted = true),
            instance("free[1]/counted[1]", 3u),
            instance("free[2]", 1u),
            repeat("counted", 0u, counted = true),
            instance("counted[1]", 1u),
        )
        val removable = items(form).filterIsInstance<Item.Instance>().filter { it.removable }.map { it.path }
        assertEquals(listOf("free[1]", "free[2]"), removable)
    }

    private fun household() = agenda.begin(Subject.Household(enrolled.household), VisitKind.HOUSEHOLD_CHECK)

    private fun repeat(draft: DraftId) =
        forms.items(draft, "zh-CN").first { it is Item.Repeat && it.path.endsWith("members") } as Item.Repeat

    private fun instances(draft: DraftId) = forms.items(draft, "zh-CN").filterIsInstance<Item.Instance>()

    @Test
    fun what_was_said_at_the_door_today_is_answered_beforehand() {
        val first = enrolled.filled("danger_grade" to county.doorstep.core.Answer.One("A"))
        assertTrue(forms.beforehand(first).isEmpty())
        val second = household()
        assertTrue("danger_grade" in forms.beforehand(second))
        answer(second, "outcome", Answer.One("met"))
        assertEquals(Answer.One("A"), asked(second, "danger_grade").value)
        answer(second, "danger_grade", Answer.One("B"))
        assertFalse("danger_grade" in forms.beforehand(second))
    }

    @Test
    fun one_answer_makes_an_emergency_and_leads_to_its_report() {
        val draft = enrolled.filled()
        val calm = forms.standing(draft)
        assertEquals(enrolled.elder to Purpose.Visit(VisitKind.ELDER_CHECK_IN), calm.about to calm.purpose)
        assertEquals(Haste.NORMAL to emptyList<RedLine>(), calm.haste to calm.redLines)
        assertNull(calm.corrects)
        answer(draft, "no_will", Answer.One("yes"))
        val grave = forms.standing(draft)
        assertEquals(Haste.EMERGENCY to listOf(RedLine.ELDER_SELF_HARM), grave.haste to grave.redLines)
        val report = forms.standing(forms.report(draft, SheetKind.URGENT_REPORT))
        assertEquals(Purpose.Sheet(SheetKind.URGENT_REPORT) to calm.name, report.purpose to report.name)
        assertTrue(report.began >= calm.began)
    }

    @Test
    fun work_that_is_given_up_is_accounted_for() {
        val draft = enrolled.filled()
        forms.giveUp(draft, "下雨，路断了")
        assertTrue(agenda.drafts().isEmpty())
        refused(Trouble.Invalid("draft", "no_such_draft")) { forms.items(draft, "en") }
        assertEquals(1, enrolled.core.records.made(null).rows.size)
    }

    @Test
    fun an_answer_that_cannot_be_taken_is_refused_by_its_question() {
        val draft = agenda.begin(enrolled.elder, VisitKind.ELDER_CHECK_IN)
        val outcome = enrolled.doorstep.pathOf(draft.text, "outcome")
        refused(Trouble.Invalid(outcome, "not_a_choice")) { forms.answer(draft, outcome, Answer.One("x")) }
        refused(Trouble.Invalid("nowhere", "no_such_question")) { forms.answer(draft, "nowhere", Answer.Text("x")) }
        assertNull(asked(draft, "outcome").value)
        assertNull(forms.picture(FileHash("0".repeat(64))))
        assertNull(forms.picture(FileHash("no hash")))
    }
}
