"""TLS: implicit and by STARTTLS and STLS, with Python and `openssl s_client`, the server's certificate being checked."""

import imaplib
import os
import poplib
import smtplib
import socket
import ssl
import stat
import unittest

from serve import PASSWORD, Serve, WithServe

LETTER = b"From: budi@luar.example\r\nSubject: Kopi\r\n\r\nBesok?\r\n"


class Tls(WithServe):
    def setUp(self):
        super().setUp()
        self.pem = self.server.folder / "state/server.pem"
        self.context = ssl.create_default_context(cafile=self.pem)

    def test_certificate_is_private(self):
        self.assertEqual(stat.S_IMODE(os.stat(self.pem).st_mode), 0o600)

    def test_implicit(self):
        session = imaplib.IMAP4_SSL("localhost", self.server.imaps, ssl_context=self.context, timeout=20)
        self.assertNotIn("STARTTLS", session.capabilities)
        session.login(self.user, PASSWORD)
        session.append("INBOX", None, None, LETTER + b"x" * 60 + b"\r\n" * 100000)
        session.logout()
        session = poplib.POP3_SSL("localhost", self.server.pop3s, context=self.context, timeout=20)
        self.assertNotIn("STLS", session.capa())
        session.user(self.user)
        session.pass_(PASSWORD)
        self.assertEqual(len(session.retr(1)[1]), 100004)
        session.quit()
        with smtplib.SMTP_SSL("localhost", self.server.submissions, context=self.context, timeout=20) as session:
            session.ehlo()
            self.assertNotIn("starttls", session.esmtp_features)
            session.login(self.user, PASSWORD)
            session.sendmail(self.address, [self.address], LETTER)

    def test_upgraded(self):
        with smtplib.SMTP("localhost", self.server.submission, timeout=20) as session:
            session.starttls(context=self.context)
            session.login(self.user, PASSWORD)
            session.sendmail(self.address, [self.address], LETTER)
        with smtplib.SMTP("localhost", self.server.smtp, timeout=20) as session:
            session.starttls(context=self.context)
            session.sendmail("budi@luar.example", [self.address], LETTER)
        session = imaplib.IMAP4("localhost", self.server.imap, timeout=20)
        self.assertIn("STARTTLS", session.capabilities)
        session.starttls(self.context)
        self.assertNotIn("STARTTLS", session.capabilities)
        session.login(self.user, PASSWORD)
        self.assertEqual(session.select(), ("OK", [b"2"]))
        self.assertIn(b"ESMTPSA", session.fetch("1", "(BODY.PEEK[HEADER])")[1][0][1])
        self.assertRegex(session.fetch("2", "(BODY.PEEK[HEADER])")[1][0][1], rb"ESMTPS\b")
        session.logout()
        session = poplib.POP3("localhost", self.server.pop3, timeout=20)
        session.stls(self.context)
        session.user(self.user)
        session.pass_(PASSWORD)
        self.assertEqual(session.stat()[0], 2)
        session.quit()

    def test_nothing_is_slipped_in_before(self):
        """RFC 3207 §4.2, CVE-2011-0411: what came unprotected is not answered within TLS."""
        for port, before, command in ((self.server.imap, b"", b"a STARTTLS\r\nb NOOP\r\n"),
                                      (self.server.pop3, b"", b"STLS\r\nUSER ada\r\n"),
                                      (self.server.smtp, b"EHLO x.example\r\n", b"STARTTLS\r\nEHLO y.example\r\n")):
            with socket.create_connection(("localhost", port), 20) as raw:
                raw.recv(4096)
                if before:
                    raw.sendall(before)
                    while b"250 " not in raw.recv(4096):
                        pass
                raw.sendall(command)
                answer = raw.recv(4096)
                self.assertEqual(answer.count(b"\r\n"), 1, answer)
                with self.context.wrap_socket(raw, server_hostname="localhost") as tls:
                    tls.sendall(b"c LOGOUT\r\n" if port == self.server.imap else b"QUIT\r\n")
                    rest = b"".join(iter(lambda: tls.recv(4096), b""))
                self.assertNotIn(b"b OK", rest)
                self.assertNotIn(b"250", rest)
                self.assertEqual(rest.count(b"\r\n"), 2 if port == self.server.imap else 1, rest)

    def test_no_handshake(self):
        """A client that speaks no TLS where TLS is spoken is left alone, and nobody else notices."""
        with socket.create_connection(("localhost", self.server.imaps), 20) as raw:
            raw.sendall(b"a NOOP\r\n")
            try:
                self.assertNotIn(b"OK", b"".join(iter(lambda: raw.recv(4096), b"")))
            except ConnectionError:
                pass
        self.test_upgraded()

    def test_openssl(self):
        for port, options, say, expected in (
                (self.server.imaps, [], "a LOGOUT\r\n", "a OK"),
                (self.server.imap, ["-starttls", "imap"], "a LOGOUT\r\n", "a OK"),
                (self.server.pop3s, [], "QUIT\r\n", "+OK"),
                (self.server.pop3, ["-starttls", "pop3"], "QUIT\r\n", "+OK"),
                (self.server.submissions, [], "QUIT\r\n", "221"),
                (self.server.submission, ["-starttls", "smtp"], "QUIT\r\n", "221"),
                (self.server.smtp, ["-starttls", "smtp", "-tls1_2"], "QUIT\r\n", "221")):
            out = self.run_program("openssl", "s_client", "-connect", f"localhost:{port}", "-CAfile", self.pem, "-quiet",
                                   "-verify_return_error", "-verify_hostname", "localhost", *options, text=say.encode())
            self.assertIn(expected, out)


class Certificate(unittest.TestCase):
    def test_is_kept(self):
        with Serve("--account=ada:x") as server:
            before = (server.folder / "state/server.pem").read_bytes()
            server.stop()
            server.start()
            self.assertEqual(before, (server.folder / "state/server.pem").read_bytes())
            server.stop()


if __name__ == "__main__":
    unittest.main(verbosity=2)
