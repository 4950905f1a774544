"""Two real clients and two simulated devices on one mailbox, a few hundred random operations: in the end all hold the same."""

import imaplib
import random
import time
import unittest

from serve import Serve

LETTER = b"From: budi@luar.example\r\nSubject: Surat %d\r\nMessage-ID: <%d@luar.example>\r\n\r\nisi %d\r\n"
OPERATIONS = 400


def journal():
    """What the devices do meanwhile, in 20 seconds."""
    chance = random.Random(7)
    lines = ["postroom 1", "seed 11", "account ada@kantor.example password=x",
             "device phone account=ada protocol=imap", "device laptop account=ada protocol=imap",
             "link phone latency=5ms", "link laptop latency=5ms"]
    lines += [f"at 08:00 deliver from=budi@luar.example subject=\"Kiriman {i}\" as=L{i}" for i in range(20)]
    for step in range(120):
        second = 2 + step * 0.05
        letter = f"L{chance.randrange(20)}"
        what = chance.choice([f"read {letter}", f"flag {letter}", f"unflag {letter}", f"unread {letter}", f"delete {letter}",
                              "check"])
        if step == 119:
            what = "check"
        device = chance.choice(["phone", "laptop"])
        lines.append(f"at 08:00:{second:09.6f} {device} {what}")
    lines += ["at 08:00:14 phone check", "at 08:00:14 laptop check"]
    return "\n".join(lines) + "\n"


class Real:
    """A client that keeps what it was told, and only that."""

    def __init__(self, port, name):
        self.name = name
        self.session = imaplib.IMAP4("127.0.0.1", port, timeout=20)
        self.session.login("ada", "x")
        self.session.select()

    def act(self, chance, number):
        count = int(self.session.response("EXISTS")[1][0] or 0) or int(self.session.select()[1][0])
        self.session.noop()
        numbers = self.session.search(None, "ALL")[1][0].split()
        what = chance.randrange(6)
        if what == 0 or not numbers:
            self.session.append("INBOX", None, None, LETTER % (number, number, number))
            return
        one = chance.choice(numbers).decode()
        if what == 1:
            self.session.store(one, "+FLAGS", "\\Seen")
        elif what == 2:
            self.session.store(one, "-FLAGS", "(\\Seen \\Flagged)")
        elif what == 3:
            self.session.store(one, "+FLAGS", "\\Flagged")
        elif what == 4:
            self.session.store(one, "+FLAGS", "\\Deleted")
            if chance.random() < 0.3:
                self.session.expunge()
        else:
            self.session.uid("COPY", chance.choice(self.session.uid("SEARCH", None, "ALL")[1][0].split()).decode(), "Sent")

    def holds(self):
        self.session.noop()
        rows = self.session.uid("FETCH", "1:*", "(UID FLAGS)")[1]
        found = set()
        for row in rows or []:
            if row and b"UID" in row:
                uid = int(row.split(b"UID ")[1].split()[0].rstrip(b")"))
                flags = imaplib.ParseFlags(row)
                found.add((uid, b"\\Seen" in flags, b"\\Flagged" in flags, b"\\Deleted" in flags))
        return found


class Crowd(unittest.TestCase):
    def test_ends_in_the_same_state(self):
        chance = random.Random(3)
        with Serve(journal=journal()) as server:
            clients = [Real(server.imap, "one"), Real(server.imap, "two")]
            begin = time.monotonic()
            for number in range(OPERATIONS):
                chance.choice(clients).act(chance, number)
                time.sleep(max(0, begin + number * 10 / OPERATIONS - time.monotonic()))
            time.sleep(max(0, begin + 17 - time.monotonic()))
            for client in clients:
                client.session.expunge()
            time.sleep(2)
            held = [client.holds() for client in clients]
            last = Real(server.imap, "fresh")
            fresh = last.holds()
            last.session.logout()
            self.assertEqual(held[0], fresh)
            self.assertEqual(held[1], fresh)
            self.assertGreater(len(fresh), 0)
            for client in clients:
                client.session.shutdown()
            server.stop()
            events = server.events()
            self.check_devices(events, fresh)
            server.check_replay()

    def check_devices(self, events, fresh):
        """What the copies' events say of each device's INBOX."""
        for device in (1, 2):
            copies = {}
            for event in events:
                if event["kind"] != "copy" or event.get("place") != "device" or event.get("place-id") != device:
                    continue
                copy = copies.setdefault(event["copy"], {})
                copy["folder"] = event.get("to-folder", event.get("folder"))
                copy["gone"] = event["change"] == "vanished"
                copy["flags"] = event["new-flags"]
                copy["uid"] = event.get("uid", copy.get("uid"))
            here = {(c["uid"], *(name in c["flags"] for name in ("\\Seen", "\\Flagged", "\\Deleted")))
                    for c in copies.values() if c["folder"] == "INBOX" and not c["gone"]}
            self.assertEqual(here, fresh, device)


if __name__ == "__main__":
    unittest.main(verbosity=2)
