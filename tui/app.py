"""The app: it paints an empty screen at once, has the engine built behind it, and then only passes on what is asked."""

from __future__ import annotations

import gc
import sys
from threading import Thread
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.events import Event, Key

from tui.bindings import hinted, keymap
from tui.history import History
from tui.keeping.kept import Kept
from tui.prompt.pane import PromptPane
from tui.remembered import Remembered
from tui.screens.main import MainScreen
from tui.terminal.driver import SturdyDriver
from tui.themes import AUTO

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from textual.app import App
    from textual.screen import Screen

    from tui.conductor import Conductor
    from tui.launch import Built, Launch
    from tui.remembered import Fact
    from tui.render.colours.palette import Palette
    from tui.render.colours.theme import Theme
    from tui.render.text.glyphs import Glyphs
    from tui.terminal.crash import Circumstances
    from tui.widgets.bands import Bands
    from tui.widgets.host_map_pane import HostMapPane
    from tui.widgets.operations_pane import OperationsPane
    from tui.widgets.theme_picker import ThemePicker
    from tui.widgets.timeline import Timeline


AT_ONCE = 0.6
"""Seconds that what happens at time 0 may take before guests are shown, so that nobody waits for half-aged pictures."""
TOUR = (("tour",), ("help tour",))
"""Lines that are no commands of the engine: they show the tour."""
LEAVE = (("quit",), ("exit",), ("q",))
"""Lines that are no commands, but whoever types one means it."""


class BallonetApp(Kept):
    """The terminal app.

    Args:
        launch: what to play.
        history: where typed commands are kept; None: nowhere.
        built: an engine that is there already. Then time does not run by itself, as in tests: `conductor.show`
            shows what is true.
        themes: where the user's own themes lie; None: nowhere.
        remembered: what is known of earlier runs.
    """

    TITLE = "ballonet"
    ENABLE_COMMAND_PALETTE = False
    """Textual's; there is one of our own."""
    TOOLTIP_DELAY = 0.6
    BINDINGS: ClassVar[list[Any]] = []

    def __init__(
        self,
        launch: Launch,
        history: Path | None = None,
        built: Built | None = None,
        themes: Path | None = None,
        remembered: Remembered | None = None,
    ) -> None:
        super().__init__(launch.settings, themes)
        self.launch = launch
        self._remembered = remembered or Remembered()
        self.conductor: Conductor | None = None
        self._history = History(history)
        self._built = built
        self._early: list[tuple[str, ...]] = []
        """What was asked for before there was a session."""
        self._typed: list[str] = []
        self._main = self._main_screen()

    def _main_screen(self) -> MainScreen:
        """Return a main screen on which nothing has happened yet."""
        screen = MainScreen(*self.look, self._history.lines, self.launch.waiting)
        screen.exports, screen.overrides = self.launch.settings.exports, self.launch.settings.keys
        return screen

    @property
    def behind(self) -> bool:
        """Whether the terminal has not yet taken what was drawn last."""
        return isinstance(self._driver, SturdyDriver) and self._driver.behind

    @property
    def drift(self) -> str:
        """What differed first from the recording that was played, in a sentence; empty: nothing."""
        return self.conductor.transport.drift if self.conductor else ""

    @property
    def overrides(self) -> Mapping[str, str]:
        """Keys by an action's id, where they are others than the table's."""
        return self.launch.settings.keys

    def get_default_screen(self) -> Screen[None]:
        """Return the main screen."""
        return self._main

    async def on_mount(self) -> None:
        """Paint first; all that takes time comes after."""
        self.set_keymap(keymap(self.launch.settings.keys))
        self.app_resume_signal.subscribe(self, self._repaint)
        if not self.is_headless:
            self.end_in_order()
            self.call_after_refresh(self.guard_terminal)
        if self._built is None:
            self.call_after_refresh(self._start)
        else:
            await self._begin(self._built, self._history.load())

    async def _begin_anew(self, launch: Launch) -> None:
        """Have a new main screen and a new engine, as at the start."""
        self._early.clear()
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        # Textual takes a callback from each screen that is replaced, and its first one has none.
        self._main._push_result_callback(self, None)  # noqa: SLF001
        self._main = self._main_screen()
        await self.switch_screen(self._main)
        if self._built is None:
            self._start()
        else:
            from tui.launch import build

            built = build(launch)
            built.session.run_ahead(AT_ONCE)
            await self._begin(built, "")

    def _start(self) -> None:
        """Have the engine built beside the screen, in a thread that nobody waits for who leaves meanwhile."""
        Thread(target=self._build, name="engine", daemon=True).start()

    def _build(self) -> None:
        """Build the engine, and import what shows it."""
        try:
            import tui.conductor
            import tui.screens.body  # noqa: F401 - so that `furnish` finds it ready
            from tui.launch import build

            problem = self._history.load()
            built = build(self.launch, self._tell_progress)
            built.session.run_ahead(AT_ONCE)
        except BaseException as error:
            self.from_thread(self.fail, error)
        else:
            self.from_thread(self._go_live, built, problem)

    def _tell_progress(self, text: str) -> None:
        """Say how far the engine's building has come, from its thread."""
        self.from_thread(self._main.prompt.say, text)

    def _go_live(self, built: Built, problem: str) -> None:
        self.run_worker(self._live(built, problem), group="engine")

    def circumstances(self) -> Circumstances:
        """Return what was so when it ended, for a report."""
        from tui.terminal.crash import Circumstances

        session = self.conductor.session if self.conductor else None
        recording = getattr(session, "recording", None)  # of a machine that is watched there is none
        return Circumstances(sys.argv[1:], (self.size.width, self.size.height), self._typed, recording)

    async def _begin(self, built: Built, problem: str) -> Conductor:
        """Show what the engine is now."""
        from tui.conductor import Conductor

        conductor = Conductor(
            built,
            self._main,
            await self._main.furnish(),
            self.launch.settings,
            self._opening_over,
            self.answered,
        )
        conductor.transport.begin = self.action_replay_so_far
        self.attend_lesson(built, conductor)
        self.keep(built, conductor)
        conductor.show()
        if problem := self.kept_problem or problem or self.theme_problem or self.launch.note or built.note:
            self.call_after_refresh(self._main.prompt.say, problem)
        elif self._early:
            self._main.prompt.say("")
        while self._early:
            await conductor.run(self._early.pop(0))
        self.conductor = conductor
        return conductor

    async def _live(self, built: Built, problem: str) -> None:
        """Show the engine, and let its time run until the app ends."""
        early = bool(self._early)
        conductor = await self._begin(built, problem)
        gc.freeze()  # so much stays until the end that looking it through would hold up a key
        gc.enable()
        lab = self.launch.script is None and self.launch.every is None and self.launch.resumes is None
        if lab and built.opening is None and not early:
            self._offer_tour()
        if built.presents:
            conductor.presenter.begin()
        self.run_worker(conductor.frames(), group="frames")
        self.run_worker(conductor.transport.look_ahead(), group="index")
        await built.session.live()

    def _opening_over(self, left: bool) -> None:
        """Offer the tour, but not to somebody who has just typed a command: there will be another start."""
        self.remember("opening", "seen")
        if not left:
            self._offer_tour()

    def _offer_tour(self) -> None:
        wanted = self.launch.settings.tour
        if not self.remembered("tour") if wanted == "once" else wanted:
            self._main.offer_tour()

    @on(PromptPane.Submitted)
    async def _run(self, message: PromptPane.Submitted) -> None:
        if message.lines in LEAVE:
            self.exit()
            return
        if message.lines in TOUR:
            self._main.action_tour()
            return
        if self.conductor and self.conductor.answer(message.lines):
            return
        self._typed += message.lines
        problems = [problem for line in message.lines if (problem := self._history.add(line))]
        if self.conductor is None:
            self._early.append(message.lines)
            waiting = sum(map(len, self._early))
            self._main.prompt.say(
                f"{self.launch.waiting} · lines that run as soon as that is done: {waiting}"
            )
            return
        self._main.attend()
        await self.conductor.run(message.lines)
        if problems:
            self._main.prompt.say(problems[-1])

    def remembered(self, name: str) -> Fact | None:
        """Return what is remembered of earlier runs under a name; None: nothing."""
        return self._remembered.get(name)

    def remember(self, name: str, fact: Fact) -> None:
        """Remember something for the next run."""
        if problem := self._remembered.keep(name, fact):
            self._main.prompt.say(problem)

    def on_bands_pages_wanted(self) -> None:
        """Show the pages that came into sight."""
        if self.conductor:
            self.conductor.show()

    def on_bands_section_answered(self, message: Bands.SectionAnswered) -> None:
        """Take the cell that was pointed at as the answer."""
        if self.conductor:
            self.conductor.point(message.guest, message.section, message.count)

    def on_bands_host_asked(self, message: Bands.HostAsked) -> None:
        """Show what of the machine is behind a page."""
        if self.conductor:
            self.conductor.to_machine(message.guest, message.pfn)

    def on_host_map_pane_entered(self, message: HostMapPane.Entered) -> None:
        """Show whose page a frame is behind."""
        if self.conductor:
            self.conductor.into_guest(message.frame)

    def on_panes_sheet_opened(self) -> None:
        """Show what has just been opened."""
        if self.conductor:
            self.conductor.show()

    async def on_event(self, event: Event) -> None:
        """Let a key have the way before a comparison."""
        if isinstance(event, Key) and self.conductor:
            self.conductor.race.give_way()
        if isinstance(event, Key) and not event.is_forwarded and self._main.homeward(event.key):
            return
        await super().on_event(event)

    def on_panes_comparison_asked(self) -> None:
        """Show the comparison that there is, or compare policies on the selected guest."""
        if self.conductor:
            self.conductor.race.open()

    def action_help_quit(self) -> None:
        """Say how to copy and how to leave: what ^C does where nothing is selected and there is no line to leave."""
        hint = "nothing is selected to copy: drag, or {pane.copy} in a pane · {anywhere.quit} quits"
        self._main.prompt.say(hinted(self, hint))

    def copy_to_clipboard(self, text: str) -> None:
        """Have the terminal take a text for its clipboard and for the primary selection."""
        super().copy_to_clipboard(text)
        self._select_primary(text)

    def on_text_selected(self) -> None:
        """Make what the mouse has just selected the primary selection, as terminals do by themselves."""
        if selected := self.screen.get_selected_text():
            self._select_primary(selected)
            self._main.prompt.say("selected: ^C copies it")

    def _select_primary(self, text: str) -> None:
        from tui.export.clipboard import fits, primary_sequence

        if self._driver is not None and fits(text):
            self._driver.write(primary_sequence(text))

    def action_pause(self) -> None:
        """Hold time, or let it go on."""
        if self.conductor:
            self.conductor.pause()

    def action_step(self) -> None:
        """Run what is due at the next instant."""
        if self.conductor:
            self.conductor.step()

    def action_step_back(self) -> None:
        """Go to before the last instant, where a recording is played."""
        if self.conductor:
            self.conductor.transport.back()

    def action_to_operation(self, by: int) -> None:
        """Go to where the operation before began, or the next one."""
        if self.conductor:
            self.conductor.transport.operation(by)

    def action_to_chapter(self, by: int) -> None:
        """Go to the chapter before, or the next one."""
        if self.conductor:
            self.conductor.transport.chapter(by)

    def action_to_start(self) -> None:
        """Go to the start of the recording."""
        if self.conductor:
            self.conductor.transport.start()

    def action_to_end(self) -> None:
        """Go to its end."""
        if self.conductor:
            self.conductor.transport.end()

    def action_replay_so_far(self) -> None:
        """Play what was done so far in the place of what runs, so that one can go back in it."""
        from tui.launch import so_far

        if self.conductor and self.conductor.transport.can_begin:
            launch = so_far(self.conductor.session, self.launch.settings)
            self.run_worker(self.play(launch), group="play", exclusive=True)

    def action_leave_fork(self) -> None:
        """Go back from a fork to the recording."""
        if self.conductor:
            self.conductor.transport.leave_fork()

    def action_write_fork(self) -> None:
        """Write the fork that was left last to a file."""
        if self.conductor:
            self.conductor.transport.write_fork()

    def action_compare_fork(self) -> None:
        """Show the fork beside the recording."""
        if self.conductor:
            self.conductor.transport.compare()

    def action_loop(self) -> None:
        """Begin anew at its end, or no longer."""
        if self.conductor:
            self.conductor.transport.loop()

    def on_timeline_sought(self, message: Timeline.Sought) -> None:
        """Go to a time that was pointed at, or is."""
        if self.conductor and message.dragged:
            self.conductor.transport.drag(message.to, over=message.over)
        elif self.conductor:
            self.conductor.transport.seek(message.to)

    def action_present(self, what: str) -> None:
        """Do what a key of a presentation asks for."""
        if self.conductor:
            self.conductor.presenter.do(what)

    def on_presenter_pane_typed(self) -> None:
        """Type on in the presented script."""
        self.action_present("type")

    def on_bands_number_pressed(self) -> None:
        """Leave the guest in sight that was chosen while a script is presented."""
        if self.conductor:
            self.conductor.presenter.pick()

    def action_undo(self) -> None:
        """Write the command that takes back what was done last."""
        if self.conductor:
            self.conductor.undo()

    def on_operations_pane_undo_asked(self, message: OperationsPane.UndoAsked) -> None:
        """Write the command that takes back one operation."""
        if self.conductor:
            self.conductor.undo(message.number)

    def action_faster(self) -> None:
        """Go to the next higher speed."""
        if self.conductor:
            self.conductor.change_speed(1)

    def action_slower(self) -> None:
        """Go to the next lower speed."""
        if self.conductor:
            self.conductor.change_speed(-1)

    def dress(self, palette: Palette, glyphs: Glyphs) -> None:
        """Draw everything in another look."""
        self._main.dress(palette, glyphs)

    async def on_looks_themes_asked(self) -> None:
        """Offer all themes, the user's own as their files are now."""
        themes = self.themes.all(again=True)
        self.wear(themes.get(self.worn.name, self.worn))
        await self._main.choose_theme(tuple(themes.values()), self.worn, self.themes.problems())

    def on_theme_picker_previewed(self, message: ThemePicker.Previewed) -> None:
        """Show everything in the theme that is looked at."""
        self.wear(message.theme)

    def on_theme_picker_kept(self, message: ThemePicker.Kept) -> None:
        """Keep the theme, for the next run too."""
        self._keep_theme(message.theme)

    def action_wear(self, name: str) -> None:
        """Wear a theme by its name, and keep it."""
        self._keep_theme(self.themes.find(name))

    def _keep_theme(self, theme: Theme) -> None:
        """Wear a theme from now on; say so where something else will be worn in the next run all the same."""
        asked = self.launch.settings.theme
        elsewhere = asked not in (AUTO, self.remembered("theme"), theme.name)
        self.wear(theme)
        self.remember("theme", theme.name)
        kept = f"{asked} is set for every run: ballonet config show says where" if elsewhere else "kept"
        self.call_after_refresh(self._main.prompt.say, f"theme {theme.name} · {kept}")

    def _repaint(self, _: App[Any]) -> None:
        """Paint every part: the terminal has forgotten what stood there before the app was suspended."""
        watched = self.launch.every is not None
        self._main.prompt.say("back again" if watched else "back again: virtual time stood still meanwhile")
        for part in self.screen.walk_children(with_self=True):
            part.refresh()
