"""Everything by keyboard, and a screen reader's view of it: finds the day on the start page, plays it, steps through it, acts on
the stage, walks a lesson to its end; each stop of the Tab key has a name."""
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
    window.wait("the day to be open, ready to play", lambda: window.focus() and window.focus().get_name() == "Play (Space)")
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


def press_button(window, name):
    window.tab_to(name)
    window.press("space")


def go_on(window, heading):
    """To the lesson's next step, past what is played on the way."""
    def there():
        node = window.focus()
        if node is not None and (node.get_name() or "") == "Skip":
            window.press("space")
        return window.sees(heading)
    press_button(window, "Next")
    window.wait(f"the step “{heading}”", there)


def let_it_play(window, until):
    """Skips what is played until that is told."""
    def told():
        if window.sees(until):
            return True
        if window.sees("Skip"):
            press_button(window, "Skip")
        return False
    window.wait(f"“{until}”", told)


def a_lesson(window):
    window.press("alt+Home")
    window.tab_to("A letter travels")
    window.press("Return")
    window.see("Two people and a server")
    go_on(window, "Budi sends a letter")
    assert not window.sees("Nobody brings mail to a laptop"), "the answer is told before the question is answered"
    window.tab_to("On Ada's laptop")
    window.press("space")
    press_button(window, "Check")
    let_it_play(window, "Your answer: not so")
    window.see("Nobody brings mail to a laptop that does not ask.")
    go_on(window, "Ada asks for her mail")
    go_on(window, "Ada answers")
    window.tab_to("SMTP: the laptop hands the answer")
    window.press("space")
    press_button(window, "Check")
    let_it_play(window, "Your answer: right")
    every_stop_has_a_name(window, "the lesson")
    go_on(window, "What to remember")
    window.see("The lesson is done")


def main():
    screen.in_own_world()
    window = screen.Screen(os.environ["POSTROOM"], "--page", "start")
    try:
        the_day(window)
        the_stage(window)
        a_lesson(window)
    finally:
        printed = window.close()
    complaints = [line for line in printed.split("\n") if re.search(r"-(WARNING|CRITICAL) \*\*|Gtk-", line)]
    assert not complaints, "\n".join(complaints)


if __name__ == "__main__":
    sys.exit(main())
