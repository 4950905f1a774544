"""A raw IMAP session whose answers are taken apart, so that those of two servers can be compared."""

import re
import socket


class Session:
    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), 20)
        self.file = self.socket.makefile("rb")
        self.tag = 0
        self.read_response()

    def close(self):
        self.file.close()
        self.socket.close()

    def read_response(self):
        """One response: its octets, literals included."""
        data = b""
        while True:
            line = self.file.readline()
            if not line:
                raise EOFError(data)
            data += line
            match = re.search(rb"\{(\d+)\}\r\n$", line)
            if not match:
                return data
            data += self.file.read(int(match.group(1)))

    def command(self, text):
        """text: octets; literals as {n}CRLF within. Returns (tagged, [untagged]), parsed."""
        self.tag += 1
        tag = b"t%d" % self.tag
        untagged = []
        pieces = split_literals(text)
        for number, piece in enumerate(pieces):
            self.socket.sendall((tag + b" " if number == 0 else b"") + piece + (b"\r\n" if number == len(pieces) - 1 else b""))
            if number < len(pieces) - 1:
                while True:
                    response = self.read_response()
                    if response.startswith(b"+"):
                        break
                    if response.startswith(tag + b" "):
                        return parse(response[len(tag) + 1:]), [parse(u) for u in untagged]
                    untagged.append(response[2:])
        while True:
            response = self.read_response()
            if response.startswith(tag + b" "):
                return parse(response[len(tag) + 1:]), [parse(u) for u in untagged]
            if response.startswith(b"* "):
                untagged.append(response[2:])


LITERAL = re.compile(rb"\{(\d+)\}\r\n")


def split_literals(text):
    """At the points where the server has to agree."""
    pieces, start, search = [], 0, 0
    while match := LITERAL.search(text, search):
        pieces.append(text[start:match.end()])
        start, search = match.end(), match.end() + int(match.group(1))
    return pieces + [text[start:]]


def parse(data):
    """Nested lists of octets; a status response's text for people is left out."""
    match = re.match(rb"(OK|NO|BAD|BYE|PREAUTH)(?: \[([^\]]*(?:\([^)]*\))?[^\]]*)\])?", data)
    if match:
        return [match.group(1)] + ([tokens(match.group(2))] if match.group(2) else [])
    return tokens(data.rstrip(b"\r\n"))


def tokens(data):
    stack, at = [[]], 0
    while at < len(data):
        c = data[at:at + 1]
        if c == b"(":
            stack.append([])
            at += 1
        elif c == b")":
            done = stack.pop()
            stack[-1].append(done)
            at += 1
        elif c == b" ":
            at += 1
        elif c == b'"':
            match = re.compile(rb'"((?:\\.|[^"\\])*)"').match(data, at)
            stack[-1].append(re.sub(rb"\\(.)", rb"\1", match.group(1)))
            at = match.end()
        elif c == b"{" or data[at:at + 2] == b"~{":
            match = re.compile(rb"~?\{(\d+)\}\r\n").match(data, at)
            at = match.end() + int(match.group(1))
            stack[-1].append(data[match.end():at])
        else:
            match = re.compile(rb"(?:[^ ()\[\"{]|\[[^\]]*\])+").match(data, at)
            stack[-1].append(None if match.group(0) == b"NIL" else match.group(0))
            at = match.end()
    return stack[0]
