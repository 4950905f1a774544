/* What SMTP got after RFC 5321, one test per RFC; part of the program test-smtp-server, which counts the rows. */
#include "smtp/smtp-server.h"

#include <stdlib.h>
#include <string.h>

#include "../scram-client.h"
#include "server-fixture.h"

/* RFC 3207 §5, its example, and §4. */
static void
check_starttls (Fixture *f)
{
  say (f, "STARTTLS\r\nEHLO mail.luar.example\r\nSTARTTLS\r\n");
  assert_null (strstr (f->said->str, "250-STARTTLS"));
  assert_non_null (strstr (f->said->str, "503 5.5.1 Bad sequence of commands\r\n"));
  assert_non_null (strstr (f->said->str, "502 5.5.1 TLS is not offered here\r\n"));
  f->host->policy.offer_tls = TRUE;
  f->host->policy.login_needs_tls = TRUE;
  say (f, "EHLO mail.luar.example\r\n");
  assert_non_null (strstr (f->said->str, "\r\n250-STARTTLS\r\n"));
  assert_null (strstr (f->said->str, "AUTH"));
  say (f, "MAIL FROM:<ada@kantor.example>\r\nSTARTTLS now\r\n");
  assert_string_equal (f->said->str,
                       "530 5.7.0 Must issue a STARTTLS command first\r\n501 5.5.4 This command takes no argument\r\n");
  assert_int_equal (f->tls, 0);
  say (f, "STARTTLS\r\n");
  assert_string_equal (f->said->str, "220 2.0.0 Ready to start TLS\r\n");
  assert_int_equal (f->tls, 1);
  say (f, "MAIL FROM:<ada@kantor.example>\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\n");
  assert_string_equal (f->said->str, "503 5.5.1 Bad sequence of commands\r\n503 5.5.1 Bad sequence of commands\r\n");
  say (f, "EHLO mail.luar.example\r\n");
  assert_null (strstr (f->said->str, "250-STARTTLS"));
  assert_non_null (strstr (f->said->str, "250-AUTH"));
  say (f, "STARTTLS\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\n");
  assert_string_equal (f->said->str, "503 5.5.1 The connection is protected already\r\n235 2.7.0 Logged in\r\n");
}

static void
test_starttls (void **state)
{
  each_way (SMTP_SUBMISSION, check_starttls);
}

/* RFC 3207 §4.2: what was known before is forgotten, and what came behind STARTTLS without protection is nothing. */
static void
test_starttls_forgets (void **state)
{
  Fixture *f = fixture_new (SMTP_SUBMISSION, FALSE);

  f->host->policy.offer_tls = TRUE;
  say (f, "EHLO luar.example\r\nAUTH PLAIN AGFkYQByYWhhc2lh\r\nSTARTTLS\r\nEHLO evil\r\nMAIL FROM:<evil@luar.example>\r\n");
  assert_true (g_str_has_suffix (f->said->str, "235 2.7.0 Logged in\r\n220 2.0.0 Ready to start TLS\r\n"));
  assert_int_equal (f->server.io.input->len, 0);
  assert_null (f->server.helo);
  say (f, "EHLO luar.example\r\nMAIL FROM:<ada@kantor.example>\r\n");
  assert_true (g_str_has_suffix (f->said->str, "530 5.7.0 Log in first\r\n"));
  fixture_free (f);
}

#define GREETED "EHLO luar.example\r\n"
#define ENVELOPE "MAIL FROM:<budi@luar.example>\r\nRCPT TO:<ada@kantor.example>\r\n"
#define SAM "To: Susan@random.com\r\nFrom: Sam@random.com\r\nSubject: This is a bodyless test message\r\n"

static void
assert_ends (const Fixture *f, const char *text)
{
  if (!g_str_has_suffix (f->said->str, text))
    fail_msg ("(%s) it said\n%s", f->by_octet ? "by octet" : "whole", f->said->str);
}

static void
assert_last_ends (const Fixture *f, const char *text)
{
  g_autofree char *last = dup_last (f, 1);

  assert_true (g_str_has_suffix (last, text));
}

/* RFC 3030 §4.1, and §4.2's way with BODY=8BITMIME: everything in one go. */
static void
check_chunking (Fixture *f)
{
  say (f, GREETED);
  assert_non_null (strstr (f->said->str, "250-CHUNKING\r\n"));
  say (f, ENVELOPE "BDAT 86 LAST\r\n" SAM "NOOP\r\n");
  assert_ends (f, "250 2.6.0 Message taken, id 1.1\r\n250 2.0.0 Nothing done\r\n");
  assert_last_ends (f, "\r\n" SAM);
  say (f, ENVELOPE "BDAT 22\r\nTo: Susan@random.com\r\nBDAT 4\r\n\r\n.\r"
                   "BDAT 3\r\n\n..BDAT 0 LAST\r\n");
  assert_ends (f, "250 2.0.0 22 octets so far\r\n250 2.0.0 26 octets so far\r\n250 2.0.0 29 octets so far\r\n"
                  "250 2.6.0 Message taken, id 1.2\r\n");
  assert_last_ends (f, "\r\nTo: Susan@random.com\r\n\r\n.\r\n..\r\n");
  assert_int_equal (inbox_count (f, 1), 2);
}

static void
test_chunking (void **state)
{
  each_way (SMTP_RELAY_IN, check_chunking);
}

/* RFC 3030 §2: a chunk out of place is thrown away and refused; whatever is in it is no command. */
static void
check_chunks_refused (Fixture *f)
{
  say (f, "BDAT 6\r\nQUIT\r\n" GREETED "BDAT 6 LAST\r\nQUIT\r\nBDAT 0\r\n" ENVELOPE);
  assert_null (strstr (f->said->str, "221"));
  assert_int_equal (g_str_has_prefix (f->said->str, "503 5.5.1 Bad sequence of commands\r\n250-"), TRUE);
  assert_non_null (strstr (f->said->str, "HELP\r\n503 5.5.1 Bad sequence of commands\r\n"
                                         "503 5.5.1 Bad sequence of commands\r\n250 "));
  say (f, "BDAT\r\nBDAT x\r\nBDAT 1 FIRST\r\nBDAT -1\r\nBDAT 123456789012345678901\r\nBDAT  5\r\n");
  for (const char *p = f->said->str; *p != '\0'; p = strchr (p, '\n') + 1)
    assert_true (g_str_has_prefix (p, "501 5.5.4 "));
  say (f, "BDAT 6 last\r\nA: b\n\r");
  assert_string_equal (f->said->str, "554 5.6.0 A lone CR or LF is in the message (RFC 5321 section 2.3.8)\r\n");
  say (f, ENVELOPE "BDAT 3\r\nab\rDATA\r\nBDAT zz\r\nMAIL FROM:<>\r\n"
          "RCPT TO:<eko@kantor.example>\r\nRSET\r\nBDAT 1 LAST\r\nx");
  assert_ends (f, "503 5.5.1 Bad sequence of commands\r\n501 5.5.4 BDAT needs the size of the chunk, and may say LAST\r\n"
                  "503 5.5.1 Bad sequence of commands\r\n503 5.5.1 Bad sequence of commands\r\n"
                  "250 2.0.0 Nothing is kept of this mail\r\n503 5.5.1 Bad sequence of commands\r\n");
  assert_int_equal (inbox_count (f, 1), 0);
}

static void
test_chunks_refused (void **state)
{
  each_way (SMTP_RELAY_IN, check_chunks_refused);
}

static void
check_chunks_too_large (Fixture *f)
{
  f->host->policy.message_limit = 10;
  say (f, GREETED ENVELOPE "BDAT 8\r\n12345678BDAT 3\r\n9abBDAT 1 LAST\r\nc" ENVELOPE "BDAT 12 LAST\r\n0123456789ab");
  assert_non_null (strstr (f->said->str, "250 2.0.0 8 octets so far\r\n552 5.3.4 The message is too large\r\n"
                                         "503 5.5.1 Bad sequence of commands\r\n250 "));
  assert_ends (f, "552 5.3.4 The message is too large\r\n");
  f->host->policy.message_limit = 10000;
  say (f, "MAIL FROM:<>\r\nRCPT TO:<eko@kantor.example>\r\nBDAT 2000 LAST\r\n");
  for (guint i = 0; i < 20; i++)
    feed (f, "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789", 100);
  assert_ends (f, "452 4.2.2 A mailbox is full: nobody has got the message\r\n");
}

static void
test_chunks_too_large (void **state)
{
  each_way (SMTP_RELAY_IN, check_chunks_too_large);
}

/* Whatever may be said, and however it may end, while chunks come. */
static void
check_chunk_states (Fixture *f)
{
  static const char *const common[] = { "EHLO [\x01]\r\n", "HELO\r\n", "RSET x\r\n", "NOOP\r\n", "VRFY ada\r\n", "VRFY\r\n",
                                        "EXPN x\r\n", "HELP\r\n", "QUIT now\r\n", "XYZZY\r\n", "EHLO luar.example\r\n" };
  g_autofree char *blank = g_strnfill (600, 'x');

  for (guint i = 0; i < 6; i++)
    {
      open_session (f, SMTP_RELAY_IN);
      say (f, GREETED ENVELOPE "BDAT 1\r\nx");
      if (i == 0)
        for (guint j = 0; j < G_N_ELEMENTS (common); j++)
          say (f, common[j]);
      else if (i == 1)
        {
          feed (f, blank, 600);
          say (f, "\r\nHELO luar.example\r\n");
        }
      else if (i == 2)
        say (f, "QUIT\r\n");
      else if (i == 3)
        smtp_server_timeout (&f->server, f->host, f->now, &f->out);
      else
        {
          if (i == 4)
            say (f, "BDAT 5\r\nab");
          smtp_server_closed (&f->server, f->host, f->now, &f->out);
        }
      drain (f);
      assert_int_equal (f->server.state == SMTP_CLOSED, i >= 2);
    }
  say (f, "");
  open_session (f, SMTP_RELAY_IN);
  say (f, GREETED ENVELOPE "BDAT 5\r\nab");
  smtp_server_timeout (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_ends (f, "421 4.4.2 Waited too long: closing\r\n");
}

static void
test_chunk_states (void **state)
{
  each_way (SMTP_RELAY_IN, check_chunk_states);
}

/* RFC 6409 §6.1: off by itself; the null reverse-path is always taken. */
static void
check_own_sender (Fixture *f)
{
  say (f, GREETED "AUTH PLAIN AGFkYQByYWhhc2lh\r\nMAIL FROM:<budi@luar.example>\r\nRSET\r\n");
  assert_ends (f, "250 2.1.0 Sender taken\r\n250 2.0.0 Nothing is kept of this mail\r\n");
  f->host->policy.own_sender = TRUE;
  say (f, "MAIL FROM:<budi@luar.example>\r\nMAIL FROM:<eko@kantor.example>\r\nMAIL FROM:<ADA@Kantor.example>\r\nRSET\r\n"
          "MAIL FROM:<>\r\n");
  assert_ends (f, "553 5.7.1 That is not the address of who is logged in\r\n"
                  "553 5.7.1 That is not the address of who is logged in\r\n"
                  "250 2.1.0 Sender taken\r\n250 2.0.0 Nothing is kept of this mail\r\n250 2.1.0 Sender taken\r\n");
}

static void
test_own_sender (void **state)
{
  each_way (SMTP_SUBMISSION, check_own_sender);
}

/* Between servers the sender is whoever it is. */
static void
test_own_sender_of_others (void **state)
{
  Fixture *f = fixture_new (SMTP_RELAY_IN, FALSE);

  f->host->policy.own_sender = TRUE;
  say (f, GREETED "MAIL FROM:<budi@luar.example>\r\n");
  assert_ends (f, "250 2.1.0 Sender taken\r\n");
  fixture_free (f);
}

/* RFC 6531 §3.3, §3.4, §4.3. */
static void
check_utf8 (Fixture *f)
{
  say (f, GREETED "MAIL FROM:<d\xc3\xb6rte@luar.example>\r\n");
  assert_non_null (strstr (f->said->str, "250-SMTPUTF8\r\n"));
  assert_ends (f, "553 5.6.7 An address beyond US-ASCII needs SMTPUTF8\r\n");
  say (f, "MAIL FROM:<budi@luar.example>\r\nRCPT TO:<d\xc3\xb6rte@kantor.example>\r\nRSET\r\n");
  assert_non_null (strstr (f->said->str, "553 5.6.7 "));
  say (f, "MAIL FROM:<d\xc3\xb6rte@\xc3\xbc.example> SMTPUTF8=yes\r\nMAIL FROM:<\xff@luar.example> SMTPUTF8\r\n");
  assert_true (g_str_has_prefix (f->said->str, "555 5.5.4 "));
  assert_ends (f, "501 5.1.7 That is no address in angle brackets\r\n");
  say (f, "MAIL FROM:<d\xc3\xb6rte@\xc3\xbc.example> SMTPUTF8 BODY=8BITMIME\r\nRCPT TO:<\xe4\xb8\xad@kantor.example>\r\n"
          "RCPT TO:<ada@kantor.example>\r\nDATA\r\nFrom: D\xc3\xb6rte <d\xc3\xb6rte@\xc3\xbc.example>\r\n\r\nhi\r\n.\r\n");
  assert_non_null (strstr (f->said->str, "550 5.1.1 No such user here\r\n"));
  assert_ends (f, "250 2.6.0 Message taken, id 1.1\r\n");
  {
    g_autofree char *last = dup_last (f, 1);

    assert_true (g_str_has_prefix (last, "Return-Path: <d\xc3\xb6rte@\xc3\xbc.example>\r\nReceived: from luar.example by "
                                         "mail.kantor.example with UTF8SMTP id 1.1\r\n"));
  }
  say (f, "MAIL FROM:<\"j\xc3\xb6 e\"@luar.example>\r\nMAIL FROM:<\"j\xc3\xb6 e\"@luar.example> SMTPUTF8\r\n");
  assert_ends (f, "553 5.6.7 An address beyond US-ASCII needs SMTPUTF8\r\n250 2.1.0 Sender taken\r\n");
}

static void
test_utf8 (void **state)
{
  each_way (SMTP_RELAY_IN, check_utf8);
}

/* RFC 7677, carried as RFC 4954 §4 says. */
static void
check_scram (Fixture *f)
{
  g_autofree char *first = scram_client_first ("ada", "fyko");
  g_autofree char *begin = g_strdup_printf (GREETED "AUTH SCRAM-SHA-256 %s\r\n", first);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *signature = NULL;
      g_autofree char *final = NULL;
      g_autofree char *line = NULL;
      g_autofree char *expected = NULL;
      char *challenge;

      say (f, begin);
      challenge = g_strstr_len (f->said->str, -1, "\r\n334 ");
      assert_non_null (challenge);
      g_strchomp (challenge);
      final = scram_client_final ("ada", "fyko", i == 0 ? "Rahasia" : "rahasia", challenge + 6, &signature);
      line = g_strconcat (final, "\r\n", NULL);
      expected = g_strdup_printf ("334 %s\r\n", signature);
      say (f, line);
      assert_string_equal (f->said->str, i == 0 ? "535 5.7.8 Wrong user name or password\r\n" : expected);
    }
  assert_int_equal (f->server.store, 0);
  say (f, "\r\n");
  assert_string_equal (f->said->str, "235 2.7.0 Logged in\r\n");
  assert_int_equal (f->server.store, 1);
  assert_int_equal (f->secrets > 0, TRUE);
}

static void
check_scram_refused (Fixture *f)
{
  say (f, GREETED "AUTH SCRAM-SHA-256\r\n");
  assert_ends (f, "\r\n334 \r\n");
  say (f, "*\r\nAUTH SCRAM-SHA-256 =\r\nAUTH SCRAM-SHA-256-PLUS\r\n");
  assert_string_equal (f->said->str, "501 5.7.0 Authentication cancelled\r\n"
                                     "501 5.5.2 Not what the mechanism asks for, in base64\r\n"
                                     "504 5.5.4 Unknown authentication mechanism\r\n");
}

static void
test_scram (void **state)
{
  each_way (SMTP_SUBMISSION, check_scram);
  each_way (SMTP_SUBMISSION, check_scram_refused);
}

static void
check_errors (Fixture *f)
{
  for (guint i = 0; i < 5; i++)
    {
      open_session (f, SMTP_SUBMISSION);
      if (i > 0)
        say (f, GREETED "AUTH PLAIN AGFkYQByYWhhc2lh\r\n");
      if (i > 1)
        say (f, "MAIL FROM:<ada@kantor.example>\r\n");
      if (i > 2)
        say (f, "RCPT TO:<ada@kantor.example>\r\n");
      if (i > 3)
        say (f, "BDAT 1\r\nx");
      for (guint j = 0; j < 19; j++)
        say (f, j % 2 == 0 ? "XYZZY\r\n" : "XYZZY\n");
      assert_false (f->closed);
      say (f, "XYZZY\r\nNOOP\r\n");
      assert_string_equal (f->said->str, "500 5.5.2 Unknown command\r\n421 4.7.0 Too many errors: closing\r\n");
      assert_true (f->closed);
    }
  open_session (f, SMTP_SUBMISSION);
  say (f, GREETED);
  for (guint i = 0; i < 5; i++)
    say (f, "AUTH PLAIN\r\nAGFkYQB3cm9uZw==\r\n");
  assert_string_equal (f->said->str, "334 \r\n535 5.7.8 Wrong user name or password\r\n421 4.7.0 Too many errors: closing\r\n");
  assert_true (f->closed);
}

static void
test_errors (void **state)
{
  each_way (SMTP_SUBMISSION, check_errors);
}

/* RFC 5321 §4.5.3.1.6 bounds a text line at 1000 octets; §4.5.3.1 asks servers to take more where they can, and those in
 * use do. It is kept as it is. */
static void
check_long_lines (Fixture *f)
{
  g_autofree char *line = g_strnfill (5000, 'x');
  g_autofree char *text = g_strdup_printf (GREETED ENVELOPE "DATA\r\nA: b\r\n\r\n%s\r\n.\r\n", line);
  g_autofree char *kept = g_strdup_printf ("\r\n\r\n%s\r\n", line);

  say (f, text);
  assert_ends (f, "250 2.6.0 Message taken, id 1.1\r\n");
  assert_last_ends (f, kept);
}

static void
test_long_lines (void **state)
{
  each_way (SMTP_RELAY_IN, check_long_lines);
}

/* RFC 5321 §4.1.2: all quoted forms of a Local-part are equivalent, one with no need of quotes to that without. */
static void
check_quoted_names (Fixture *f)
{
  say (f, GREETED "MAIL FROM:<\"budi\"@luar.example>\r\n"
                  "RCPT TO:<\"\\a\\d\\a\"@kantor.example>\r\nRCPT TO:<\"ada\"@kantor.example>\r\n");
  assert_ends (f, "250 2.1.0 Sender taken\r\n250 2.1.5 Recipient taken\r\n250 2.1.5 Recipient taken\r\n");
  assert_string_equal (f->server.from, "budi@luar.example");
  assert_int_equal (f->server.to->len, 1);
  say (f, "RCPT TO:<\"ad a\"@kantor.example>\r\nRSET\r\nMAIL FROM:<\"\\b u\\.\\\"\\\\di\"@luar.example>\r\n");
  assert_string_equal (f->said->str, "550 5.1.1 No such user here\r\n250 2.0.0 Nothing is kept of this mail\r\n"
                                     "250 2.1.0 Sender taken\r\n");
  assert_string_equal (f->server.from, "\"b u.\\\"\\\\di\"@luar.example");
}

static void
test_quoted_names (void **state)
{
  each_way (SMTP_RELAY_IN, check_quoted_names);
}

/* RFC 5321 §4.1.1: white space before the line end is tolerated. */
static void
check_trailing_space (Fixture *f)
{
  say (f, "EHLO luar.example \t \r\n");
  assert_ends (f, "250 HELP\r\n");
  assert_string_equal (f->server.helo, "luar.example");
  say (f, "NOOP\t\r\nMAIL FROM:<budi@luar.example>  \r\nRCPT TO:<ada@kantor.example>\t\r\nRSET \r\n"
          "MAIL FROM:<budi@luar.example> SIZE=3 \r\nRCPT TO:<ada@kantor.example> \r\nDATA \r\n");
  assert_string_equal (f->said->str, "250 2.0.0 Nothing done\r\n250 2.1.0 Sender taken\r\n250 2.1.5 Recipient taken\r\n"
                                     "250 2.0.0 Nothing is kept of this mail\r\n250 2.1.0 Sender taken\r\n"
                                     "250 2.1.5 Recipient taken\r\n354 Send the message, then a line with a single dot\r\n");
  say (f, "x\r\n. \r\n.\r\n \r\nQUIT \r\n");
  assert_string_equal (f->said->str, "250 2.6.0 Message taken, id 1.1\r\n500 5.5.2 Unknown command\r\n221 2.0.0 Goodbye\r\n");
}

static void
test_trailing_space (void **state)
{
  each_way (SMTP_RELAY_IN, check_trailing_space);
}

int
run_extension_tests (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_starttls),
    cmocka_unit_test (test_starttls_forgets),
    cmocka_unit_test (test_chunking),
    cmocka_unit_test (test_chunks_refused),
    cmocka_unit_test (test_chunks_too_large),
    cmocka_unit_test (test_chunk_states),
    cmocka_unit_test (test_own_sender),
    cmocka_unit_test (test_own_sender_of_others),
    cmocka_unit_test (test_utf8),
    cmocka_unit_test (test_scram),
    cmocka_unit_test (test_errors),
    cmocka_unit_test (test_long_lines),
    cmocka_unit_test (test_quoted_names),
    cmocka_unit_test (test_trailing_space),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
