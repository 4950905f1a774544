"""Mail programs that others wrote, against `serve`: mbsync, fetchmail, mpop, msmtp, mutt and swaks."""

import imaplib
import mailbox
import re
import unittest

from serve import PASSWORD, WithServe

LETTER = b"From: budi@luar.example\r\nTo: ada@localhost\r\nSubject: Kopi %d\r\nMessage-ID: <%d@luar.example>\r\n" \
         b"Date: Mon, 02 Mar 2026 08:00:00 +0700\r\n\r\nBesok?\r\n.titik\r\nFrom here\r\n"


class Clients(WithServe):
    def setUp(self):
        super().setUp()
        self.pem = self.server.folder / "state/server.pem"
        self.session = imaplib.IMAP4("127.0.0.1", self.server.imap, timeout=20)
        self.session.login(self.user, PASSWORD)

    def tearDown(self):
        self.session.logout()

    def append(self, *numbers, folder="INBOX"):
        for number in numbers:
            self.assertEqual(self.session.append(folder, None, None, LETTER % (number, number))[0], "OK")

    def count(self, folder="INBOX"):
        return int(self.session.select(folder)[1][0])

    def subjects(self, folder="INBOX"):
        if self.count(folder) == 0:
            return []
        rows = self.session.fetch("1:*", "(BODY.PEEK[HEADER.FIELDS (SUBJECT)])")[1]
        return sorted(re.search(rb"Subject: (.*?)\r\n", row[1]).group(1).decode() for row in rows if isinstance(row, tuple))

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path


class Mbsync(Clients):
    def mbsync(self, tls="None"):
        rc = self.write("mbsyncrc", f"""
IMAPAccount serve
Host localhost
Port {self.server.imaps if tls == 'IMAPS' else self.server.imap}
User {self.user}
Pass "{PASSWORD}"
SSLType {tls}
CertificateFile {self.pem}
AuthMechs {'LOGIN' if tls == 'None' else '*'}

IMAPStore far
Account serve

MaildirStore near
Path {self.folder}/mail/
Inbox {self.folder}/mail/INBOX
SubFolders Verbatim

Channel all
Far :far:
Near :near:
Patterns *
Create Both
Remove Both
Expunge Both
SyncState *
""")
        (self.folder / "mail").mkdir(exist_ok=True)
        return self.run_program("mbsync", "-c", rc, "-a")

    def box(self, folder="INBOX"):
        return mailbox.Maildir(self.folder / "mail" / folder, create=False)

    def test_two_way(self):
        self.append(1, 2, 3)
        self.session.create("Arsip")
        self.append(4, folder="Arsip")
        self.mbsync()
        self.assertEqual(len(self.box()), 3)
        self.assertEqual(len(self.box("Arsip")), 1)
        # Here one is read, one deleted, one written; there one is flagged, one deleted, one comes.
        box = self.box()
        by_subject = {m["Subject"]: key for key, m in box.items()}
        read = box[by_subject["Kopi 1"]]
        read.set_subdir("cur")
        read.add_flag("S")
        box[by_subject["Kopi 1"]] = read
        gone = box[by_subject["Kopi 2"]]
        gone.set_subdir("cur")
        gone.add_flag("T")
        box[by_subject["Kopi 2"]] = gone
        box.add(b"From: ada@localhost\nSubject: Teh\nMessage-ID: <teh@localhost>\n\nya\n")
        self.session.select()
        self.session.store("3", "+FLAGS", "\\Flagged")
        self.append(5)
        self.session.select("Arsip")
        self.session.store("1", "+FLAGS", "\\Deleted")
        self.session.expunge()
        self.mbsync()
        self.assertEqual(self.subjects(), ["Kopi 1", "Kopi 3", "Kopi 5", "Teh"])
        self.assertEqual(sorted(m["Subject"] for m in self.box()), ["Kopi 1", "Kopi 3", "Kopi 5", "Teh"])
        self.assertEqual(self.count("Arsip"), 0)
        self.assertEqual(len(self.box("Arsip")), 0)
        self.session.select()
        self.assertEqual(self.session.search(None, "SEEN", "SUBJECT", "Kopi 1")[1][0].count(b"1"), 1)
        flagged = [m for m in self.box() if m["Subject"] == "Kopi 3"]
        self.assertIn("F", flagged[0].get_flags())
        before = self.subjects()
        self.mbsync()
        self.assertEqual(self.subjects(), before)

    def test_folders_and_tls(self):
        self.append(1)
        self.mbsync("STARTTLS")
        maildir = self.folder / "mail/Baru"
        for part in ("cur", "new", "tmp"):
            (maildir / part).mkdir(parents=True)
        self.box("Baru").add(b"From: ada@localhost\nSubject: Teh\n\nya\n")
        self.mbsync("IMAPS")
        self.assertEqual(self.subjects("Baru"), ["Teh"])

    def test_many(self):
        self.append(*range(300))
        self.mbsync()
        self.assertEqual(len(self.box()), 300)


class Others(Clients):
    def fetchmail(self, protocol, port, *options, server=""):
        rc = self.write("fetchmailrc", f"""
poll localhost service {port} proto {protocol} {server}
  user "{self.user}" password "{PASSWORD}"
  mda "cat >> {self.folder}/spool-{protocol}; echo >> {self.folder}/spool-{protocol}"
  {' '.join(options)}
""")
        return self.run_program("fetchmail", "-f", rc, "--nosyslog", "-v", "-v", code=None)

    def spool(self, name):
        path = self.folder / name
        return re.findall(r"^Subject: (.*?)\r?$", path.read_text(), re.M) if path.exists() else []

    def test_fetchmail_imap(self):
        self.append(1, 2)
        out = self.fetchmail("IMAP", self.server.imap, "sslproto ''", "keep")
        self.assertEqual(self.spool("spool-IMAP"), ["Kopi 1", "Kopi 2"], out)
        self.assertEqual(self.count(), 2)
        self.fetchmail("IMAP", self.server.imap, "sslproto ''", "fetchall")
        self.assertEqual(self.count(), 0)

    def test_fetchmail_pop3(self):
        self.append(1, 2)
        out = self.fetchmail("POP3", self.server.pop3, "sslproto ''", "keep", server="uidl")
        self.assertEqual(self.spool("spool-POP3"), ["Kopi 1", "Kopi 2"], out)
        self.append(3)
        self.fetchmail("POP3", self.server.pop3, "sslproto ''", "keep", server="uidl")
        self.assertEqual(self.spool("spool-POP3"), ["Kopi 1", "Kopi 2", "Kopi 3"])
        self.fetchmail("POP3", self.server.pop3, "sslproto ''", "fetchall", "nokeep")
        self.assertEqual(self.count(), 0)

    def test_fetchmail_tls(self):
        self.append(1)
        out = self.fetchmail("POP3", self.server.pop3s, "ssl", f"sslcertck sslcertfile {self.pem}")
        self.assertEqual(self.spool("spool-POP3"), ["Kopi 1"], out)
        self.append(2)
        out = self.fetchmail("IMAP", self.server.imap, "sslproto tls1.2+", f"sslcertck sslcertfile {self.pem}")
        self.assertEqual(self.spool("spool-IMAP"), ["Kopi 2"], out)

    def run_choosing(self, program, rc, *arguments, **options):
        """With "auth on": the best mechanism that both have. A libgsasl that ends before it has sent anything (the end of
        differences.md) is told to use another."""
        try:
            return self.run_program(program, "--debug", f"--file={rc}", *arguments, **options)
        except AssertionError as error:
            if "GNU SASL: Error authenticating user" not in str(error) or "--> AUTH" in str(error):
                raise
        rc.write_text(rc.read_text().replace("auth on", "auth plain"))
        return self.run_program(program, f"--file={rc}", *arguments, **options)

    def mpop(self, *settings):
        rc = self.write("mpoprc", f"""
account default
host localhost
user {self.user}
password {PASSWORD}
uidls_file {self.folder}/uidls
delivery maildir {self.folder}/maildir
""" + "\n".join(settings) + "\n")
        for part in ("cur", "new", "tmp"):
            (self.folder / "maildir" / part).mkdir(parents=True, exist_ok=True)
        return self.run_choosing("mpop", rc)

    def test_mpop(self):
        self.append(1, 2)
        self.mpop(f"port {self.server.pop3}", "tls off", "keep on", "auth user")
        box = mailbox.Maildir(self.folder / "maildir", create=False)
        self.assertEqual(sorted(m["Subject"] for m in box), ["Kopi 1", "Kopi 2"])
        self.append(3)
        self.mpop(f"port {self.server.pop3}", "tls on", "tls_starttls on", f"tls_trust_file {self.pem}", "keep on",
                  "auth plain")
        self.assertEqual(len(box), 3)
        self.mpop(f"port {self.server.pop3s}", "tls on", "tls_starttls off", f"tls_trust_file {self.pem}", "keep off",
                  "auth on")
        self.assertEqual(len(box), 3)
        self.assertEqual(self.count(), 0)
        self.append(4)
        self.mpop(f"port {self.server.pop3}", "tls off", "auth apop", "keep off")
        self.assertEqual(len(box), 4)

    def test_wrong_passwords(self):
        """Whatever mechanism refuses them, they are in no file, and living the saved journal again refuses them alike."""
        for mechanism in ("plain", "login", "scram-sha-256"):
            rc = self.write("msmtprc", f"""
account default
host localhost
port {self.server.submission}
from {self.address}
user {self.user}
password bocor
tls off
auth {mechanism}
""")
            self.run_program("msmtp", f"--file={rc}", self.address, text=b"Subject: x\n\n", code=77)
        for mechanism in ("user", "plain", "apop"):
            self.run_program("mpop", "--file=" + str(self.write("mpoprc", f"""
account default
host localhost
port {self.server.pop3}
user {self.user}
password bocor
uidls_file {self.folder}/uidls
delivery maildir {self.folder}
tls off
auth {mechanism}
""")), code=77)

    def test_msmtp(self):
        for number, settings in enumerate([
                [f"port {self.server.smtp}", "tls off", "auth off"],
                [f"port {self.server.submission}", "tls off", "auth plain"],
                [f"port {self.server.submission}", "tls on", "auth login"],
                [f"port {self.server.submission}", "tls off", "auth scram-sha-256"],
                [f"port {self.server.submissions}", "tls on", "tls_starttls off", "auth on"]]):
            rc = self.write("msmtprc", f"""
account default
host localhost
from {self.address}
user {self.user}
password {PASSWORD}
tls_trust_file {self.pem}
""" + "\n".join(settings) + "\n")
            self.run_choosing("msmtp", rc, self.address,
                              text=b"From: ada@localhost\nSubject: Surat %d\n\n.titik\nbaik\n" % number)
        self.assertEqual(self.subjects(), [f"Surat {i}" for i in range(5)])
        self.assertTrue(self.session.fetch("1", "(BODY.PEEK[TEXT])")[1][0][1].startswith(b".titik\r\nbaik\r\n"))

    def test_mutt(self):
        self.append(1, 2)
        rc = self.write("muttrc", f"""
set imap_user="{self.user}" imap_pass="{PASSWORD}"
set smtp_pass="{PASSWORD}"
set smtp_url="smtp://{self.user}@localhost:{self.server.submission}/"
set ssl_starttls=yes ssl_force_tls=yes
set certificate_file="{self.pem}" ssl_usesystemcerts=no
set from="{self.address}" use_envelope_from=yes realname="Ada" hostname=localhost
set record="imap://{self.user}@localhost:{self.server.imap}/Sent" copy=yes
""")
        self.run_program("mutt", "-F", rc, "-s", "Dari mutt", "--", self.address, text=b"Halo\n")
        self.assertEqual(self.subjects(), ["Dari mutt", "Kopi 1", "Kopi 2"])
        self.assertEqual(self.subjects("Sent"), ["Dari mutt"])

    def test_swaks(self):
        common = ["swaks", "--to", self.address, "--from", "budi@luar.example", "--server", "localhost", "--timeout", "20"]
        self.run_program(*common, "--port", self.server.smtp, "--header", "Subject: Swaks 1")
        self.run_program(*common, "--port", self.server.smtp, "--tls", "--header", "Subject: Swaks 2")
        for number, mechanism in enumerate(("PLAIN", "LOGIN")):
            self.run_program(*common, "--port", self.server.submission, "--auth", mechanism, "--auth-user", self.user,
                             "--auth-password", PASSWORD, "--header", f"Subject: Swaks {number + 3}")
        self.run_program(*common, "--port", self.server.submissions, "--tls-on-connect", "--auth", "PLAIN", "--auth-user",
                         self.user, "--auth-password", PASSWORD, "--header", "Subject: Swaks 5")
        self.assertEqual(self.subjects(), [f"Swaks {i}" for i in range(1, 6)])
        self.run_program(*common, "--port", self.server.submission, code=23)
        self.run_program("swaks", "--to", "orang@lain.example", "--from", "budi@luar.example", "--server", "localhost",
                         "--port", self.server.smtp, code=24)


if __name__ == "__main__":
    unittest.main(verbosity=2)
