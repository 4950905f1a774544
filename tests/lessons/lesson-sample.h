/* A small lesson that has every kind of block. Lines are numbered in the tests: change it with care. */
#pragma once

#define SAMPLE \
  /*  1 */ "# A sample\n" \
  /*  2 */ "\n" \
  /*  3 */ "What it is *about*.\n" \
  /*  4 */ "\n" \
  /*  5 */ "```lesson\n" \
  /*  6 */ "minutes: 7\n" \
  /*  7 */ "claims: C05 C09\n" \
  /*  8 */ "picture: pop3\n" \
  /*  9 */ "order: 40\n" \
  /* 10 */ "```\n" \
  /* 11 */ "\n" \
  /* 12 */ "## First\n" \
  /* 13 */ "\n" \
  /* 14 */ "Ada has a laptop.\n" \
  /* 15 */ "\n" \
  /* 16 */ "```setup\n" \
  /* 17 */ "account ada@kantor.example password=rahasia\n" \
  /* 18 */ "device laptop account=ada protocol=pop3 keep=never check=never\n" \
  /* 19 */ "device phone account=ada protocol=pop3 keep=always check=never\n" \
  /* 20 */ "```\n" \
  /* 21 */ "\n" \
  /* 22 */ "```do\n" \
  /* 23 */ "at 08:00 deliver from=budi@luar.example subject=Invoice size=2kB as=A\n" \
  /* 24 */ "```\n" \
  /* 25 */ "\n" \
  /* 26 */ "```predict until=08:06\n" \
  /* 27 */ "? Where is it?\n" \
  /* 28 */ "- On the server\n" \
  /* 29 */ "  expect server INBOX has A\n" \
  /* 30 */ "  wrong: It was deleted.\n" \
  /* 31 */ "- On the laptop\n" \
  /* 32 */ "  expect laptop INBOX has A\n" \
  /* 33 */ "  right: Yes.\n" \
  /* 34 */ "```\n" \
  /* 35 */ "\n" \
  /* 36 */ "```do\n" \
  /* 37 */ "at 08:05 laptop check\n" \
  /* 38 */ "```\n" \
  /* 39 */ "\n" \
  /* 40 */ "```show\n" \
  /* 41 */ "tab=conversation line=\"DELE 1\"\n" \
  /* 42 */ "```\n" \
  /* 43 */ "\n" \
  /* 44 */ "## Second\n" \
  /* 45 */ "\n" \
  /* 46 */ "```note\n" \
  /* 47 */ "For the *instructor*.\n" \
  /* 48 */ "```\n" \
  /* 49 */ "\n" \
  /* 50 */ "```do\n" \
  /* 51 */ "at 08:20 deliver from=budi@luar.example subject=Minutes size=2kB as=B\n" \
  /* 52 */ "```\n" \
  /* 53 */ "\n" \
  /* 54 */ "```task\n" \
  /* 55 */ "? Bring it to the phone.\n" \
  /* 56 */ "goal: expect phone INBOX has B\n" \
  /* 57 */ "hint: Ask.\n" \
  /* 58 */ "hint: Let the phone check.\n" \
  /* 59 */ "solution:\n" \
  /* 60 */ "  at 08:25 phone check\n" \
  /* 61 */ "```\n" \
  /* 62 */ "\n" \
  /* 63 */ "```do\n" \
  /* 64 */ "at 08:40 laptop check\n" \
  /* 65 */ "at 08:42 deliver from=cici@foto.example subject=Late size=2kB as=C\n" \
  /* 66 */ "```\n" \
  /* 67 */ "\n" \
  /* 68 */ "```expect\n" \
  /* 69 */ "at 08:45 expect server INBOX has C\n" \
  /* 70 */ "```\n" \
  /* 71 */ "\n" \
  /* 72 */ "```predict until=08:51\n" \
  /* 73 */ "? And now?\n" \
  /* 74 */ "- Nothing\n" \
  /* 75 */ "  expect phone INBOX lacks C\n" \
  /* 76 */ "  wrong: It asked.\n" \
  /* 77 */ "- The late one\n" \
  /* 78 */ "  expect phone INBOX has C\n" \
  /* 79 */ "```\n" \
  /* 80 */ "\n" \
  /* 81 */ "```do\n" \
  /* 82 */ "at 08:50 phone check\n" \
  /* 83 */ "```\n" \
  /* 84 */ "\n" \
  /* 85 */ "```explore\n" \
  /* 86 */ "? Try it.\n" \
  /* 87 */ "```\n" \
  /* 88 */ "\n" \
  /* 89 */ "## What to remember\n" \
  /* 90 */ "\n" \
  /* 91 */ "- One.\n" \
  /* 92 */ "- Two.\n"

#define OWN_HEAD "# Own\n\nAbout.\n\n```lesson\nminutes: 5\n```\n\n## One\n\n"
#define OWN_ASKED \
  "```predict until=09:20\n? Where?\n- It came to the phone\n  expect phone INBOX has A\n" \
  "- Not yet\n  expect phone INBOX lacks A\n  wrong: It asks by itself.\n```\n\n"
#define OWN_LAST "## What to remember\n\n- That.\n"

/* The phone asks by itself at 09:00, and no line of the lesson stands after that. */
#define OWN_CHECK \
  OWN_HEAD "```setup\naccount ada@kantor.example password=rahasia\n" \
  "device phone account=ada protocol=pop3 keep=always check=1h\n```\n\n" \
  OWN_ASKED "```do\nat 08:00 scene x\nat 08:05 deliver from=budi@luar.example subject=x size=2kB as=A\n```\n\n" \
  "```show\ntab=conversation line=\"RETR 1\"\n```\n\n" OWN_LAST

/* In one of the worlds a line stands later: it says nothing of the others. */
#define OWN_CHECK_OF_ONE \
  OWN_HEAD "```setup\naccount ada@kantor.example password=rahasia\n" \
  "device phone account=ada protocol=pop3 keep=always check=1h\n" \
  "variant one\n  device laptop account=ada protocol=imap check=never\n" \
  "variant two\n  device laptop account=ada protocol=pop3 keep=always check=never\n```\n\n" \
  OWN_ASKED "```do\nat 08:00 scene x\nat 08:05 deliver from=budi@luar.example subject=x size=2kB as=A\n" \
  "variant two\n  at 10:00 laptop check\n```\n\n" OWN_LAST

/* Each step shows another of the worlds; what is looked for is said in both. Lines are numbered in the tests. */
#define SHOWN_WORLDS \
  /* 1 to 10 */ OWN_HEAD "```setup\naccount ada@kantor.example password=rahasia\n" \
  /* 13 */ "variant POP3 id=\"POP3\"\n  device laptop account=ada protocol=pop3 keep=never check=never\n" \
  /* 15 */ "variant IMAP id=\"IMAP\"\n  device laptop account=ada protocol=imap check=never\n" \
  /* 17 */ "  device phone account=ada protocol=imap check=never\n```\n\n" \
  /* 20 */ "```do\nat 08:00 deliver from=budi@luar.example subject=x size=2kB as=A\nat 08:05 laptop check\n```\n\n" \
  /* 25 */ "```show\nvariant=IMAP device=laptop line=\"OK\"\n```\n\n" \
  /* 29 */ "## Two\n\nText.\n\n```show\npage=compare variant=POP3\n```\n\n" \
  /* 37 */ "## Three\n\nText.\n\n```show\npage=stage line=\"IDLE\"\n```\n\n" OWN_LAST

/* The question is put in the middle of a conversation: its end is in the worlds that are lived, and must not be seen. */
#define ASKED_MIDWAY \
  OWN_HEAD "```setup\naccount ada@kantor.example password=rahasia\n" \
  "device laptop account=ada protocol=pop3 keep=never check=never\nlink laptop latency=400ms\n```\n\n" \
  "```do\nat 08:00 deliver from=budi@luar.example subject=x size=2kB as=A\nat 08:05 laptop check\n```\n\n" \
  "```predict at=08:05:02 until=08:06\n? Where?\n- Here\n  expect laptop INBOX has A\n" \
  "- There\n  expect server INBOX has A\n  wrong: No.\n```\n\n" OWN_LAST
