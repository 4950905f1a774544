"""The manual and the program name the same commands and the same options. Run by meson with POSTROOM_CLI and the manual."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

CLI = os.environ["POSTROOM_CLI"]
MANUAL = pathlib.Path(sys.argv.pop()).read_text(encoding="utf-8")


def tell(*words):
    env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en")
    result = subprocess.run([CLI, *words], env=env, capture_output=True, text=True, timeout=20, check=False)
    return result.returncode, result.stdout


def commands():
    listed = tell("help")[1].split("Commands:\n")[1].split("\n\n")[0]
    return [line.split()[0] for line in listed.splitlines()]


def options_of_program(command):
    """Long names; what a long name can be shortened to, too."""
    return set(re.findall(r"^  (?:-\w, )?--([\w-]+)", tell("help", command)[1], re.M)) - {"help"}


def section(name):
    return re.search(rf"^\.Sh {name}\n(.*?)(?=^\.Sh |\Z)", MANUAL, re.M | re.S).group(1)


def parts(text):
    """Command → the lines that belong to it: from ".Nm" and ".Cm COMMAND" to the next such pair."""
    found = {}
    pieces = re.split(r"^\.Nm\n(?=\.Cm )", text, flags=re.M)[1:]
    for piece in pieces:
        name = piece.split("\n", 1)[0].split()[1]
        if name in commands():
            found[name] = found.get(name, "") + piece
    return found


def options_of_manual(lines):
    """Fl takes the words up to the next macro."""
    found = set()
    for line in lines.splitlines():
        inside = False
        for word in re.sub(r"^\.", "", line).split() if line.startswith(".") else []:
            if word[0].isupper():
                inside = word == "Fl"
            elif inside and word.startswith("-"):
                found.add(word[1:])
    return found


class Manual(unittest.TestCase):
    def test_commands(self):
        described, summarized = parts(section("DESCRIPTION")), parts(section("SYNOPSIS"))
        self.assertGreater(len(commands()), 12)
        for command in commands():
            if command != "help":
                with self.subTest(command=command):
                    self.assertIn(command, summarized)
                    self.assertIn(command, described)

    def test_options(self):
        described, summarized = parts(section("DESCRIPTION")), parts(section("SYNOPSIS"))
        for command in commands():
            with self.subTest(command=command):
                known = options_of_program(command) if command != "help" else set()
                self.assertEqual(options_of_manual(described.get(command, "")), known)
                self.assertEqual(options_of_manual(summarized.get(command, "")) - known - {"version"}, set())

    def test_help(self):
        for command in commands():
            if command == "help":
                continue
            with self.subTest(command=command):
                status, text = tell(command, "--help")
                self.assertEqual((status, text), tell("help", command))
                self.assertEqual((status, text), tell(command, "what", "-h"))
                self.assertIn(f"postroom-cli {command}", text)

    def test_nonsense(self):
        for command in commands():
            with self.subTest(command=command):
                self.assertEqual(tell(command, "--nonsense"), (2, ""))


if __name__ == "__main__":
    unittest.main()
