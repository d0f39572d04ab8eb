"""Ports that throw, listeners on other threads, and callers that go away."""

import asyncio
import threading
import unittest

import doorstep
from county import County
from phone import FIRST, Phone, fill, until


class Listener(doorstep.StatusListener):
    def __init__(self, throws=False):
        self.heard, self.threads, self.throws = [], set(), throws

    def changed(self, status):
        self.heard.append(status)
        self.threads.add(threading.get_ident())
        if self.throws:
            raise RuntimeError("a screen that is gone")


class Ports(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.county = County()
        cls.addClassCleanup(cls.county.close)

    def phone(self):
        phone = Phone(self.county.now)
        self.addCleanup(phone.close)
        return phone

    def enrolled(self):
        phone = self.phone()
        phone.open()
        asyncio.run(phone.core.enrol(self.county.order("ticket", of="worker"), "python phone"))
        until("the forms", lambda: asyncio.run(phone.core.sync_now()).status.is_idle())
        return phone

    def finish(self, core):
        elder = doorstep.Whom.ON_FILE(doorstep.Subject.PERSON(self.county.about["elder"]))
        draft = core.begin_visit(elder, doorstep.VisitTag.ELDER_CHECK_IN)
        fill(core, draft, outcome=doorstep.Answer.ONE("moved"))
        return core.finish(draft, None).saved.record

    def test_only_a_keystore_that_says_lost_has_lost_its_key(self):
        phone = self.phone()
        phone.open().shut()
        for fault in (doorstep.KeystoreError.Locked(), doorstep.KeystoreError.Failed(), RuntimeError("undeclared")):
            phone.keystore.fault = fault
            self.assertTrue(phone.opening().is_locked(), fault)
        phone.keystore.fault = doorstep.KeystoreError.Lost()
        opening = phone.opening()
        self.assertTrue(opening.is_stranded())
        self.assertIn(phone.folder, opening.phone.journal())
        phone.core = opening.phone.start_over()
        self.assertTrue(asyncio.run(phone.core.sync_now()).status.is_not_enrolled())
        with self.assertRaises(doorstep.DoorstepError.Internal):
            opening.phone.start_over()

    def test_clocks_and_radio_that_throw_stop_nobody(self):
        phone = self.enrolled()
        core = phone.core
        phone.radio.fault = RuntimeError("no such service")
        core.network_changed()
        broken = lambda: (_ for _ in ()).throw(RuntimeError("undeclared"))
        phone.clock.now = phone.clock.monotonic_millis = phone.clock.boot = phone.clock.utc_offset_minutes = broken
        self.assertEqual(core.today().year, 1970)
        record = self.finish(core)
        until("the visit to be sent", lambda: asyncio.run(core.sync_now()).records.waiting == 0)
        self.assertEqual(self.county.order("stored", record=record), 1)

    def test_the_keystore_signs_on_threads_of_the_cores(self):
        phone = self.enrolled()
        self.assertTrue(phone.keystore.threads - {threading.get_ident()})

    def test_a_listener_hears_from_another_thread_until_it_is_cancelled(self):
        phone = self.enrolled()
        listener, broken = Listener(), Listener(throws=True)
        subscription, other = phone.core.watch(listener), phone.core.watch(broken)
        until("the first word", lambda: listener.heard and broken.heard)
        self.finish(phone.core)
        asyncio.run(phone.core.sync_now())
        until("rest", lambda: listener.heard[-1].is_idle() and len(broken.heard) > 1)
        self.assertEqual(len(listener.threads), 1)
        self.assertNotIn(threading.get_ident(), listener.threads)
        subscription.cancel()
        subscription.cancel()
        heard = len(listener.heard)
        self.finish(phone.core)
        asyncio.run(phone.core.sync_now())
        self.assertEqual(len(listener.heard), heard)
        other.cancel()

    def test_a_listener_may_cancel_itself(self):
        phone = self.enrolled()

        class Once(Listener):
            def changed(self, status):
                super().changed(status)
                ready.wait(10)
                self.subscription.cancel()

        once, ready = Once(), threading.Event()
        once.subscription = phone.core.watch(once)
        ready.set()
        until("the word", lambda: once.heard)
        self.finish(phone.core)
        asyncio.run(phone.core.sync_now())
        self.assertEqual(len(once.heard), 1)

    def test_who_stops_waiting_loses_the_answer_and_not_the_work(self):
        phone = self.phone()
        core = phone.open()

        async def impatient(call):
            task = asyncio.ensure_future(call)
            await asyncio.sleep(0)
            task.cancel()
            with self.assertRaises(asyncio.CancelledError):
                await task

        asyncio.run(impatient(core.enrol(self.county.order("ticket", of="worker"), "python phone")))
        until("the enrolment and the forms", lambda: asyncio.run(core.sync_now()).status.is_idle())
        self.county.order("stop")
        record = self.finish(core)
        self.county.order("start")
        for _ in range(5):
            asyncio.run(impatient(core.sync_now()))
        sent = lambda: not next(row for row in core.history(None, FIRST).rows if row.record == record).standing.is_waiting()
        until("the visit to be sent", sent)
        self.assertEqual(self.county.order("stored", record=record), 1)


if __name__ == "__main__":
    unittest.main()
