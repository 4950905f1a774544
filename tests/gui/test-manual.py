"""What the window says in the terminal: its help and its manual name the same options and pages. Run by meson with POSTROOM and the manual."""

import os
import pathlib
import re
import subprocess
import sys
import unittest

POSTROOM = os.environ["POSTROOM"]
MANUAL = pathlib.Path(sys.argv.pop()).read_text(encoding="utf-8")


def tell(*words, locale="C.UTF-8", language="en"):
    env = dict(os.environ, LC_ALL=locale, LANGUAGE=language)
    return subprocess.run([POSTROOM, *words], env=env, capture_output=True, text=True, timeout=20, check=False)


def helped():
    """Option → what the help says of it."""
    text = tell("--help").stdout.split("Application Options:\n")[1]
    lines = re.findall(r"^  (?:-\w, )?--([\w-]+)(?:=\S+)? +(.*)$", text, re.M)
    return {name: words for name, words in lines if name != "display"}


def described():
    """Option → its lines in the manual."""
    pieces = re.split(r"^\.It Fl -", MANUAL, flags=re.M)[1:]
    return {piece.split()[0]: piece.split("\n", 1)[1].split("\n.El")[0] for piece in pieces}


def pages(text):
    return set(re.split(r",\s+|\s+or\s+", re.search(r"[Ss]how this page: ([\w\s,]+)", text).group(1).strip()))


class Manual(unittest.TestCase):
    def test_options(self):
        self.assertGreater(len(helped()), 10)
        self.assertEqual(set(described()), set(helped()))

    def test_pages(self):
        self.assertGreater(len(pages(helped()["page"])), 10)
        self.assertEqual(pages(described()["page"]), pages(helped()["page"]))

    def test_wrong_page(self):
        result = tell("--page", "nonsense")
        self.assertEqual(result.returncode, 2)
        self.assertEqual(set(result.stderr.split("there are ")[1].strip().split(", ")), pages(helped()["page"]))

    def test_language_that_is_not_installed(self):
        """Nor does GTK warn of it."""
        for locale, language in (("id_XX.UTF-8", ""), ("C.UTF-8", "id")):
            result = tell("--help", locale=locale, language=language)
            self.assertIn("[OPSI", result.stdout)
            self.assertEqual(result.stderr, "")


if __name__ == "__main__":
    unittest.main()
