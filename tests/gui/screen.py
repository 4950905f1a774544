"""A person at the window without mouse and without eyes: keys go in by the X server, what comes back is what a screen
reader is told (AT-SPI). Runs in a bus and a display of its own: see main()."""
import os
import subprocess
import sys
import tempfile
import time

PATIENCE = 20  # seconds until something that has to come counts as missing


def in_own_world():
    """Starts this very program again with its own session bus, display and home; returns only there."""
    if os.environ.get("POSTROOM_SCREEN"):
        return
    home = tempfile.mkdtemp(prefix="postroom-screen-")
    environment = dict(os.environ, POSTROOM_SCREEN="1", HOME=home, XDG_DATA_HOME=home + "/data",
                       XDG_CONFIG_HOME=home + "/config", XDG_CACHE_HOME=home + "/cache", XDG_RUNTIME_DIR=home,
                       GSETTINGS_BACKEND="memory", GSK_RENDERER="cairo", GTK_A11Y="atspi", LANGUAGE="en", LC_ALL="C.UTF-8")
    environment.pop("WAYLAND_DISPLAY", None)
    command = ["dbus-run-session", "--", "xvfb-run", "-a", "-s", "-screen 0 1440x900x24", sys.executable, *sys.argv]
    done = subprocess.run(command, env=environment, check=False)
    subprocess.run(["rm", "-rf", home], check=False)
    sys.exit(done.returncode)


class Missing(Exception):
    """What a person waits for did not come."""


class Screen:
    """The program with its window open."""

    def __init__(self, *arguments):
        # Only here: outside of its own world there is no bus to ask.
        import gi
        gi.require_version("Atspi", "2.0")
        from gi.repository import Atspi, GLib
        self.atspi, self.gone, self.bus = Atspi, GLib.Error, GLib.MainContext.default()
        self.last = None  # what the bus told last that has the keyboard
        self.log = tempfile.TemporaryFile()
        self.program = subprocess.Popen(arguments, stderr=self.log)
        Atspi.init()
        self.listener = Atspi.EventListener.new(self._told_focus)
        self.listener.register("object:state-changed:focused")
        self.application = self.wait("the program on the bus", self._find)

    def _find(self):
        desktop = self.atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            child = desktop.get_child_at_index(i)
            if child is not None and "postroom" in (child.get_name() or "").lower():
                return child
        return None

    def _told_focus(self, event):
        if event.detail1:
            self.last = event.source

    def wait(self, what, ask):
        """Asks until the answer is true; returns the answer."""
        end = time.monotonic() + PATIENCE
        while True:
            if self.program.poll() is not None:
                raise Missing(f"{what}: the program has ended with {self.program.returncode}")
            try:
                answer = ask()
            except self.gone:
                answer = None  # the tree changed while it was read
            if answer:
                return answer
            if time.monotonic() > end:
                raise Missing(what)
            time.sleep(0.05)

    def everything(self, node=None):
        """All that the window holds, in reading order. GTK 4.8 does not say which of it is in view."""
        node = node or self.application
        for i in range(node.get_child_count()):
            child = node.get_child_at_index(i)
            if child is not None:
                yield child
                yield from self.everything(child)

    def has(self, node, state):
        return node.get_state_set().contains(getattr(self.atspi.StateType, state))

    def windows(self):
        return [self.application.get_child_at_index(i) for i in range(self.application.get_child_count())]

    def focus(self):
        """What the keyboard is in, None."""
        while self.bus.iteration(False):
            pass
        if self.last is not None:
            try:
                self.last.clear_cache()
                if self.has(self.last, "FOCUSED"):
                    return self.last
            except self.gone:
                pass  # it is not there any more
        self.last = next((node for node in self.everything() if self.has(node, "FOCUSED")), None)
        return self.last

    def told(self, node):
        """Role and name, as a reader would speak them."""
        return f"{node.get_role_name()} “{node.get_name() or ''}”" if node is not None else "nothing"

    def press(self, *keys):
        for key in keys:
            subprocess.run(["xdotool", "key", key], check=True)
            time.sleep(0.08)

    def type(self, text):
        subprocess.run(["xdotool", "type", "--delay", "20", text], check=True)
        time.sleep(0.1)

    def tab_to(self, wanted, limit=150, key="Tab"):
        """Walks by Tab until the name of what has the keyboard begins with that; returns it."""
        met = []
        for _ in range(limit):
            node = self.wait("something that has the keyboard", self.focus)
            met.append(self.told(node))
            if (node.get_name() or "").startswith(wanted):
                return node
            self.press(key)
        raise Missing(f"“{wanted}” on the way of the {key} key; met were: {'; '.join(met)}")

    def see(self, text, role=None):
        """Waits until something with that in its name is shown; returns it."""
        def ask():
            for node in self.everything():
                if text in (node.get_name() or "") and (role is None or node.get_role_name() == role):
                    return node
            return None
        return self.wait(f"“{text}” to be shown", ask)

    def sees(self, text):
        return any(text in (node.get_name() or "") for node in self.everything())

    def close(self):
        """Ends it as a person would; returns what it printed as warnings."""
        self.program.terminate()
        self.program.wait(PATIENCE)
        self.log.seek(0)
        return self.log.read().decode(errors="replace")
