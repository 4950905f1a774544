"""Our IMAP and POP3 clients against Dovecot, and against `serve`, through `postroom-cli sync`."""

import contextlib
import imaplib
import json
import mailbox
import os
import pathlib
import re
import subprocess
import sys
import unittest

import dovecot
import serve

CLI = os.environ.get("POSTROOM_CLI", "build/cli/postroom-cli")
ROOT = pathlib.Path(os.environ.get("G_TEST_SRCDIR", pathlib.Path(__file__).resolve().parents[2]))
MBOX = ROOT / "data/mail/sample.mbox"
N_LETTERS = 200


def letters(n):
    """Those of the sample, then made ones, with CRLF."""
    with contextlib.closing(mailbox.mbox(MBOX)) as box:
        found = [re.sub(rb"\r?\n", b"\r\n", m.as_bytes()) for m in box]
    made = [f"From: budi@luar.example\r\nSubject: Letter {i}\r\nDate: Mon, 02 Mar 2026 08:{i % 60:02}:00 +0700\r\n\r\n"
            f"Line {i}\r\n.dot\r\n..\r\n".encode() + b"x" * (i * 37 % 4000) + b"\r\n" for i in range(n)]
    return (found + made)[:n]


class Sync:
    def __init__(self, server, protocol, user, *options, port=None, host=None, state=None, password=dovecot.PASSWORD):
        arguments = [CLI, "sync", f"--protocol={protocol}", f"--user={user}",
                     f"--port={port or (server.imap if protocol == 'imap' else server.pop3)}", *options]
        if host:
            arguments.append(f"--host={host}")
        if state:
            arguments.append(f"--state={state}")
        self.run = subprocess.run(arguments, capture_output=True, timeout=100, check=False,
                                  env=dict(os.environ, POSTROOM_PASSWORD=password, LC_ALL="C.UTF-8", LANGUAGE="en"))
        self.out = self.run.stdout.decode()
        self.err = self.run.stderr.decode()
        self.code = self.run.returncode
        talk, _, self.holds = self.out.partition("What the device holds\n")
        self.sent = [line[3:] for line in talk.splitlines() if line.startswith("C: ")]

    def folder(self, name):
        """Lines of the messages of a folder; None when there is no such folder."""
        lines = self.holds.splitlines()
        at = [i for i, line in enumerate(lines) if re.match(re.escape(name) + r": \d+ message", line)]
        if not at:
            return None
        rest = lines[at[0] + 1:]
        return [line for line in rest[:next((i for i, l in enumerate(rest) if not l.startswith("  ")), len(rest))]]

    def verbs(self, verb):
        return [line for line in self.sent if re.match(rf"(a\d+ )?(UID )?{verb}\b", line)]


class WithDovecot(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = cls.make().__enter__()
        cls.users = 0

    @classmethod
    def make(cls):
        return dovecot.Dovecot()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def setUp(self):
        type(self).users += 1
        self.user = f"ada{self.users}"
        self.state = self.server.folder / f"{self.user}.state"

    def connect(self):
        session = imaplib.IMAP4("127.0.0.1", self.server.imap)
        self.addCleanup(session.shutdown)
        session.login(self.user, dovecot.PASSWORD)
        return session

    def on_server(self, name):
        return name

    def fill(self, n, name="INBOX"):
        session = self.connect()
        for letter in letters(n):
            self.assertEqual(session.append(self.on_server(name), None, None, letter)[0], "OK")
        return session

    def sync(self, protocol, *options, **more):
        result = Sync(self.server, protocol, self.user, *options, state=self.state, **more)
        self.assertEqual(result.code, 0, result.out + result.err)
        return result


class Imap(WithDovecot):
    def test_many(self):
        self.fill(N_LETTERS)
        first = self.sync("imap", "--policy=full-copy=on")
        self.assertEqual(len(first.folder("INBOX")), N_LETTERS)
        self.assertTrue(all(" whole " in line for line in first.folder("INBOX")))
        self.assertEqual(len(first.verbs("FETCH")), 1 + (N_LETTERS + 199) // 200 + N_LETTERS)
        again = self.sync("imap", "--policy=full-copy=on")
        self.assertEqual(again.holds, first.holds)
        self.assertEqual(len(again.verbs("FETCH")), 1)

    def test_flags_and_expunge(self):
        session = self.fill(6)
        self.sync("imap")
        session.select()
        session.store("2", "+FLAGS", r"(\Flagged \Seen pekerjaan)")
        session.store("3", "+FLAGS", r"(\Deleted)")
        session.expunge()
        lines = self.sync("imap").folder("INBOX")
        self.assertEqual(len(lines), 5)
        self.assertIn(r"(\Seen \Flagged pekerjaan)", lines[1])

    def test_uid_validity(self):
        session = self.fill(3)
        session.create(self.on_server("Arsip"))
        self.fill(4, "Arsip")
        before = self.sync("imap").folder("Arsip")
        session.delete(self.on_server("Arsip"))
        session.create(self.on_server("Arsip"))
        self.fill(2, "Arsip")
        after = self.sync("imap")
        self.assertEqual((len(before), len(after.folder("Arsip"))), (4, 2))
        session.delete(self.on_server("Arsip"))
        self.assertIn(self.sync("imap").folder("Arsip"), (None, []))

    def test_names(self):
        session = self.fill(1)
        for name in ('"Arsip/2026/Maret"', '"Gr&APwA3w-e"', '"with \\"quote"', '"a b"'):
            self.assertEqual(session.create(self.on_server(name))[0], "OK", name)
            self.assertEqual(session.append(self.on_server(name), None, None, b"Subject: x\r\n\r\ny\r\n")[0], "OK", name)
        result = self.sync("imap")
        for name in ("Arsip/2026/Maret", "Grüße", 'with "quote', "a b"):
            self.assertEqual(len(result.folder(name) or []), 1, name)

    def test_wrong_password(self):
        result = Sync(self.server, "imap", self.user, password="salah")
        self.assertEqual(result.code, 1)
        self.assertNotIn("salah", result.out + result.err)


class Changes(Imap):
    """All of that again with only the changes asked for, and what that saves."""
    policy = ("--policy=condstore=on",)
    unchanged = 0

    def sync(self, protocol, *options, **more):
        return super().sync(protocol, *self.policy, *options, **more)

    def test_many(self):
        self.fill(N_LETTERS)
        self.sync("imap")
        again = self.sync("imap")
        self.assertEqual(len(again.folder("INBOX")), N_LETTERS)
        self.assertEqual(len(again.verbs("FETCH")), 0)

    def test_new(self):
        self.fill(5)
        self.sync("imap")
        session = self.fill(2)
        session.select()
        session.store("1:2", "+FLAGS", r"(\Deleted)")
        session.expunge()
        session.store("1", "+FLAGS", r"(\Answered)")
        result = self.sync("imap")
        self.assertEqual(len(result.folder("INBOX")), 5)
        self.assertIn(r"(\Answered)", result.folder("INBOX")[0])
        session.expunge()
        self.assertEqual(self.sync("imap").holds.split("HIGHESTMODSEQ")[0], result.holds.split("HIGHESTMODSEQ")[0])


class QuickChanges(Changes):
    policy = ("--policy=qresync=on",)

    def test_gone(self):
        session = self.fill(5)
        self.sync("imap")
        session.select()
        session.store("2:3", "+FLAGS", r"(\Deleted)")
        session.expunge()
        result = self.sync("imap")
        self.assertEqual((len(result.folder("INBOX")), len(result.verbs("FETCH"))), (3, 0))
        self.assertIn("VANISHED (EARLIER) 2:3", result.out)


class Prefixed(Imap):
    """Mailboxes under "INBOX.", parted by dots."""
    @classmethod
    def make(cls):
        return dovecot.Dovecot(prefix="INBOX.", delimiter=".")

    def on_server(self, name):
        if name == "INBOX":
            return name
        return '"INBOX.' + name.strip('"').replace("/", ".") + '"'

    def test_own_names(self):
        self.fill(1)
        self.assertEqual(self.sync("imap").folder("Sent"), [])


class Ours:
    """`postroom-cli serve`, in Dovecot's place."""
    @classmethod
    def make(cls):
        return serve.Serve(f"--any-account={dovecot.PASSWORD}")


class OursImap(Ours, Imap):
    pass


class OursChanges(Ours, Changes):
    pass


class OursQuickChanges(Ours, QuickChanges):
    pass


class Pop3(WithDovecot):
    def test_keep_always(self):
        self.fill(N_LETTERS)
        first = self.sync("pop3", "--keep=always", "--policy=pipeline=on")
        self.assertEqual(len(first.folder("INBOX")), N_LETTERS)
        self.assertEqual(len(first.verbs("RETR")), N_LETTERS)
        again = self.sync("pop3", "--keep=always")
        self.assertEqual(len(again.verbs("RETR")), 0)
        self.assertEqual(again.holds, first.holds)
        self.assertEqual(self.connect().select()[1], [str(N_LETTERS).encode()])

    def test_keep_never(self):
        self.fill(5)
        result = self.sync("pop3", "--keep=never")
        self.assertEqual((len(result.folder("INBOX")), len(result.verbs("DELE"))), (5, 5))
        self.assertEqual(self.connect().select()[1], [b"0"])
        self.assertEqual(len(self.sync("pop3", "--keep=never").folder("INBOX")), 5)

    def test_keep_days(self):
        self.fill(2)
        self.sync("pop3", "--keep=14d")
        result = self.sync("pop3", "--keep=14d")
        self.assertEqual((len(result.verbs("RETR")), len(result.verbs("DELE"))), (0, 0))
        self.assertEqual(self.connect().select()[1], [b"2"])

    def test_headers_only(self):
        self.fill(3)
        result = self.sync("pop3", "--policy=headers-only=on")
        self.assertEqual((len(result.verbs("TOP")), len(result.verbs("RETR"))), (3, 0))
        self.assertTrue(all(" header " in line for line in result.folder("INBOX")))

    def test_content(self):
        """What came is octet for octet what is there: the trace's copies say how much."""
        self.fill(12)
        trace = self.server.folder / "trace.jsonl"
        self.sync("pop3", f"--trace={trace}")
        events = [json.loads(line) for line in trace.read_text().splitlines()]
        copies = [e for e in events if e["kind"] == "copy"]
        self.assertEqual([c["octets"] for c in copies], [len(l) for l in letters(12)])

    def test_wrong_password(self):
        result = Sync(self.server, "pop3", self.user, password="salah")
        self.assertEqual(result.code, 1)
        self.assertNotIn("salah", result.out + result.err)


class OursPop3(Ours, Pop3):
    pass


class Tls(WithDovecot):
    def test_implicit(self):
        self.fill(3)
        ca = f"--ca-file={self.server.ca}"
        for protocol, port in (("imap", self.server.imaps), ("pop3", self.server.pop3s)):
            for options in ((ca,), ("--insecure",)):
                result = Sync(self.server, protocol, self.user, "--tls", *options, port=port, host="localhost")
                self.assertEqual((result.code, len(result.folder("INBOX"))), (0, 3), result.err)
            result = Sync(self.server, protocol, self.user, "--tls", port=port, host="localhost")
            self.assertEqual((result.code, result.sent), (1, []))

    def test_upgrade(self):
        self.fill(3)
        for protocol in ("imap", "pop3"):
            result = Sync(self.server, protocol, self.user, "--starttls", f"--ca-file={self.server.ca}", host="localhost")
            self.assertEqual((result.code, len(result.folder("INBOX"))), (0, 3), result.err)
            self.assertIn("STARTTLS" if protocol == "imap" else "STLS", " ".join(result.sent[:2]))
            self.assertGreater(len(result.sent), 4)
            result = Sync(self.server, protocol, self.user, "--starttls", host="localhost")
            self.assertEqual(result.code, 1)
            self.assertFalse([line for line in result.sent if re.search("AUTH|USER|LOGIN", line)])


if __name__ == "__main__":
    if dovecot.find() is None:
        print("Dovecot is not installed")
        sys.exit(77)
    unittest.main()
