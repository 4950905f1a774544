"""The real program on lessons: lists, plays, checks, begins. Run by meson with POSTROOM_CLI set."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

CLI = os.environ["POSTROOM_CLI"]
LESSON = pathlib.Path(__file__).resolve().parents[2] / "lessons"


class Lessons(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def cli(self, *words, language="en"):
        env = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE=language)
        return subprocess.run([CLI, *words], cwd=self.folder.name, env=env, capture_output=True, text=True, timeout=120)

    def write(self, name, text):
        path = pathlib.Path(self.folder.name, name)
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def shipped(self, name):
        return (LESSON / "en" / f"{name}.md").read_text(encoding="utf-8")

    def test_every_lesson_in_both_languages(self):
        for name in sorted(path.stem for path in (LESSON / "en").glob("*.md")):
            for language in ("en", "id"):
                with self.subTest(lesson=name, language=language):
                    result = self.cli("run", f"{LESSON}/{language}/{name}.md", "--quiet")
                    self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "", ""))
        result = self.cli("lint")
        self.assertEqual((result.returncode, result.stdout), (0, ""))

    def test_list(self):
        lines = self.cli("lessons").stdout.splitlines()
        self.assertRegex(lines[0], r"^a-letter-travels +8 min +A letter travels$")
        self.assertEqual(len(lines), len(list((LESSON / "en").glob("*.md"))))

    def test_run(self):
        result = self.cli("run", "a-letter-travels")
        self.assertEqual(result.returncode, 0)
        self.assertIn("✓ In Ada's mailbox on the server", result.stdout)
        self.assertIn("✗ On Ada's laptop", result.stdout)
        self.assertIn("C: RETR 1", result.stdout)
        self.assertIn("all as expected", result.stdout)
        self.assertNotIn("Ask the class", result.stdout)  # the instructor's

    def test_proof(self):
        """What proves an answer is followed by the line that brought it."""
        result = self.cli("run", "a-letter-travels")
        self.assertRegex(result.stdout, r"A appears \(delivered\)\n +08:00:00\.222  Server +→ Outside +S: 250 2\.6\.0 Message taken")
        result = self.cli("run", "pop3-download-delete")
        self.assertRegex(result.stdout, r"A appears \(downloaded\)\n +08:00:00\.680  Server +→ laptop +S: \+OK 24170 octets")

    def test_not_as_expected(self):
        text = self.shipped("pop3-download-delete").replace("at 07:50 expect server INBOX has 2", "at 07:50 expect server INBOX has 3")
        self.write("wrong.md", text)
        line = text.splitlines().index("at 07:50 expect server INBOX has 3") + 1
        result = self.cli("run", "wrong.md", "-q")
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"wrong.md:{line}", result.stdout)
        result = self.cli("lint", "wrong.md")
        self.assertEqual(result.returncode, 1)
        self.assertIn(f"wrong.md:{line}:1: this is not so", result.stdout)

    def test_run_exits_1(self):
        lesson = self.shipped("pop3-download-delete")
        question = re.search(r"(?m)^```predict.*?^```\n", lesson, re.S)
        task = re.search(r"(?m)^solution:\n(  .*\n)+", lesson)
        true = re.sub(r"(?m)^  expect .*", "  expect outside has >=0", question.group())
        no_help = re.sub(r"(?m)^(  at \S+).*", r'\1 scene "nothing"', task.group())
        for text, says in ((lesson.replace(question.group(), true), "not exactly one choice turns out right"),
                           (lesson.replace(task.group(), no_help), "the solution does not reach the goal")):
            with self.subTest(says=says):
                self.write("changed.md", text)
                result = self.cli("run", "changed.md", "-q")
                self.assertEqual(result.returncode, 1, result.stdout + result.stderr)
                self.assertRegex(result.stdout, r"(?m)^changed.md:\d+:1: " + says)
                self.assertEqual(self.cli("lint", "changed.md").returncode, 1)

    def test_own_check(self):
        text = """# Own

About.

```lesson
minutes: 5
```

## One

```setup
account ada@kantor.example password=rahasia
device phone account=ada protocol=pop3 keep=always check=1h
```

```predict until=09:20
? Where?
- It came to the phone
  expect phone INBOX has A
- Not yet
  expect phone INBOX lacks A
  wrong: It asks by itself.
```

```do
at 08:00 scene x
at 08:05 deliver from=budi@luar.example subject=x size=2kB as=A
```

## What to remember

- That.
"""
        self.write("own.md", text)
        self.assertEqual((self.cli("lint", "own.md").returncode, self.cli("run", "own.md", "-q").returncode), (0, 0))
        result = self.cli("run", "own.md")
        self.assertIn("✓ It came to the phone", result.stdout)
        self.assertIn("09:00:0", result.stdout)  # what the phone asked by itself is told
        self.write("own.md", text.replace("until=09:20", "until=08:50"))
        self.assertIn("this choice turns out", self.cli("lint", "own.md").stdout)
        self.assertEqual(self.cli("run", "own.md", "-q").returncode, 0)

    def test_translation(self):
        english = self.shipped("a-letter-travels")
        self.write("en/a-letter-travels.md", english)
        self.write("id/a-letter-travels.md", (LESSON / "id" / "a-letter-travels.md").read_text(encoding="utf-8"))
        self.assertEqual(self.cli("lint", "id/a-letter-travels.md").returncode, 0)
        self.write("en/a-letter-travels.md", english.replace("at 08:05 laptop check", "at 08:04 laptop check"))
        result = self.cli("lint", "id/a-letter-travels.md")
        self.assertEqual(result.returncode, 1)
        self.assertIn("not the same as line", result.stdout)
        self.write("en/a-letter-travels.md", english.replace("minutes: 8", "minutes: some"))
        result = self.cli("lint", "id/a-letter-travels.md")
        self.assertEqual(result.returncode, 1)
        self.assertRegex(result.stdout, r"(?m)^id/a-letter-travels.md:1:1: the original.*en/a-letter-travels.md:\d+:\d+: ")

    def test_strict(self):
        text = self.shipped("a-letter-travels").replace("minutes: 8", "minutes: 30")
        self.write("long.md", text)
        self.assertEqual(self.cli("lint", "long.md").returncode, 0)
        self.assertIn("5 to 15 minutes", self.cli("lint", "--strict", "long.md").stdout)

    def test_new(self):
        self.assertEqual(self.cli("new-lesson", "mine").returncode, 0)
        self.assertEqual(os.listdir(self.folder.name), ["mine.md"])
        self.assertEqual(self.cli("lint", "--strict", "mine.md").returncode, 0)
        self.assertEqual(self.cli("run", "mine.md", "-q").returncode, 0)
        self.write("mine.md", "kept")
        result = self.cli("new-lesson", "mine")
        self.assertEqual(result.returncode, 2)
        self.assertIn("mine.md", result.stderr)
        self.assertEqual(pathlib.Path(self.folder.name, "mine.md").read_text(), "kept")
        self.assertEqual(os.listdir(self.folder.name), ["mine.md"])

    def test_usage(self):
        for words, part in ((["lint", "no.md"], "no.md"), (["run", "no.md"], "no.md"), (["new-lesson"], "name"),
                            (["new-lesson", "../x"], "a-z"), (["lessons", "x"], "too much"),
                            (["run", "--seed", "3", "a-letter-travels"], "--quiet"), (["lint", "--loud"], "help lint")):
            with self.subTest(words=words):
                result = self.cli(*words)
                self.assertEqual(result.returncode, 2)
                self.assertIn(part, result.stderr)

    def test_indonesian(self):
        self.assertIn("Perjalanan sebuah surat", self.cli("lessons", language="id").stdout)
        for command in ("lint", "lessons", "new-lesson"):
            self.assertIn("Usage", self.cli("help", command).stdout)


if __name__ == "__main__":
    unittest.main()
