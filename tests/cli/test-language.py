"""In which language the real program speaks: one, whatever the system knows. Run by meson with POSTROOM_CLI set."""

import os
import pathlib
import subprocess
import tempfile
import unittest

CLI = os.environ["POSTROOM_CLI"]
JOURNAL = pathlib.Path(__file__).resolve().parents[2] / "data" / "journals" / "same-day.postroom"
NAMES = ("LC_ALL", "LC_MESSAGES", "LANG", "LANGUAGE")


class Language(unittest.TestCase):
    def setUp(self):
        self.no_locales = tempfile.TemporaryDirectory()
        self.addCleanup(self.no_locales.cleanup)

    def cli(self, *words, **environment):
        kept = {name: value for name, value in os.environ.items() if name not in NAMES}
        return subprocess.run([CLI, *words], env=dict(kept, **environment), capture_output=True, text=True, encoding="utf-8",
                              timeout=60)

    def test_report(self):
        asked = self.cli("report", str(JOURNAL), LC_ALL="C.UTF-8", LANGUAGE="id").stdout
        english = self.cli("report", str(JOURNAL), LC_ALL="C").stdout
        self.assertIn('<html lang="id">', asked)
        self.assertNotIn("Passwords are masked", asked)
        self.assertIn('<html lang="en">', english)
        self.assertIn("Passwords are masked", english)
        for name, environment in (("plain", {}), ("C", {"LC_ALL": "C"}), ("other", {"LC_ALL": "C.UTF-8", "LANGUAGE": "de"}),
                                  ("unknown", {"LANG": "de_DE.UTF-8"}), ("both", {"LC_ALL": "C", "LANGUAGE": "en"})):
            for known in (True, False):
                with self.subTest(name=name, known=known):
                    where = environment if known else dict(environment, LOCPATH=self.no_locales.name)
                    self.assertEqual(self.cli("report", "--lang=id", str(JOURNAL), **where).stdout, asked)
                    self.assertEqual(self.cli("report", "--lang=en", str(JOURNAL), **where).stdout, english)

    def test_no_such_language(self):
        result = self.cli("report", "--lang=xx", str(JOURNAL), LC_ALL="C.UTF-8", LANGUAGE="id")
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertIn("tidak ada teks dalam bahasa “xx”", result.stderr)

    def test_what_is_shipped_speaks_the_same(self):
        for environment, indonesian in (({"LC_ALL": "id_ID.UTF-8"}, True), ({"LANG": "id_ID.UTF-8"}, True),
                                        ({"LC_ALL": "C", "LANGUAGE": "id"}, False), ({"LC_ALL": "C.UTF-8", "LANGUAGE": "id"}, True)):
            with self.subTest(**environment):
                environment = dict(environment, LOCPATH=self.no_locales.name)  # the system knows none but its own
                self.assertEqual("Perjalanan sebuah surat" in self.cli("lessons", **environment).stdout, indonesian)
                self.assertEqual("Perintah:" in self.cli("help", **environment).stdout, indonesian)
                self.assertEqual('<html lang="id">' in self.cli("report", str(JOURNAL), **environment).stdout, indonesian)
                self.assertEqual("Passwords are masked" in self.cli("report", str(JOURNAL), **environment).stdout, not indonesian)


if __name__ == "__main__":
    unittest.main()
