#include "pop3/pop3-server.h"

#include <string.h>

#include "server-fixture.h"

typedef struct {
  const char *name;
  const char *input;
  const char *output;
} Case;

#define STUFFED                                                                                                        \
  "From: budi@luar.example\r\nSubject: Invoice March\r\n\r\n"                                                          \
  "Dear Ada,\r\n..\r\n...two dots\r\nplease pay\r\n..hidden\r\nBudi\r\n.\r\n"

static const Case cases[] = {
  { "login", LOGIN, LOGGED_IN },
  { "any case of commands", "user ada\r\npAsS rahasia\r\nstat\r\n", LOGGED_IN "+OK 2 159\r\n" },
  { "a lone LF ends a command", "USER ada\nPASS rahasia\nSTAT\n", LOGGED_IN "+OK 2 159\r\n" },
  { "wrong password", "USER ada\r\nPASS Rahasia\r\nPASS rahasia\r\n",
    "+OK Send the password\r\n-ERR [AUTH] Wrong user name or password\r\n-ERR USER comes first\r\n" },
  { "unknown user", "USER nobody\r\nPASS rahasia\r\n",
    "+OK Send the password\r\n-ERR [AUTH] Wrong user name or password\r\n" },
  { "USER and PASS without arguments", "USER\r\nUSER \r\nUSER ada\r\nPASS\r\n",
    "-ERR USER needs a name\r\n-ERR USER needs a name\r\n+OK Send the password\r\n-ERR PASS needs a password\r\n" },
  { "spaces belong to a password", "USER eko@kantor.example\r\nPASS two words\r\nSTAT\r\n",
    "+OK Send the password\r\n+OK Logged in, 0 messages (0 octets)\r\n+OK 0 0\r\n" },
  { "APOP malformed", "APOP ada\r\nAPOP  x\r\nAPOP\r\n",
    "-ERR APOP needs a name and a digest\r\n-ERR APOP needs a name and a digest\r\n"
    "-ERR APOP needs a name and a digest\r\n" },
  { "APOP refused",
    "APOP ada 00000000000000000000000000000000\r\nAPOP who 00000000000000000000000000000000\r\n",
    "-ERR [AUTH] Wrong user name or password\r\n-ERR [AUTH] Wrong user name or password\r\n" },
  { "AUTH PLAIN at once", "AUTH PLAIN AGFkYQByYWhhc2lh\r\nSTAT\r\n",
    "+OK Logged in, 2 messages (159 octets)\r\n+OK 2 159\r\n" },
  { "AUTH PLAIN in two steps", "AUTH plain\r\nAGFkYQByYWhhc2lh\r\n", "+ \r\n+OK Logged in, 2 messages (159 octets)\r\n" },
  { "AUTH cancelled", "AUTH PLAIN\r\n*\r\nNOOP\r\n",
    "+ \r\n-ERR Authentication cancelled\r\n-ERR Command not allowed in this state\r\n" },
  { "AUTH wrong", "AUTH PLAIN AGFkYQB3cm9uZw==\r\nAUTH PLAIN !\r\nAUTH PLAIN =\r\nAUTH CRAM-MD5\r\nAUTH\r\n",
    "-ERR [AUTH] Wrong user name or password\r\n"
    "-ERR Not what the mechanism asks for, in base64\r\n-ERR Not what the mechanism asks for, in base64\r\n"
    "-ERR Unknown authentication mechanism\r\n-ERR Unknown authentication mechanism\r\n" },
  { "AUTH for another", "AUTH PLAIN ZWtvAGFkYQByYWhhc2lh\r\nAUTH PLAIN YWRhAGFkYQByYWhhc2lh\r\n",
    "-ERR [AUTH] Nobody may act for another here\r\n+OK Logged in, 2 messages (159 octets)\r\n" },
  { "CAPA", "CAPA\r\nCAPA x\r\n",
    "+OK Capability list follows\r\nTOP\r\nUIDL\r\nRESP-CODES\r\nAUTH-RESP-CODE\r\nPIPELINING\r\nLANG\r\nEXPIRE NEVER\r\nUTF8\r\n"
    "USER\r\nSASL SCRAM-SHA-256 PLAIN LOGIN\r\nIMPLEMENTATION Postroom\r\n.\r\n-ERR CAPA takes no argument\r\n" },
  { "unknown and out of place", "XYZZY\r\nSTAT\r\n\r\nRETR 1\r\n",
    "-ERR Unknown command\r\n-ERR Command not allowed in this state\r\n-ERR Unknown command\r\n"
    "-ERR Command not allowed in this state\r\n" },
  { "out of place once logged in", LOGIN "USER eko\r\nAPOP a b\r\nAUTH PLAIN\r\nLAST\r\n",
    LOGGED_IN "-ERR Command not allowed in this state\r\n-ERR Command not allowed in this state\r\n"
              "-ERR Command not allowed in this state\r\n-ERR Unknown command\r\n" },
  { "QUIT before login", "QUIT now\r\nQUIT\r\nNOOP\r\n", "-ERR This command takes no argument\r\n+OK Goodbye\r\n" },
  { "STAT, NOOP, RSET", LOGIN "STAT\r\nSTAT 1\r\nNOOP\r\nNOOP 1\r\nRSET\r\nRSET 1\r\n",
    LOGGED_IN "+OK 2 159\r\n-ERR This command takes no argument\r\n+OK Nothing done\r\n"
              "-ERR This command takes no argument\r\n+OK No message is marked as deleted\r\n"
              "-ERR This command takes no argument\r\n" },
  { "LIST", LOGIN "LIST\r\nLIST 2\r\nLIST 3\r\nLIST 0\r\nLIST x\r\nLIST 1 2\r\nLIST 99999999999999999999\r\n",
    LOGGED_IN "+OK 2 messages\r\n1 104\r\n2 55\r\n.\r\n+OK 2 55\r\n-ERR No such message\r\n-ERR No such message\r\n"
              "-ERR A message number is needed\r\n-ERR One argument at most\r\n-ERR No such message\r\n" },
  { "RETR stuffs dots", LOGIN "RETR 1\r\n", LOGGED_IN "+OK 104 octets\r\n" STUFFED },
  { "RETR ends a message that has no end", LOGIN "RETR 2\r\n", LOGGED_IN "+OK 55 octets\r\n" SECOND "\r\n.\r\n" },
  { "RETR refused", LOGIN "RETR\r\nRETR 3\r\nRETR -1\r\nRETR 1 1\r\n",
    LOGGED_IN "-ERR A message number is needed\r\n-ERR No such message\r\n-ERR A message number is needed\r\n"
              "-ERR RETR takes one argument\r\n" },
  { "TOP", LOGIN "TOP 1 0\r\nTOP 1 2\r\nTOP 2 99\r\n",
    LOGGED_IN "+OK Top of the message follows\r\nFrom: budi@luar.example\r\nSubject: Invoice March\r\n\r\n.\r\n"
              "+OK Top of the message follows\r\nFrom: budi@luar.example\r\nSubject: Invoice March\r\n\r\n"
              "Dear Ada,\r\n..\r\n.\r\n"
              "+OK Top of the message follows\r\n" SECOND "\r\n.\r\n" },
  { "TOP refused", LOGIN "TOP 1\r\nTOP 1 x\r\nTOP 1 1 1\r\nTOP 3 1\r\n",
    LOGGED_IN "-ERR TOP needs a message number and a number of lines\r\n"
              "-ERR TOP needs a message number and a number of lines\r\n"
              "-ERR TOP needs a message number and a number of lines\r\n-ERR No such message\r\n" },
  { "DELE hides, RSET brings back", LOGIN "DELE 1\r\nDELE 1\r\nRETR 1\r\nLIST\r\nSTAT\r\nRSET\r\nSTAT\r\nDELE 1 2\r\n",
    LOGGED_IN "+OK Marked as deleted\r\n-ERR No such message\r\n-ERR No such message\r\n+OK 1 message\r\n2 55\r\n.\r\n"
              "+OK 1 55\r\n+OK No message is marked as deleted\r\n+OK 2 159\r\n-ERR DELE takes one argument\r\n" },
  { "pipelined to the end", LOGIN "DELE 1\r\nDELE 2\r\nQUIT\r\nSTAT\r\n",
    LOGGED_IN "+OK Marked as deleted\r\n+OK Marked as deleted\r\n+OK Goodbye\r\n" },
  { "CAPA and a bad QUIT in TRANSACTION", LOGIN "CAPA 1\r\nQUIT 1\r\n",
    LOGGED_IN "-ERR CAPA takes no argument\r\n-ERR This command takes no argument\r\n" },
};

static void
test_transcripts (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint by_octet = 0; by_octet < 2; by_octet++)
      {
        Fixture *f = fixture_new (by_octet != 0);

        say (f, cases[i].input);
        if (strcmp (f->said->str, cases[i].output) != 0)
          fail_msg ("%s (%s):\n%s", cases[i].name, by_octet ? "by octet" : "whole", f->said->str);
        fixture_free (f);
      }
}

static void
check_apop (Fixture *f)
{
  g_autofree char *secret = g_strconcat (f->server.banner, "rahasia", NULL);
  g_autofree char *digest = g_compute_checksum_for_string (G_CHECKSUM_MD5, secret, -1);
  g_autofree char *command = g_strdup_printf ("APOP ada %s\r\n", digest);
  g_autofree char *banner = g_strdup (f->server.banner);

  assert_non_null (strstr (f->said->str, banner));
  assert_true (g_str_has_suffix (banner, "@mail.kantor.example>"));
  say (f, command);
  assert_string_equal (f->said->str, "+OK Logged in, 2 messages (159 octets)\r\n");
  assert_int_equal (f->secrets, 1);
  say (f, "QUIT\r\n");
  connect_again (f);
  assert_string_not_equal (f->server.banner, banner);
}

static void
test_apop (void **state)
{
  each_way (check_apop);
}

static void
check_uidl (Fixture *f)
{
  guint32 validity = mail_store_mailbox (mail_host_store (f->host, 1), "INBOX")->uid_validity;
  g_autofree char *all
    = g_strdup_printf ("+OK 2 messages\r\n1 %08x00000001\r\n2 %08x00000002\r\n.\r\n", validity, validity);
  g_autofree char *one = g_strdup_printf ("+OK 2 %08x00000002\r\n", validity);

  say (f, LOGIN);
  say (f, "UIDL\r\n");
  assert_string_equal (f->said->str, all);
  say (f, "UIDL 2\r\n");
  assert_string_equal (f->said->str, one);
  say (f, "UIDL 3\r\n");
  assert_string_equal (f->said->str, "-ERR No such message\r\n");
}

static void
test_uidl (void **state)
{
  each_way (check_uidl);
}

static void
check_update (Fixture *f)
{
  say (f, LOGIN "DELE 1\r\n");
  assert_int_equal (inbox_count (f), 2);
  say (f, "QUIT\r\n");
  assert_true (f->closed);
  assert_int_equal (inbox_count (f), 1);
  assert_int_equal (f->copies->len, 1);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 0).reason, REASON_POP_DELETED);
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_int_equal (inbox_count (f), 1);
  assert_int_equal (mail_host_store (f->host, 1)->lock_session, 0);
}

/* Cut after QUIT's reply is queued: the deletions stand. */
static void
test_update_only_on_quit (void **state)
{
  each_way (check_update);
}

static void
check_cut (Fixture *f)
{
  say (f, LOGIN "DELE 1\r\nDELE 2\r\nQUIT\r");
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_int_equal (inbox_count (f), 2);
  assert_int_equal (f->copies->len, 0);
  assert_int_equal (mail_host_store (f->host, 1)->lock_session, 0);
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  pop3_server_timeout (&f->server, f->host, f->now, &f->out);
  assert_int_equal (f->out.events->len, 0);
  say (f, "QUIT\r\n");
  assert_string_equal (f->said->str, "");
}

/* Cut before QUIT: the maildrop is untouched, the lock is free. */
static void
test_cut_before_quit (void **state)
{
  each_way (check_cut);
}

static void
check_timeout (Fixture *f)
{
  say (f, LOGIN "DELE 1\r\n");
  f->now += 9 * MINUTE;
  say (f, "NOOP\r\n");
  assert_int_equal (pop3_server_expiry (&f->server, f->host), f->now + f->host->policy.pop3_timeout);
  f->now = pop3_server_expiry (&f->server, f->host);
  g_string_truncate (f->said, 0);
  pop3_server_timeout (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_string_equal (f->said->str, "");
  assert_true (f->closed);
  assert_int_equal (inbox_count (f), 2);
  assert_int_equal (mail_host_store (f->host, 1)->lock_session, 0);
  assert_int_equal (pop3_server_expiry (&f->server, f->host), ENGINE_NEVER);
}

/* RFC 1939 §3: no response, nothing removed. */
static void
test_autologout (void **state)
{
  each_way (check_timeout);
}

static void
check_ends_elsewhere (Fixture *f)
{
  pop3_server_timeout (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_true (f->closed);
  connect_again (f);
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  drain (f);
  connect_again (f);
  say (f, "AUTH PLAIN\r\n");
  pop3_server_timeout (&f->server, f->host, f->now, &f->out);
  drain (f);
  connect_again (f);
  say (f, "AUTH PLAIN\r\n");
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_int_equal (f->server.state, POP3_CLOSED);
}

static void
test_ends_in_other_states (void **state)
{
  each_way (check_ends_elsewhere);
}

static void
check_lock (Fixture *f)
{
  MailStore *store = mail_host_store (f->host, 1);

  store->lock_session = 99;
  say (f, LOGIN);
  assert_string_equal (f->said->str,
                       "+OK Send the password\r\n-ERR [IN-USE] Another POP3 session holds the maildrop\r\n");
  assert_int_equal (store->lock_session, 99);
  assert_int_equal (f->server.state, POP3_AUTHORIZATION);
  pop3_server_closed (&f->server, f->host, f->now, &f->out);
  drain (f);
  assert_int_equal (store->lock_session, 99);
  assert_int_equal (f->locks->len, 1);
  assert_int_equal (g_array_index (f->locks, guint32, 0), LOCK_REFUSED);

  f->host->policy.pop3_lock = FALSE;
  connect_again (f);
  say (f, LOGIN "QUIT\r\n");
  assert_string_equal (f->said->str, LOGGED_IN "+OK Goodbye\r\n");
  assert_int_equal (store->lock_session, 99);

  store->lock_session = 0;
  f->host->policy.pop3_lock = TRUE;
  connect_again (f);
  say (f, LOGIN);
  assert_int_equal (store->lock_session, f->server.session);
  say (f, "QUIT\r\n");
  assert_int_equal (store->lock_session, 0);
  assert_int_equal (g_array_index (f->locks, guint32, 1), LOCK_TAKEN);
  assert_int_equal (g_array_index (f->locks, guint32, 2), LOCK_RELEASED);
}

static void
test_exclusive_lock (void **state)
{
  each_way (check_lock);
}

static void
check_policies (Fixture *f)
{
  const char *tls_needed = "-ERR Passwords are taken on a protected connection only\r\n";

  f->host->policy.pop3_enabled = FALSE;
  say (f, LOGIN);
  assert_string_equal (f->said->str,
                       "+OK Send the password\r\n-ERR [SYS/PERM] POP3 is disabled for this account\r\n");
  f->host->policy.pop3_enabled = TRUE;
  f->host->policy.login_needs_tls = TRUE;
  say (f, "USER ada\r\n");
  assert_string_equal (f->said->str, tls_needed);
  say (f, "AUTH PLAIN\r\n");
  assert_string_equal (f->said->str, tls_needed);
  say (f, "CAPA\r\n");
  assert_null (strstr (f->said->str, "USER"));
  assert_null (strstr (f->said->str, "SASL"));
  f->server.tls = TRUE;
  say (f, LOGIN);
  assert_string_equal (f->said->str, LOGGED_IN);
  say (f, "CAPA\r\n");
  assert_non_null (strstr (f->said->str, "\r\nSASL SCRAM-SHA-256 PLAIN LOGIN\r\n"));
}

static void
test_policies (void **state)
{
  each_way (check_policies);
}

static void
check_seen (Fixture *f)
{
  const Mailbox *inbox = mail_store_mailbox (mail_host_store (f->host, 1), "INBOX");

  say (f, LOGIN "RETR 1\r\n");
  assert_int_equal (f->copies->len, 0);
  f->host->policy.pop3_sets_seen = TRUE;
  say (f, "TOP 1 5\r\n");
  assert_int_equal (f->copies->len, 0);
  say (f, "RETR 1\r\nRETR 1\r\n");
  assert_int_equal (f->copies->len, 1);
  assert_int_equal (g_array_index (f->copies, CopyEvent, 0).reason, REASON_READ_BY_POP);
  inbox = mail_store_mailbox (mail_host_store (f->host, 1), "INBOX");
  assert_int_equal (mailbox_entry (inbox, 0)->flags.system & FLAG_SEEN, FLAG_SEEN);
  assert_int_equal (mailbox_entry (inbox, 1)->flags.system & FLAG_SEEN, 0);
}

static void
test_sets_seen (void **state)
{
  each_way (check_seen);
}

static void
check_expunged_meanwhile (Fixture *f)
{
  MailStore *store = mail_host_store (f->host, 1);

  say (f, LOGIN);
  assert_true (
    mailbox_expunge (mail_store_mailbox_own (store, "INBOX"), 1, REASON_EXPUNGED, &f->out.changes));
  deliver (f, SECOND);
  f->host->policy.pop3_sets_seen = TRUE;
  say (f, "RETR 1\r\nSTAT\r\n");
  assert_string_equal (f->said->str, "+OK 104 octets\r\n" STUFFED "+OK 2 159\r\n");
  say (f, "DELE 1\r\nDELE 2\r\nQUIT\r\n");
  assert_true (g_str_has_suffix (f->said->str, "+OK Goodbye\r\n"));
  assert_int_equal (inbox_count (f), 1);
}

/* RFC 1939 §4: the snapshot stays what it was, whatever IMAP does meanwhile. */
static void
test_snapshot (void **state)
{
  each_way (check_expunged_meanwhile);
}

static void
check_account_gone (Fixture *f)
{
  say (f, LOGIN "DELE 1\r\n");
  f->server.store = 77;
  say (f, "RETR 2\r\n");
  say (f, "QUIT\r\n");
  assert_string_equal (f->said->str, "-ERR [SYS/TEMP] The maildrop is not there: nothing was removed\r\n");
  assert_true (f->closed);
}

static void
test_account_gone (void **state)
{
  each_way (check_account_gone);
}

static void
feed_long (Fixture *f, const char *start, gsize filling, const char *end)
{
  g_autofree char *middle = g_strnfill (filling, 'x');
  g_autofree char *all = g_strconcat (start, middle, end, NULL);

  say (f, all);
  assert_true (f->server.io.input->len <= 12290);
}

static void
check_long_lines (Fixture *f)
{
  feed_long (f, "NOOP ", 255 - 7, "\r\n");
  assert_string_equal (f->said->str, "-ERR Command not allowed in this state\r\n");
  feed_long (f, "NOOP ", 256 - 7, "\r\n");
  assert_string_equal (f->said->str, "-ERR Line too long\r\n");
  assert_int_equal (f->secrets, 0);
  feed_long (f, "PASS ", 20000, "\r\nNOOP\r\n");
  assert_string_equal (f->said->str, "-ERR Line too long\r\n-ERR Command not allowed in this state\r\n");
  assert_int_equal (f->secrets, 1);
  feed_long (f, "AUTH PLAIN\r\n", 12288, "\r\n");
  assert_string_equal (f->said->str, "+ \r\n-ERR Not what the mechanism asks for, in base64\r\n");
  feed_long (f, "AUTH PLAIN\r\n", 12289, "\r\n");
  assert_string_equal (f->said->str, "+ \r\n-ERR Line too long\r\n");
  say (f, LOGIN);
  assert_string_equal (f->said->str, LOGGED_IN);
  feed_long (f, "", 300, "\r\n");
  assert_string_equal (f->said->str, "-ERR Line too long\r\n");
}

static void
test_line_limits (void **state)
{
  each_way (check_long_lines);
}

static void
check_nul (Fixture *f)
{
  static const char octets[] = "USER ada\r\nPASS rahasia\0junk\r\nUSER ada\0eko\r\n\0\r\n";

  g_string_truncate (f->said, 0);
  feed (f, octets, sizeof octets - 1);
  assert_string_equal (f->said->str, "+OK Send the password\r\n-ERR A NUL octet is in the line\r\n"
                                     "-ERR A NUL octet is in the line\r\n-ERR A NUL octet is in the line\r\n");
  assert_int_equal (f->secrets, 3);
}

static void
test_nul_octets (void **state)
{
  each_way (check_nul);
}

/* The session of RFC 1939 §10, two messages of 120 and 200 octets, with this server's words. */
static void
check_rfc_session (Fixture *f)
{
  g_autofree char *first = g_strnfill (118, 'a');
  g_autofree char *second = g_strnfill (198, 'b');
  g_autofree char *one = g_strconcat (first, "\r\n", NULL);
  g_autofree char *two = g_strconcat (second, "\r\n", NULL);
  g_autofree char *expected = NULL;

  assert_non_null (mail_host_add (f->host, "mrose@mtview.example", "tanstaaf", 0));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (Message) message = message_new_from_string (i == 0 ? one : two, -1);

      mail_host_deliver (f->host, "mrose@mtview.example", message, f->now, &f->out.changes);
    }
  engine_out_drain (&f->out);
  expected = g_strconcat ("+OK Send the password\r\n+OK Logged in, 2 messages (320 octets)\r\n+OK 2 320\r\n"
                          "+OK 2 messages\r\n1 120\r\n2 200\r\n.\r\n+OK 120 octets\r\n",
                          one, ".\r\n+OK Marked as deleted\r\n+OK 200 octets\r\n", two,
                          ".\r\n+OK Marked as deleted\r\n+OK Goodbye\r\n", NULL);
  say (f, "USER mrose\r\nPASS tanstaaf\r\nSTAT\r\nLIST\r\nRETR 1\r\nDELE 1\r\nRETR 2\r\nDELE 2\r\nQUIT\r\n");
  assert_string_equal (f->said->str, expected);
  assert_int_equal (mailbox_count (mail_store_mailbox (mail_host_store (f->host, 3), "INBOX")), 0);
}

static void
test_rfc_session (void **state)
{
  each_way (check_rfc_session);
}

static void
test_tokens (void **state)
{
  Fixture *f = fixture_new (FALSE);
  const TraceEvent *event;
  const TraceToken *token;

  say (f, "USER ada\r\n");
  pop3_server_receive (&f->server, (const guint8 *) "PASS rahasia\r\n", 14);
  assert_true (pop3_server_next (&f->server, f->host, f->now, &f->out));
  event = &g_array_index (f->out.events, TraceEvent, 0);
  assert_int_equal (event->kind, TRACE_LINE);
  assert_true (event->line.arrived);
  assert_true (watch_is_secret (&f->out, event, 5, 7));
  drain (f);
  mailbox_set_letter (mail_store_mailbox_own (mail_host_store (f->host, 1), "INBOX"), 2, 42);
  g_array_index (f->server.maildrop.entries, MaildropEntry, 1).letter = 42;
  pop3_server_receive (&f->server, (const guint8 *) "LIST 2\r\n", 8);
  assert_true (pop3_server_next (&f->server, f->host, f->now, &f->out));
  event = &g_array_index (f->out.events, TraceEvent, 0);
  assert_int_equal (event->line.letter, 42);
  token = &g_array_index (f->out.tokens, TraceToken, event->line.first_token + 1);
  assert_int_equal (token->kind, TOKEN_NUMBER);
  assert_int_equal (token->number, 2);
  assert_int_equal (token->uid, 2);
  assert_int_equal (token->letter, 42);
  event = &g_array_index (f->out.events, TraceEvent, 1);
  assert_int_equal (event->line.kind, LINE_RESPONSE);
  token = &g_array_index (f->out.tokens, TraceToken, event->line.first_token + 1);
  assert_int_equal (token->kind, TOKEN_NUMBER);
  assert_int_equal (token->start, 4);
  assert_int_equal (token->letter, 42);
  drain (f);
  fixture_free (f);
}

/* Octets drawn from a seed, with what the protocol knows mixed in, must never bring it down. */
static void
test_random_octets (void **state)
{
  static const char *const words[] = { "USER ada\r\n", "PASS rahasia\r\n", "RETR 1", "\r\n", "\n", "\r", "UIDL 2\r\n",
                                       "DELE ", "4294967297", "AUTH PLAIN", " ", "TOP 1 4294967295\r\n", "*\r\n",
                                       "QUIT 1", "LIST\r\n", "AGFkYQByYWhhc2lh", ".", "RSET\r\n", "CAPA\r\n" };

  for (guint seed = 1; seed <= 60; seed++)
    {
      Fixture *f = fixture_new (FALSE);
      guint64 x = seed;

      for (guint i = 0; i < 200; i++)
        {
          guint8 octet;

          x = x * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
          octet = (guint8) (x >> 56);
          if ((x >> 40) % 4 == 0)
            feed (f, (const char *) &octet, 1);
          else
            feed (f, words[(x >> 33) % G_N_ELEMENTS (words)], strlen (words[(x >> 33) % G_N_ELEMENTS (words)]));
        }
      pop3_server_closed (&f->server, f->host, f->now, &f->out);
      drain (f);
      assert_int_equal (mail_host_store (f->host, 1)->lock_session, 0);
      assert_int_equal (inbox_count (f), 2);
      fixture_free (f);
    }
}

static void
test_state_is_covered (void **state)
{
  g_autofree char *missing = NULL;

  if (!state_type_covers (&pop3_server_state, &missing))
    fail_msg ("%s", missing);
}

static void
test_all_rows (void **state)
{
  rows_assert_all (&pop3_server_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_transcripts),
    cmocka_unit_test (test_apop),
    cmocka_unit_test (test_uidl),
    cmocka_unit_test (test_update_only_on_quit),
    cmocka_unit_test (test_cut_before_quit),
    cmocka_unit_test (test_autologout),
    cmocka_unit_test (test_ends_in_other_states),
    cmocka_unit_test (test_exclusive_lock),
    cmocka_unit_test (test_policies),
    cmocka_unit_test (test_sets_seen),
    cmocka_unit_test (test_snapshot),
    cmocka_unit_test (test_account_gone),
    cmocka_unit_test (test_line_limits),
    cmocka_unit_test (test_nul_octets),
    cmocka_unit_test (test_rfc_session),
    cmocka_unit_test (test_tokens),
    cmocka_unit_test (test_random_octets),
    cmocka_unit_test (test_state_is_covered),
    cmocka_unit_test (test_all_rows),
  };

  int failed = run_extension_tests ();

  return failed + cmocka_run_group_tests (tests, NULL, NULL);
}
