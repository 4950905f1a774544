"""A Dovecot of our own: a temporary configuration, free ports of loopback, gone at the end. As root or not."""

import functools
import grp
import os
import pathlib
import pwd
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time

PASSWORD = "rahasia"


def free_port():
    """Not one of those that the system hands out by itself: until Dovecot listens, anybody's connection could get it."""
    chance = random.SystemRandom()
    while True:
        with socket.socket() as probe:
            port = chance.randrange(10000, 32000)
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def find():
    return shutil.which("dovecot", path=os.environ.get("PATH", "") + ":/usr/sbin:/usr/local/sbin")


@functools.lru_cache
def version():
    """(2, 3), (2, 4)"""
    told = subprocess.run([find(), "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in told.split(".")[:2])


def make_certificate(folder):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30", "-subj", "/CN=localhost",
                    "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", folder / "key.pem",
                    "-out", folder / "cert.pem"], check=True, capture_output=True)


class Dovecot:
    """with Dovecot() as server: server.imap, server.pop3, server.imaps, server.pop3s are ports; users are made by
    their first login and all have PASSWORD. prefix: personal namespace ("INBOX." with delimiter ".")."""

    def __init__(self, prefix="", delimiter="/", settings=""):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postroom-dovecot-"))
        self.prefix, self.delimiter, self.settings = prefix, delimiter, settings
        self.ca = self.folder / "cert.pem"
        self.process = None

    def write(self):
        """Since 2.4 the settings have other names, and variables another form."""
        root = os.geteuid() == 0
        user = pwd.getpwnam("mail") if root else pwd.getpwuid(os.geteuid())
        (self.folder / "mail").mkdir(exist_ok=True)
        if root:
            self.folder.chmod(0o755)
            os.chown(self.folder / "mail", user.pw_uid, user.pw_gid)
        own = (self.settings_2_4 if version() >= (2, 4) else self.settings_2_3)(user)
        (self.folder / "dovecot.conf").write_text(own + self.common(root, user))

    def settings_2_3(self, user):
        layout = "" if self.delimiter == "." else ":LAYOUT=fs"
        return f"""
protocols = imap pop3
mail_location = maildir:{self.folder}/mail/%u{layout}
disable_plaintext_auth = no
ssl_cert = <{self.folder}/cert.pem
ssl_key = <{self.folder}/key.pem
passdb {{
  driver = static
  args = password={PASSWORD}
}}
userdb {{
  driver = static
  args = uid={user.pw_uid} gid={user.pw_gid} home={self.folder}/mail/%u
}}
"""

    def settings_2_4(self, user):
        layout = "maildir++" if self.delimiter == "." else "fs"
        return f"""
dovecot_config_version = 2.4.0
dovecot_storage_version = 2.4.0
protocols {{
  imap = yes
  pop3 = yes
}}
mail_driver = maildir
mail_path = {self.folder}/mail/%{{user}}
mailbox_list_layout = {layout}
mail_attachment_detection_options =
auth_allow_cleartext = yes
ssl_server_cert_file = {self.folder}/cert.pem
ssl_server_key_file = {self.folder}/key.pem
passdb static {{
  password = {PASSWORD}
}}
userdb static {{
  fields {{
    uid = {user.pw_uid}
    gid = {user.pw_gid}
    home = {self.folder}/mail/%{{user}}
  }}
}}
"""

    def common(self, root, user):
        group = grp.getgrgid(user.pw_gid).gr_name
        own = "" if root else f"default_internal_user = {user.pw_name}\ndefault_login_user = {user.pw_name}\n" \
                              f"default_internal_group = {group}\n"
        jail = "" if root else "  chroot =\n"
        return f"""
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/log
listen = 127.0.0.1
{own}
first_valid_uid = 1
first_valid_gid = 1
mail_uid = {user.pw_uid}
mail_gid = {user.pw_gid}
ssl = yes
auth_mechanisms = plain login
auth_failure_delay = 0
namespace inbox {{
  inbox = yes
  prefix = {self.prefix}
  separator = {self.delimiter}
  mailbox INBOX {{
    auto = subscribe
  }}
  mailbox Junk {{
    auto = subscribe
    special_use = \\Junk
  }}
  mailbox Sent {{
    auto = subscribe
    special_use = \\Sent
  }}
  mailbox Trash {{
    auto = subscribe
    special_use = \\Trash
  }}
  mailbox Drafts {{
    auto = subscribe
    special_use = \\Drafts
  }}
}}
service imap-login {{
{jail}  inet_listener imap {{
    port = {self.imap}
  }}
  inet_listener imaps {{
    port = {self.imaps}
    ssl = yes
  }}
}}
service pop3-login {{
{jail}  inet_listener pop3 {{
    port = {self.pop3}
  }}
  inet_listener pop3s {{
    port = {self.pop3s}
    ssl = yes
  }}
}}
service anvil {{
{jail}  client_limit = 100
}}
service stats {{
{jail}}}
mail_max_userip_connections = 50
service imap {{
  process_min_avail = 0
}}
{self.settings}
"""

    def __enter__(self):
        make_certificate(self.folder)
        for attempt in range(5):
            self.imap, self.imaps, self.pop3, self.pop3s = (free_port() for _ in range(4))
            self.write()
            self.process = subprocess.Popen([find(), "-F", "-c", self.folder / "dovecot.conf"],
                                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if self.answers():
                return self
            said = self.end()
        raise RuntimeError(f"dovecot does not start: {said}{self.log()}")

    def answers(self):
        """FALSE when it has ended (somebody took a port meanwhile) or says nothing for half a minute."""
        for _ in range(600):
            if self.process.poll() is not None:
                return False
            try:
                for port in (self.imap, self.imaps, self.pop3, self.pop3s):
                    socket.create_connection(("127.0.0.1", port), 1).close()
                return self.process.poll() is None
            except OSError:
                time.sleep(0.05)
        return False

    def log(self):
        path = self.folder / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def end(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        with self.process.stderr as errors:
            return errors.read().decode(errors="replace")

    def __exit__(self, *_):
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)
