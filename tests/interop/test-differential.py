"""The same IMAP commands to Dovecot and to `serve`, answers normalised. Every difference is gone, or stands in ALLOWED with the
clause that allows it. What Dovecot 2.3 does not know (IMAP4rev2, OBJECTID, UTF8=ACCEPT ...) is held by other tests."""

import contextlib
import mailbox
import os
import pathlib
import re
import unittest

import dovecot
import imap_script
from serve import Serve

ROOT = pathlib.Path(os.environ.get("G_TEST_SRCDIR", pathlib.Path(__file__).resolve().parents[2]))

PLAIN = b"From: Budi <budi@luar.example>\nTo: ada@kantor.example\nSubject: Invoice March\n" \
        b"Message-ID: <1@luar.example>\nDate: Mon, 02 Mar 2026 08:00:00 +0700\n\nDear Ada,\nplease pay.\n"
REPLY = b"From: ada@kantor.example\nTo: budi@luar.example, \"C. D.\" <cd@luar.example>\nCc: <e@luar.example>\n" \
        b"Subject: Re: Invoice March\nIn-Reply-To: <1@luar.example>\nReferences: <1@luar.example>\n" \
        b"Message-ID: <2@kantor.example>\nDate: Tue, 03 Mar 2026 09:00:00 +0000\nMIME-Version: 1.0\n" \
        b"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nDone =E2=9C=93\n"
MIXED = b"From: =?utf-8?B?U8Okcmth?= <s@luar.example>\nTo: undisclosed-recipients:;\nSubject: =?utf-8?Q?Foto_=C3=A4?=\n" \
        b"Date: Wed, 04 Mar 2026 10:00:00 +0100\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\npreamble\n" \
        b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/plain\n\nlook\n--c\n" \
        b"Content-Type: text/html; charset=us-ascii\nContent-Language: en\n\n<b>look</b>\n--c--\n" \
        b"--b\nContent-Type: image/png; name=x.png\nContent-Disposition: attachment; filename=x.png\n" \
        b"Content-Transfer-Encoding: base64\nContent-ID: <p@luar.example>\nContent-Description: a picture\n\niVBORw0KGgo=\n" \
        b"--b\nContent-Type: message/rfc822\n\nFrom: in@side.example\nSubject: inner\n\ninner body\n--b--\nepilogue\n"
BARE = b"Subject: no more than this\n\nx\n"


def letters():
    with contextlib.closing(mailbox.mbox(ROOT / "data/mail/sample.mbox")) as box:
        sample = [m.as_bytes() for m in box][:6]
    return [re.sub(rb"\r?\n", b"\r\n", text) for text in [PLAIN, REPLY, MIXED, BARE] + sample]


def append(folder, text, flags=b"()"):
    return b"APPEND %s %s \"02-Mar-2026 08:00:00 +0000\" {%d}\r\n%s" % (folder, flags, len(text), text)


def script():
    """Octets of commands; a pair is a command with what of its answers is compared: "state" only OK, NO or BAD."""
    texts = letters()
    yield from (append(b"INBOX", text) for text in texts)
    yield append(b"INBOX", BARE.replace(b"\n", b"\r\n"), b"(\\Seen $Forwarded)")
    yield append(b"nowhere", PLAIN.replace(b"\n", b"\r\n"))
    yield from (b"SELECT nowhere", b"STATUS INBOX (MESSAGES UIDNEXT UNSEEN)", b"SELECT INBOX", b"NOOP", b"CHECK")
    for items in (b"FLAGS", b"UID", b"INTERNALDATE", b"RFC822.SIZE", b"ENVELOPE", b"BODY", b"BODYSTRUCTURE", b"FAST", b"ALL",
                  b"FULL", b"BODY.PEEK[]", b"BODY.PEEK[HEADER]", b"BODY.PEEK[TEXT]", b"BODY.PEEK[HEADER.FIELDS (SUBJECT from)]",
                  b"BODY.PEEK[HEADER.FIELDS.NOT (SUBJECT RECEIVED)]", b"BODY.PEEK[1]", b"BODY.PEEK[1.MIME]", b"BODY.PEEK[2]",
                  b"BODY.PEEK[3.HEADER]", b"BODY.PEEK[3.TEXT]", b"BODY.PEEK[3]", b"BODY.PEEK[1.2]", b"BODY.PEEK[9]",
                  b"BODY.PEEK[]<0.10>", b"BODY.PEEK[TEXT]<5.7>", b"BODY.PEEK[]<100000.5>", b"RFC822.HEADER",
                  b"BINARY.PEEK[1]", b"BINARY.SIZE[1]", b"(UID FLAGS)", b"NOTHING", b"()"):
        yield b"FETCH 1:* " + items
    yield from (b"FETCH 1 BODY[TEXT]", b"FETCH 2 RFC822.TEXT", b"FETCH 2 RFC822", b"FETCH 99 FLAGS", b"FETCH 0 FLAGS",
                b"UID FETCH 1:3 (FLAGS)", b"UID FETCH 99 FLAGS", b"UID FETCH *:1 UID", b"FETCH 1:2,4 (UID)", b"FETCH", b"FETCH 1",
                b"FETCH 1 NOTHING", b"FETCH 1 (FLAGS", b"XYZZY", b"FETCH 1 BODY[HEADER.FIELDS ()]")
    for keys in (b"ALL", b"1:3", b"UID 2:4", b"SEEN", b"UNSEEN", b"KEYWORD $Forwarded", b"UNKEYWORD $Forwarded", b"FROM budi",
                 b"TO ada", b"CC e@luar", b"SUBJECT invoice", b"SUBJECT \"\"", b"BODY pay", b"TEXT luar.example", b"NOT SUBJECT invoice",
                 b"OR FROM budi SUBJECT inner", b"HEADER Message-ID 1@luar", b"HEADER In-Reply-To \"\"", b"LARGER 500",
                 b"SMALLER 200", b"BEFORE 3-Mar-2026", b"ON 2-Mar-2026", b"SINCE 2-Mar-2026", b"SENTBEFORE 3-Mar-2026",
                 b"SENTON 3-Mar-2026", b"SENTSINCE 4-Mar-2026", b"ANSWERED", b"DELETED", b"DRAFT", b"FLAGGED", b"NEW", b"OLD",
                 b"RECENT", b"(SEEN) (UNDELETED)", b"CHARSET UTF-8 SUBJECT {5}\r\nFoto ", b"CHARSET X-NONE SUBJECT a",
                 b"SUBJECT", b"NOTAKEY", b"1:* NOT 2", b"BODY {3}\r\npay", b"99"):
        yield b"SEARCH " + keys
    yield from (b"UID SEARCH UNSEEN", b"SEARCH RETURN (MIN MAX COUNT ALL) SEEN", b"SEARCH RETURN () ALL",
                b"UID SEARCH RETURN (COUNT) SUBJECT nothing", b"SEARCH RETURN (SAVE) SUBJECT invoice", b"FETCH $ (UID)",
                b"SORT (SUBJECT) UTF-8 ALL", b"SORT (REVERSE DATE) UTF-8 ALL", b"SORT (ARRIVAL SIZE) US-ASCII 1:5",
                b"SORT (FROM) UTF-8 ALL", b"UID SORT (TO CC) UTF-8 ALL", b"THREAD REFERENCES UTF-8 ALL",
                b"THREAD ORDEREDSUBJECT UTF-8 ALL")
    yield from (b"STORE 1 +FLAGS (\\Flagged)", b"STORE 1 FLAGS.SILENT (\\Seen)", b"FETCH 1 FLAGS", b"STORE 1:2 -FLAGS (\\Seen)",
                b"STORE 2 FLAGS (\\Answered Label)", b"STORE 2 +FLAGS \\Draft", b"UID STORE 3 +FLAGS (\\Deleted)",
                b"STORE 1 +FLAGS (\\Recent)", b"STORE 99 FLAGS ()", b"STORE 1 FLAGS", b"FETCH 1:3 FLAGS")
    yield from (b"CREATE Kerja", b"CREATE Kerja", b"CREATE Kerja/2026/Maret", b"CREATE INBOX", b"LIST \"\" Kerja*", b"LIST \"\" Kerja/%",
                b"LIST \"\" \"\"", b"LIST Kerja/ *", b"LIST \"\" inbox", b"LIST \"\" nothing*", b"LIST (SUBSCRIBED) \"\" Kerja*",
                b"LIST \"\" (Kerja INBOX) RETURN (CHILDREN)", b"LIST \"\" Kerja RETURN (STATUS (MESSAGES UNSEEN))",
                b"SUBSCRIBE Kerja", b"LSUB \"\" Kerja*", b"LIST (SUBSCRIBED) \"\" Kerja* RETURN (CHILDREN)", b"UNSUBSCRIBE Kerja",
                b"LSUB \"\" Kerja*", b"RENAME Kerja/2026 Kerja/Lama", b"LIST \"\" Kerja*", b"RENAME nowhere x", b"RENAME Kerja INBOX",
                b"DELETE nowhere", b"DELETE INBOX", b"STATUS nowhere (MESSAGES)", b"STATUS Kerja (MESSAGES RECENT UIDNEXT UNSEEN SIZE)",
                b"STATUS Kerja (NOTHING)", b"CREATE &ZeVnLIqe-", b"LIST \"\" &ZeVnLIqe-", b"CREATE &bad", b"NAMESPACE")
    yield from (b"COPY 1:2 Kerja", b"COPY 1 nowhere", b"UID COPY 99 Kerja", b"COPY 99 Kerja", b"MOVE 4 Kerja", b"UID MOVE 99 Kerja",
                b"MOVE 1 nowhere", b"STATUS Kerja (MESSAGES UIDNEXT)", b"UID EXPUNGE 99", b"EXPUNGE", b"EXPUNGE", b"FETCH 1:* (UID FLAGS)",
                b"EXAMINE Kerja", b"STORE 1 +FLAGS (\\Seen)", b"EXPUNGE", b"FETCH 1 BODY[]", b"FETCH 1 FLAGS", b"CLOSE",
                b"FETCH 1 FLAGS", b"SELECT Kerja", b"STORE 1:* +FLAGS.SILENT (\\Deleted)", b"UNSELECT", b"STATUS Kerja (MESSAGES)",
                b"SELECT Kerja", b"CLOSE", b"STATUS Kerja (MESSAGES)", b"SELECT INBOX", b"DELETE Kerja/Lama/Maret", b"DELETE Kerja/Lama",
                b"DELETE Kerja", b"LIST \"\" Kerja*", b"ENABLE CONDSTORE", b"SELECT INBOX (CONDSTORE)", b"FETCH 1 (FLAGS)", b"LOGIN a b", b"ENABLE", b"NOOP extra", b"UNSELECT")


# Command → why the answers may differ, ours first.
CODE = "a response code that helps programs: RFC 5530 §3"
TEXT_CSV = "charset is assumed for text/plain alone, not for what names another type: RFC 2045 §5.2, RFC 6657 §3"
NESTED = "the line end before a boundary belongs to it: RFC 2046 §5.1.1"
SUPERIOR = "superior names may be mailboxes themselves: RFC 3501 §6.3.3"
READ_ONLY = "nothing may change after EXAMINE, and the client is told so: RFC 3501 §6.3.2"
SYNTAX = "not what the grammar says: RFC 3501 §9, and BAD is for that: §7.1.3"
RECENT = "an untagged RECENT that says nothing new is not needed: RFC 3501 §7.3.2"
ALLOWED = {
    "SELECT nowhere": CODE,
    "STATUS nowhere (MESSAGES)": CODE,
    "DELETE INBOX": CODE,
    "SEARCH CHARSET X-NONE SUBJECT a": "BADCHARSET may list what there is: RFC 3501 §7.1",
    "FETCH 1:* BODY": TEXT_CSV,
    "FETCH 1:* FULL": TEXT_CSV,
    "FETCH 1:* BODYSTRUCTURE": TEXT_CSV + "; one language may stand without parentheses: RFC 3501 §9, body-fld-lang",
    "FETCH 1:* BODY.PEEK[1]": NESTED,
    "FETCH 1:* BINARY.PEEK[1]": NESTED,
    "FETCH 1:* BINARY.SIZE[1]": NESTED,
    "SEARCH SENTBEFORE 3-Mar-2026": "a message without Date: was not sent at any time: RFC 3501 §6.4.4",
    "LIST \"\" Kerja*": SUPERIOR,
    "LIST \"\" Kerja/%": SUPERIOR,
    "LIST Kerja/ *": SUPERIOR,
    "LIST \"\" Kerja RETURN (STATUS (MESSAGES UNSEEN))": "CHILDREN may be told unasked: RFC 5258 §4",
    "CREATE &bad": SYNTAX + " (§5.1.3)",
    "STORE 1 FLAGS": SYNTAX,
    "STORE 1 +FLAGS (\\Recent)": "clients cannot alter it, and it stays as it is: RFC 3501 §2.3.2",
    "ENABLE": SYNTAX + " (RFC 5161 §4)",
    "NOOP extra": SYNTAX,
    "STORE 1 +FLAGS (\\Seen)": READ_ONLY,
    "EXPUNGE": READ_ONLY + "; " + RECENT,
    "MOVE 4 Kerja": RECENT,
}

IGNORED_CODES = {b"CAPABILITY", b"HIGHESTMODSEQ", b"NOMODSEQ", b"CLOSED", b"UNSEEN", b"MAILBOXID"}


def normalise_code(code):
    name = code[0].upper()
    if name in (b"UIDVALIDITY",):
        return [name]
    if name in (b"APPENDUID", b"COPYUID"):
        return [name] + code[2:]
    if name == b"PERMANENTFLAGS":
        return [name, sorted(code[1])]
    return [name] + code[1:]


def pairs(items):
    return sorted(((items[i].upper(), items[i + 1]) for i in range(0, len(items) - 1, 2)), key=repr)


def normalise(response):
    """One response in a form in which the freedom that the RFC leaves is gone; None when it says nothing of interest."""
    if response[0] in (b"OK", b"NO", b"BAD"):
        if len(response) < 2 or response[1][0].upper() in IGNORED_CODES:
            return [response[0]] if response[0] != b"OK" else None
        return [response[0], normalise_code(response[1])]
    if response[0] in (b"FLAGS",):
        return [b"FLAGS", sorted(f for f in response[1])]
    if response[0] == b"CAPABILITY":
        return None
    if response[0] in (b"LIST", b"LSUB"):
        return [response[0], sorted(a.lower() for a in response[1])] + response[2:4]
    if response[0] == b"STATUS":
        return [b"STATUS", response[1], pairs(response[2])]
    if response[0] == b"SEARCH":
        return [b"SEARCH", sorted(response[1:])]
    if response[0] == b"ESEARCH":
        rest = [r for r in response[1:] if not isinstance(r, list)]
        return [b"ESEARCH", b"UID" in rest, pairs([r for r in rest if r != b"UID"])]
    if len(response) > 1 and response[1] == b"FETCH":
        return [response[0], b"FETCH", [(k, sorted(v) if k == b"FLAGS" else fold(k, v)) for k, v in pairs(response[2])]]
    return response


def fold(item, value):
    """Names of media types and parameters are in any case (RFC 2045 §5.1); days may begin with a blank (RFC 3501 §9, date-day-fixed);
    what is not there is NIL or "" (nstring)."""
    def lower(v):
        if isinstance(v, list):
            return [lower(x) for x in v]
        return v.lower() if v is not None else None
    if item in (b"BODY", b"BODYSTRUCTURE"):
        return lower(value)
    if item == b"INTERNALDATE":
        return value.strip().rjust(26, b"0")
    return b"" if value is None else value


def answers(session):
    result = []
    for command in script():
        try:
            tagged, untagged = session.command(command)
        except (EOFError, TimeoutError) as error:
            result.append((command, ["the connection ended", error.args]))
            break
        code = normalise_code(tagged[1]) if len(tagged) > 1 and tagged[1][0].upper() not in IGNORED_CODES else None
        found = [n for n in map(normalise, untagged) if n is not None]
        result.append((command, [tagged[0], code, sorted(found, key=repr)]))
    return result


class Differential(unittest.TestCase):
    maxDiff = None

    def test_same_commands(self):
        with dovecot.Dovecot() as other:
            session = imap_script.Session(other.imap)
            session.command(b"LOGIN ada " + dovecot.PASSWORD.encode())
            theirs = answers(session)
            session.close()
        with Serve(f"--account=ada:{dovecot.PASSWORD}") as server:
            session = imap_script.Session(server.imap)
            session.command(b"LOGIN ada " + dovecot.PASSWORD.encode())
            ours = answers(session)
            session.close()
        self.assertEqual(len(ours), len(theirs), (ours[-1], theirs[-1]))
        different, needed = [], set()
        for (command, mine), (_, other_one) in zip(ours, theirs):
            same = mine == other_one
            name = command.split(b"\r\n")[0].decode()
            if not same:
                needed.add(name)
            if not same and name not in ALLOWED:
                different.append(f"{name}\n   ours    {describe(mine, other_one)}\n   Dovecot {describe(other_one, mine)}")
        self.assertFalse(different, f"{len(different)} differences:\n" + "\n".join(different))
        self.assertEqual(needed, set(ALLOWED), "allowed, but the same")


def items(answer):
    """Each FETCH item on its own, so that only what differs is shown."""
    for response in answer[2]:
        if len(response) == 3 and response[1] == b"FETCH":
            yield from ([response[0], *item] for item in response[2])
        else:
            yield response


def describe(one, other):
    """What the one has and the other has not."""
    if one[:2] != other[:2] or len(one) < 3 or len(other) < 3:
        return repr(one)[:600]
    return repr([i for i in items(one) if i not in list(items(other))])[:900]


if __name__ == "__main__":
    unittest.main(verbosity=2)
