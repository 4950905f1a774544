/* IMAP server: sessions as RFC 3501 §8 shows one, command by command. */
#include "scram-client.h"
#include "server-fixture.h"

#define MEETING                                                                                                        \
  "Date: Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\r\n"                                                                    \
  "From: Terry Gray <gray@cac.washington.edu>\r\n"                                                                     \
  "Subject: IMAP4rev1 WG mtg summary and minutes\r\n"                                                                  \
  "To: imap@cac.washington.edu\r\n"                                                                                    \
  "cc: minutes@CNRI.Reston.VA.US, John Klensin <KLENSIN@MIT.EDU>\r\n"                                                  \
  "Message-Id: <B27397-0100000@cac.washington.edu>\r\n"                                                                \
  "MIME-Version: 1.0\r\n"                                                                                              \
  "Content-Type: TEXT/PLAIN; CHARSET=US-ASCII\r\n"                                                                     \
  "\r\n"                                                                                                               \
  "Minutes follow.\r\n"

static void
test_states_are_described (void **state)
{
  char *missing;

  assert_true (state_type_covers (&imap_server_state, &missing));
  assert_true (state_type_covers (&imap_view_entry_state, &missing));
}

/* RFC 3501 §8. */
static void
test_sample_connection (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, MEETING);
  talk_end (f, 0, "a001 login ada rahasia\r\n", "] LOGIN completed\r\n");
  talk (f, 0, "a002 select inbox\r\n",
        "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft)\r\n"
        "* OK [PERMANENTFLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft \\*)] These flags are kept\r\n"
        "* 1 EXISTS\r\n* 1 RECENT\r\n* OK [UNSEEN 1] The first message not seen\r\n"
        "* OK [UIDVALIDITY 7] UIDs are valid\r\n* OK [UIDNEXT 2] The next UID\r\n"
        "* OK [HIGHESTMODSEQ 2] The highest mod-sequence\r\n* OK [MAILBOXID (F1)] The mailbox's own id\r\n"
        "a002 OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a003 fetch 1 full\r\n",
        "* 1 FETCH (FLAGS (\\Recent) INTERNALDATE \" 1-Sep-2026 08:00:00 +0000\" RFC822.SIZE 359 ENVELOPE ("
        "\"Wed, 17 Jul 1996 02:23:25 -0700 (PDT)\" \"IMAP4rev1 WG mtg summary and minutes\" "
        "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) "
        "((\"Terry Gray\" NIL \"gray\" \"cac.washington.edu\")) ((NIL NIL \"imap\" \"cac.washington.edu\")) "
        "((NIL NIL \"minutes\" \"CNRI.Reston.VA.US\")(\"John Klensin\" NIL \"KLENSIN\" \"MIT.EDU\")) NIL NIL "
        "\"<B27397-0100000@cac.washington.edu>\") "
        "BODY (\"text\" \"plain\" (\"CHARSET\" \"US-ASCII\") NIL NIL \"7BIT\" 17 1))\r\n"
        "a003 OK FETCH completed\r\n");
  talk (f, 0, "a004 fetch 1 body[text]\r\n",
        "* 1 FETCH (BODY[TEXT] {17}\r\nMinutes follow.\r\n FLAGS (\\Seen \\Recent))\r\na004 OK FETCH completed\r\n");
  talk (f, 0, "a005 store 1 +flags \\deleted\r\n",
        "* 1 FETCH (FLAGS (\\Seen \\Deleted \\Recent))\r\na005 OK STORE completed\r\n");
  talk (f, 0, "a006 logout\r\n", "* BYE Logging out\r\na006 OK LOGOUT completed\r\n");
  assert_true (f->talks[0].closed);
  fixture_free (f);
}

static void
test_login (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  talk (f, 0, "a LOGIN ada salah\r\n", "a NO [AUTHENTICATIONFAILED] The user name or the password is wrong\r\n");
  talk (f, 0, "a LOGIN nobody rahasia\r\n",
        "a NO [AUTHENTICATIONFAILED] The user name or the password is wrong\r\n");
  talk (f, 0, "a LOGIN {18}\r\n", "+ Ready for literal data\r\n");
  talk (f, 0, "ada@kantor.example {7}\r\n", "+ Ready for literal data\r\n");
  talk_end (f, 0, "rahasia\r\n", "] LOGIN completed\r\n");
  talk_end (f, 1, "a LOGIN \"ada\" {7+}\r\nrahasia\r\n", "] LOGIN completed\r\n");
  f->host->policy.imap_enabled = FALSE;
  talk (f, 2, "a LOGIN ada rahasia\r\n", "a NO [NOPERM] IMAP is switched off for this account\r\n");
  fixture_free (f);
}

static void
test_authenticate (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  talk (f, 0, "a AUTHENTICATE KERBEROS_V4\r\n", "a NO This mechanism is not offered\r\n");
  talk (f, 0, "a AUTHENTICATE PLAIN\r\n", "+ \r\n");
  talk (f, 0, "*\r\n", "a BAD AUTHENTICATE was cancelled\r\n");
  talk (f, 0, "a AUTHENTICATE PLAIN =\r\n", "a BAD That is no message of this mechanism\r\n");
  talk (f, 0, "a AUTHENTICATE PLAIN !\r\n", "a BAD That is no message of this mechanism\r\n");
  talk (f, 0, "a AUTHENTICATE PLAIN YnVkaQBhZGEAcmFoYXNpYQ==\r\n",
        "a NO [AUTHORIZATIONFAILED] Nobody acts for another here\r\n");
  talk (f, 0, "a SELECT INBOX\r\n", "a BAD This command is not for this state\r\n");
  talk_end (f, 0, "a AUTHENTICATE PLAIN\r\nAGFkYQByYWhhc2lh\r\n", "] AUTHENTICATE completed\r\n");
  talk_end (f, 1, "a AUTHENTICATE PLAIN YWRhAGFkYQByYWhhc2lh\r\n", "] AUTHENTICATE completed\r\n");
  fixture_free (f);
}

#define SCRAM_BARE "n=ada,r=fyko+d2lbbFgONRv9qkxdawL"

/* The server's challenge, as a string of the test's own. */
static char *
challenge_of (Fixture *f, guint n)
{
  const char *said = f->talks[n].said->str;
  char *challenge;

  assert_true (g_str_has_prefix (said, "+ "));
  challenge = g_strndup (said + 2, strlen (said) - 4);
  forget (f, n);
  return challenge;
}

static void
scram (Fixture *f, guint n, const char *password, gboolean at_once)
{
  g_autofree char *first = g_base64_encode ((const guint8 *) "n,," SCRAM_BARE, 3 + strlen (SCRAM_BARE));
  g_autofree char *challenge = NULL;
  g_autofree char *answer = NULL;
  g_autofree char *line = g_strdup_printf ("%s%s\r\n", at_once ? "a AUTHENTICATE SCRAM-SHA-256 " : "", first);
  g_autofree char *last = NULL;

  if (!at_once)
    talk (f, n, "a AUTHENTICATE SCRAM-SHA-256\r\n", "+ \r\n");
  say (f, n, line);
  challenge = challenge_of (f, n);
  answer = scram_answer (SCRAM_BARE, challenge, password);
  last = g_strdup_printf ("%s\r\n", answer);
  say (f, n, last);
}

/* RFC 7677, with and without an initial response. */
static void
test_scram (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  for (guint n = 0; n < 2; n++)
    {
      scram (f, n, "rahasia", n == 0);
      g_free (challenge_of (f, n));
      talk_end (f, n, "\r\n", "] AUTHENTICATE completed\r\n");
      talk (f, n, "a CHECK\r\n", "a BAD This command is not for this state\r\n");
    }
  scram (f, 2, "salah", TRUE);
  heard (f, 2, "a NO [AUTHENTICATIONFAILED] The user name or the password is wrong\r\n");
  talk (f, 2, "a AUTHENTICATE SCRAM-SHA-256 AAAA\r\n", "a BAD That is no message of this mechanism\r\n");
  talk (f, 2, "a NOOP\r\n", "a OK NOOP completed\r\n");
  fixture_free (f);
}

static void
test_privacy (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  f->host->policy.login_needs_tls = TRUE;
  talk (f, 0, "a CAPABILITY\r\n",
        "* CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE LOGINDISABLED\r\na OK CAPABILITY completed\r\n");
  talk (f, 0, "a LOGIN ada rahasia\r\n",
        "a NO [PRIVACYREQUIRED] Logging in needs a protected connection\r\n");
  talk (f, 0, "a AUTHENTICATE PLAIN\r\n",
        "a NO [PRIVACYREQUIRED] Logging in needs a protected connection\r\n");
  f->talks[0].server.tls = TRUE;
  talk_end (f, 0, "a LOGIN ada rahasia\r\n", "] LOGIN completed\r\n");
  fixture_free (f);
}

/* RFC 3501 §6.2.1; nothing that came before the protection counts after it. */
static void
test_starttls (void **state)
{
  Fixture *f = fixture_new (FALSE);

  f->host->policy.offer_tls = TRUE;
  talk (f, 0, "a001 CAPABILITY\r\n",
        "* CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE STARTTLS AUTH=PLAIN AUTH=SCRAM-SHA-256\r\n"
        "a001 OK CAPABILITY completed\r\n");
  f->host->policy.login_needs_tls = TRUE;
  talk (f, 0, "a002 CAPABILITY\r\n",
        "* CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE STARTTLS LOGINDISABLED\r\n"
        "a002 OK CAPABILITY completed\r\n");
  imap_server_receive (&f->talks[0].server, (const guint8 *) "a003 STARTTLS\r\na004 NOOP\r\n", 26);
  assert_true (imap_server_next (&f->talks[0].server, f->host, f->now, &f->out));
  assert_true (f->out.start_tls);
  run (f, &f->talks[0]);
  heard (f, 0, "a003 OK Begin the TLS negotiation now\r\n");
  f->talks[0].server.tls = TRUE;
  talk (f, 0, "a005 STARTTLS\r\n", "a005 NO TLS is not offered here\r\n");
  talk (f, 0, "a006 CAPABILITY\r\n",
        "* CAPABILITY IMAP4rev2 IMAP4rev1 LITERAL+ SASL-IR ID ENABLE AUTH=PLAIN AUTH=SCRAM-SHA-256\r\n"
        "a006 OK CAPABILITY completed\r\n");
  fixture_free (f);
}

/* RFC 2971 §3.3, RFC 2342 §5. */
static void
test_id_and_namespace (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  talk (f, 0, "a023 ID (\"name\" \"sodr\" \"version\" \"19.34\" \"vendor\" NIL)\r\n",
        "* ID (\"name\" \"Postroom\")\r\na023 OK ID completed\r\n");
  assert_string_equal (f->talks[0].server.client_name, "sodr");
  /* Not what people can read: the name stays. */
  talk (f, 0, "a ID (\"name\" \"\x01\")\r\n", "* ID (\"name\" \"Postroom\")\r\na OK ID completed\r\n");
  assert_string_equal (f->talks[0].server.client_name, "sodr");
  talk (f, 0, "a042 ID NIL\r\n", "* ID (\"name\" \"Postroom\")\r\na042 OK ID completed\r\n");
  talk (f, 0, "a ID (\"name\")\r\n", "a BAD ID takes NIL or a list of pairs\r\n");
  log_in (f, 0);
  talk (f, 0, "A001 NAMESPACE\r\n", "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\nA001 OK NAMESPACE completed\r\n");
  fixture_free (f);
}

static void
test_syntax (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  talk (f, 0, "\r\n", "* BAD A command begins with a tag\r\n");
  talk (f, 0, "+ NOOP\r\n", "* BAD A command begins with a tag\r\n");
  talk (f, 0, "a\r\n", "a BAD There is no such command\r\n");
  talk (f, 0, "a UID\r\n", "a BAD There is no such command\r\n");
  talk (f, 0, "a  NOOP\r\n", "a BAD There is no such command\r\n");
  talk (f, 0, "a NOOP \r\n", "a BAD NOOP takes no arguments\r\n");
  talk (f, 0, "a noop\n", "a OK NOOP completed\r\n");
  talk (f, 0, "a NOOP\r\nb NOOP\r\n", "a OK NOOP completed\r\nb OK NOOP completed\r\n");
  fixture_free (f);
}

static void
check_masked (const char *says, const char *secret)
{
  Fixture *f = fixture_new (FALSE);
  guint masked = 0;

  g_array_set_size (f->lines, 0);
  say (f, 0, says);
  for (guint i = 0; i < f->lines->len; i++)
    {
      const TraceLine *line = &g_array_index (f->lines, TraceEvent, i).line;

      for (guint t = 0; t < line->n_tokens; t++)
        {
          const TraceToken *token = &g_array_index (f->tokens, TraceToken, line->first_token + t);

          if (token->kind == TOKEN_SECRET && strncmp (says + line->start + token->start, secret, strlen (secret)) == 0)
            masked++;
        }
    }
  assert_int_equal (masked, 1);
  fixture_free (f);
}

/* Octets that are marked in what is said, before or after a login. */
static guint
count_secret (const char *says, gboolean after_login)
{
  Fixture *f = fixture_new (FALSE);
  guint octets = 0;

  if (after_login)
    log_in (f, 0);
  g_array_set_size (f->lines, 0);
  say (f, 0, says);
  for (guint i = 0; i < f->lines->len; i++)
    {
      const TraceLine *line = &g_array_index (f->lines, TraceEvent, i).line;

      for (guint t = 0; t < line->n_tokens; t++)
        if (g_array_index (f->tokens, TraceToken, line->first_token + t).kind == TOKEN_SECRET)
          octets += g_array_index (f->tokens, TraceToken, line->first_token + t).length;
    }
  fixture_free (f);
  return octets;
}

/* A command that is refused in this state shows what it asked for; a password out of place stays marked. */
static void
test_secrets_out_of_place (void **state)
{
  assert_int_equal (count_secret ("a SELECT INBOX\r\n", FALSE), 0);
  assert_int_equal (count_secret ("a FETCH 1:* (FLAGS)\r\n", FALSE), 0);
  assert_int_equal (count_secret ("a UID STORE 3 +FLAGS (\\Deleted)\r\n", FALSE), 0);
  assert_int_equal (count_secret ("a LIST \"\" LOGIN\r\n", FALSE), 0);
  assert_int_equal (count_secret ("a LOGIN ada {5+}\r\nsalah\r\n", FALSE), 5);
  assert_int_equal (count_secret ("a LOGIN ada {99999+}\r\n", FALSE), 0);
  assert_int_equal (count_secret ("a LOGON ada {5+}\r\nsalah\r\n", FALSE), 4 + 5);
  assert_int_equal (count_secret ("a FETCH 1 FLAGS\r\n", TRUE), 0);
  assert_int_equal (count_secret ("a LOGIN ada rahasia\r\n", TRUE), strlen ("rahasia"));
  assert_int_equal (count_secret ("a AUTHENTICATE PLAIN AGFkYQByYWhhc2lh\r\n", TRUE), strlen ("AGFkYQByYWhhc2lh"));
  assert_true (count_secret ("a LOGIN {3+}\r\nada {7+}\r\nrahasia\r\n", TRUE) >= strlen ("rahasia"));
}

/* However a password is sent, or mistyped, it is marked. */
static void
test_secrets (void **state)
{
  check_masked ("a LOGIN ada rahasia\r\n", "rahasia");
  check_masked ("a LOGIN \"ada\" \"rahasia\" x\r\n", "\"rahasia\" x");
  check_masked ("a LOGIN {3+}\r\nada {7+}\r\nrahasia\r\n", "rahasia");
  check_masked ("a LOGIN ada {7+}\r\nrahasia\r\n", "rahasia");
  check_masked ("a AUTHENTICATE PLAIN AGFkYQByYWhhc2lh\r\n", "AGFk");
  check_masked ("a AUTHENTICATE PLAIN\r\nAGFkYQByYWhhc2lh\r\n", "AGFk");
  check_masked ("LOGIN ada rahasia\r\n", "rahasia");
  check_masked ("a LOGON ada rahasia\r\n", "ada rahasia");
  check_masked ("a FOO {7+}\r\nrahasia\r\n", "rahasia");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_states_are_described),
    BOTH (test_sample_connection),
    BOTH (test_login),
    BOTH (test_authenticate),
    BOTH (test_scram),
    BOTH (test_privacy),
    cmocka_unit_test (test_starttls),
    BOTH (test_id_and_namespace),
    BOTH (test_syntax),
    cmocka_unit_test (test_secrets),
    cmocka_unit_test (test_secrets_out_of_place),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
