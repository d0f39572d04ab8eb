"""A hundred thousand calls leave nothing behind."""

import gc
import tempfile
import threading
import unittest
from datetime import datetime, timezone

import doorstep
from phone import FIRST, Phone

CALLS = 100_000
#: Warm-up before the first measure, so that pools, caches and the allocator's arenas are what they will be.
WARM = 10_000
#: What may be left over after all calls, bytes: a leak of 500 bytes a call would be three times that.
BOUND = 16 * 1024 * 1024


def resident():
    gc.collect()
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS"))


class Silent(doorstep.StatusListener):
    def changed(self, status):
        pass


class Leak(unittest.TestCase):
    def setUp(self):
        self.phone = Phone(datetime(2026, 11, 22, 0, 30, tzinfo=timezone.utc))
        self.addCleanup(self.phone.close)
        self.core = self.phone.open()

    def measure(self, what, calls, act):
        for _ in range(min(WARM, calls // 5)):
            act()
        before, threads = resident(), threading.active_count()
        for _ in range(calls):
            act()
        grown = resident() - before
        print(f"{what}: {calls} calls, {grown / 1024:.0f} KiB more", flush=True)
        self.assertLess(grown, BOUND, what)
        self.assertLessEqual(threading.active_count(), threads + 2)

    def test_records_errors_and_pages_leave_nothing(self):
        def act():
            self.core.today()
            self.core.history(None, FIRST)
            try:
                self.core.missing("no id")
            except doorstep.DoorstepError.Invalid:
                pass

        self.measure("records, pages, errors", CALLS // 3, act)

    def test_subscriptions_leave_nothing(self):
        self.measure("subscriptions", CALLS // 20, lambda: self.core.watch(Silent()).cancel())

    def test_opened_and_closed_cores_leave_nothing(self):
        with tempfile.TemporaryDirectory() as folder:

            def act():
                other = Phone(datetime(2026, 11, 22, tzinfo=timezone.utc), folder)
                other.keystore = self.phone.keystore
                other.open()
                other.close()

            self.measure("open and shut", 200, act)


if __name__ == "__main__":
    unittest.main()
