"""Somebody at a terminal, who presses keys and sees frames come."""

import fcntl
import os
import pty
import select
import signal
import struct
import sys
import termios
import time

BEGINS, ENDS = b"\x1b[?2026h", b"\x1b[?2026l"
ROWS, COLUMNS = 40, 140
LONGEST = 60
# What turns on the screen while something is loaded.
TURNING = "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏"


class Seat:
    """A program in a terminal of its own, within a `with`."""

    def __init__(self, command, environment):
        self.command = command
        self.environment = {**environment, "TERM": "xterm-256color", "COLORTERM": "truecolor", "LANG": "C.UTF-8"}

    def __enter__(self):
        self.frames, self.waiting, self.seen_turning = 0, b"", time.monotonic()
        self.start = time.perf_counter()
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.execve(self.command[0], self.command, self.environment)
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        return self

    def __exit__(self, *_):
        os.kill(self.process, signal.SIGTERM)
        while self.reads(LONGEST) is not None:
            pass
        os.waitpid(self.process, 0)
        os.close(self.terminal)

    def types(self, keys):
        os.write(self.terminal, keys)

    def reads(self, seconds):
        """The frames that came within so many seconds, as soon as there is one; none when the program has ended."""
        ready, _, _ = select.select([self.terminal], [], [], seconds)
        if not ready:
            return []
        try:
            came = os.read(self.terminal, 65536)
        except OSError:
            came = b""
        if not came:
            return None
        *frames, self.waiting = (self.waiting + came).split(ENDS)
        self.frames += len(frames)
        if any(sign.encode() in frame for frame in frames for sign in TURNING):
            self.seen_turning = time.monotonic()
        return frames

    def waits_for(self, *signs):
        """Seconds since the start, once a frame has come that shows all of these."""
        deadline = time.monotonic() + LONGEST
        while time.monotonic() < deadline:
            frames = self.reads(1)
            if frames is None:
                break
            if any(all(sign in frame for sign in signs) for frame in frames):
                return time.perf_counter() - self.start
        sys.exit(f"{' '.join(self.command)} never showed {signs}")

    def time_of(self, key, *signs):
        """Milliseconds from a key to the frame that shows it."""
        while self.reads(0):
            pass
        start = time.perf_counter()
        self.types(key)
        self.waits_for(*signs)
        return (time.perf_counter() - start) * 1000

    def looks_on(self, seconds):
        """Takes in what comes for so long."""
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            if self.reads(left) is None:
                sys.exit(f"{' '.join(self.command)} ended")

    def is_loading(self):
        """Whether something turned on the screen within the last second."""
        return time.monotonic() - self.seen_turning < 1

    def on_one_processor(self):
        for thread in os.listdir(f"/proc/{self.process}/task"):
            os.sched_setaffinity(int(thread), {0})

    def memory(self):
        """What it holds now and held at most, in MiB."""
        lines = dict(line.split(":", 1) for line in open(f"/proc/{self.process}/status", encoding="utf-8"))
        return tuple(int(lines[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))

    def processor(self):
        """Seconds of the processor so far."""
        fields = open(f"/proc/{self.process}/stat", encoding="utf-8").read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
