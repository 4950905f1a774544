#include "smtp/smtp-client.h"

#include <string.h>

#include "../watch.h"
#include "smtp/smtp-server.h"

#define START (G_GINT64_CONSTANT (1788249600) * G_USEC_PER_SEC)
#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define TEXT "Subject: x\r\n\r\n.\r\n..two\r\nend\r\n"

typedef struct {
  SmtpClient client;
  EngineOut out;
  guint32 next_copy;
  gint64 now;
  GString *said;
  gboolean closed;
  gboolean by_octet;
  guint secrets;
  MailHost *host;
  SmtpServer server;
  EngineOut server_out;
} Sender;

/* to: addresses with spaces between */
static void
start (Sender *s, const char *user, const char *to, const char *text)
{
  g_auto (GStrv) addresses = g_strsplit (to, " ", -1);
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (Message) message = message_new_from_string (text, -1);

  for (guint i = 0; addresses[i] != NULL; i++)
    g_ptr_array_add (list, addresses[i]);
  state_clear (&smtp_client_state, &s->client);
  smtp_client_init (&s->client, "laptop", user, user != NULL ? "rahasia" : NULL, "ada@kantor.example", list, message, 5,
                    5 * MINUTE);
  g_string_truncate (s->said, 0);
  s->closed = FALSE;
}

static Sender *
sender_new (gboolean by_octet)
{
  Sender *s = g_new0 (Sender, 1);

  s->by_octet = by_octet;
  s->next_copy = 1;
  s->now = START;
  s->said = g_string_new (NULL);
  engine_out_init (&s->out, &s->next_copy, 1);
  engine_out_init (&s->server_out, &s->next_copy, 1);
  return s;
}

static void
sender_free (Sender *s)
{
  state_clear (&smtp_client_state, &s->client);
  state_clear (&smtp_server_state, &s->server);
  state_free (&mail_host_state, s->host);
  engine_out_clear (&s->out);
  engine_out_clear (&s->server_out);
  g_string_free (s->said, TRUE);
  g_free (s);
}

static void
drain (Sender *s)
{
  SmtpClient copy;

  watch_out (&s->out, s->client.io.out_offset - s->out.octets->len);
  g_string_append_len (s->said, (const char *) s->out.octets->data, s->out.octets->len);
  for (guint i = 0; i < s->out.tokens->len; i++)
    s->secrets += g_array_index (s->out.tokens, TraceToken, i).kind == TOKEN_SECRET;
  s->closed |= s->out.close;
  engine_out_drain (&s->out);
  state_copy (&smtp_client_state, &copy, &s->client);
  state_clear (&smtp_client_state, &s->client);
  s->client = copy;
}

static void
run (Sender *s)
{
  while (smtp_client_next (&s->client, s->now, &s->out))
    drain (s);
  drain (s);
}

static void
feed (Sender *s, const char *octets, gsize length)
{
  gsize step = s->by_octet ? 1 : length;

  for (gsize i = 0; i < length; i += step)
    {
      smtp_client_receive (&s->client, (const guint8 *) octets + i, step);
      run (s);
    }
}

/* Plays "S: " lines to the client and holds what it says against the "C: " lines. */
static void
play (Sender *s, const char *name, const char *script)
{
  g_auto (GStrv) lines = g_strsplit (script, "\n", -1);
  g_autoptr (GString) expected = g_string_new (NULL);

  run (s);
  for (guint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      if (lines[i][0] == 'S')
        {
          g_autofree char *line = g_strconcat (lines[i] + 3, "\r\n", NULL);

          feed (s, line, strlen (line));
        }
      else
        g_string_append_printf (expected, "%s\r\n", lines[i] + 3);
    }
  if (strcmp (expected->str, s->said->str) != 0)
    fail_msg ("%s (%s): it said\n%s", name, s->by_octet ? "by octet" : "whole", s->said->str);
}

#define HI "S: 220 hi\nC: EHLO laptop\n"
#define PLAIN_EHLO HI "S: 250 mx\n"
#define FROM "C: MAIL FROM:<ada@kantor.example>\n"
#define TO_X "C: RCPT TO:<x@y>\n"
#define MESSAGE "C: Subject: x\nC: \nC: ..\nC: ...two\nC: end\nC: .\n"
#define BYE "C: QUIT\nS: 221 bye\n"

typedef struct {
  const char *name;
  SmtpTransferResult result;
  const char *user;
  const char *to;
  const char *script;
} Case;

static const Case cases[] = {
  { "plain", SMTP_TRANSFER_SENT, NULL, "x@y",
    PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 250 ok\nC: DATA\nS: 354 go\n" MESSAGE "S: 250 2.0.0 queued\n" BYE },
  { "replies of several lines", SMTP_TRANSFER_SENT, NULL, "x@y",
    "S: 220-hi\nS: 220 there\nC: EHLO laptop\nS: 250-mx\nS: 250-SIZE 1000\nS: 250 HELP\n"
    "C: MAIL FROM:<ada@kantor.example> SIZE=29\nS: 250-one\nS: 250 two\n" TO_X
    "S: 250\nC: DATA\nS: 354-\nS: 354 go\n" MESSAGE "S: 250-a\nS: 250 b\n" BYE },
  { "HELO", SMTP_TRANSFER_SENT, NULL, "x@y",
    HI "S: 502 what\nC: HELO laptop\nS: 250 ok\n" FROM "S: 250 ok\n" TO_X "S: 251 ok\nC: DATA\nS: 354 go\n" MESSAGE
       "S: 250 ok\n" BYE },
  { "PIPELINING", SMTP_TRANSFER_PARTLY, NULL, "x@y no@y z@y",
    HI "S: 250-mx\nS: 250 PIPELINING\n" FROM TO_X "C: RCPT TO:<no@y>\nC: RCPT TO:<z@y>\n"
       "S: 250 ok\nS: 250 ok\nS: 550 5.1.1 no\nS: 250 ok\nC: DATA\nS: 354 go\n" MESSAGE "S: 250 ok\n" BYE },
  { "PIPELINING, the sender refused", SMTP_TRANSFER_REFUSED, NULL, "x@y z@y",
    HI "S: 250-mx\nS: 250 PIPELINING\n" FROM TO_X "C: RCPT TO:<z@y>\nS: 550 no\nS: 503 no\nS: 450 no\n" BYE },
  { "AUTH", SMTP_TRANSFER_SENT, "ada", "x@y",
    HI "S: 250-mx\nS: 250 AUTH LOGIN PLAIN\nC: AUTH PLAIN AGFkYQByYWhhc2lh\nS: 235 ok\n" FROM "S: 250 ok\n" TO_X
       "S: 250 ok\nC: DATA\nS: 354 go\n" MESSAGE "S: 250 ok\n" BYE },
  { "AUTH in two steps", SMTP_TRANSFER_FAILED, "ada", "x@y",
    HI "S: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQByYWhhc2lh\nS: 334 \nC: AGFkYQByYWhhc2lh\nS: 454 later\n" BYE },
  { "AUTH refused", SMTP_TRANSFER_REFUSED, "ada", "x@y",
    HI "S: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQByYWhhc2lh\nS: 535 5.7.8 no\n" BYE },
  { "no AUTH offered: no password sent", SMTP_TRANSFER_REFUSED, "ada", "x@y", PLAIN_EHLO BYE },
  { "greeting refuses", SMTP_TRANSFER_REFUSED, NULL, "x@y", "S: 554 no\n" BYE },
  { "greeting says later", SMTP_TRANSFER_FAILED, NULL, "x@y", "S: 450 later\n" BYE },
  { "421 at once", SMTP_TRANSFER_FAILED, NULL, "x@y", "S: 421 closed\n" },
  { "EHLO says later", SMTP_TRANSFER_FAILED, NULL, "x@y", HI "S: 450 later\n" BYE },
  { "HELO refused", SMTP_TRANSFER_REFUSED, NULL, "x@y", HI "S: 500 no\nC: HELO laptop\nS: 550 no\n" BYE },
  { "HELO says later", SMTP_TRANSFER_FAILED, NULL, "x@y", HI "S: 500 no\nC: HELO laptop\nS: 450 no\nC: QUIT\nS: 500 what\n" },
  { "sender says later", SMTP_TRANSFER_FAILED, NULL, "x@y", PLAIN_EHLO FROM "S: 452 later\nC: QUIT\nS: 450 hm\n" },
  { "recipient refused", SMTP_TRANSFER_REFUSED, NULL, "x@y", PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 550 no\n" BYE },
  { "recipient later", SMTP_TRANSFER_FAILED, NULL, "x@y", PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 452 full\n" BYE },
  { "DATA refused", SMTP_TRANSFER_REFUSED, NULL, "x@y",
    PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 250 ok\nC: DATA\nS: 554 no\n" BYE },
  { "DATA later", SMTP_TRANSFER_FAILED, NULL, "x@y",
    PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 250 ok\nC: DATA\nS: 451 no\n" BYE },
  { "message refused", SMTP_TRANSFER_REFUSED, NULL, "x@y",
    PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 250 ok\nC: DATA\nS: 354 go\n" MESSAGE "S: 552 5.3.4 large\n" BYE },
  { "message later", SMTP_TRANSFER_FAILED, NULL, "x@y",
    PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 250 ok\nC: DATA\nS: 354 go\n" MESSAGE "S: 452 4.2.2 full\n" BYE },
};

static void
test_scripts (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint by_octet = 0; by_octet < 2; by_octet++)
      {
        Sender *s = sender_new (by_octet != 0);

        start (s, cases[i].user, cases[i].to, TEXT);
        play (s, cases[i].name, cases[i].script);
        assert_true (s->closed);
        if (s->client.result != cases[i].result)
          fail_msg ("%s: result %u", cases[i].name, s->client.result);
        sender_free (s);
      }
}

static void
test_refused_are_remembered (void **state)
{
  Sender *s = sender_new (FALSE);

  start (s, NULL, "x@y no@y", TEXT);
  play (s, "refused",
        PLAIN_EHLO FROM "S: 250 ok\n" TO_X "S: 250 ok\nC: RCPT TO:<no@y>\nS: 550 5.1.1 No such user\nC: DATA\nS: 354 go\n" MESSAGE
                        "S: 250 2.6.0 got it\n" BYE);
  assert_int_equal (s->client.refused->len, 2);
  assert_string_equal (s->client.refused->pdata[0], "no@y");
  assert_string_equal (s->client.refused->pdata[1], "550 5.1.1 No such user");
  assert_string_equal (s->client.reply, "250 2.6.0 got it");
  sender_free (s);
}

static void
test_8bitmime (void **state)
{
  Sender *s = sender_new (FALSE);

  start (s, NULL, "x@y", "Subject: x\r\n\r\nG\xc3\xbc\xc3\x9f");
  play (s, "8bit", HI "S: 250-mx\nS: 250 8BITMIME\nC: MAIL FROM:<ada@kantor.example> BODY=8BITMIME\n");
  start (s, NULL, "x@y", "Subject: x\r\n\r\nhi");
  play (s, "7bit", HI "S: 250-mx\nS: 250 8bitmime\n" FROM "S: 250 ok\n" TO_X
                      "S: 250 ok\nC: DATA\nS: 354 go\nC: Subject: x\nC: \nC: hi\nC: .\n");
  sender_free (s);
}

/* RFC 3461 §10.2 and §10.3, the envelopes of its examples: what was asked goes along where it is offered, as it was
 * said, and nowhere else (§5.2.2). */
static void
test_dsn (void **state)
{
  for (guint by_octet = 0; by_octet < 2; by_octet++)
    {
      Sender *s = sender_new (by_octet != 0);
      g_autoptr (GPtrArray) asked = g_ptr_array_new ();

      g_ptr_array_add (asked, (char *) "NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU");
      g_ptr_array_add (asked, (char *) "");
      for (guint offered = 0; offered < 2; offered++)
        {
          start (s, NULL, "Carol@Ivory.EDU Dana@Ivory.EDU", TEXT);
          smtp_client_ask (&s->client, "RET=HDRS ENVID=QQ314159", asked);
          play (s, "asked",
                offered ? HI "S: 250-mx\nS: 250 dsn\nC: MAIL FROM:<ada@kantor.example> RET=HDRS ENVID=QQ314159\nS: 250 ok\n"
                             "C: RCPT TO:<Carol@Ivory.EDU> NOTIFY=FAILURE ORCPT=rfc822;Carol@Ivory.EDU\nS: 250 ok\n"
                             "C: RCPT TO:<Dana@Ivory.EDU>\n"
                        : PLAIN_EHLO FROM "S: 250 ok\nC: RCPT TO:<Carol@Ivory.EDU>\nS: 250 ok\n"
                                          "C: RCPT TO:<Dana@Ivory.EDU>\n");
          assert_int_equal (smtp_client_asks_server (&s->client), offered);
        }
      sender_free (s);
    }
}

#define IN_READY PLAIN_EHLO FROM
#define IN_SENDING PLAIN_EHLO FROM "S: 250 ok\n" TO_X
#define IN_DATA IN_SENDING "S: 250 ok\nC: DATA\nS: 354 go\n" MESSAGE
#define IN_LEAVING IN_DATA "S: 250 ok\nC: QUIT\n"

/* Each state can end by garbage, 421, a time-out and a lost connection. A 250 for the message stands. */
static void
test_ends (void **state)
{
  static const char *const ways[] = { "", HI, IN_READY, IN_SENDING, IN_DATA, IN_LEAVING };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    for (guint how = 0; how < 4; how++)
      {
        Sender *s = sender_new (TRUE);

        start (s, NULL, "x@y", TEXT);
        assert_int_equal (smtp_client_expiry (&s->client), ENGINE_NEVER);
        play (s, "end", ways[i]);
        /* The message is granted the time of a slow line: a millisecond an octet. */
        assert_int_equal (smtp_client_expiry (&s->client), s->now + 5 * MINUTE + (i == 4 ? (gint64) strlen (TEXT) * 1000 : 0));
        if (how == 0)
          feed (s, "+OK\r\n", 5);
        else if (how == 1)
          feed (s, "421-bye\r\n421 bye\r\n", 18);
        else if (how == 2)
          smtp_client_timeout (&s->client, s->now, &s->out);
        else
          smtp_client_closed (&s->client, s->now, &s->out);
        drain (s);
        assert_true (s->closed);
        assert_int_equal (s->client.result, i == 5 ? SMTP_TRANSFER_SENT : SMTP_TRANSFER_FAILED);
        assert_int_equal (smtp_client_expiry (&s->client), ENGINE_NEVER);
        assert_null (smtp_client_peek (&s->client, s->now));
        smtp_client_closed (&s->client, s->now, &s->out);
        assert_int_equal (s->out.events->len, 0);
        sender_free (s);
      }
}

static void
test_garbage (void **state)
{
  static const char *const bad[] = { "hello\r\n", "22\r\n", "120 x\r\n", "620 x\r\n", "220x\r\n", "354 go\r\n",
                                     "220-a\r\n250 b\r\n", "\r\n" };
  g_autofree char *filling = g_strnfill (5000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      Sender *s = sender_new (i % 2);

      start (s, NULL, "x@y", TEXT);
      feed (s, bad[i], strlen (bad[i]));
      assert_true (s->closed);
      assert_int_equal (s->client.result, SMTP_TRANSFER_FAILED);
      sender_free (s);
    }
  for (guint by_octet = 0; by_octet < 2; by_octet++)
    {
      Sender *s = sender_new (by_octet != 0);

      start (s, NULL, "x@y", TEXT);
      feed (s, "220 ", 4);
      feed (s, filling, 5000);
      assert_true (s->closed);
      sender_free (s);
    }
}

static void
serve (Sender *s, SmtpMode mode)
{
  if (s->host == NULL)
    {
      s->host = mail_host_new ("mail.kantor.example", 7);
      mail_host_add (s->host, "ada@kantor.example", "rahasia", 0);
      mail_host_add (s->host, "eko@kantor.example", "rahasia", 400);
    }
  state_clear (&smtp_server_state, &s->server);
  smtp_server_init (&s->server, s->host->next_session++, mode);
  smtp_server_start (&s->server, mode == SMTP_OUTSIDE ? NULL : s->host, s->now, &s->server_out);
}

/* Both engines back to back. */
static SmtpTransferResult
pump (Sender *s)
{
  gboolean worked = TRUE;

  while (worked)
    {
      worked = FALSE;
      watch_out (&s->server_out, s->server.io.out_offset - s->server_out.octets->len);
      smtp_client_receive (&s->client, s->server_out.octets->data, s->server_out.octets->len);
      engine_out_drain (&s->server_out);
      while (smtp_client_next (&s->client, s->now, &s->out))
        {
          smtp_server_receive (&s->server, s->out.octets->data, s->out.octets->len);
          drain (s);
          worked = TRUE;
        }
      drain (s);
      worked |= smtp_server_next (&s->server, s->host, s->now, &s->server_out);
    }
  assert_true (s->closed);
  return s->client.result;
}

static guint
inbox_count (const Sender *s, guint32 account)
{
  return mailbox_count (mail_store_mailbox (mail_host_store (s->host, account), "INBOX"));
}

static void
test_with_the_server (void **state)
{
  Sender *s = sender_new (FALSE);
  const Mailbox *inbox;
  gsize size;
  const guint8 *octets;

  serve (s, SMTP_RELAY_IN);
  start (s, NULL, "ada@kantor.example nobody@kantor.example", TEXT);
  assert_int_equal (pump (s), SMTP_TRANSFER_PARTLY);
  inbox = mail_store_mailbox (mail_host_store (s->host, 1), "INBOX");
  octets = message_octets (mailbox_entry (inbox, 0)->message, &size);
  assert_true (size > strlen (TEXT));
  assert_memory_equal (octets + size - strlen (TEXT), TEXT, strlen (TEXT));

  serve (s, SMTP_RELAY_IN);
  start (s, NULL, "citra@lain.example", TEXT);
  assert_int_equal (pump (s), SMTP_TRANSFER_REFUSED);

  serve (s, SMTP_SUBMISSION);
  start (s, "ada", "citra@lain.example eko@kantor.example", TEXT);
  assert_int_equal (pump (s), SMTP_TRANSFER_SENT);
  assert_int_equal (s->host->queue->len, 1);
  assert_int_equal (inbox_count (s, 2), 1);

  serve (s, SMTP_RELAY_IN);
  start (s, NULL, "eko@kantor.example", TEXT);
  assert_int_equal (pump (s), SMTP_TRANSFER_FAILED);
  assert_non_null (strstr (s->client.reply, "4.2.2"));

  serve (s, SMTP_OUTSIDE);
  start (s, NULL, "citra@lain.example", TEXT);
  assert_int_equal (pump (s), SMTP_TRANSFER_SENT);
  assert_int_equal (s->server.received->len, 1);
  sender_free (s);
}

static void
test_random_octets (void **state)
{
  static const char *const words[] = { "250 ok\r\n", "250-PIPELINING\r\n", "354 go\r\n", "550 5.1.1 no\r\n", "452 x\r\n", "\r",
                                       "\n", "235 2.7.0\r\n", "334 \r\n", "250-AUTH PLAIN\r\n", "220 ", "421 x\r\n" };

  for (guint seed = 1; seed <= 300; seed++)
    {
      Sender *s = sender_new (FALSE);
      guint64 x = seed;

      start (s, seed % 3 == 0 ? "ada" : NULL, "a@b c@d e@f", TEXT);
      feed (s, "220 hi\r\n", 8);
      for (guint i = 0; i < 40; i++)
        {
          const char *word;

          x = x * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
          word = (x >> 40) % 2 == 0 ? "250 ok\r\n" : words[(x >> 33) % G_N_ELEMENTS (words)];
          feed (s, word, strlen (word));
        }
      smtp_client_closed (&s->client, s->now, &s->out);
      drain (s);
      assert_int_equal (s->client.state, SMTP_CLIENT_CLOSED);
      assert_int_not_equal (s->client.result, SMTP_TRANSFER_RUNNING);
      sender_free (s);
    }
}

static void
test_secrets (void **state)
{
  Sender *s = sender_new (FALSE);

  start (s, "ada", "x@y", TEXT);
  play (s, "secret", HI "S: 250-mx\nS: 250 AUTH PLAIN\nC: AUTH PLAIN AGFkYQByYWhhc2lh\nS: 334 \nC: AGFkYQByYWhhc2lh\n");
  assert_int_equal (s->secrets, 2);
  sender_free (s);
}

/* RFC 3207 §4: nothing but STARTTLS where TLS is wanted; what was said before it, or came along with its reply, is
 * forgotten. */
static void
test_starttls (void **state)
{
  static const char *const refused[] = {
    PLAIN_EHLO BYE,
    HI "S: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 454 not now\n" BYE,
    HI "S: 250-mx\nS: 250 STARTTLS\nC: STARTTLS\nS: 501 what\n" BYE,
  };
  Sender *s;

  for (guint i = 0; i < 2 * G_N_ELEMENTS (refused); i++)
    {
      s = sender_new (i % 2);
      start (s, "ada", "x@y", TEXT);
      smtp_client_require_tls (&s->client);
      play (s, "refused", refused[i / 2]);
      assert_int_equal (s->client.result, SMTP_TRANSFER_FAILED);
      assert_int_equal (s->secrets, 0);
      sender_free (s);
    }
  s = sender_new (FALSE);
  start (s, NULL, "x@y", TEXT);
  smtp_client_require_tls (&s->client);
  play (s, "offered", HI "S: 250-mx\nS: 250-SIZE\nS: 250 STARTTLS\nC: STARTTLS\n");
  smtp_client_receive (&s->client, (const guint8 *) "220 go\r\n250 evil\r\n", 18);
  assert_true (smtp_client_next (&s->client, s->now, &s->out));
  assert_true (s->out.start_tls);
  assert_int_equal (s->client.io.input->len, 0);
  drain (s);
  g_string_truncate (s->said, 0);
  play (s, "over TLS", "C: EHLO laptop\nS: 250 mx\n" FROM);
  sender_free (s);
}

static void
test_state_is_covered (void **state)
{
  g_autofree char *missing = NULL;

  if (!state_type_covers (&smtp_client_state, &missing))
    fail_msg ("%s", missing);
}

static void
test_all_rows (void **state)
{
  rows_assert_all (&smtp_client_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_scripts),
    cmocka_unit_test (test_refused_are_remembered),
    cmocka_unit_test (test_8bitmime),
    cmocka_unit_test (test_dsn),
    cmocka_unit_test (test_ends),
    cmocka_unit_test (test_garbage),
    cmocka_unit_test (test_with_the_server),
    cmocka_unit_test (test_random_octets),
    cmocka_unit_test (test_secrets),
    cmocka_unit_test (test_starttls),
    cmocka_unit_test (test_state_is_covered),
    cmocka_unit_test (test_all_rows),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
