"""A real county server in a process of its own, ordered by lines of JSON; see tests/src/bin/stage.rs."""

import json
import os
import subprocess
from datetime import datetime


class County:
    def __init__(self):
        self.process = subprocess.Popen(
            [os.environ["DOORSTEP_STAGE"]], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )
        self.about = self._hear()
        self.now = datetime.fromisoformat(self.about["now"][:23].rstrip("Z") + "+00:00")

    def _hear(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the stage has ended")
        return json.loads(line)

    def order(self, order, **details):
        self.process.stdin.write(json.dumps({"order": order, **details}) + "\n")
        self.process.stdin.flush()
        return self._hear()

    def review(self, record, **step):
        return self.order("review", record=record, step=step)

    def close(self):
        self.process.stdin.close()
        self.process.wait(60)
        self.process.stdout.close()
