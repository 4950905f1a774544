"""One connection to an IMAP or POP3 server, and what its answers say without what may differ from server to server."""

import datetime
import re
import socket

TIMEOUT = 20


class Wire:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), TIMEOUT)
        self.file = self.socket.makefile("rb")

    def close(self):
        self.file.close()
        self.socket.close()

    def send(self, octets):
        self.socket.sendall(octets)

    def line(self):
        line = self.file.readline()
        if not line:
            raise EOFError
        return line


# What is a value, and what holds values: enough of RFC 3501 §9 to put answers side by side.

def parse(text, at=0, stop=None):
    values = []
    while at < len(text):
        c = text[at:at + 1]
        if c == b" ":
            at += 1
        elif c == b"(":
            inner, at = parse(text, at + 1, b")")
            values.append(inner)
        elif c == stop:
            return values, at + 1
        elif c == b'"':
            match = re.compile(rb'"((?:\\.|[^"\\])*)"').match(text, at)
            values.append(b'"' + match.group(1))
            at = match.end()
        elif c == b"{" or text[at:at + 2] == b"~{":
            match = re.compile(rb"~?\{(\d+)\}\r\n").match(text, at)
            at = match.end() + int(match.group(1))
            values.append(b'"' + text[match.end():at])
        else:
            match = re.compile(rb"(?:[^ ()\"\[{\r\n]|\[[^\]]*\])+").match(text, at)
            if match is None:
                at += 1
                continue
            word = match.group(0)
            values.append(word if word.upper() != b"NIL" else b"NIL")
            at = match.end()
    return values, at


def plain(value):
    """An atom, a string and a literal of the same octets are the same."""
    if isinstance(value, list):
        return [plain(v) for v in value]
    return value[1:] if value.startswith(b'"') else value


def pairs(values):
    return {values[i].upper(): values[i + 1] for i in range(0, len(values) - 1, 2)}


def code(text):
    """The response code of a status line, numbers of this server's own replaced; the text is free (RFC 3501 §7.1)."""
    match = re.match(rb"\[([^\]]*)\]", text)
    if match is None:
        return b""
    words = match.group(1)
    name = words.split(b" ")[0].upper()
    if name in (b"UIDVALIDITY", b"HIGHESTMODSEQ"):
        return name
    if name in (b"APPENDUID", b"COPYUID"):
        return re.sub(rb" \d+ ", b" n ", words.upper(), count=1)
    if name in (b"CAPABILITY", b"MAILBOXID", b"ALERT"):  # the others' own: Dovecot 2.3 has no OBJECTID
        return b""
    if name in (b"PERMANENTFLAGS",):
        return name + b" " + b" ".join(sorted(re.findall(rb"[^() ]+", words[len(name):])))
    return words.upper()


UNORDERED = {b"FLAGS", b"PERMANENTFLAGS"}
OWN_NUMBERS = {b"MODSEQ", b"UIDVALIDITY", b"HIGHESTMODSEQ", b"SAVEDATE", b"EMAILID", b"THREADID"}


def universal(text):
    """INTERNALDATE at Greenwich: in which zone it is told is the server's affair (RFC 3501 §2.3.3)."""
    return datetime.datetime.strptime(text.decode().strip(), "%d-%b-%Y %H:%M:%S %z").astimezone(datetime.timezone.utc)


def lower(value):
    """Types, subtypes, parameters' names and encodings match in any case (RFC 2045 §5.1, §6.1)."""
    return [lower(v) for v in value] if isinstance(value, list) else value.lower()


def attribute(name, value):
    if name == b"INTERNALDATE":
        return universal(plain(value))
    if name in (b"BODY", b"BODYSTRUCTURE"):
        return lower(plain(value))
    if name in OWN_NUMBERS:
        return b"n"
    if name in UNORDERED and isinstance(value, list):
        return sorted(value)
    return plain(value)


def untagged(body):
    """One untagged response as something that can be compared and sorted, or None when it is of no interest."""
    word = body.split(b" ")[0].upper()
    if word in (b"OK", b"NO", b"BAD", b"BYE", b"PREAUTH"):
        said = code(body[len(word) + 1:])
        return None if said == b"" and word == b"OK" else repr((word, said))
    if word == b"CAPABILITY":
        return None
    if word == b"ID":
        return repr((word,))
    values, _ = parse(body)
    if len(values) > 1 and isinstance(values[1], bytes) and values[1].upper() == b"FETCH":
        return (int(values[0]), {k: attribute(k, v) for k, v in pairs(values[2]).items()})
    if word in (b"LIST", b"LSUB"):
        return repr((word, sorted(v.lower() for v in values[1]), plain(values[2]), plain(values[3]), plain(values[4:])))
    if word == b"STATUS":
        return repr((word, plain(values[1]), sorted((k, attribute(k, v)) for k, v in pairs(values[2]).items())))
    if word == b"FLAGS":
        return repr((word, sorted(values[1])))
    if word == b"SEARCH":
        return repr((word, re.sub(rb"\(MODSEQ \d+\)", b"(MODSEQ n)", body)))
    if word == b"ESEARCH":
        return repr((word, re.sub(rb'TAG "[^"]*"', b"TAG", re.sub(rb"MODSEQ \d+", b"MODSEQ n", body))))
    return repr((word, plain(values[1:])))


def settle(found):
    """Sorted texts. Whether what is told of a message comes in one FETCH or in several is the server's affair (RFC 3501
    §7.4.2); the last word on an item counts."""
    messages = {}
    for number, items in (f for f in found if isinstance(f, tuple)):
        messages.setdefault(number, {}).update(items)
    texts = [repr((b"FETCH", number, sorted(items.items()))) for number, items in messages.items()]
    return sorted(texts + [f for f in found if isinstance(f, str)])


class Imap(Wire):
    def __init__(self, port):
        super().__init__(port)
        self.line()
        self.n = 0

    def response(self):
        text = self.line()
        while match := re.search(rb"\{(\d+)\}\r\n$", text):
            text += self.file.read(int(match.group(1))) + self.line()
        return text

    def command(self, text, follow=()):
        """Answers as sorted texts, the tagged one last. follow: what to say at each "+"."""
        self.n += 1
        tag = b"t%d" % self.n
        follow = list(follow)
        found = []
        try:
            self.send(tag + b" " + text + b"\r\n")
            while True:
                response = self.response().rstrip(b"\r\n")
                if response.startswith(b"+"):
                    self.send((follow.pop(0) if follow else b"*") + b"\r\n")
                elif response.startswith(b"* "):
                    found.append(untagged(response[2:]))
                elif response.startswith(tag + b" "):
                    word, _, rest = response[len(tag) + 1:].partition(b" ")
                    return settle(found) + [repr((word.upper(), code(rest)))]
                else:
                    found.append(repr(response))
        except (EOFError, OSError):
            return settle(found) + ["closed"]


class Pop3(Wire):
    MULTI = {b"CAPA", b"LIST", b"UIDL", b"RETR", b"TOP"}

    def __init__(self, port):
        super().__init__(port)
        self.line()

    def command(self, text, follow=()):
        words = text.upper().split(b" ")
        try:
            self.send(text + b"\r\n")
            status = self.line().rstrip(b"\r\n")
            while status.startswith(b"+ ") or status == b"+":
                self.send((follow.pop(0) if follow else b"*") + b"\r\n")
                status = self.line().rstrip(b"\r\n")
            found = [repr((status.split(b" ")[0], self.detail(words, status)))]
            if not status.startswith(b"+OK") or words[0] not in self.MULTI:
                return found
            if words[0] in (b"LIST", b"UIDL") and len(words) > 1:
                return found
            while (line := self.line()) != b".\r\n":
                if words[0] == b"UIDL":
                    line = line.split(b" ")[0]
                if words[0] != b"CAPA":
                    found.append(repr(line))
            return found
        except (EOFError, OSError):
            return ["closed"]

    @staticmethod
    def detail(words, status):
        if status.startswith(b"+OK") and words[0] in (b"STAT", b"LIST") and (words[0] == b"STAT" or len(words) > 1):
            return b" ".join(status.split(b" ")[1:3])
        match = re.search(rb"\[[^\]]*\]", status)
        return match.group(0) if match else b""
