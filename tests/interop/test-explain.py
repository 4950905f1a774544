"""Real sessions of programs that others wrote, recorded on the way and explained: no line is left without a meaning."""

import json
import pathlib
import socket
import struct
import subprocess
import threading
import unittest
import zlib

import dovecot
from serve import CLI, ENVIRONMENT, PASSWORD, WithServe

LETTER = b"From: budi@luar.example\r\nTo: ada@localhost\r\nSubject: Kopi %d\r\nMessage-ID: <%d@luar.example>\r\n" \
         b"Date: Mon, 02 Mar 2026 08:00:00 +0700\r\n\r\nBesok?\r\n.titik\r\nFrom here\r\n"


class Recorder:
    """Stands between a client and a server, and keeps what passes as a pcap file."""

    def __init__(self, target, port):
        self.target, self.standard, self.connections = target, port, []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.carry, args=(client,), daemon=True).start()

    def carry(self, client):
        chunks = []
        self.connections.append(chunks)
        with client, socket.create_connection(("127.0.0.1", self.target), timeout=20) as server:
            back = threading.Thread(target=self.copy, args=(server, client, 1, chunks), daemon=True)
            back.start()
            self.copy(client, server, 0, chunks)
            back.join()

    @staticmethod
    def copy(source, sink, number, chunks):
        try:
            while data := source.recv(1200):
                chunks.append((number, data))
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def close(self):
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()

    def write(self, path):
        write_capture(path, self.standard, self.connections)


def write_capture(path, standard, connections):
    """A pcap file. connections: for each its chunks, (0: of the client, 1: of the server; octets)."""
    out = bytearray(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
    time = 0

    def packet(connection, side, sequence, acknowledgement, flags, data):
        nonlocal time
        ports = (40000 + connection, standard)
        tcp = struct.pack(">HHIIBBHHH", ports[side], ports[1 - side], sequence, acknowledgement, 0x50, flags, 65535, 0, 0)
        addresses = (b"\x0a\0\0\x02", b"\x0a\0\0\x01")
        ip = struct.pack(">BBHHHBBH", 0x45, 0, 40 + len(data), 0, 0, 64, 6, 0) + addresses[side] + addresses[1 - side]
        frame = b"\2" * 12 + b"\x08\0" + ip + tcp + data
        out.extend(struct.pack("<IIII", 1772413200, time, len(frame), len(frame)) + frame)
        time += 1

    for connection, chunks in enumerate(connections):
        at = [1000, 0xfffffff0]  # one of them wraps
        packet(connection, 0, at[0] - 1, 0, 2, b"")
        packet(connection, 1, (at[1] - 1) % 2 ** 32, at[0], 18, b"")
        for side, data in chunks:
            packet(connection, side, at[side], at[1 - side], 24, data)
            at[side] = (at[side] + len(data)) % 2 ** 32
    pathlib.Path(path).write_bytes(out)


def explain(*arguments, text=None):
    done = subprocess.run([CLI, "explain", "--json", *map(str, arguments)], input=text, capture_output=True, check=False,
                          env=ENVIRONMENT, timeout=60)
    return done.returncode, json.loads(done.stdout or b"null"), done.stdout.decode() + done.stderr.decode()


class Explained(WithServe):
    def setUp(self):
        super().setUp()
        self.recorders = []

    def record(self, target, port):
        self.recorders.append(Recorder(target, port))
        return self.recorders[-1]

    def check(self, recorder, password, least):
        """All lines have a meaning, nothing breaks the protocol, and no password is shown."""
        recorder.close()
        path = self.folder / "session.pcap"
        recorder.write(path)
        code, all_, out = explain(path)
        lines = [line for session in all_["sessions"] for line in session["lines"]]
        for line in lines:
            self.assertTrue(line["known"] and line["note"], f"without a meaning: {line}")
            self.assertEqual(line["breaches"], [], line)
        self.assertEqual(code, 0, out)
        self.assertGreaterEqual(len(lines), least, out)
        self.assertNotIn(password, out)
        return lines

    def check_pasted(self, text, password):
        """The same of what the program itself prints."""
        (self.folder / "pasted").write_text(text)
        code, all_, shown = explain(self.folder / "pasted")
        self.assertIsNotNone(all_, f"{text}\n{shown}")
        for line in all_["sessions"][0]["lines"]:
            self.assertTrue(line["known"], f"without a meaning: {line}")
            self.assertEqual(line["breaches"], [], f"{text}\n{line}")
        self.assertEqual(code, 0, shown)
        self.assertNotIn(password, shown)

    def append(self, user, password, port):
        import imaplib
        session = imaplib.IMAP4("127.0.0.1", port, timeout=20)
        session.login(user, password)
        for number in (1, 2, 3):
            session.append("INBOX", None, None, LETTER % (number, number))
        session.logout()

    def mbsync(self, port, user, password):
        rc = self.folder / "mbsyncrc"
        rc.write_text(f'IMAPAccount a\nHost localhost\nPort {port}\nUser {user}\nPass "{password}"\nSSLType None\n'
                      f"AuthMechs LOGIN\n\nIMAPStore far\nAccount a\n\nMaildirStore near\nPath {self.folder}/mail/\n"
                      f"Inbox {self.folder}/mail/INBOX\n\nChannel all\nFar :far:\nNear :near:\nPatterns *\nCreate Both\n"
                      "Expunge Both\nSyncState *\n")
        (self.folder / "mail").mkdir(exist_ok=True)
        self.run_program("mbsync", "-c", rc, "-a")

    def fetchmail(self, protocol, port, user, password):
        rc = self.folder / "fetchmailrc"
        rc.write_text(f"poll localhost service {port} proto {protocol}\n  user \"{user}\" password \"{password}\"\n"
                      f"  mda \"cat >> {self.folder}/spool\"\n  sslproto '' keep\n")
        rc.chmod(0o600)
        return self.run_program("fetchmail", "-f", rc, "--nosyslog", "-v", "-v", code=None)

    def mutt(self, port, user, password):
        rc = self.folder / "muttrc"
        rc.write_text(f'set imap_user="{user}" imap_pass="{password}" ssl_starttls=no ssl_force_tls=no realname=Ada\n'
                      f'set sendmail=/bin/true from="{user}@localhost" hostname=localhost\n'
                      f'set record="imap://{user}@localhost:{port}/Sent" copy=yes\n')
        self.run_program("mutt", "-F", rc, "-s", "Dari mutt", "--", f"{user}@localhost", text=b"Halo\n")

    def clients(self, user, password, imap, pop3):
        recorder = self.record(imap, 143)
        self.run_program("curl", "-s", "-u", f"{user}:{password}", f"imap://127.0.0.1:{recorder.port}/INBOX;MAILINDEX=1")
        self.run_program("curl", "-s", "-u", f"{user}:{password}", f"imap://127.0.0.1:{recorder.port}/")
        self.check(recorder, password, 16)
        recorder = self.record(imap, 143)
        self.mbsync(recorder.port, user, password)
        lines = self.check(recorder, password, 6)
        packed = [line for line in lines if "COMPRESS" in line["text"] and line["from"] == "client"]
        self.assertGreaterEqual(len(lines), 6 if packed else 20)
        self.assertIn("authenticated" if packed else "selected", [line["after"] for line in lines])
        recorder = self.record(imap, 143)
        self.mutt(recorder.port, user, password)
        self.check(recorder, password, 10)
        recorder = self.record(imap, 143)
        out = self.fetchmail("IMAP", recorder.port, user, password)
        self.check(recorder, password, 10)
        self.check_pasted(out, password)
        recorder = self.record(pop3, 110)
        self.run_program("curl", "-s", "-u", f"{user}:{password}", f"pop3://127.0.0.1:{recorder.port}/1")
        lines = self.check(recorder, password, 8)
        self.assertEqual([line["after"] for line in lines][-1], "CLOSED")
        recorder = self.record(pop3, 110)
        out = self.fetchmail("POP3", recorder.port, user, password)
        self.check(recorder, password, 10)
        self.check_pasted(out, password)

    def test_against_serve(self):
        self.append(self.user, PASSWORD, self.server.imap)
        self.clients(self.user, PASSWORD, self.server.imap, self.server.pop3)

    @unittest.skipUnless(dovecot.find(), "no Dovecot here")
    def test_against_dovecot(self):
        with dovecot.Dovecot() as server:
            self.append("ada", dovecot.PASSWORD, server.imap)
            self.clients("ada", dovecot.PASSWORD, server.imap, server.pop3)

    def test_submission(self):
        recorder = self.record(self.server.submission, 587)
        out = self.run_program("swaks", "--to", self.address, "--from", self.address, "--server", "127.0.0.1", "--timeout", "20",
                               "--port", recorder.port, "--auth", "LOGIN", "--auth-user", self.user, "--auth-password", PASSWORD)
        self.check(recorder, PASSWORD, 16)
        self.check_pasted(out, "cmFoYXNpYSBiYW5nZXQ")

    def test_curl_verbose(self):
        self.append(self.user, PASSWORD, self.server.imap)
        for url in (f"pop3://127.0.0.1:{self.server.pop3}/1", f"imap://127.0.0.1:{self.server.imap}/INBOX;MAILINDEX=1"):
            out = self.run_program("curl", "-v", "--stderr", "-", "-u", f"{self.user}:{PASSWORD}", url)
            self.check_pasted(out, PASSWORD)

    def test_packed(self):
        """RFC 4978: behind the OK nothing is a line any more."""
        packer = zlib.compressobj(wbits=-15)
        octets = packer.compress(b"b SELECT INBOX\r\n" * 40) + packer.flush()
        path = self.folder / "session.pcap"
        write_capture(path, 143, [[(1, b"* PREAUTH x\r\n"), (0, b"a COMPRESS DEFLATE\r\n"), (1, b"a OK go\r\n"),
                                   (0, octets + b"\n\xf0"), (1, octets)]])
        code, all_, out = explain(path)
        self.assertEqual(code, 0, out)
        self.assertEqual([line["text"] for line in all_["sessions"][0]["lines"]][2:], ["a OK go", "DEFLATE"])

    def test_tls_is_opaque(self):
        recorder = self.record(self.server.imaps, 993)
        self.run_program("curl", "-s", "-k", "-u", f"{self.user}:{PASSWORD}", f"imaps://127.0.0.1:{recorder.port}/")
        lines = self.check(recorder, PASSWORD, 1)
        self.assertIn("TLS", lines[0]["note"])
        self.assertEqual(len(lines), 1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
