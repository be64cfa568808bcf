"""Work spread over the cores: the same results in the same order, however many processes there are."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from multiprocessing import resource_tracker
from time import monotonic
from typing import TextIO, TypeVar

Task = TypeVar("Task")
Result = TypeVar("Result")
_BAR = 30
_ENDING = (signal.SIGINT, signal.SIGTERM)


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def spread(work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int, what: str) -> list[Result]:
    """Do all tasks, and return what came of them in the order of the tasks.

    Args:
        work: a function of a module; it, the tasks and the results cross to other processes.
        tasks: what it is called with.
        jobs: how many processes work at a time; with 1 it is this one.
        what: what the tasks are, for the progress bar, which is drawn where standard error is a terminal.

    Raises:
        KeyboardInterrupt: no process is left then.
    """
    progress = Progress(len(tasks), what, sys.stderr)
    try:
        if jobs == 1 or len(tasks) == 1:
            results = []
            for task in tasks:
                results.append(work(task))
                progress.one_more()
            return results
        return _in_processes(work, tasks, min(jobs, len(tasks)), progress)
    finally:
        progress.clear()


def _in_processes(
    work: Callable[[Task], Result], tasks: Sequence[Task], jobs: int, progress: Progress
) -> list[Result]:
    context = multiprocessing.get_context("spawn")
    before = signal.signal(signal.SIGTERM, _be_ended)
    executor = ProcessPoolExecutor(jobs, mp_context=context, initializer=_can_be_ended)
    try:
        with _held_back():
            futures = [executor.submit(work, task) for task in tasks]
        for _ in as_completed(futures):
            progress.one_more()
        results = [future.result() for future in futures]
    except BaseException:
        executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
    executor.shutdown()
    return results


def _be_ended(number: int, _frame: object) -> None:
    """End with the exit code of a shell, and on the way every process that works for this one."""
    raise SystemExit(128 + number)


@contextmanager
def _held_back() -> Iterator[None]:
    """Let no signal come between while processes are started, here or there: a process started by half complains.

    Those that start inherit the mask. Here it is not enough, for other threads (NumPy's) take signals too.
    """
    resource_tracker.ensure_running()  # for starting it lets signals through again
    came: list[int] = []
    handlers = {number: signal.signal(number, lambda which, _: came.append(which)) for number in _ENDING}
    mask = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        for number, handler in handlers.items():
            signal.signal(number, handler)
        for each in came:
            signal.raise_signal(each)


def _can_be_ended() -> None:
    """Leave interrupts to the parent, and let it end this process, in which both were held back from its start."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


class Progress:
    """A bar on a terminal; nothing anywhere else."""

    def __init__(self, total: int, what: str, stream: TextIO) -> None:
        self._total, self._what, self._stream = total, what, stream
        self._done, self._since, self._shown = 0, monotonic(), stream.isatty()
        self._draw()

    def one_more(self) -> None:
        """Note that another task is done."""
        self.reach(self._done + 1)

    def reach(self, done: int) -> None:
        """Note how many are done by now."""
        self._done = done
        self._draw()

    def clear(self) -> None:
        """Leave the line empty."""
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self) -> None:
        if not self._shown:
            return
        filled = _BAR * self._done // max(1, self._total)
        left = ""
        if self._done:
            seconds = (monotonic() - self._since) / self._done * (self._total - self._done)
            left = f"  {seconds:.0f} s left"
        bar = "#" * filled + "-" * (_BAR - filled)
        self._stream.write(f"\r[{bar}] {self._done} of {self._total} {self._what}{left}\x1b[K")
        self._stream.flush()
