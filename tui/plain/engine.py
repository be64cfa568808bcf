"""The engine beside whoever types: its time goes on in a thread of its own."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from engine.session import Session
    from tui.plain.teller import Teller

Result = TypeVar("Result")
LOOK = 0.1
"""Seconds between two looks at what is new."""


class Engine:
    """Keeps a session's time abreast of the wall clock, and prints what happens.

    Args:
        session: what runs; nobody else may touch it from then on but through `call`.
        teller: what prints.
        typing: whether a line is being typed, which must not be broken.
    """

    def __init__(self, session: Session, teller: Teller, typing: Callable[[], bool]) -> None:
        self._session = session
        self._teller = teller
        self._typing = typing
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        self._problem: BaseException | None = None
        self._ended: Future[None] = Future()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Let time run."""
        self._thread.start()

    def stop(self) -> None:
        """Hold it for good.

        Raises:
            BaseException: what ended the engine before.
        """
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()
        self._loop.close()
        if self._problem is not None:
            raise self._problem

    def join(self) -> None:
        """Wait until it has ended by itself."""
        self._thread.join()

    def call(self, doing: Coroutine[Any, Any, Result]) -> Result:
        """Have something done between two slices of the engine, and return what came of it.

        Raises:
            KeyboardInterrupt: somebody would not wait; it is left.
        """
        future: Future[Result] = asyncio.run_coroutine_threadsafe(doing, self._loop)
        try:
            either: list[Future[Any]] = [future, self._ended]
            wait(either, return_when=FIRST_COMPLETED)
        except KeyboardInterrupt:
            future.cancel()
            raise
        if not future.done() and self._problem is not None:
            raise self._problem
        return future.result()

    def _run(self) -> None:
        try:
            self._loop.run_until_complete(self._live())
        except BaseException as error:
            self._problem = error
        finally:
            self._ended.set_result(None)

    async def _live(self) -> None:
        """Run until it is stopped, or something goes wrong."""
        tasks = [
            asyncio.ensure_future(each) for each in (self._session.live(), self._tell(), self._stop.wait())
        ]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        others = asyncio.all_tasks() - {asyncio.current_task(), *done}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        self._teller.tell()
        for task in done:
            task.result()

    async def _tell(self) -> None:
        while True:
            if not self._typing():
                self._teller.tell()
            await asyncio.sleep(LOOK)
