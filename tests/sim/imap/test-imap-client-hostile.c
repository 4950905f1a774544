/* The IMAP client against servers that do not mean well: it ends or waits, and what it holds stays whole. */
#include "fake-imap-server.h"

#include "rng.h"

static void
assert_whole (const Script *script)
{
  for (guint i = 0; i < script->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = script->replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        for (guint k = 0; k < j; k++)
          {
            guint32 uid = g_array_index (folder->items, ReplicaItem, j).uid;

            assert_true (uid == 0 || uid != g_array_index (folder->items, ReplicaItem, k).uid);
          }
    }
}

static void
break_octets (GString *text, guint64 seed, guint64 *counter)
{
  guint64 chance = rng_u64 (seed, "whether", "", (*counter)++);

  if (text->len == 0 || chance % 4 != 0)
    return;
  for (guint i = (chance >> 8) % 4; i > 0 && text->len > 0; i--)
    {
      guint64 how = rng_u64 (seed, "how", "", (*counter)++);
      gsize at = (how >> 8) % text->len;

      if (how % 3 == 0)
        g_string_erase (text, (gssize) at, 1);
      else if (how % 3 == 1)
        g_string_insert_c (text, (gssize) at, "()[]{}\"\\ \r\n*0"[(how >> 40) % 13]);
      else
        text->str[at] = (char) ('0' + (how >> 40) % 10);
    }
}

static const char *const noises[] = {
  "* 2 EXISTS\r\n", "* 9 EXISTS\r\n", "* 1 EXPUNGE\r\n", "* 7 EXPUNGE\r\n", "+ more\r\n", "* VANISHED 1:4294967295\r\n",
  "* 1 FETCH (UID 2 FLAGS (\\Deleted x y))\r\n", "* 2 FETCH (UID 2 BODY[] \"z\" BODY[HEADER] \"\")\r\n", "* FOO bar\r\n",
  "a3 OK early\r\n", "* OK [COPYUID 1 1 1:4294967295] much\r\n", "* LIST () \"/\" Late\r\n", "\r\n", "* 1 FETCH (FLAGS (\r\n",
  "* OK [APPENDUID 0 0] zero\r\n", "* CAPABILITY\r\n", "* OK [UIDVALIDITY 99] other\r\n", "* BAD what\r\n",
};

static void
one_life (guint64 seed)
{
  FakeServer server;
  Script script;
  guint64 counter = 0;
  guint32 id;

  script_init (&script, seed % 3 != 0);
  script.policy.full_copy = seed % 2;
  script.policy.idle = seed % 5 != 0;
  script.policy.part_size = seed % 3 == 1 ? 2 : 0;
  fake_init (&server);
  for (id = 1; id <= 3; id++)
    {
      g_autoptr (Message) message = message_new_from_string ("a: b\r\n\r\nc\r\n", -1);
      ReplicaAdd add = { .message = message, .part = PART_FULL, .uid = id == 3 ? 0 : id, .now = 1 };
      PendingChange change = { .kind = (PendingKind) ((seed + id) % 5), .folder = (char *) "INBOX",
                               .target = (char *) "Sent", .uid = add.uid };

      change.item = replica_add (script.replica, "INBOX", &add, &script.out.changes);
      replica_pend (script.replica, &change);
    }
  fake_feed (&script, server.greeting);
  for (guint step = 0; step < 400 && script.client.state != IMAP_CLIENT_CLOSED; step++)
    {
      guint64 chance = rng_u64 (seed, "noise", "", counter++);
      char *end;

      imap_client_peek (&script.client, &script.policy, script.replica, script.now);
      imap_client_next (&script.client, &script.policy, script.replica, script.now, &script.out);
      script_drain (&script);
      if (chance % 8 == 0)
        fake_feed (&script, noises[(chance >> 8) % G_N_ELEMENTS (noises)]);
      while ((end = strstr (script.sent->str, "\r\n")) != NULL)
        {
          g_autofree char *line = g_strndup (script.sent->str, (gsize) (end - script.sent->str));
          g_autoptr (GString) out = g_string_new (NULL);
          g_auto (GStrv) words = g_strsplit (line, " ", 3);

          g_string_erase (script.sent, 0, end + 2 - script.sent->str);
          if (server.tag != NULL || g_strv_length (words) >= 2)
            fake_line (&server, &script, line, script.client.state, out);
          break_octets (out, seed, &counter);
          imap_client_receive (&script.client, (const guint8 *) out->str, out->len);
        }
      if (chance % 64 == 1)
        imap_client_refresh (&script.client);
      if (chance % 64 == 2)
        imap_client_open (&script.client, 1 + (guint32) (chance >> 8) % 4);
      if (chance % 128 == 3)
        imap_client_leave (&script.client);
    }
  assert_whole (&script);
  imap_client_closed (&script.client, &script.policy, script.replica, script.now, &script.out);
  script_drain (&script);
  fake_clear (&server);
  script_clear (&script);
}

static void
test_broken_servers (void **state)
{
  for (guint64 seed = 1; seed <= 1500; seed++)
    one_life (seed);
}

static void
test_noise (void **state)
{
  for (guint64 seed = 1; seed <= 300; seed++)
    {
      Script script;
      guint8 octets[200];

      script_init (&script, TRUE);
      script_feed (&script, "* PREAUTH hi\r\n", 14);
      for (guint i = 0; i < sizeof octets; i++)
        octets[i] = (guint8) rng_u64 (seed, "octet", "", i);
      script_feed (&script, (const char *) octets, sizeof octets);
      script_clear (&script);
    }
}

/* Numbers that would take the memory of a house. */
static void
test_too_many_messages (void **state)
{
  FakeServer server;
  Script script;

  script_init (&script, TRUE);
  fake_init (&server);
  fake_feed (&script, server.greeting);
  fake_run (&server, &script, IMAP_CLIENT_IDLING);
  fake_feed (&script, "* 4294967295 EXISTS\r\n");
  fake_run (&server, &script, IMAP_CLIENT_CLOSED);
  assert_int_equal (script.client.state, IMAP_CLIENT_CLOSED);
  assert_int_equal (script.client.result, CLIENT_FAILED);
  assert_true (script.closed);
  fake_clear (&server);
  script_clear (&script);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_broken_servers),
    cmocka_unit_test (test_noise),
    cmocka_unit_test (test_too_many_messages),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
