#include "client-fixture.h"

#define HELLO "S: +OK ready\n"
#define CAPA                                                                                                           \
  "C: CAPA\nS: +OK\nS: TOP\nS: UIDL\nS: USER\nS: SASL CRAM-MD5 PLAIN\nS: .\nC: AUTH PLAIN AGFkYQByYWhhc2lh\n"
#define OLD_LOGIN HELLO "C: CAPA\nS: -ERR what\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\nC: STAT\n"
#define GOODBYE "C: QUIT\nS: +OK\n"

typedef struct {
  const char *name;
  ClientResult result;
  const char *script;
} Case;

static const Case cases[] = {
  { "AUTH PLAIN, nothing there", CLIENT_SUCCEEDED, HELLO CAPA "S: +OK\nC: STAT\nS: +OK 0 0\n" GOODBYE },
  { "USER and PASS of a server without CAPA", CLIENT_SUCCEEDED, OLD_LOGIN "S: +OK 0 0\n" GOODBYE },
  { "the greeting refuses", CLIENT_REFUSED, "S: -ERR [SYS/TEMP] too busy\n" },
  { "AUTH refused with a code", CLIENT_REFUSED, HELLO CAPA "S: -ERR [AUTH] no\n" GOODBYE },
  { "AUTH refused without a code", CLIENT_SUCCEEDED,
    HELLO CAPA "S: -ERR no\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\nC: STAT\nS: +OK 0 0\n" GOODBYE },
  { "AUTH asks again", CLIENT_SUCCEEDED,
    HELLO CAPA "S: + \nC: AGFkYQByYWhhc2lh\nS: +OK\nC: STAT\nS: +OK 0 0\n" GOODBYE },
  { "USER refused", CLIENT_REFUSED, HELLO "C: CAPA\nS: -ERR\nC: USER ada\nS: -ERR\n" GOODBYE },
  { "PASS refused, and QUIT too", CLIENT_REFUSED,
    HELLO "C: CAPA\nS: -ERR\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: -ERR [IN-USE] locked\nC: QUIT\nS: -ERR\n" },
  { "no password where none is wanted", CLIENT_REFUSED, HELLO "C: CAPA\nS: +OK\nS: TOP\nS: .\n" GOODBYE },
  { "STAT refused", CLIENT_FAILED, OLD_LOGIN "S: -ERR\n" GOODBYE },
  { "LIST refused", CLIENT_FAILED, OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: -ERR\n" GOODBYE },
  { "UIDL refused: downloaded again", CLIENT_SUCCEEDED,
    OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\nS: 1 9\nS: .\nC: UIDL\nS: -ERR\nC: RETR 1\nS: +OK\nS: a: b\nS: \nS: ..\nS: .\n"
              "C: DELE 1\nS: +OK\n" GOODBYE },
  { "UIDL not offered", CLIENT_SUCCEEDED,
    HELLO "C: CAPA\nS: +OK\nS: USER\nS: .\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\nC: STAT\nS: +OK 1 9\nC: LIST\n"
          "S: +OK\nS: 1 9\nS: .\nC: RETR 1\nS: +OK\nS: a: b\nS: .\nC: DELE 1\nS: +OK\n" GOODBYE },
  { "RETR refused: no DELE", CLIENT_SUCCEEDED,
    OLD_LOGIN "S: +OK 2 9\nC: LIST\nS: +OK\nS: 1 4\nS: 7 5\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: 7 b\nS: 9 c\nS: .\n"
              "C: RETR 1\nS: -ERR gone\nC: RETR 7\nS: +OK\nS: x: y\nS: .\nC: DELE 7\nS: -ERR no\n" GOODBYE },
  { "UTF8 offered", CLIENT_SUCCEEDED,
    HELLO "C: CAPA\nS: +OK\nS: USER\nS: UTF8 USER\nS: .\nC: UTF8\nS: +OK\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\n"
          "C: STAT\nS: +OK 0 0\n" GOODBYE },
  { "UTF8 offered and refused", CLIENT_SUCCEEDED,
    HELLO "C: CAPA\nS: +OK\nS: USER\nS: UTF8\nS: .\nC: UTF8\nS: -ERR\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\n"
          "C: STAT\nS: +OK 0 0\n" GOODBYE },
  { "QUIT refused", CLIENT_FAILED, OLD_LOGIN "S: +OK 0 0\nC: QUIT\nS: -ERR some not removed\n" },
};

static void
test_scripts (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint by_octet = 0; by_octet < 2; by_octet++)
      {
        Device *d = device_new (by_octet != 0);

        device_play (d, cases[i].name, cases[i].script);
        assert_true (d->closed);
        if (d->client.result != cases[i].result)
          fail_msg ("%s: result %u", cases[i].name, d->client.result);
        device_free (d);
      }
}

/* RFC 1939 §7, its own example. */
static void
test_apop (void **state)
{
  for (guint by_octet = 0; by_octet < 2; by_octet++)
    {
      Device *d = device_new (by_octet != 0);

      d->policy.use_apop = TRUE;
      g_free (d->client.user);
      d->client.user = g_strdup ("mrose");
      g_free (d->client.password);
      d->client.password = g_strdup ("tanstaaf");
      device_play (d, "APOP",
                   "S: +OK POP3 server ready <1896.697170952@dbc.mtview.ca.us>\nC: CAPA\nS: -ERR\n"
                   "C: APOP mrose c4c9334bac560ecc979e58001b3e22fb\nS: +OK maildrop has 1 message\nC: STAT\nS: +OK 0 0\n"
                   "C: QUIT\nS: +OK\n");
      assert_int_equal (d->secrets, 1);
      device_connect (d);
      device_play (d, "APOP refused",
                   "S: +OK ready <1@x>\nC: CAPA\nS: -ERR\nC: APOP ada ecd786b4889135c51b0e8da547757111\n"
                   "S: -ERR what\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\nC: STAT\nS: +OK 0 0\nC: QUIT\nS: +OK\n");
      device_free (d);
    }
}

/* What no plain program sends: RSET before QUIT, LAST. */
static void
test_other_orders (void **state)
{
  static const char *const scripts[] = {
    OLD_LOGIN "S: +OK 1 9\nC: LAST\nS: +OK 0\nC: LIST\nS: +OK\nS: 1 9\nS: .\nC: UIDL\nS: -ERR\nC: RSET\nS: +OK\n" GOODBYE,
    OLD_LOGIN "S: +OK 1 9\nC: LAST\nS: -ERR\nC: LIST\nS: +OK\nS: 1 9\nS: .\nC: UIDL\nS: -ERR\nC: RSET\nS: -ERR\n" GOODBYE,
  };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    {
      Device *d = device_new (FALSE);

      d->policy.keep = KEEP_ALWAYS;
      d->policy.ask_last = TRUE;
      d->policy.without_uidl = WITHOUT_UIDL_RESET;
      device_play (d, "other orders", scripts[i]);
      assert_int_equal (d->client.result, CLIENT_FAILED);
      assert_true (device_obeyed (d, RULE_NO_UIDL));
      device_free (d);
    }
}

typedef struct {
  const char *script;
  const char *garbage;
} Garbage;

static void
test_garbage (void **state)
{
  static const Garbage bad[] = {
    { "", "HTTP/1.1 400 Bad Request\r\n" },
    { "", "+OKAY\r\n" },
    { "", "+ \r\n" },
    { HELLO "C: CAPA\n", "+ go on\r\n" },
    { OLD_LOGIN, "\r\n" },
    { OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\n", "1 x\r\n.\r\n" },
    { OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\n", "2 9\r\n1 9\r\n.\r\n" },
    { OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\n", "0 9\r\n.\r\n" },
    { OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\n", "99999999999999999999 9\r\n.\r\n" },
    { OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\nS: 1 9\nS: .\nC: UIDL\nS: +OK\n", "1\r\n.\r\n" },
    { OLD_LOGIN "S: +OK 0 0\nC: QUIT\n", "bye\r\n" },
    { HELLO CAPA "S: -ERR [AUTH]\nC: QUIT\n", "bye\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    for (guint by_octet = 0; by_octet < 2; by_octet++)
      {
        Device *d = device_new (by_octet != 0);

        device_play (d, bad[i].garbage, bad[i].script);
        device_feed (d, bad[i].garbage, strlen (bad[i].garbage));
        assert_true (d->closed);
        assert_int_equal (d->client.state, POP3_CLIENT_CLOSED);
        assert_true (d->client.result == CLIENT_FAILED || d->client.result == CLIENT_REFUSED);
        device_free (d);
      }
}

static void
test_line_too_long (void **state)
{
  g_autofree char *filling = g_strnfill (600, 'x');

  for (guint by_octet = 0; by_octet < 2; by_octet++)
    {
      Device *d = device_new (by_octet != 0);

      device_feed (d, "+OK ", 4);
      device_feed (d, filling, 600);
      assert_true (d->closed);
      assert_int_equal (d->client.result, CLIENT_FAILED);
      device_free (d);
    }
}

/* A long password needs AUTH's second step (RFC 5034 §4). */
static void
test_long_password (void **state)
{
  Device *d = device_new (FALSE);

  g_free (d->client.password);
  d->client.password = g_strnfill (200, 'p');
  device_play (d, "long password", HELLO "C: CAPA\nS: +OK\nS: SASL PLAIN\nS: .\nC: AUTH PLAIN\n");
  g_string_truncate (d->said, 0);
  device_feed (d, "+ \r\n", 4);
  assert_true (d->said->len > 255 && d->said->len < 300);
  device_free (d);
}

static void
test_silence (void **state)
{
  static const char *const scripts[] = { "", HELLO "C: CAPA\n", OLD_LOGIN, OLD_LOGIN "S: +OK 0 0\nC: QUIT\n",
                                         HELLO CAPA "S: -ERR [AUTH]\nC: QUIT\n" };

  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    for (guint lost = 0; lost < 2; lost++)
      {
        Device *d = device_new (TRUE);

        assert_int_equal (pop3_client_expiry (&d->client), ENGINE_NEVER);
        device_play (d, "silence", scripts[i]);
        assert_int_equal (pop3_client_expiry (&d->client), d->now + d->policy.command_timeout);
        d->now += 1;
        device_feed (d, "+", 1);
        assert_int_equal (pop3_client_expiry (&d->client), d->now + d->policy.command_timeout);
        if (lost)
          device_closed (d);
        else
          pop3_client_timeout (&d->client, d->now, &d->out);
        device_drain (d);
        assert_int_equal (pop3_client_expiry (&d->client), ENGINE_NEVER);
        assert_int_equal (d->client.result, i == 4 ? CLIENT_REFUSED : CLIENT_FAILED);
        device_closed (d);
        assert_null (pop3_client_peek (&d->client, &d->policy, d->replica, d->now));
        device_free (d);
      }
}

static const UidlState *
first_uidl (const Device *d)
{
  return &g_array_index (d->replica->uidls, UidlState, 0);
}

static void
test_keep_never (void **state)
{
  Device *d = device_new (FALSE);
  const ReplicaItem *item;

  device_serve (d, 3);
  assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
  assert_int_equal (device_count (d), 3);
  assert_int_equal (device_on_server (d), 0);
  assert_int_equal (d->replica->uidls->len, 0);
  assert_true (device_obeyed (d, RULE_DOWNLOAD_NEW));
  assert_true (device_obeyed (d, RULE_DELETE_AFTER_DOWNLOAD));
  item = &g_array_index (replica_folder (d->replica, "INBOX")->items, ReplicaItem, 1);
  assert_string_equal (message_header (item->message, "Subject"), "message 2");
  assert_int_equal (item->part, PART_FULL);
  assert_true (item->local_only);
  assert_int_equal (item->size, message_size (item->message));
  assert_int_equal (item->internal_date, (G_GINT64_CONSTANT (1788224520)) * G_USEC_PER_SEC);
  assert_non_null (item->uidl);
  device_free (d);
}

static void
test_keep_always (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 3);
  d->policy.keep = KEEP_ALWAYS;
  assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
  assert_int_equal (device_on_server (d), 3);
  assert_int_equal (d->replica->uidls->len, 3);
  d->retrs = 0;
  assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
  assert_int_equal (device_count (d), 3);
  assert_int_equal (d->retrs, 0);
  assert_int_equal (d->deles, 0);
  assert_true (device_obeyed (d, RULE_SKIP_KNOWN));
  assert_true (device_obeyed (d, RULE_KEEP));
  replica_uidl (d->replica, first_uidl (d)->uidl)->delete_wanted = TRUE;
  device_check (d);
  assert_int_equal (device_on_server (d), 3);
  d->policy.delete_when_deleted = TRUE;
  device_check (d);
  assert_int_equal (device_on_server (d), 2);
  assert_true (device_obeyed (d, RULE_DELETE_WANTED));
  assert_int_equal (d->replica->uidls->len, 2);
  device_free (d);
}

/* Age counts from the download on this device, and the aged are removed without RETR. */
static void
test_keep_days (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 2);
  d->policy.keep = KEEP_DAYS;
  d->policy.keep_days = 14;
  device_check (d);
  assert_int_equal (device_on_server (d), 2);
  d->now += 14 * DAY - 1;
  device_check (d);
  assert_int_equal (device_on_server (d), 2);
  d->now += 1;
  d->retrs = 0;
  device_check (d);
  assert_int_equal (device_on_server (d), 0);
  assert_int_equal (d->retrs, 0);
  assert_int_equal (device_count (d), 2);
  assert_true (device_obeyed (d, RULE_DELETE_AGED));
  device_free (d);
}

static void
test_keep_until_deleted (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 2);
  d->policy.keep = KEEP_UNTIL_DELETED;
  device_check (d);
  assert_int_equal (device_on_server (d), 2);
  replica_uidl (d->replica, first_uidl (d)->uidl)->delete_wanted = TRUE;
  device_check (d);
  assert_int_equal (device_on_server (d), 1);
  device_free (d);
}

/* Only the header is here: nothing is removed there, and opening it brings the rest. */
static void
test_headers_only (void **state)
{
  Device *d = device_new (FALSE);
  const ReplicaItem *item;

  device_serve (d, 2);
  d->policy.headers_only = TRUE;
  device_check (d);
  assert_int_equal (d->retrs, 0);
  assert_int_equal (device_on_server (d), 2);
  assert_int_equal (device_count (d), 2);
  assert_true (device_obeyed (d, RULE_HEADERS_ONLY));
  item = &g_array_index (replica_folder (d->replica, "INBOX")->items, ReplicaItem, 0);
  assert_int_equal (item->part, PART_HEADER);
  assert_true (item->size > message_size (item->message));
  device_check (d);
  assert_int_equal (device_count (d), 2);
  assert_int_equal (d->retrs, 0);
  device_free (d);
}

static void
test_open (void **state)
{
  Device *d = device_new (FALSE);

  d->policy.headers_only = TRUE;
  d->policy.keep = KEEP_ALWAYS;
  device_play (d, "top",
               OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\nS: 1 9\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: .\nC: TOP 1 0\nS: +OK\n"
                         "S: x: y\nS: \nS: .\n" GOODBYE);
  device_connect (d);
  pop3_client_open (&d->client, 1);
  device_play (d, "open",
               OLD_LOGIN "S: +OK 1 9\nC: LIST\nS: +OK\nS: 1 9\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: .\nC: RETR 1\nS: +OK\n"
                         "S: x: y\nS: \nS: body\nS: .\n" GOODBYE);
  assert_int_equal (device_count (d), 1);
  assert_true (device_obeyed (d, RULE_OPEN_ON_DEMAND));
  assert_int_equal (replica_find_id (d->replica, 1, NULL)->part, PART_FULL);
  device_free (d);
}

static void
test_size_limit (void **state)
{
  Device *d = device_new (FALSE);

  d->policy.size_limit = 100;
  device_play (d, "too large",
               OLD_LOGIN "S: +OK 2 201\nC: LIST\nS: +OK\nS: 1 100\nS: 2 101\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: 2 b\nS: .\n"
                         "C: RETR 1\nS: +OK\nS: x: y\nS: .\nC: DELE 1\nS: +OK\n"
                         "C: TOP 2 20\nS: +OK\nS: x: z\nS: .\n" GOODBYE);
  assert_true (device_obeyed (d, RULE_TOO_LARGE));
  device_connect (d);
  device_play (d, "TOP refused",
               OLD_LOGIN "S: +OK 1 999\nC: LIST\nS: +OK\nS: 1 999\nS: .\nC: UIDL\nS: +OK\nS: 1 c\nS: .\n"
                         "C: TOP 1 20\nS: -ERR no such command\nC: RETR 1\nS: +OK\nS: x: y\nS: .\nC: DELE 1\nS: +OK\n" GOODBYE);
  device_free (d);
}

/* What a lost connection does follows from the commit point: the plain program stays clean ... */
static void
test_cut_before_quit (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 3);
  d->cut_before = "QUIT";
  assert_int_equal (device_check (d), CLIENT_FAILED);
  assert_int_equal (device_count (d), 3);
  assert_int_equal (device_on_server (d), 3);
  assert_int_equal (mail_host_store (d->host, 1)->lock_session, 0);
  d->cut_before = NULL;
  d->retrs = 0;
  assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
  assert_int_equal (d->retrs, 0);
  assert_int_equal (device_count (d), 3);
  assert_int_equal (device_on_server (d), 0);
  device_free (d);
}

/* ... and one that remembers only after QUIT has everything twice. */
static void
test_cut_makes_duplicates (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 3);
  d->policy.commit = COMMIT_AFTER_QUIT;
  d->cut_before = "QUIT";
  device_check (d);
  assert_int_equal (device_count (d), 3);
  assert_int_equal (d->replica->uidls->len, 0);
  d->cut_before = NULL;
  device_check (d);
  assert_int_equal (device_count (d), 6);
  assert_int_equal (device_on_server (d), 0);
  device_free (d);
}

/* Pipelined commands bring the same end, in fewer turns. */
static void
test_pipelining (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 20);
  d->policy.pipeline = TRUE;
  assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
  assert_int_equal (device_count (d), 20);
  assert_int_equal (device_on_server (d), 0);
  device_free (d);

  d = device_new (FALSE);
  d->policy.pipeline = TRUE;
  device_play (d, "pipelined",
               HELLO "C: CAPA\nS: +OK\nS: UIDL\nS: USER\nS: PIPELINING\nS: .\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK\n"
                     "C: STAT\nS: +OK 2 9\nC: LIST\nS: +OK\nS: 1 4\nS: 2 5\nS: .\nC: UIDL\nS: +OK\nS: 1 a\nS: 2 b\nS: .\n"
                     "C: RETR 1\nC: RETR 2\nS: -ERR\nS: +OK\nS: x: y\nS: .\nC: DELE 2\nS: +OK\n" GOODBYE);
  device_free (d);
}

/* RFC 6856 §5: what a session without UTF8 is refused stays on the server, and all else comes. */
static void
test_utf8 (void **state)
{
  static const char header[] = "Subject: Gr\xc3\xbc\xc3\x9f" "e\r\n\r\nhi\r\n";

  for (guint i = 0; i < 8; i++)
    {
      Device *d = device_new (FALSE);
      gboolean offered = (i & 1) != 0;
      gboolean said = (i & 2) != 0;
      gboolean headers = (i & 4) != 0;
      guint refused = offered && !said;

      device_serve (d, 1);
      device_deliver (d, header);
      device_deliver (d, "Subject: last\r\n\r\nhi\r\n");
      d->host->policy.offer_utf8 = offered;
      d->policy.use_utf8 = said;
      d->policy.headers_only = headers;
      assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
      assert_int_equal (device_count (d), 3 - refused);
      assert_int_equal (device_on_server (d), headers ? 3 : refused);
      assert_int_equal (device_obeyed (d, RULE_UTF8), offered && said);
      assert_int_equal (strstr (d->said->str, "UTF8\r\n") != NULL, offered && said);
      d->policy.use_utf8 = TRUE;
      d->policy.headers_only = FALSE;
      if (!headers)
        {
          assert_int_equal (device_check (d), CLIENT_SUCCEEDED);
          assert_int_equal (device_count (d), 3);
          assert_int_equal (device_on_server (d), 0);
        }
      device_free (d);
    }
}

static void
test_locked (void **state)
{
  Device *d = device_new (FALSE);

  device_serve (d, 1);
  mail_host_store (d->host, 1)->lock_session = 99;
  assert_int_equal (device_check (d), CLIENT_REFUSED);
  assert_int_equal (device_count (d), 0);
  device_free (d);
}

static void
test_random_octets (void **state)
{
  static const char *const words[] = { "+OK\r\n", "-ERR [AUTH]\r\n", ".\r\n", "1 9\r\n", "2 b\r\n", "TOP\r\nUIDL\r\n",
                                       "+ \r\n", "+OK 2 99\r\n", "SASL PLAIN\r\n", "x: y\r\n\r\n", "\r", "\n", "..\r\n" };

  for (guint seed = 1; seed <= 200; seed++)
    {
      Device *d = device_new (FALSE);
      guint64 x = seed;

      d->policy.pipeline = seed % 2;
      for (guint i = 0; i < 60; i++)
        {
          const char *word;

          x = x * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
          word = (x >> 40) % 3 == 0 || i < 6 ? "+OK\r\n" : words[(x >> 33) % G_N_ELEMENTS (words)];
          device_feed (d, word, strlen (word));
        }
      device_closed (d);
      assert_int_equal (d->client.state, POP3_CLIENT_CLOSED);
      device_free (d);
    }
}

/* RFC 2595 §4: nothing secret before TLS; what was known before it, or came along with its +OK, is forgotten. */
static void
test_stls (void **state)
{
  static const char *const scripts[] = {
    "S: +OK <1.2@mail> hi\nC: CAPA\nS: +OK\nS: UIDL\nS: STLS\nS: .\nC: STLS\n",
    "S: +OK hi\nC: CAPA\nS: +OK\nS: UIDL\nS: USER\nS: .\nC: QUIT\nS: +OK\n",
    "S: +OK hi\nC: CAPA\nS: -ERR\nC: QUIT\nS: +OK\n",
    "S: +OK hi\nC: CAPA\nS: +OK\nS: STLS\nS: USER\nS: .\nC: STLS\nS: -ERR no\nC: QUIT\nS: +OK\n",
  };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (scripts); i++)
    {
      Device *d = device_new (i % 2);

      pop3_client_require_tls (&d->client);
      d->policy.use_apop = TRUE;
      device_play (d, "stls", scripts[i / 2]);
      if (i / 2 == 0)
        {
          d->by_octet = FALSE;
          g_string_truncate (d->said, 0);
          device_feed (d, "+OK begin\r\n+OK <evil@mail>\r\n", strlen ("+OK begin\r\n+OK <evil@mail>\r\n"));
          assert_string_equal (d->said->str, "CAPA\r\n");
          device_play (d, "over TLS", "C: CAPA\nS: +OK\nS: USER\nS: .\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: -ERR no\n"
                                      "C: QUIT\nS: +OK\n");
        }
      assert_int_equal (d->client.result, CLIENT_REFUSED);
      assert_int_equal (d->secrets, i / 2 == 0);
      device_free (d);
    }
}

static void
test_state_is_covered (void **state)
{
  g_autofree char *missing = NULL;

  if (!state_type_covers (&pop3_client_state, &missing) || !state_type_covers (&pop3_client_message_state, &missing))
    fail_msg ("%s", missing);
}

static void
test_all_rows (void **state)
{
  rows_assert_all (&pop3_client_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_scripts),
    cmocka_unit_test (test_apop),
    cmocka_unit_test (test_other_orders),
    cmocka_unit_test (test_garbage),
    cmocka_unit_test (test_line_too_long),
    cmocka_unit_test (test_long_password),
    cmocka_unit_test (test_silence),
    cmocka_unit_test (test_keep_never),
    cmocka_unit_test (test_keep_always),
    cmocka_unit_test (test_keep_days),
    cmocka_unit_test (test_keep_until_deleted),
    cmocka_unit_test (test_headers_only),
    cmocka_unit_test (test_open),
    cmocka_unit_test (test_size_limit),
    cmocka_unit_test (test_cut_before_quit),
    cmocka_unit_test (test_cut_makes_duplicates),
    cmocka_unit_test (test_pipelining),
    cmocka_unit_test (test_utf8),
    cmocka_unit_test (test_locked),
    cmocka_unit_test (test_random_octets),
    cmocka_unit_test (test_stls),
    cmocka_unit_test (test_state_is_covered),
    cmocka_unit_test (test_all_rows),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
