"""`postroom-cli serve` on free ports of loopback, gone at the end."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import unittest

CLI = os.environ.get("POSTROOM_CLI", "build/cli/postroom-cli")
PASSWORD = "rahasia banget"
# Nothing of the person who runs the tests may be read, and no name may be looked up elsewhere.
ENVIRONMENT = {"PATH": os.environ.get("PATH", "") + ":/usr/sbin", "LC_ALL": "C.UTF-8"}
ENVIRONMENT.update({k: v for k, v in os.environ.items() if k.startswith(("ASAN_", "UBSAN_", "LSAN_"))})


class Serve:
    """with Serve("--any-account=x") as server: server.imap and so on are ports; server.folder is its own."""

    def __init__(self, *options, journal=None):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postroom-serve-"))
        self.saved = self.folder / "saved.postroom"
        self.trace = self.folder / "trace.jsonl"
        self.arguments = [CLI, "serve", f"--save={self.saved}", f"--trace={self.trace}", f"--state-dir={self.folder}/state",
                          *options]
        if journal is not None:
            path = self.folder / "journal.postroom"
            path.write_text(journal)
            self.arguments.append(str(path))
        self.process = None
        self.code = None

    def start(self):
        self.process = subprocess.Popen(self.arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                        env=dict(ENVIRONMENT, HOME=str(self.folder)))
        self.ready = self.process.stdout.readline()
        if not self.ready.startswith("ready "):
            raise RuntimeError("serve did not start: " + self.process.stderr.read())
        for name, port in re.findall(r"(\w+)=127\.0\.0\.1:(\d+)", self.ready):
            setattr(self, name, int(port))
        return self

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        try:
            _, self.err = self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            _, self.err = self.process.communicate()
        self.code = self.process.returncode
        return self.code

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        if self.code is None:
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if self.code != 0:
            raise AssertionError(f"serve ended with {self.code}: {self.err}")

    def events(self):
        return [json.loads(line) for line in self.trace.read_text().splitlines()]

    def check_replay(self):
        """The journal that was saved, lived again by `run`, makes the same trace; serve must have ended."""
        path = self.folder / "again.jsonl"
        done = subprocess.run([CLI, "run", "-q", f"--trace={path}", str(self.saved)], capture_output=True, text=True,
                              check=False, env=ENVIRONMENT, timeout=100)
        if done.returncode != 0:
            raise AssertionError(f"the saved journal cannot be lived: {done.stdout}{done.stderr}")
        first, again = self.trace.read_text().splitlines(), path.read_text().splitlines()
        for one, other in zip(first, again):
            if one != other.replace('{"world":"",', "{", 1):
                raise AssertionError(f"the saved journal does not live the same again:\n{one}\n{other}")


class WithServe(unittest.TestCase):
    """A server for the whole class, a new account for each test."""
    options = ()

    @classmethod
    def setUpClass(cls):
        cls.server = Serve(f"--any-account={PASSWORD}", *cls.options).start()
        cls.users = 0

    @classmethod
    def tearDownClass(cls):
        """Whatever the clients did, living it again says the same."""
        server = cls.server
        try:
            code = server.stop()
            if code != 0:
                raise AssertionError(f"serve ended with {code}: {server.err}")
            server.check_replay()
        finally:
            shutil.rmtree(server.folder, ignore_errors=True)

    def setUp(self):
        type(self).users += 1
        self.user = f"ada{self.users}"
        self.address = f"{self.user}@localhost"
        self.folder = self.server.folder / self.user
        self.folder.mkdir()

    def run_program(self, *arguments, code=0, text=None, environment=None):
        done = subprocess.run([str(a) for a in arguments], input=text, capture_output=True, timeout=60, check=False,
                              cwd=self.folder, env=dict(ENVIRONMENT, HOME=str(self.folder), **(environment or {})))
        out = done.stdout.decode(errors="replace")
        err = done.stderr.decode(errors="replace")
        if code is not None:
            self.assertEqual(done.returncode, code, f"{arguments}\n{out}\n{err}")
        return out + err
