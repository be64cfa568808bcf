"""Text that the mouse selects in the panels: lit, and copied as it reads."""

from __future__ import annotations

from tests.tui.driving import opened
from tests.tui.fake_session import FakeSession


def reversed_text(ui) -> str:
    """Return what is drawn in reverse."""
    strips = ui.app.screen._compositor.render_strips()
    return "".join(part.text for strip in strips for part in strip if part.style and part.style.reverse)


async def drag(ui, start, end):
    await ui.pilot.mouse_down(offset=start)
    await ui.pilot.hover(offset=end)
    await ui.pilot.mouse_up(offset=end)
    await ui.pilot.pause()


async def test_text_of_a_panel_is_selected_lit_and_copied():
    async with opened(FakeSession()) as ui:
        ui.screen.open_panel("help", "help", [("plain", "one two three"), ("plain", "four five six")])
        await ui.pilot.pause()
        left, top = ui.screen.panel.content_region.offset
        await drag(ui, (left + 4, top), (left + 4, top + 1))
        assert "two three" in reversed_text(ui)
        await ui.press("ctrl+c")
        assert ui.app.clipboard == "two three\nfour "


async def test_a_click_in_an_operation_still_picks_it_and_a_drag_copies_it():
    async with opened(FakeSession(), size=(120, 40)) as ui:
        pane = ui.screen.body.operations
        left, top = pane.region.offset
        await drag(ui, (left + 3, top + 1), (left + 22, top + 1))
        assert ui.prompt.value == ""
        await ui.press("ctrl+c")
        assert ui.app.clipboard == "7 balloon set web 51"
        await ui.pilot.click(offset=(left + 20, top + 1))
        await ui.pilot.pause()
        assert ui.prompt.value == "why operation=7"


async def test_with_nothing_selected_it_says_what_the_key_does():
    async with opened(FakeSession()) as ui:
        await ui.press("ctrl+c")
        assert "nothing is selected to copy: drag, or y in a pane · ^Q quits" in ui.text()
