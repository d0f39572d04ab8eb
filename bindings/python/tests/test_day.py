"""A working day across the bindings, against a real county."""

import asyncio
import unittest
from datetime import timedelta

import doorstep
from county import County
from phone import FIRST, Phone, fill, path_of, questions, until


class Day(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.county = County()
        cls.addClassCleanup(cls.county.close)
        cls.phone = Phone(cls.county.now)
        cls.addClassCleanup(cls.phone.close)
        cls.core = cls.phone.open()

    def sync(self):
        return asyncio.run(self.core.sync_now())

    def row(self, record):
        return next(row for row in self.core.history(None, FIRST).rows if row.record == record)

    def test_a_visit_is_made_offline_sent_returned_corrected_and_approved(self):
        core, county = self.core, self.county
        ticket = county.order("ticket", of="worker")
        self.assertTrue(doorstep.ticket_fingerprint(ticket))
        self.assertTrue(self.sync().status.is_not_enrolled())
        asyncio.run(core.enrol(ticket, "python phone"))
        until("the county's forms", lambda: self.sync().status.is_idle())

        me = core.me()
        self.assertIn(doorstep.Post.WORKER, me.posts)
        self.assertTrue(me.address.startswith("https://"))
        colleagues = core.colleagues(FIRST).rows
        self.assertTrue(colleagues and all(colleague.name for colleague in colleagues))
        core.set_pictures_wait(True)
        self.assertTrue(core.pictures_wait())
        core.set_pictures_wait(False)

        # The agenda, page by page: each row brings what a screen draws.
        query = doorstep.AgendaQuery(visit=doorstep.VisitTag.ELDER_CHECK_IN)
        page = core.agenda(query, doorstep.Page(size=3))
        self.assertEqual(len(page.rows), 3)
        following = core.agenda(query, doorstep.Page(size=3, after=page.next))
        self.assertFalse({row.line for row in page.rows} & {row.line for row in following.rows})
        row = page.rows[0]
        self.assertTrue(row.name and row.address and row.subject.is_person())
        self.assertLessEqual(row.due, page.rows[-1].due)
        found = core.search(row.name, FIRST).rows
        self.assertIn(row.subject, [hit.subject for hit in found])
        person = core.person(row.subject.id)
        self.assertEqual(person.person.identity.name, row.name)

        county.order("stop")
        draft = core.begin_visit(doorstep.Whom.ON_FILE(row.subject), doorstep.VisitTag.ELDER_CHECK_IN)
        labels = {language: questions(core, draft, language)[0].label for language in ("en", "zh-CN")}
        self.assertEqual(labels["en"], "Outcome of this visit")
        self.assertEqual(labels["zh-CN"], "本次走访结果")
        self.assertTrue(core.finish(draft, None).is_unanswered())
        fill(core, draft, findings=doorstep.Answer.TEXT("the stove smokes"))
        self.assertEqual(core.missing(draft), [])
        standing = core.draft_standing(draft)
        self.assertEqual((standing.name, standing.red_lines), (row.name, []))
        self.assertEqual(core.drafts(FIRST).rows[0].name, row.name)
        weighed = core.unusual(draft, None)
        self.assertIn(doorstep.Flag.NO_PLACE(), weighed.flags)
        core.explain(draft, "she was on her way to the clinic")
        here = doorstep.Fix(
            at=doorstep.Place(longitude=116.0, latitude=40.0),
            accuracy_metres=8.0, provider="gps", age_millis=500, mock=False,
        )  # fmt: skip
        finished = core.finish(draft, here)
        visit = finished.saved.record
        self.assertEqual(finished.urgency, doorstep.Urgency.NORMAL)
        self.assertTrue(self.row(visit).standing.is_waiting())
        self.assertEqual(self.row(visit).name, row.name)
        self.assertEqual(self.sync().records.waiting, 1)

        county.order("start")
        until("the visit to be sent", lambda: self.sync().records.waiting == 0)
        self.assertTrue(self.row(visit).standing.is_receipted())
        receipt = core.receipt(visit)
        self.assertEqual(receipt.record, visit)
        self.assertIn(visit, receipt.proof)

        deadline = (core.today() + timedelta(days=3)).isoformat()
        county.review(visit, step="start")
        path = "conclusion/findings"
        county.review(visit, step="return", items=[{"target": path, "reason": "which stove?"}], deadline=deadline)
        until("the return", lambda: self.sync() and core.returned(FIRST).rows)
        returned = core.returned(FIRST).rows[0]
        self.assertEqual((returned.record, returned.name), (visit, row.name))
        self.assertEqual(returned.note.deadline.isoformat(), deadline)
        self.assertEqual(returned.note.items, [doorstep.ReturnItem(target=path, reason="which stove?")])

        again = core.correct(visit)
        core.answer(again, path_of(core, again, "findings"), doorstep.Answer.TEXT("the coal stove smokes"))
        correction = core.finish(again, None).saved.record
        core.reply(visit, correction, "corrected")
        says = {
            record: next(i.question.value for i in core.answers(record, "en") if i.is_question() and i.question.path == path)
            for record in (visit, correction)
        }
        self.assertEqual(says[visit], doorstep.Answer.TEXT("the stove smokes"))
        self.assertEqual(says[correction], doorstep.Answer.TEXT("the coal stove smokes"))
        self.assertEqual(core.returned(FIRST).rows, [])
        until("the correction to be sent", lambda: self.sync().records.waiting == 0)
        shown = county.order("visit", record=correction)
        self.assertEqual(shown["payload"]["findings"], "the coal stove smokes")
        self.assertEqual(shown["visit"]["corrects"], visit)
        county.review(correction, step="approve")
        state = lambda: self.sync() and self.row(correction).review
        until("the approval", lambda: state() and state().state == doorstep.ReviewState.APPROVED)
        for record in (visit, correction):
            self.assertEqual(county.order("stored", record=record), 1)


if __name__ == "__main__":
    unittest.main()
