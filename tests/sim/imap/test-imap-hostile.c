/* IMAP server: what no client should send. The session answers or ends; memory and recursion have bounds. */
#include "rng.h"
#include "server-fixture.h"

#define LETTER                                                                                                         \
  "From: =?utf-8?q?B=C3=BCdi?= <budi@luar.example>\r\nDate: Tue, 1 Sep 2026 10:00:00 +0700\r\n"                       \
  "Subject: Invoice March\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"                                        \
  "--b\r\n\r\nPlease pay.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nInner.\r\n--b--\r\n"

static const char *const corpus[] = {
  "a NOOP\r\n",
  "a LOGIN {3}\r\nada {7}\r\nrahasia\r\n",
  "a LOGIN ada rahasia\r\n",
  "a AUTHENTICATE PLAIN\r\nAGFkYQByYWhhc2lh\r\n",
  "a SELECT INBOX\r\n",
  "a EXAMINE \"INBOX\"\r\n",
  "a LIST \"\" \"%*&U,BTFw-\"\r\n",
  "a LSUB \"\" *\r\n",
  "a CREATE a/b/c\r\n",
  "a RENAME a d\r\n",
  "a DELETE d/b\r\n",
  "a SUBSCRIBE a/b\r\n",
  "a STATUS INBOX (MESSAGES RECENT UIDNEXT UIDVALIDITY UNSEEN)\r\n",
  "a APPEND INBOX (\\Seen work) \" 1-Feb-1994 21:52:25 -0800\" {14+}\r\nSubject: x\r\n\r\n\r\n",
  "a FETCH 1:* (FLAGS UID BODYSTRUCTURE ENVELOPE BODY.PEEK[2.HEADER.FIELDS (Subject)]<0.5> RFC822.SIZE)\r\n",
  "a UID FETCH 1:* BODY[1.MIME]\r\n",
  "a STORE 1:* +FLAGS.SILENT (\\Deleted work)\r\n",
  "a UID STORE 1,3:* -FLAGS \\Deleted\r\n",
  "a SEARCH CHARSET UTF-8 OR NOT (SEEN KEYWORD work) HEADER Subject {3+}\r\nInv BEFORE 1-Feb-2027 UID 1:*\r\n",
  "a UID SEARCH TEXT pay LARGER 3 SENTON 1-Sep-2026\r\n",
  "a COPY 1:2 a/b\r\n",
  "a UID MOVE 1 a/b\r\n",
  "a EXPUNGE\r\n",
  "a UID EXPUNGE 1:*\r\n",
  "a IDLE\r\nDONE\r\n",
  "a ID (\"name\" NIL)\r\n",
  "a CLOSE\r\n",
  "a ENABLE CONDSTORE QRESYNC\r\n",
  "a SELECT INBOX (CONDSTORE QRESYNC (7 1 1:9 (1,2 1,2)))\r\n",
  "a UID FETCH 1:* (FLAGS MODSEQ EMAILID SAVEDATE PREVIEW (LAZY)) (CHANGEDSINCE 2 VANISHED)\r\n",
  "a FETCH 1:* (BINARY.PEEK[2.1]<1.4> BINARY.SIZE[1] BINARY[])\r\n",
  "a STORE 1:* (UNCHANGEDSINCE 5) +FLAGS (\\Seen)\r\n",
  "a SEARCH RETURN (SAVE MIN MAX COUNT ALL) MODSEQ \"/flags/\\\\seen\" all 2 YOUNGER 60\r\n",
  "a FETCH $ UID\r\n",
  "a LIST (SUBSCRIBED RECURSIVEMATCH) \"\" (a% \"*b\") RETURN (SUBSCRIBED STATUS (SIZE MAILBOXID HIGHESTMODSEQ))\r\n",
  "a CREATE s (USE (\\Sent \\Junk))\r\n",
  "a APPEND INBOX (x) ~{40+}\r\nContent-Transfer-Encoding: binary\r\n\r\nabc {3+}\r\nA:B\r\n",
  "a GETQUOTAROOT INBOX\r\n",
  "a SORT (REVERSE SUBJECT DATE FROM SIZE) UTF-8 OR SEEN 1:*\r\n",
  "a UID THREAD REFERENCES US-ASCII ALL\r\n",
  "a THREAD ORDEREDSUBJECT UTF-8 NOT DELETED\r\n",
  "a ENABLE IMAP4rev2 UTF8=ACCEPT\r\n",
  "a APPEND INBOX UTF8 (~{3+}\r\nA:B)\r\n",
  "a STARTTLS\r\n",
  "a AUTHENTICATE SCRAM-SHA-256 biwsbj1hZGEscj1hYmM=\r\nYz1iaXdzLHI9YWJjLHA9YWFhYQ==\r\n",
  "a UNSELECT\r\n",
};

/* Feeds it in pieces; no more is kept than the limits allow. */
static void
feed (Fixture *f, const guint8 *octets, gsize length, guint64 key)
{
  Talk *talk = &f->talks[0];

  for (gsize at = 0, n; at < length; at += n)
    {
      n = MIN (length - at, 1 + rng_u64 (key, "test", "piece", at) % 40);
      imap_server_receive (&talk->server, octets + at, n);
      run (f, talk);
      assert_true (talk->server.io.input->len + talk->server.command->len < 400000);
      g_string_truncate (talk->said, 0);
      g_array_set_size (f->lines, 0);
      g_array_set_size (f->tokens, 0);
    }
}

static void
restart (Fixture *f)
{
  Talk *talk = &f->talks[0];

  imap_server_closed (&talk->server, f->host, f->now, &f->out);
  drain (f, talk);
  state_clear (&imap_server_state, &talk->server);
  imap_server_init (&talk->server, 1);
  imap_server_start (&talk->server, f->host, f->now, &f->out);
  drain (f, talk);
}

static void
begin (Fixture *f, guint64 key)
{
  restart (f);
  while (mailbox_count (mail_store_mailbox (f->store, "INBOX")) < 3)
    deliver (f, LETTER);
  if (key % 8 != 0)
    say (f, 0, "in LOGIN ada rahasia\r\n");
  if (key % 8 > 1)
    say (f, 0, "in SELECT INBOX\r\n");
  forget (f, 0);
}

static void
test_random_octets (void **state)
{
  static const char alphabet[] = "a1 \r\n\r\n{}()[]<>\"\\*%+,:.~$&-FETCHUIDBODY\0\xff";
  Fixture *f = fixture_new (FALSE);

  f->host->policy.message_limit = 100000;
  for (guint64 key = 0; key < 400; key++)
    {
      guint8 octets[300];

      begin (f, key);
      for (guint i = 0; i < sizeof octets; i++)
        {
          guint64 r = rng_u64 (key, "test", "octet", i);

          octets[i] = key % 3 == 0 ? (guint8) r : (guint8) alphabet[r % (sizeof alphabet - 1)];
        }
      feed (f, octets, sizeof octets, key);
    }
  fixture_free (f);
}

static void
mutate (GByteArray *octets, guint64 key)
{
  guint n = (guint) (rng_u64 (key, "test", "mutations", 0) % 4);

  for (guint i = 0; i < n && octets->len > 1; i++)
    {
      guint at = (guint) (rng_u64 (key, "test", "at", i) % octets->len);
      guint64 r = rng_u64 (key, "test", "what", i);

      if (r % 3 == 0)
        octets->data[at] = (guint8) (r >> 8);
      else if (r % 3 == 1)
        g_byte_array_remove_index (octets, at);
      else
        octets->data[at] = "(){}[]\" *:,\\<>.0129"[(r >> 8) % 19];
    }
}

static void
test_mutations (void **state)
{
  Fixture *f = fixture_new (FALSE);

  f->host->policy.message_limit = 100000;
  for (guint64 key = 0; key < 3000; key++)
    {
      g_autoptr (GByteArray) octets = g_byte_array_new ();

      if (key % 20 == 0 || f->talks[0].server.state == IMAP_LOGGED_OUT)
        begin (f, key / 20);
      for (guint i = 0; i < 3; i++)
        {
          const char *line = corpus[rng_u64 (key, "test", "command", i) % G_N_ELEMENTS (corpus)];

          g_byte_array_append (octets, (const guint8 *) line, (guint) strlen (line));
        }
      mutate (octets, key);
      feed (f, octets->data, octets->len, key);
    }
  fixture_free (f);
}

static char *
repeat (const char *before, const char *piece, guint n, const char *after)
{
  GString *text = g_string_new (before);

  for (guint i = 0; i < n; i++)
    g_string_append (text, piece);
  g_string_append (text, after);
  return g_string_free (text, FALSE);
}

static void
test_deep_and_long (void **state)
{
  Fixture *f = fixture_new (FALSE);
  static const struct { const char *before, *piece; guint n; const char *after; const char *expected; } cases[] = {
    { "a SEARCH ", "(", 60000, "\r\n", "a BAD SEARCH takes search keys\r\n" },
    { "a SEARCH ", "NOT ", 15000, "ALL\r\n", "a BAD SEARCH takes search keys\r\n" },
    { "a SEARCH ", "OR 1 ", 12000, "1\r\n", "a BAD SEARCH takes search keys\r\n" },
    { "a SEARCH 1", " 1", 30000, "\r\n", "a BAD SEARCH takes search keys\r\n" },
    { "a SEARCH ", "NOT ", 400, "ALL\r\n", "* SEARCH 1\r\na OK SEARCH completed\r\n" },
    { "a SEARCH ", "OR DELETED ", 400, "ALL\r\n", "* SEARCH 1\r\na OK SEARCH completed\r\n" },
    { "a FETCH 1 (UID", " UID", 10000, ")\r\n",
      "a BAD FETCH takes a set of messages and data items\r\n" },
    { "a FETCH 1 BODY[1", ".1", 20000, "]\r\n", "a BAD FETCH takes a set of messages and data items\r\n" },
    { "a FETCH 1", ",1", 30000, " UID\r\n", "* 1 FETCH (UID 1)\r\na OK FETCH completed\r\n" },
    { "a STORE 1 FLAGS (x", " x", 30000, ")\r\n",
      "a BAD STORE takes a set of messages, FLAGS with + or - or neither, and flags\r\n" },
    { "a LIST \"\" ", "*a", 30000, "\r\n",
      "a BAD LIST and LSUB take a reference and a mailbox name with or without wildcards\r\n" },
    { "a LIST \"\" ", "*a", 450, "\r\n", "a OK LIST completed\r\n" },
    { "a CREATE ", "x/", 30000, "\r\n", "a BAD CREATE takes the name of a mailbox\r\n" },
    { "a NOOP", "x", 70000, "\r\n", "a BAD The command line is too long\r\n" },
    { "a NOOP", "x", 70000, "{10+}\r\nb LOGOUT\r\n\r\n", "a BAD The command line is too long\r\n" },
    { "a UID STORE 1 FLAGS ", "{1+}\r\nx ", 70000, "\r\n", NULL },
  };

  deliver (f, "Subject: x\r\n\r\n");
  log_in_and_select (f, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *says = repeat (cases[i].before, cases[i].piece, cases[i].n, cases[i].after);

      if (cases[i].expected != NULL)
        talk (f, 0, says, cases[i].expected);
      else
        talk_end (f, 0, says, "literal is larger than this server takes\r\n");
    }
  talk (f, 0, "z NOOP\r\n", "z OK NOOP completed\r\n");
  fixture_free (f);
}

/* A size alone never costs the session (RFC 7888 §4). */
static void
test_large_literals (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));
  g_autofree char *swallowed = repeat ("a APPEND INBOX {2000+}\r\n", "a LOGOUT\r\n", 200, "\r\na2 NOOP\r\n");

  f->host->policy.message_limit = 1000;
  talk (f, 0, "s LOGIN {5000}\r\n", "s BAD [TOOBIG] The literal is larger than this server takes\r\n");
  talk (f, 0, "s FOO {5}\r\n", "s BAD There is no such command\r\n");
  talk (f, 0, "s APPEND INBOX {5}\r\n", "s BAD This command is not for this state\r\n");
  talk (f, 0, "s FOO {5+}\r\na\r\nb LOGOUT {2+}\r\nxx\r\n", "s BAD There is no such command\r\n");
  log_in (f, 0);
  talk (f, 0, "a APPEND INBOX {70000}\r\n", "a NO [TOOBIG] The literal is larger than this server takes\r\n");
  talk (f, 0, "a APPEND INBOX {99999999999999999999999}\r\n",
        "a NO [TOOBIG] The literal is larger than this server takes\r\n");
  f->host->policy.message_limit = 100000;
  talk (f, 0, "a CREATE {70000}\r\n", "a BAD [TOOBIG] The literal is larger than this server takes\r\n");
  talk (f, 0, "a NOOP\r\n", "a OK NOOP completed\r\n");
  f->host->policy.message_limit = 1000;
  talk (f, 0, swallowed, "a NO [TOOBIG] The literal is larger than this server takes\r\na2 OK NOOP completed\r\n");
  fixture_free (f);
}

static void
test_long_lines_within_commands (void **state)
{
  Fixture *f = fixture_new (FALSE);
  g_autofree char *sasl = repeat ("a AUTHENTICATE PLAIN\r\n", "A", 70000, "\r\nb NOOP\r\n");
  g_autofree char *idle = repeat ("a IDLE\r\n", "A", 70000, "\r\nb NOOP\r\n");

  talk (f, 0, sasl, "+ \r\na BAD That is no message of this mechanism\r\nb OK NOOP completed\r\n");
  log_in (f, 0);
  talk (f, 0, idle, "+ idling\r\na BAD Only DONE ends IDLE\r\nb OK NOOP completed\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_random_octets),
    cmocka_unit_test (test_mutations),
    cmocka_unit_test (test_deep_and_long),
    BOTH (test_large_literals),
    cmocka_unit_test (test_long_lines_within_commands),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
