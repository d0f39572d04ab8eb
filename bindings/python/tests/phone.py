"""A phone: ports that can fail on demand, and the core over a folder."""

import os
import tempfile
import threading
import time
from datetime import timedelta

import doorstep
from p256 import Key


class Keystore(doorstep.Keystore):
    def __init__(self):
        self.fault = None
        self.threads = set()
        self.key, self.secret = Key(), os.urandom(32)

    def _ask(self):
        self.threads.add(threading.get_ident())
        if self.fault:
            raise self.fault

    def database_key(self):
        self._ask()
        return self.secret

    def device_public_key(self):
        self._ask()
        return self.key.point

    def sign(self, message):
        self._ask()
        return self.key.sign(message)

    def tier(self):
        return doorstep.KeyTier.SOFTWARE

    def renew(self):
        self.fault = None
        self.key, self.secret = Key(), os.urandom(32)


class Clock(doorstep.LocalClock):
    """The stage's time, running on."""

    def __init__(self, start):
        self.start, self.since = start, time.monotonic()

    def now(self):
        return self.start + timedelta(seconds=time.monotonic() - self.since)

    def monotonic_millis(self):
        return int((time.monotonic() - self.since) * 1000)

    def boot(self):
        return f"boot-{os.getpid()}-{self.since}"

    def utc_offset_minutes(self):
        return 480


class Radio(doorstep.Connectivity):
    def __init__(self):
        self.fault = None

    def network(self):
        if self.fault:
            raise self.fault
        return doorstep.Network.FREE


class Phone:
    def __init__(self, start, folder=None):
        self.temporary = None if folder else tempfile.TemporaryDirectory()
        self.folder = folder or self.temporary.name
        self.keystore, self.clock, self.radio = Keystore(), Clock(start), Radio()
        self.core = None

    def opening(self):
        ports = doorstep.Ports(keystore=self.keystore, clock=self.clock, connectivity=self.radio)
        return doorstep.open_phone(self.folder, ports)

    def open(self):
        opening = self.opening()
        assert opening.is_ready(), opening
        self.core = opening.doorstep
        return self.core

    def close(self):
        if self.core:
            self.core.shut()
            self.core = None
        if self.temporary:
            self.temporary.cleanup()


FIRST = doorstep.Page(size=50)
ROUNDS = 60
#: Codes that are nobody's emergency, the more telling first.
ORDINARY = [
    "met", "home", "no", "week", "none", "never", "good", "able", "safe", "A", "self", "attending", "central",
    "none_needed", "cheerful", "grandparent", "grandparents", "weekly", "general", "low",
]  # fmt: skip
YES_IS_GOOD = ["consent", "notice", "alone", "works", "valid", "ok", "alarm", "help", "received", "pays", "safety"]


def questions(core, draft, language="en"):
    items = core.form_page(draft, language, 0, 10_000)
    return [item.question for item in items if item.is_question()]


def path_of(core, draft, name):
    return next(question.path for question in questions(core, draft) if question.name == name)


def fill(core, draft, **given):
    """Answers what must be answered as blandly as it can be, and what is given as it is given."""
    said, tries = set(), {}
    for _ in range(ROUNDS):
        changed = False
        for question in questions(core, draft):
            if question.readonly or question.kind == doorstep.QuestionKind.NOTE:
                continue
            if question.name in given and question.path not in said:
                said.add(question.path)
                core.answer(draft, question.path, given[question.name])
                changed = True
            elif (question.required and question.value is None) or question.issue:
                turn = tries.get(question.path, 0)
                tries[question.path] = turn + 1
                try:
                    core.answer(draft, question.path, ordinary(core, question)[turn])
                except doorstep.DoorstepError.Invalid:
                    pass  # Hidden by an answer of this round.
                changed = True
        if not changed:
            return
    raise AssertionError("the form asks without end")


def ordinary(core, question):
    Kind, Answer = doorstep.QuestionKind, doorstep.Answer
    codes = sorted((choice.code for choice in question.choices), key=lambda code: rank(question.name, code))
    if question.kind == Kind.SELECT_ONE:
        return [Answer.ONE(code) for code in codes]
    if question.kind == Kind.SELECT_MULTIPLE:
        return [Answer.MANY([code]) for code in codes]
    if question.kind == Kind.INTEGER:
        return [Answer.INTEGER(number) for number in ([0] if question.name == "falls" else [1, 0, 2, 12, 40])]
    if question.kind == Kind.DECIMAL:
        return [Answer.DECIMAL(number) for number in ("0", "1200.50")]
    if question.kind == Kind.DATE:
        today = core.today()
        return [Answer.DATE(today + timedelta(days=days)) for days in (30, 0, -1)]
    if question.kind == Kind.ACKNOWLEDGE:
        return [Answer.ACKNOWLEDGED()]
    return [Answer.TEXT("all as it should be 一切如常")]


def rank(name, code):
    if code == "yes" and any(word in name for word in YES_IS_GOOD):
        return -1
    return ORDINARY.index(code) if code in ORDINARY else len(ORDINARY)


def until(what, so, seconds=60):
    """Waits for a condition, with an end."""
    deadline = time.monotonic() + seconds
    while not so():
        if time.monotonic() > deadline:
            raise AssertionError(f"waited in vain for {what}")
        time.sleep(0.02)
