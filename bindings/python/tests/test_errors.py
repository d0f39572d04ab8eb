"""Each of the six errors, and what the bindings make of what cannot be taken."""

import asyncio
import unittest

import doorstep
from county import County
from doorstep import DoorstepError
from phone import FIRST, Phone, questions, until


class Errors(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.county = County()
        cls.addClassCleanup(cls.county.close)

    def phone(self, folder=None, enrolled=True):
        phone = Phone(self.county.now, folder)
        self.addCleanup(phone.close)
        phone.open()
        if enrolled:
            asyncio.run(phone.core.enrol(self.county.order("ticket", of="worker"), "python phone"))
            until("the forms", lambda: asyncio.run(phone.core.sync_now()).status.is_idle())
        return phone

    def elder(self):
        return doorstep.Whom.ON_FILE(doorstep.Subject.PERSON(self.county.about["elder"]))

    def begin(self, phone):
        return phone.core.begin_visit(self.elder(), doorstep.VisitTag.ELDER_CHECK_IN)

    def test_offline_is_said_where_the_county_does_not_answer(self):
        phone, ticket = self.phone(enrolled=False), self.county.order("ticket", of="worker")
        self.county.order("stop")
        self.addCleanup(self.county.order, "start")
        with self.assertRaises(DoorstepError.Offline):
            asyncio.run(phone.core.enrol(ticket, "python phone"))

    def test_signed_out_is_said_where_nobody_enrolled(self):
        phone = self.phone(enrolled=False)
        with self.assertRaises(DoorstepError.SignedOut):
            phone.core.open_activity("a walk", "along the river", None)

    def test_rejected_carries_the_countys_code(self):
        ticket = self.county.order("ticket", of="worker")
        asyncio.run(self.phone(enrolled=False).core.enrol(ticket, "first"))
        with self.assertRaises(DoorstepError.Rejected) as refused:
            asyncio.run(self.phone(enrolled=False).core.enrol(ticket, "second"))
        self.assertTrue(refused.exception.code)

    def test_a_full_disk_is_said_and_what_was_typed_stays(self):
        disk = self.county.order("disk", megabytes=64)
        if disk is None:
            self.skipTest("this process may not mount a disk")
        phone = self.phone(disk)
        draft = self.begin(phone)
        self.county.order("fill")
        with self.assertRaises(DoorstepError.StorageFull):
            self.begin(phone)
        outcome = next(question for question in questions(phone.core, draft) if question.name == "outcome")
        with self.assertRaises(DoorstepError.StorageFull):
            for _ in range(1_000):
                phone.core.answer(draft, outcome.path, doorstep.Answer.ONE("met"))
                phone.core.answer(draft, outcome.path, doorstep.Answer.ONE("moved"))
        shown = next(question for question in questions(phone.core, draft) if question.name == "outcome")
        self.assertIsNotNone(shown.value)
        self.county.order("free")
        phone.core.answer(draft, outcome.path, doorstep.Answer.ONE("met"))

    def test_invalid_names_the_field_and_the_code(self):
        phone = self.phone()
        core, draft = phone.core, self.begin(phone)
        here = doorstep.Place(longitude=400.0, latitude=0.0)
        cases = [
            (lambda: core.missing("no id"), "draft", "not_an_id"),
            (lambda: core.answer(draft, "nothing", doorstep.Answer.TEXT("x")), "nothing", "no_such_question"),
            (lambda: core.answer(draft, "outcome", doorstep.Answer.DECIMAL("1e3")), "outcome", "wrong_type"),
            (lambda: core.answer(draft, "outcome", doorstep.Answer.ONE("x")), "outcome", "not_a_choice"),
            (lambda: core.agenda(doorstep.AgendaQuery(near=here), FIRST), "place", "not_on_earth"),
            (lambda: core.agenda(doorstep.AgendaQuery(), doorstep.Page(size=1, after="x")), "page", "no_such_page"),
            (lambda: core.read_countersign_request("hello"), "code", "not_a_countersign_code"),
            (lambda: core.settle("hello", doorstep.ClashChoice.MINE()), "token", "not_a_clash"),
            (lambda: core.attach(draft, "not_met/photo_door", "/no/such/file"), "picture", "unreadable"),
        ]
        for act, field, code in cases:
            with self.subTest(code), self.assertRaises(DoorstepError.Invalid) as wrong:
                act()
            self.assertEqual((wrong.exception.field, wrong.exception.code), (field, code))

    def test_internal_has_a_reference_and_a_shut_core_answers_nothing(self):
        phone = self.phone(enrolled=False)
        core = phone.core
        phone.keystore.fault = RuntimeError("the platform's keystore crashed")
        with self.assertRaises(DoorstepError.Internal) as fault:
            asyncio.run(core.enrol(self.county.order("ticket", of="worker"), "python phone"))
        self.assertEqual(fault.exception.reference, "keystore")
        phone.keystore.fault = None
        core.shut()
        core.shut()
        with self.assertRaises(DoorstepError.Internal) as closed:
            core.today()
        self.assertEqual(closed.exception.reference, "closed")


if __name__ == "__main__":
    unittest.main()
