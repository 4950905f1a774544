"""imaplib, poplib and smtplib against `serve`; that it begins, ends, saves and goes on as its help says."""

import email
import imaplib
import poplib
import signal
import smtplib
import socket
import subprocess
import time
import unittest

import serve
from serve import PASSWORD, Serve, WithServe

LETTER = b"From: budi@luar.example\r\nSubject: Kopi\r\n\r\nBesok?\r\n.\r\n..dua\r\n"


class Python(WithServe):
    def imap(self, user=None):
        session = imaplib.IMAP4("127.0.0.1", self.server.imap, timeout=20)
        session.login(user or self.user, f'{PASSWORD}')
        return session

    def pop3(self):
        session = poplib.POP3("127.0.0.1", self.server.pop3, timeout=20)
        session.user(self.user)
        session.pass_(PASSWORD)
        return session

    def deliver(self, letter=LETTER):
        with smtplib.SMTP("127.0.0.1", self.server.smtp, timeout=20) as session:
            session.sendmail("budi@luar.example", [self.address], letter)

    def test_one_letter_through_all(self):
        self.imap().logout()
        self.deliver()
        session = self.pop3()
        self.assertEqual(session.stat()[0], 1)
        lines = session.retr(1)[1]
        self.assertEqual(lines[-3:], [b"Besok?", b".", b"..dua"])
        self.assertEqual(len(session.uidl()[1]), 1)
        session.quit()
        session = self.imap()
        self.assertEqual(session.select(), ("OK", [b"1"]))
        self.assertTrue(session.fetch("1", "(RFC822)")[1][0][1].endswith(LETTER))
        self.assertEqual(session.search(None, "SUBJECT", "kopi"), ("OK", [b"1"]))
        session.store("1", "+FLAGS", "\\Deleted")
        session.expunge()
        session.logout()
        session = self.pop3()
        self.assertEqual(session.stat(), (0, 0))
        session.quit()

    def test_apop(self):
        self.imap().logout()
        session = poplib.POP3("127.0.0.1", self.server.pop3, timeout=20)
        session.apop(self.user, PASSWORD)
        session.quit()

    def test_wrong_password(self):
        session = imaplib.IMAP4("127.0.0.1", self.server.imap, timeout=20)
        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHENTICATIONFAILED"):
            session.login(self.user, "salah")
        session.logout()
        session = poplib.POP3("127.0.0.1", self.server.pop3, timeout=20)
        session.user(self.user)
        with self.assertRaisesRegex(poplib.error_proto, "AUTH"):
            session.pass_("salah")
        session.quit()

    def test_locked_out(self):
        """What refuses a right password refuses it again when the session is lived again."""
        self.imap().logout()
        first = self.pop3()
        second = poplib.POP3("127.0.0.1", self.server.pop3, timeout=20)
        second.user(self.user)
        with self.assertRaisesRegex(poplib.error_proto, "IN-USE"):
            second.pass_(PASSWORD)
        first.quit()
        second.quit()
        session = imaplib.IMAP4("127.0.0.1", self.server.imap, timeout=20)
        with self.assertRaisesRegex(imaplib.IMAP4.error, "AUTHORIZATIONFAILED"):
            session.authenticate("PLAIN", lambda _: f"other\0{self.user}\0{PASSWORD}".encode())
        session.logout()

    def test_wrong_in_every_form(self):
        """What hides a wrong password leaves it wrong in the same way when the session is lived again."""
        self.imap().logout()
        with socket.create_connection(("127.0.0.1", self.server.imap), 20) as raw:
            answers = raw.makefile("rb")
            for n, (line, expected) in enumerate([(b"{5+}\r\nsalah", b"NO"), (b'"sa\\"l\\\\ah"', b"NO"), (b"sa lah", b"BAD"),
                                                  (b"sa(lah", b"BAD"), (b"{9999}", b"BAD"), (b"{9999+}\r\n" + b"x" * 9999, b"BAD"),
                                                  (b'"sa\x01lah"', b"NO"), (b"sa\x01lah", b"BAD"), (b'"salah', b"BAD"),
                                                  ("s\u00e4\u20ac".encode(), b"BAD"), ('"\u00e4\u20ac"'.encode(), b"NO")]):
                tag = b"t%d" % n
                raw.sendall(tag + b" LOGIN " + self.user.encode() + b" " + line + b"\r\n")
                while not (answer := answers.readline()).startswith((tag, b"+")):
                    pass
                self.assertTrue(answer.startswith(tag + b" " + expected), (line, answer))
            raw.sendall(b"x LOGON a {5+}\r\nsalah\r\ny LOGOUT\r\n")
            self.assertIn(b"x BAD", answers.read())
        for port, line in ((self.server.pop3, b"PASS " + b"x" * 400 + b"\r\n"),
                           (self.server.submission, b"EHLO x\r\nAUTH PLAIN AGFkYQBzYWxhaA==\n")):
            with socket.create_connection(("127.0.0.1", port), 20) as raw:
                raw.sendall(line + b"QUIT\r\n")
                self.assertRegex(raw.makefile("rb").read(), b"-ERR Line too long|500 5.5.2 Lines end")

    def test_submission(self):
        self.imap().logout()
        with smtplib.SMTP("127.0.0.1", self.server.submission, timeout=20) as session:
            with self.assertRaises(smtplib.SMTPSenderRefused):
                session.sendmail(self.address, [self.address], LETTER)
        with smtplib.SMTP("127.0.0.1", self.server.submission, timeout=20) as session:
            session.login(self.user, PASSWORD)
            session.sendmail(self.address, [self.address, "budi@luar.example"], LETTER)
        session = self.imap()
        self.assertEqual(session.select(), ("OK", [b"1"]))
        session.logout()

    def test_reports(self):
        """RFC 3461: of what was asked for a report comes back, and where nobody is to be told, none does."""
        self.imap().logout()
        with smtplib.SMTP("127.0.0.1", self.server.submission, timeout=20) as session:
            session.login(self.user, PASSWORD)
            self.assertTrue(session.has_extn("dsn"))
            for notify in ("SUCCESS,FAILURE", "NEVER"):
                session.sendmail(self.address, [self.address], LETTER, ["RET=HDRS", "ENVID=QQ+2B314159"],
                                 [f"NOTIFY={notify}", f"ORCPT=rfc822;{self.address}"])
            session.sendmail(self.address, ["budi@luar.example"], LETTER, [], ["NOTIFY=SUCCESS"])
            with self.assertRaises(smtplib.SMTPSenderRefused) as refused:
                session.sendmail(self.address, [self.address], LETTER, ["RET=SOME"])
            self.assertEqual(refused.exception.smtp_code, 501)
        session = self.imap()
        session.select()
        for _ in range(100):
            if session.search(None, "ALL")[1][0].count(b" ") == 3:
                break
            time.sleep(0.1)
        found = session.search(None, "HEADER", "Content-Type", "delivery-status")[1][0].split()
        self.assertEqual(len(found), 2)
        reports = [email.message_from_bytes(session.fetch(number, "(RFC822)")[1][0][1]) for number in found]
        actions = []
        for report in reports:
            self.assertEqual(report["Return-Path"], "<>")
            kinds = [part.get_content_type() for part in report.get_payload()]
            self.assertEqual(kinds, ["text/plain", "message/delivery-status", "text/rfc822-headers"])
            mail, recipient = report.get_payload(1).get_payload()
            actions.append((mail["Original-Envelope-Id"], recipient["Action"], recipient["Final-Recipient"]))
        self.assertEqual(sorted(actions, key=str), [("QQ+314159", "delivered", f"rfc822; {self.address}"),
                                                    (None, "relayed", "rfc822; budi@luar.example")])
        session.logout()

    def test_no_open_relay(self):
        self.imap().logout()
        with smtplib.SMTP("127.0.0.1", self.server.smtp, timeout=20) as session:
            with self.assertRaises(smtplib.SMTPRecipientsRefused):
                session.sendmail("budi@luar.example", ["citra@lain.example"], LETTER)

    def test_idle_hears_of_a_delivery(self):
        session = self.imap()
        session.select()
        session.send(b"x IDLE\r\n")
        self.assertTrue(session.readline().startswith(b"+"))
        self.deliver()
        self.assertEqual(session.readline(), b"* 1 EXISTS\r\n")
        session.send(b"DONE\r\n")
        while not session.readline().startswith(b"x OK"):
            pass
        session.logout()

    def test_large_letter(self):
        letter = LETTER + b"0123456789abcdef" * 4 * 1000 + b"\r\n"
        letter += b"".join(b"%08d %s\r\n" % (i, b"y" * 60) for i in range(40000))
        session = self.imap()
        self.assertEqual(session.append("INBOX", None, None, letter)[0], "OK")
        session.select()
        self.assertEqual(session.fetch("1", "(BODY.PEEK[])")[1][0][1], letter)
        session.logout()

    def test_many_connections(self):
        sessions = [self.imap() for _ in range(50)]
        for session in sessions:
            session.select()
        for session in sessions:
            session.logout()

    def test_many_at_once(self):
        self.server.process.send_signal(signal.SIGSTOP)
        try:
            sockets = [socket.create_connection(("127.0.0.1", self.server.imap), timeout=0.5) for _ in range(100)]
        finally:
            self.server.process.send_signal(signal.SIGCONT)
        for session in sockets:
            session.settimeout(20)
            self.assertTrue(session.recv(100).startswith(b"* OK"))
            session.close()

    def test_pipelined(self):
        with socket.create_connection(("127.0.0.1", self.server.imap), 20) as raw:
            raw.sendall(b"".join(b"t%d NOOP\r\n" % i for i in range(3000)) + b"z LOGOUT\r\n")
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
        self.assertEqual(answer.count(b" OK NOOP"), 3000)
        self.assertIn(b"z OK", answer)

    def test_last_words_arrive(self):
        """What the server says last is not lost because the client still sends."""
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", self.server.imap), 20) as raw:
                raw.sendall(b"a LOGOUT\r\n" + b"b NOOP\r\n" * 5000)
                answer = b"".join(iter(lambda: raw.recv(65536), b""))
            self.assertIn(b"a OK", answer)
            self.assertNotIn(b"b OK", answer)

    def test_half_closed(self):
        """A client that has said all shuts its direction down, and still gets its answers."""
        with socket.create_connection(("127.0.0.1", self.server.imap), 20) as raw:
            raw.sendall(b"a CAPABILITY\r\nb NOOP\r\n")
            raw.shutdown(socket.SHUT_WR)
            answer = b"".join(iter(lambda: raw.recv(65536), b""))
        self.assertIn(b"b OK", answer)


class Command(unittest.TestCase):
    def test_ends_on_signals(self):
        for how in (signal.SIGINT, signal.SIGTERM):
            with Serve("--account=ada:x") as server:
                self.assertEqual(server.stop(how), 0)

    def test_leaves_protocols_out(self):
        with Serve("--account=ada:x", "--no-pop3", "--no-submission") as server:
            self.assertNotIn("pop3", server.ready)
            self.assertNotIn("submission", server.ready)
            self.assertRegex(server.ready, r"^ready imap=127\.0\.0\.1:\d+ .*smtp=127\.0\.0\.1:\d+")

    def test_refuses(self):
        for options in (["--account=ada"], ["--imap-port=70000"], ["--bind=nowhere"], ["--load=/nonexistent", "--account=a:b"],
                        ["a", "b"], ["--bind=0.0.0.0"], ["--bind=0.0.0.0", "--account=ada:"],
                        ["--bind=0.0.0.0", "--any-account=postroom"]):
            done = subprocess.run([serve.CLI, "serve", *options], capture_output=True, timeout=20, check=False,
                                  env=serve.ENVIRONMENT)
            self.assertEqual(done.returncode, 2, options)
            self.assertEqual(done.stdout, b"", options)
            self.assertTrue(done.stderr.startswith(b"postroom-cli: "), done.stderr)

    def test_wrong_passwords_are_not_saved(self):
        """Also not those that came before or behind the right one on the same connection."""
        with Serve("--account=ada:right") as server:
            with socket.create_connection(("127.0.0.1", server.imap), 20) as raw:
                raw.sendall(b"a LOGIN ada bocor1\r\nb LOGIN ada {6+}\r\nbocor2\r\nc LOGIN ada {5+}\r\nright\r\nd LOGIN ada bocor3\r\n"
                            b"e LOGOUT\r\n")
                self.assertIn(b"\r\nc OK", raw.makefile("rb").read())
            with socket.create_connection(("127.0.0.1", server.pop3), 20) as raw:
                raw.sendall(b"USER ada\r\nPASS bocor4\r\nAUTH PLAIN\r\nAGFkYQByaWdodA==\r\nPASS bocor5\r\nQUIT\r\n")
                self.assertIn(b"+OK Logged in", raw.makefile("rb").read())
            server.stop()
            server.check_replay()
            self.assertNotIn("bocor", server.saved.read_text())

    def test_taken_port(self):
        with Serve("--account=ada:x") as server:
            done = subprocess.run([serve.CLI, "serve", "--account=ada:x", f"--imap-port={server.imap}"], capture_output=True,
                                  timeout=20, check=False, env=serve.ENVIRONMENT)
            self.assertEqual(done.returncode, 2)

    def test_journal_delivers_while_a_client_waits(self):
        journal = ("postroom 1\nseed 3\naccount ada@kantor.example password=x\ndevice phone account=ada protocol=imap\n"
                   "at 08:00 phone check\nat 08:00:03 deliver from=budi@luar.example subject=Kopi\n")
        with Serve(journal=journal) as server:
            session = imaplib.IMAP4("127.0.0.1", server.imap, timeout=20)
            session.login("ada@kantor.example", "x")
            self.assertEqual(session.select(), ("OK", [b"0"]))
            session.send(b"x IDLE\r\n")
            session.readline()
            self.assertEqual(session.readline(), b"* 1 EXISTS\r\n")
            session.send(b"DONE\r\n")
            session.readline()
            session.shutdown()
            time.sleep(1.5)
            server.stop()
            self.assertTrue(any(e.get("place") == "device" and e["kind"] == "copy" for e in server.events()))

    def test_saved_journal_goes_on(self):
        """UIDVALIDITY, UIDs and UIDLs survive a restart, and the secret of a failed login is nowhere."""
        with Serve("--account=ada:rahasia-ku") as server:
            session = imaplib.IMAP4("127.0.0.1", server.imap, timeout=20)
            with self.assertRaises(imaplib.IMAP4.error):
                session.login("ada", "bocor-sekali")
            session.login("ada", "rahasia-ku")
            session.append("INBOX", "\\Seen", None, LETTER)
            session.select()
            before = session.response("UIDVALIDITY"), session.fetch("1:*", "(UID BODY.PEEK[])")
            server.stop()
            text = server.saved.read_text()
            self.assertNotIn("bocor", text + server.trace.read_text())
            self.assertNotIn("rahasia-ku", server.trace.read_text())
            with Serve(journal=text) as again:
                session = imaplib.IMAP4("127.0.0.1", again.imap, timeout=20)
                session.login("ada", "rahasia-ku")
                session.select()
                after = session.response("UIDVALIDITY"), session.fetch("1:*", "(UID BODY.PEEK[])")
                self.assertEqual(before, after)
                session.logout()

    @staticmethod
    def identities(server):
        """All by which programs know mail again: UIDLs, and per folder UIDVALIDITY, UIDNEXT, MAILBOXID, UIDs and EMAILIDs."""
        pop3 = poplib.POP3("127.0.0.1", server.pop3, timeout=20)
        pop3.user("ada")
        pop3.pass_("rahasia-ku")
        found = [pop3.uidl()[1]]
        pop3.quit()
        session = imaplib.IMAP4("127.0.0.1", server.imap, timeout=20)
        session.login("ada", "rahasia-ku")
        for folder in ("INBOX", "Sent", "Arsip"):
            found.append(session.status(folder, "(MESSAGES UIDNEXT UIDVALIDITY MAILBOXID HIGHESTMODSEQ)"))
            session.select(folder)
            if b"MESSAGES 0" not in found[-1][1][0]:
                lines = session.fetch("1:*", "(UID FLAGS INTERNALDATE EMAILID RFC822.SIZE)")[1]
                found.append([line.replace(b"\\Recent", b"").replace(b"( ", b"(") for line in lines])  # a session's
        session.logout()
        return found

    def test_identities_survive_restarts(self):
        """RFC 1939 section 7 and RFC 9051 section 2.3.1.1: over two restarts, with mail that came and went between them."""
        text, before = None, None
        for number in range(3):
            with Serve(*([] if text else ["--account=ada:rahasia-ku"]), journal=text) as server:
                if before is not None:
                    self.assertEqual(self.identities(server), before)
                session = imaplib.IMAP4("127.0.0.1", server.imap, timeout=20)
                session.login("ada", "rahasia-ku")
                if number == 0:
                    session.create("Arsip")
                with smtplib.SMTP("127.0.0.1", server.smtp, timeout=20) as smtp:
                    for _ in range(4):
                        smtp.sendmail("budi@luar.example", ["ada@localhost"], LETTER)
                session.select()
                session.store("1", "+FLAGS", "\\Deleted")
                session.expunge()
                session.copy("1:2", "Arsip")
                session.uid("STORE", "3", "+FLAGS", "(\\Flagged Penting)")
                session.logout()
                pop3 = poplib.POP3("127.0.0.1", server.pop3, timeout=20)
                pop3.user("ada")
                pop3.pass_("rahasia-ku")
                pop3.dele(2)
                pop3.quit()
                before = self.identities(server)
                self.assertGreater(len(before[0]), 1)
                server.stop()
                server.check_replay()
                text = server.saved.read_text()


if __name__ == "__main__":
    unittest.main(verbosity=2)
