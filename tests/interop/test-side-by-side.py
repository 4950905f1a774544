"""The same script to Dovecot and to `postroom-cli serve`: the answers are equal, or side-by-side.txt names the difference
and differences.md says which clause allows it. A difference that is named and not there is an error too."""

import contextlib
import mailbox
import os
import pathlib
import re
import sys
import unittest

import dovecot
import serve
import side_by_side

HERE = pathlib.Path(__file__).resolve().parent
ROOT = pathlib.Path(os.environ.get("G_TEST_SRCDIR", HERE.parents[1]))


def sample():
    with contextlib.closing(mailbox.mbox(ROOT / "data/mail/sample.mbox")) as box:
        return [re.sub(rb"\r?\n", b"\r\n", m.as_bytes()) for m in box]


def with_literals(text, letters):
    """<3> is the third letter of the sample; <"..."> is that text, with \\r\\n for line ends; both as literals."""
    def literal(match):
        content = match.group(2)
        octets = letters[int(match.group(1)) - 1] if content is None else content.replace(rb"\r\n", b"\r\n")
        return b"{%d+}\r\n" % len(octets) + octets
    return re.sub(rb'<(?:(\d+)|"([^"]*)")>', literal, text)


class Step:
    def __init__(self, number, session, text, follow, mark):
        self.number, self.session, self.text, self.follow, self.mark = number, session, text, follow, mark


def read_script(path):
    """Lines: "1 COMMAND" for the first session, "2 COMMAND" for the second; "> " what to say at a "+"; "@name" names the
    difference that the next command has, "@name 2.3" with that Dovecot only; "#" a comment."""
    steps, names = [], set()
    mark = None
    for number, line in enumerate(path.read_bytes().splitlines(), 1):
        if line.startswith(b"@"):
            mark = line[1:].decode()
            names.add(mark.split()[0])
            mark = mark_for(dovecot.version(), *mark.split())
        elif line.startswith(b"> "):
            steps[-1].follow.append(line[2:])
        elif line and not line.startswith(b"#"):
            steps.append(Step(number, line[:1], line[2:], [], mark))
            mark = None
    return steps, names


def mark_for(version, name, only="2.3 2.4"):
    """2.4 and what follows it answer alike until somebody finds that they do not."""
    return name if ("2.4" if version >= (2, 4) else "2.3") in only else None


def explained():
    return set(re.findall(r"^## (\S+)", (HERE / "differences.md").read_text(), re.M))


class SideBySide(unittest.TestCase):
    maxDiff = None

    def converse(self, kind, port, steps):
        sessions = {}
        letters = sample()
        for step in steps:
            if step.session not in sessions:
                sessions[step.session] = kind(port)
                self.addCleanup(sessions[step.session].close)
            yield step, sessions[step.session].command(with_literals(step.text, letters), list(step.follow))

    def compare(self, script, kind, ours, theirs):
        steps, used = read_script(HERE / script)
        wrong = []
        for (step, we), (_, they) in zip(self.converse(kind, ours, steps), self.converse(kind, theirs, steps)):
            where = f"{script}:{step.number}: {step.text.decode(errors='replace')}"
            if we == they and step.mark is not None:
                wrong.append(f"{where}\n    no difference: {step.mark}")
            elif we != they and step.mark is None:
                lines = [f"    we:   {w}" for w in we if w not in they] + [f"    they: {t}" for t in they if t not in we]
                wrong.append("\n".join([where] + (lines or ["    another order"])))
        self.assertEqual(used - explained(), set(), "not in differences.md")
        if wrong:
            self.fail(f"{len(wrong)} of {len(steps)} commands:\n" + "\n".join(wrong))
        return used

    def test_both(self):
        with serve.Serve(f"--any-account={dovecot.PASSWORD}") as ours, dovecot.Dovecot() as theirs:
            used = self.compare("side-by-side.txt", side_by_side.Imap, ours.imap, theirs.imap)
            used |= self.compare("side-by-side-pop3.txt", side_by_side.Pop3, ours.pop3, theirs.pop3)
        self.assertEqual(explained() - used, set(), "differences.md explains what does not occur")


if __name__ == "__main__":
    if dovecot.find() is None:
        print("Dovecot is not installed")
        sys.exit(77)
    unittest.main()
