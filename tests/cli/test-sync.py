"""postroom-cli sync against small servers that follow a script: what it says on the command line's mistakes, what it keeps
to itself, and what it keeps."""

import os
import pathlib
import socket
import subprocess
import tempfile
import threading
import unittest

CLI = os.environ["POSTROOM_CLI"]
SECRET = "sangat-rahasia"


class Script(threading.Thread):
    """Says what is due after each line that it hears; then closes."""

    def __init__(self, greeting, answers):
        super().__init__(daemon=True)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.greeting, self.answers = greeting, answers
        self.heard = []
        self.start()

    def run(self):
        connection, _ = self.listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(self.greeting)
            for answer in self.answers:
                self.heard.append(lines.readline().rstrip(b"\r\n"))
                connection.sendall(answer)
            if self.answers:
                lines.readline()
        self.listener.close()


LETTER = b"Subject: one\r\n\r\nbody\x1b[31m\r\n"
LOGIN = [b"-ERR what\r\n", b"+OK\r\n", b"+OK in\r\n"]
ONE = LOGIN + [b"+OK 1 30\r\n", b"+OK\r\n1 30\r\n.\r\n", b"+OK\r\n1 abc\r\n.\r\n"]


class Sync(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = pathlib.Path(folder.name) / "state"

    def sync(self, *options, password=SECRET):
        environment = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en")
        environment.pop("POSTROOM_PASSWORD", None)
        if password is not None:
            environment["POSTROOM_PASSWORD"] = password
        return subprocess.run([CLI, "sync", *options], env=environment, capture_output=True, timeout=60, check=False,
                              stdin=subprocess.DEVNULL, start_new_session=True, text=True)

    def test_mistakes(self):
        good = ["--protocol=pop3", "--user=ada"]
        for options, word in (([], "--user"), (["--user=ada"], "--protocol"), (["--user=ada", "--protocol=x"], "--protocol"),
                              (good + ["more"], "more"), (good + ["--tls", "--starttls"], "--tls"),
                              (good + ["--port=70000"], "--port"), (good + ["--keep=maybe"], "maybe"),
                              (good + ["--policy=colour=red"], "colour"), (good + ["--password=x"], "password"),
                              (good + ["--host=mail.kantor.example"], "--tls"),
                              (good + ["--host=mail.kantor.example", "--tls", "--insecure"], "--insecure")):
            result = self.sync(*options)
            self.assertEqual(result.returncode, 2, options)
            self.assertIn(word, result.stderr)

    def test_password_missing(self):
        result = self.sync("--protocol=pop3", "--user=ada", password=None)
        self.assertEqual(result.returncode, 2)
        self.assertIn("POSTROOM_PASSWORD", result.stderr)

    def test_refused(self):
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        result = self.sync("--protocol=imap", "--user=ada", f"--port={port}")
        self.assertEqual(result.returncode, 1)
        self.assertNotEqual(result.stderr, "")

    def run_one(self, answers, *options):
        server = Script(b"+OK hello\r\n", answers)
        result = self.sync("--protocol=pop3", "--user=ada", f"--port={server.port}", *options)
        server.join(10)
        return server, result

    def test_one_letter(self):
        trace = self.state.with_name("trace")
        server, result = self.run_one(ONE + [b"+OK\r\n" + LETTER + b".\r\n", b"+OK bye\r\n"], f"--trace={trace}")
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn(f"PASS {SECRET}".encode(), server.heard)
        self.assertIn("C: PASS ••••••", result.stdout)
        self.assertNotIn(SECRET, result.stdout + result.stderr + trace.read_text())
        self.assertNotIn("\x1b", result.stdout)
        self.assertIn("INBOX: 1 message\n", result.stdout)

    def test_broken(self):
        """What has come stays, and the memory of it with it."""
        _, result = self.run_one(ONE + [b"+OK\r\n" + LETTER + b".\r\n"], f"--state={self.state}")
        self.assertEqual(result.returncode, 1)
        self.assertIn("INBOX: 1 message\n", result.stdout)
        self.assertIn("1 UIDL remembered", result.stdout)

    def test_damaged_state(self):
        self.state.write_bytes(b"postroom-replica 1\nrubbish")
        before = self.state.read_bytes()
        result = self.sync("--protocol=pop3", "--user=ada", f"--state={self.state}")
        self.assertEqual(result.returncode, 2)
        self.assertIn(str(self.state), result.stderr)
        self.assertEqual(self.state.read_bytes(), before)


if __name__ == "__main__":
    unittest.main()
