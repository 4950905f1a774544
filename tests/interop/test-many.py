#!/usr/bin/env python3
"""Two real clients and two simulated devices on one mailbox: after some hundred random operations all have the same."""

import imaplib
import random
import threading
import time
import unittest

from serve import PASSWORD, Serve

LETTERS = 24
DEVICE_ACTIONS = 160
CLIENT_OPERATIONS = 120
SECONDS = 8


def clock(seconds):
    return f"08:00:{seconds:09.6f}"


def make_journal(chance):
    lines = ["postroom 1", f"account ada@kantor.example password={chr(34)}{PASSWORD}{chr(34)}",
             "device laptop account=ada protocol=imap full-copy=on", "device phone account=ada protocol=imap"]
    for n in range(LETTERS):
        lines.append(f"at {clock(0)} deliver from=budi@luar.example subject=letter{n} size={2 + n % 5}kB as=L{n}")
    for n in range(DEVICE_ACTIONS):
        device = chance.choice(["laptop", "phone"])
        verb = chance.choice(["read", "unread", "flag", "unflag", "flag", "read", "delete", "move"])
        rest = " to Work" if verb == "move" else ""
        lines.append(f"at {clock(3 + SECONDS * n / DEVICE_ACTIONS)} {device} {verb} L{chance.randrange(LETTERS)}{rest}")
    # Other folders than INBOX are looked at when mail is checked.
    for second in (14, 15):
        lines += [f"at {clock(second)} laptop check", f"at {clock(second)} phone check"]
    return "\n".join(lines) + "\n"


class Client(threading.Thread):
    """One real mail program that does what comes into its mind."""

    def __init__(self, port, seed):
        super().__init__()
        self.chance = random.Random(seed)
        self.imap = imaplib.IMAP4("127.0.0.1", port)
        self.imap.login("ada@kantor.example", PASSWORD)
        self.failure = None
        self.done = 0

    def one(self):
        mailbox = self.chance.choice(["INBOX", "INBOX", "Work", "Trash"])
        if self.imap.select(mailbox)[0] != "OK":
            self.imap.create(mailbox)
            return
        uids = self.imap.uid("SEARCH", None, "ALL")[1][0].split()
        what = self.chance.choice(["flag", "flag", "unflag", "seen", "move", "append", "delete", "copy"])
        if what == "append":
            self.imap.append("INBOX", r"(\Flagged)", None, f"Subject: real {self.name}-{self.done}\r\n\r\nhello\r\n".encode())
        elif uids:
            uid = self.chance.choice(uids).decode()
            if what in ("flag", "unflag", "seen"):
                sign, flag = {"flag": ("+", r"\Flagged"), "unflag": ("-", r"\Flagged"), "seen": ("+", r"\Seen")}[what]
                self.imap.uid("STORE", uid, sign + "FLAGS", f"({flag})")
            elif what == "delete":
                self.imap.uid("STORE", uid, "+FLAGS", r"(\Deleted)")
                self.imap.expunge()
            else:
                self.imap.uid("MOVE" if what == "move" else "COPY", uid, self.chance.choice(["INBOX", "Trash"]))

    def run(self):
        try:
            for self.done in range(CLIENT_OPERATIONS):
                self.one()
                time.sleep(SECONDS / CLIENT_OPERATIONS * self.chance.random())
            self.imap.logout()
        except Exception as failure:  # told by the test
            self.failure = failure


def holdings(events):
    """place → {(folder, UID): flags}, summed up from what the trace tells of copies."""
    copies = {}
    for event in (e for e in events if e["kind"] == "copy"):
        place = (event["place"], event.get("place-id", 0))
        held = copies.setdefault(place, {})
        if event["change"] == "vanished":
            held.pop(event["copy"], None)
        else:
            flags = frozenset(event["new-flags"]) - {r"\Recent"}
            held[event["copy"]] = (event.get("to-folder") or event["folder"], flags)
    return {place: sorted((folder, sorted(flags)) for folder, flags in held.values()) for place, held in copies.items()}


class Many(unittest.TestCase):
    def test_all_end_in_the_same_state(self):
        with Serve(journal=make_journal(random.Random(7))) as server:
            begun = time.monotonic()
            time.sleep(2)
            clients = [Client(server.imap, seed) for seed in (1, 2)]
            for client in clients:
                client.start()
            for client in clients:
                client.join()
                self.assertIsNone(client.failure)
                self.assertEqual(client.done, CLIENT_OPERATIONS - 1)
            time.sleep(max(0, 18 - (time.monotonic() - begun)))
            reader = imaplib.IMAP4("127.0.0.1", server.imap)
            reader.login("ada@kantor.example", PASSWORD)
            seen = []
            for mailbox in ("INBOX", "Work", "Trash"):
                count = int(reader.select(mailbox, readonly=True)[1][0] or 0)
                if count:
                    seen += [(mailbox, sorted(x.decode() for x in imaplib.ParseFlags(line) if x != rb"\Recent"))
                             for line in reader.fetch("1:*", "(FLAGS)")[1]]
            reader.logout()
            server.stop()
            server.check_replay()
            held = holdings(server.events())
            places = {place: held[place] for place in held if place[0] in ("server", "device")}
            self.assertEqual(len([p for p in places if p[0] == "device" and places[p]]), 2)
            for place, copies in places.items():
                if copies:
                    self.assertEqual(copies, sorted(seen), place)
            self.assertGreater(len(seen), 10)


if __name__ == "__main__":
    unittest.main()
