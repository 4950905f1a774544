"""Everything by keyboard, and a screen reader's view of it: finds the day on the start page, plays it, steps through it, acts on
the stage; each stop of the Tab key has a name."""
import os
import re
import sys

import screen

# Names that are no names: what GTK calls a widget when nobody has given it one.
NAMELESS = re.compile(r"^(Gtk|Pr)[A-Z]\w+$")


def every_stop_has_a_name(window, where):
    """Once around by Tab."""
    first = window.told(window.wait("something that has the keyboard", window.focus))
    for _ in range(200):
        window.press("Tab")
        node = window.wait("something that has the keyboard", window.focus)
        name = node.get_name() or ""
        # A view that scrolls can be stopped at, so that arrows move it; its content is read, not it.
        if node.get_role_name() not in ("scroll pane", "viewport"):
            assert name and not NAMELESS.match(name), f"{where}: {window.told(node)} is no name"
        if window.told(node) == first:
            return
    raise screen.Missing(f"{where}: the way of the Tab key comes back to {first}")


def clock(window):
    """The virtual time that is shown: the last of all times, those before it belong to lines."""
    times = [node.get_name() for node in window.everything() if re.match(r"^\d\d:\d\d:\d\d\.\d\d\d$", node.get_name() or "")]
    return times[-1] if times else None


def the_day(window):
    every_stop_has_a_name(window, "the start page")
    window.tab_to("Same day, two protocols")
    window.press("Return")
    window.wait("the day to be open", lambda: window.focus() and "Same day" not in window.focus().get_name())
    begin = clock(window)
    window.press("Right")
    window.wait("a step forward", lambda: clock(window) != begin)
    window.press("Left")
    window.wait("a step back", lambda: clock(window) == begin)
    window.press("ctrl+Right", "ctrl+Right", "ctrl+Right")
    window.wait("three actions on", lambda: clock(window) > begin)
    window.press("End")
    window.wait("the end of the day", lambda: clock(window) > "08:30")
    window.press("Home")
    window.wait("its beginning", lambda: clock(window) == begin)
    window.press("space")
    window.wait("time to pass", lambda: clock(window) != begin)
    window.press("space")


def the_stage(window):
    window.tab_to("Stage")
    window.press("Return")
    every_stop_has_a_name(window, "the stage")
    window.press("End")
    window.tab_to("Laptop, ")
    window.press("Menu")  # the keyboard's own key for it
    window.see("Check Mail", "menu item")
    window.press("Escape")


def main():
    screen.in_own_world()
    window = screen.Screen(os.environ["POSTROOM"], "--page", "start")
    try:
        the_day(window)
        the_stage(window)
    finally:
        printed = window.close()
    complaints = [line for line in printed.split("\n") if re.search(r"-(WARNING|CRITICAL) \*\*|Gtk-", line)]
    assert not complaints, "\n".join(complaints)


if __name__ == "__main__":
    sys.exit(main())
