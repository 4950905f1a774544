"""postroom-cli report: the whole page is in the language that --lang names, whatever the locale. Run by meson with POSTROOM_CLI."""

import os
import pathlib
import subprocess
import unittest

CLI = os.environ["POSTROOM_CLI"]
JOURNAL = pathlib.Path(__file__).parents[2] / "data" / "journals" / "support-13-mailbox-locked.postroom"
WORDS = {
    "en": ("“Mailbox is in use”", "What to change", "asks for the whole of letter A"),
    "id": ("“Kotak surat sedang dipakai”", "Yang perlu diubah", "meminta seluruh surat A"),
}


class Report(unittest.TestCase):
    def page(self, locale, *words):
        env = {name: value for name, value in os.environ.items() if name not in ("LANGUAGE", "LANG")}
        result = subprocess.run([CLI, "report", str(JOURNAL), *words], env=dict(env, LC_ALL=locale), capture_output=True,
                                text=True, encoding="utf-8", timeout=60, check=False)
        self.assertEqual((result.returncode, result.stderr), (0, ""))
        return result.stdout

    def test_language(self):
        for locale in ("C", "C.UTF-8"):
            for language, other in (("en", "id"), ("id", "en")):
                for words in ([f"--lang={language}"], ["--lang", language]):
                    with self.subTest(locale=locale, words=words):
                        page = self.page(locale, *words)
                        for text in WORDS[language]:
                            self.assertIn(text, page)
                        for text in WORDS[other]:
                            self.assertNotIn(text, page)

    def test_without_a_language(self):
        for text in WORDS["en"]:
            self.assertIn(text, self.page("C.UTF-8"))


if __name__ == "__main__":
    unittest.main()
