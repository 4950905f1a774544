"""curl against `serve`: imap, pop3 and smtp, plainly and within TLS."""

import re
import unittest

from serve import PASSWORD, WithServe

LETTER = b"From: budi@luar.example\r\nTo: ada@localhost\r\nSubject: Kopi\r\n\r\nBesok?\r\n.titik\r\n"


class Curl(WithServe):
    def curl(self, url, *options, **more):
        return self.run_program("curl", "-sS", "--max-time", "20", "--cacert", self.server.folder / "state/server.pem",
                                *(["--user", f"{self.user}:{PASSWORD}"] if "smtp://" not in url else []), url, *options, **more)

    def setUp(self):
        super().setUp()
        self.letter = self.folder / "letter.eml"
        self.letter.write_bytes(LETTER)
        self.imap = f"imap://localhost:{self.server.imap}"
        self.pop3 = f"pop3://localhost:{self.server.pop3}"

    def test_imap(self):
        self.assertRegex(self.curl(self.imap + "/"), r'\* LIST \(\\HasNoChildren[^)]*\) "/" "?INBOX')
        self.curl(self.imap + "/INBOX", "-T", self.letter)
        self.curl(self.imap + "/INBOX", "-T", self.letter)
        self.assertEqual(self.curl(self.imap + "/INBOX;UID=1").encode(), LETTER)
        self.assertIn("* SEARCH 1 2", self.curl(self.imap + "/INBOX?SUBJECT%20kopi"))
        self.curl(self.imap + "/INBOX", "-X", "STORE 1 +FLAGS \\Deleted")
        self.curl(self.imap + "/INBOX", "-X", "EXPUNGE")
        self.assertIn("* SEARCH 2", self.curl(self.imap + "/INBOX", "-X", "UID SEARCH ALL"))
        self.assertIn("Subject: Kopi", self.curl(self.imap + "/INBOX;MAILINDEX=1;SECTION=HEADER.FIELDS%20(SUBJECT)"))
        self.curl(self.imap + "/", "-X", "CREATE Arsip")
        self.assertIn("Arsip", self.curl(self.imap + "/", "-X", "LIST \"\" *"))
        self.assertIn("STATUS", self.curl(self.imap + "/", "-X", "STATUS INBOX (MESSAGES UIDNEXT)"))

    def test_wrong_password(self):
        self.run_program("curl", "-sS", "--user", f"{self.user}:salah", self.imap + "/", code=67)
        self.run_program("curl", "-sS", "--user", f"{self.user}:salah", self.pop3 + "/", code=67)

    def test_pop3(self):
        for login in ("", "AUTH=PLAIN", "AUTH=+APOP"):
            self.curl(self.pop3 + "/", *(["--login-options", login] if login else []))
        self.curl(self.imap + "/INBOX", "-T", self.letter)
        self.assertRegex(self.curl(self.pop3 + "/"), rf"1 {len(LETTER)}\r?\n")
        self.assertEqual(self.curl(self.pop3 + "/1").replace("\r\n", "\n").encode(), LETTER.replace(b"\r\n", b"\n"))
        self.assertIn("Subject: Kopi", self.curl(self.pop3 + "/", "-X", "TOP 1 0"))
        self.assertRegex(self.curl(self.pop3 + "/", "-X", "UIDL"), r"1 \S+")
        self.curl(self.pop3 + "/1", "-X", "DELE", "-I")
        self.assertNotRegex(self.curl(self.pop3 + "/"), r"1 \d")

    def test_smtp(self):
        self.curl(self.imap + "/")
        self.curl(f"smtp://localhost:{self.server.smtp}/klien.example", "--mail-from", "budi@luar.example", "--mail-rcpt",
                  self.address, "-T", self.letter)
        self.curl(f"smtp://localhost:{self.server.smtp}", "--mail-from", "budi@luar.example", "--mail-rcpt",
                  "orang@lain.example", "-T", self.letter, code=55)
        got = self.curl(self.imap + "/INBOX;UID=1").encode()
        self.assertTrue(got.endswith(LETTER), got)
        self.assertRegex(got.decode(), r"Received: from klien\.example")

    def test_submission(self):
        for mechanism in ("PLAIN", "LOGIN"):
            self.curl(f"smtp://localhost:{self.server.submission}", "--user", f"{self.user}:{PASSWORD}", "--login-options",
                      f"AUTH={mechanism}", "--ssl-reqd", "--mail-from", self.address, "--mail-rcpt", self.address, "-T",
                      self.letter)
        self.assertRegex(self.curl(self.pop3 + "/"), r"1 \d+\r?\n2 \d+")

    def test_tls(self):
        self.curl(f"imaps://localhost:{self.server.imaps}/INBOX", "-T", self.letter)
        self.assertIn("Kopi", self.curl(f"pop3s://localhost:{self.server.pop3s}/1"))
        self.curl(self.imap + "/INBOX", "--ssl-reqd", "-T", self.letter)
        self.assertIn("Kopi", self.curl(self.pop3 + "/2", "--ssl-reqd"))
        self.curl(f"smtps://localhost:{self.server.submissions}", "--mail-from", self.address, "--mail-rcpt", self.address,
                  "-T", self.letter)
        self.assertRegex(self.curl(f"pop3s://localhost:{self.server.pop3s}/"), r"3 \d+")


if __name__ == "__main__":
    unittest.main(verbosity=2)
