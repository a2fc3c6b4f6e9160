"""Runs whole processes in turns, takes their time and memory, and says what came of it in Markdown."""

import os
import statistics
import sys
import time

DEVNULL = os.open(os.devnull, os.O_RDWR)


class Run:
    """What one process took: milliseconds on the clock and of the processor."""

    def __init__(self, command, environment):
        start = time.perf_counter_ns()
        pid = started(command, environment)
        _, status, usage = os.wait4(pid, 0)
        self.milliseconds = (time.perf_counter_ns() - start) / 1e6
        self.processor = (usage.ru_utime + usage.ru_stime) * 1000
        expect_success(command, status)


def started(command, environment):
    quiet = [(os.POSIX_SPAWN_DUP2, DEVNULL, descriptor) for descriptor in (0, 1, 2)]
    return os.posix_spawn(command[0], command, environment, file_actions=quiet)


def expect_success(command, status):
    if status != 0:
        sys.exit(f"{' '.join(command[:4])} … ended with {os.waitstatus_to_exitcode(status)}")


def most_memory(command, environment, runs=5):
    """The most memory that any of some runs had at once, in MiB.

    What the system says after the end counts the time before the program was in its process, and so this script. Its
    own highest mark is read until it ends instead.
    """
    return max(highest_mark(command, environment) for _ in range(runs)) / 1024


def highest_mark(command, environment):
    pid, mark = started(command, environment), 0
    program = os.path.realpath(command[0])
    while True:
        try:
            if os.readlink(f"/proc/{pid}/exe") == program:
                lines = open(f"/proc/{pid}/status", encoding="ascii", errors="replace")
                mark = max([mark, *(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))])
        except FileNotFoundError:
            # Ended, and not yet collected.
            pass
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            expect_success(command, status)
            return mark
        time.sleep(0.0002)


class Spread:
    """Many figures of one kind."""

    def __init__(self, figures):
        self.low, self.median, self.high = statistics.quantiles(figures, n=4)

    def text(self, digits=1):
        return f"{self.median:.{digits}f} ({self.low:.{digits}f}–{self.high:.{digits}f})"


def in_turns(contestants, rounds, warm_up=3):
    """The runs of each contestant; they take turns, and who begins changes each round.

    A contestant makes the command and the environment of its next run.
    """
    runs = [[] for _ in contestants]
    for turn in range(-warm_up, rounds):
        order = range(len(contestants)) if turn % 2 else reversed(range(len(contestants)))
        for place in order:
            run = Run(*contestants[place]())
            if turn >= 0:
                runs[place].append(run)
    return runs


def milliseconds(runs):
    return Spread([run.milliseconds for run in runs])


def differences(runs, others):
    return Spread([one.milliseconds - other.milliseconds for one, other in zip(runs, others)])


def ratios(runs, others):
    return Spread([one.milliseconds / other.milliseconds for one, other in zip(runs, others)])


class Table:
    """What was measured, beside what was aimed at."""

    def __init__(self):
        self.missed = []
        print("| What | Measured | Target | |")
        print("|---|---|---|---|")

    def row(self, what, measured, value=None, target=None, unit="ms"):
        if target is None:
            wanted, verdict = "–", ""
        else:
            wanted, verdict = f"at most {target:g} {unit}", "met" if value <= target else "**missed**"
            if value > target:
                self.missed.append(what)
        print(f"| {what} | {measured} | {wanted} | {verdict} |", flush=True)
