/* Every edge of the IMAP client's table: each command refused in each state, and each state left by each event. */
#include "fake-imap-server.h"

static guint32
add (Script *script, const char *folder, guint32 uid)
{
  g_autoptr (Message) message = message_new_from_string ("a: b\r\n\r\nc\r\n", -1);
  ReplicaAdd item = { .message = message, .part = PART_FULL, .uid = uid, .size = 4, .now = script->now,
                      .reason = REASON_DOWNLOADED, .local_only = uid == 0 };

  return replica_add (script->replica, folder, &item, &script->out.changes);
}

static void
pend (Script *script, PendingKind kind, guint32 uid, guint32 item, const char *target)
{
  PendingChange change = { .kind = kind, .operation = FLAGS_ADD, .flags = { .system = FLAG_SEEN },
                           .folder = (char *) "INBOX", .target = (char *) target, .uid = uid, .item = item };

  if (kind == PENDING_APPEND)
    change.folder = (char *) "Outbox";
  replica_pend (script->replica, &change);
}

/* A device that has everything to tell: uploads before and after a mailbox is selected, and one change of each kind. */
static void
begin (Script *script, FakeServer *server)
{
  script_init (script, TRUE);
  fake_init (server);
  replica_folder_own (script->replica, "INBOX")->uid_validity = 3;
  for (guint32 uid = 1; uid <= 3; uid++)
    add (script, "INBOX", uid);
  pend (script, PENDING_APPEND, 0, add (script, "Outbox", 0), "Sent");
  pend (script, PENDING_FLAGS, 1, 1, NULL);
  pend (script, PENDING_MOVE, 2, 2, "Archive");
  pend (script, PENDING_COPY, 1, 0, "Archive");
  pend (script, PENDING_EXPUNGE, 3, 3, NULL);
  pend (script, PENDING_APPEND, 0, add (script, "Outbox", 0), "Drafts");
  fake_feed (script, server->greeting);
}

static void
end (Script *script, FakeServer *server)
{
  imap_client_closed (&script->client, &script->policy, script->replica, script->now, &script->out);
  script_drain (script);
  assert_int_equal (script->client.state, IMAP_CLIENT_CLOSED);
  assert_false (imap_client_next (&script->client, &script->policy, script->replica, script->now, &script->out));
  fake_clear (server);
  script_clear (script);
}

static void
test_all_goes_well (void **state)
{
  FakeServer server;
  Script script;

  begin (&script, &server);
  fake_run (&server, &script, IMAP_CLIENT_IDLING);
  assert_int_equal (script.client.state, IMAP_CLIENT_IDLING);
  assert_int_equal (script.replica->pending->len, 0);
  assert_string_equal (server.commands->str,
                       "CAPABILITY AUTHENTICATE CAPABILITY LIST CREATE APPEND SELECT STORE CREATE MOVE COPY STORE "
                       "EXPUNGE CREATE APPEND FETCH FETCH SELECT SELECT STATUS SELECT SELECT FETCH IDLE ");
  /* Check mail while idling, and with no IDLE any more. */
  imap_client_refresh (&script.client);
  fake_run (&server, &script, IMAP_CLIENT_IDLE_REQUESTED);
  fake_run (&server, &script, IMAP_CLIENT_IDLING);
  script.policy.idle = FALSE;
  fake_run (&server, &script, IMAP_CLIENT_CLOSED);
  assert_true (imap_client_in_step (&script.client, &script.policy, script.replica));
  imap_client_refresh (&script.client);
  assert_false (imap_client_in_step (&script.client, &script.policy, script.replica));
  g_string_truncate (server.commands, 0);
  fake_run (&server, &script, IMAP_CLIENT_CLOSED);
  assert_true (g_str_has_prefix (server.commands->str, "LIST NOOP SELECT "));
  imap_client_leave (&script.client);
  fake_run (&server, &script, IMAP_CLIENT_CLOSED);
  assert_int_equal (script.client.result, CLIENT_SUCCEEDED);
  end (&script, &server);
}

static void
fail_once (const char *verb, guint client_state, const char *status, const char *capabilities)
{
  FakeServer server;
  Script script;

  begin (&script, &server);
  server.fail_verb = verb;
  server.fail_state = client_state;
  server.fail_status = status;
  server.no_select = client_state == IMAP_CLIENT_AUTHENTICATED && strcmp (verb, "STATUS") == 0;
  if (capabilities != NULL)
    server.capabilities = capabilities;
  if (strcmp (verb, "SUBSCRIBE") == 0)
    script.policy.sequence = SEQUENCE_THUNDERBIRD;
  fake_run (&server, &script, IMAP_CLIENT_IDLING);
  /* Then check mail twice: at the second time INBOX is selected and not watched. */
  script.policy.idle = FALSE;
  for (guint i = 0; i < 2; i++)
    {
      imap_client_refresh (&script.client);
      fake_run (&server, &script, IMAP_CLIENT_CLOSED);
    }
  imap_client_leave (&script.client);
  fake_run (&server, &script, IMAP_CLIENT_CLOSED);
  if (server.failures == 0)
    fail_msg ("%s was never sent in state %s", verb, imap_client_table.states[client_state]);
  assert_int_equal (script.client.state, IMAP_CLIENT_CLOSED);
  end (&script, &server);
}

static void
test_each_command_refused (void **state)
{
  static const struct { guint state; const char *verb; const char *capabilities; } commands[] = {
    { IMAP_CLIENT_NOT_AUTHENTICATED, "CAPABILITY", NULL },
    { IMAP_CLIENT_NOT_AUTHENTICATED, "AUTHENTICATE", NULL },
    { IMAP_CLIENT_NOT_AUTHENTICATED, "LOGIN", "IMAP4rev1 IDLE" },
    { IMAP_CLIENT_AUTHENTICATED, "CAPABILITY", NULL },
    { IMAP_CLIENT_AUTHENTICATED, "LIST", NULL },
    { IMAP_CLIENT_AUTHENTICATED, "CREATE", NULL },
    { IMAP_CLIENT_AUTHENTICATED, "SUBSCRIBE", NULL },
    { IMAP_CLIENT_AUTHENTICATED, "APPEND", NULL },
    { IMAP_CLIENT_AUTHENTICATED, "SELECT", NULL },
    { IMAP_CLIENT_AUTHENTICATED, "STATUS", NULL },
    { IMAP_CLIENT_SELECTED, "STATUS", NULL },
    { IMAP_CLIENT_SELECTED, "LIST", NULL },
    { IMAP_CLIENT_SELECTED, "CREATE", NULL },
    { IMAP_CLIENT_SELECTED, "SUBSCRIBE", NULL },
    { IMAP_CLIENT_SELECTED, "APPEND", NULL },
    { IMAP_CLIENT_SELECTED, "FETCH", NULL },
    { IMAP_CLIENT_SELECTED, "STORE", NULL },
    { IMAP_CLIENT_SELECTED, "COPY", NULL },
    { IMAP_CLIENT_SELECTED, "MOVE", NULL },
    { IMAP_CLIENT_SELECTED, "EXPUNGE", NULL },
    { IMAP_CLIENT_SELECTED, "NOOP", NULL },
    { IMAP_CLIENT_SELECTED, "SELECT", NULL },
    { IMAP_CLIENT_SELECTED, "IDLE", NULL },
    { IMAP_CLIENT_SELECTED, "LOGOUT", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    {
      fail_once (commands[i].verb, commands[i].state, "NO", commands[i].capabilities);
      fail_once (commands[i].verb, commands[i].state, "BAD", commands[i].capabilities);
    }
}

/* A program that lists what is subscribed to subscribes to what it makes, also when it had been made before the connection
 * was lost; and goes on when that is refused. */
static void
test_subscribes_to_what_it_makes (void **state)
{
  static const struct { const char *verb, *status, *code; } refused[] = {
    { NULL, NULL, NULL }, { "CREATE", "NO", "[ALREADYEXISTS] " }, { "SUBSCRIBE", "NO", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      FakeServer server;
      Script script;

      begin (&script, &server);
      script.policy.sequence = SEQUENCE_THUNDERBIRD;
      server.fail_verb = refused[i].verb;
      server.fail_status = refused[i].status;
      server.code = refused[i].code;
      server.fail_state = IMAP_CLIENT_CLOSED;
      fake_run (&server, &script, IMAP_CLIENT_IDLING);
      assert_int_equal (script.replica->pending->len, 0);
      assert_true (g_str_has_prefix (server.commands->str,
                                     "CAPABILITY AUTHENTICATE CAPABILITY LIST LIST CREATE SUBSCRIBE APPEND SELECT STORE "
                                     "CREATE SUBSCRIBE MOVE COPY STORE EXPUNGE CREATE SUBSCRIBE APPEND "));
      end (&script, &server);
    }
}

static void
by_timeout (Script *script)
{
  script->now = imap_client_expiry (&script->client);
  assert_true (script->now < ENGINE_NEVER);
  imap_client_timeout (&script->client, script->now - 1, &script->out);
  assert_int_equal (script->out.events->len, 0);
  imap_client_timeout (&script->client, script->now, &script->out);
}

static void
by_close (Script *script)
{
  imap_client_closed (&script->client, &script->policy, script->replica, script->now, &script->out);
}

static void
by_bye (Script *script)
{
  fake_feed (script, "* BYE going down\r\n");
  imap_client_next (&script->client, &script->policy, script->replica, script->now, &script->out);
}

static void
by_error (Script *script)
{
  fake_feed (script, "* 1 FETCH (BODY[] {99999999999}\r\n");
  imap_client_next (&script->client, &script->policy, script->replica, script->now, &script->out);
}

/* Goes to a state and is then left alone by the server. */
static void
go_to (Script *script, FakeServer *server, guint client_state)
{
  script_init (script, client_state != IMAP_CLIENT_LOGGING_OUT);
  fake_init (server);
  if (client_state != IMAP_CLIENT_GREETING)
    fake_feed (script, server->greeting);
  else
    fake_step (server, script);
  fake_run (server, script, client_state == IMAP_CLIENT_IDLE_ENDING ? IMAP_CLIENT_IDLING : client_state);
  if (client_state == IMAP_CLIENT_IDLE_ENDING)
    {
      imap_client_leave (&script->client);
      fake_run (server, script, client_state);
    }
  assert_int_equal (script->client.state, client_state);
  /* Unheard: what the server has said meanwhile. */
  g_byte_array_set_size (script->client.io.input, 0);
  if (client_state == IMAP_CLIENT_AUTHENTICATED || client_state == IMAP_CLIENT_SELECTED ||
      client_state == IMAP_CLIENT_NOT_AUTHENTICATED)
    {
      imap_client_next (&script->client, &script->policy, script->replica, script->now, &script->out);
      script_drain (script);
    }
}

static void
leave_each_state (void (*how) (Script *), gboolean renews)
{
  for (guint client_state = IMAP_CLIENT_GREETING; client_state < IMAP_CLIENT_CLOSED; client_state++)
    {
      FakeServer server;
      Script script;

      go_to (&script, &server, client_state);
      how (&script);
      script_drain (&script);
      if (client_state == IMAP_CLIENT_IDLING && renews)
        assert_int_equal (script.client.state, IMAP_CLIENT_IDLING);
      else if (client_state == IMAP_CLIENT_LOGGING_OUT && how == by_bye)
        assert_int_equal (script.client.state, IMAP_CLIENT_LOGGING_OUT);
      else
        {
          assert_int_equal (script.client.state, IMAP_CLIENT_CLOSED);
          assert_int_equal (script.client.result, client_state == IMAP_CLIENT_GREETING && how == by_bye ? CLIENT_REFUSED
                                                                                                      : CLIENT_FAILED);
        }
      end (&script, &server);
    }
}

static void
test_each_state_left (void **state)
{
  leave_each_state (by_timeout, TRUE);
  leave_each_state (by_close, FALSE);
  leave_each_state (by_bye, FALSE);
  leave_each_state (by_error, FALSE);
}

/* A server that ends IDLE by itself, in each state that it can do that in. */
static void
test_idle_ended_by_server (void **state)
{
  static const char *const endings[] = { "OK", "NO", "BAD" };
  static const guint states[] = { IMAP_CLIENT_IDLE_REQUESTED, IMAP_CLIENT_IDLING, IMAP_CLIENT_IDLE_ENDING };

  for (guint i = 0; i < G_N_ELEMENTS (states) * G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *line = NULL;
      FakeServer server;
      Script script;

      go_to (&script, &server, states[i % 3]);
      line = g_strdup_printf ("a%u %s over\r\n", script.client.tag, endings[i / 3]);
      fake_feed (&script, line);
      imap_client_next (&script.client, &script.policy, script.replica, script.now, &script.out);
      script_drain (&script);
      assert_int_equal (script.client.state, IMAP_CLIENT_SELECTED);
      end (&script, &server);
    }
}

static void
test_renewed_idle (void **state)
{
  FakeServer server;
  Script script;

  go_to (&script, &server, IMAP_CLIENT_IDLING);
  assert_int_equal (imap_client_expiry (&script.client), SCRIPT_TIME + 28 * 60 * (gint64) G_USEC_PER_SEC);
  /* What the server says does not put the renewal off. */
  script.now += G_USEC_PER_SEC;
  fake_feed (&script, "* OK still here\r\n");
  fake_step (&server, &script);
  assert_int_equal (imap_client_expiry (&script.client), SCRIPT_TIME + 28 * 60 * (gint64) G_USEC_PER_SEC);
  by_timeout (&script);
  assert_string_equal (imap_client_peek (&script.client, &script.policy, script.replica, script.now), "DONE");
  fake_run (&server, &script, IMAP_CLIENT_IDLE_ENDING);
  fake_run (&server, &script, IMAP_CLIENT_IDLING);
  assert_int_equal (script.client.state, IMAP_CLIENT_IDLING);
  assert_int_equal (imap_client_expiry (&script.client), script.now + 28 * 60 * (gint64) G_USEC_PER_SEC);
  end (&script, &server);
}

static void
test_greetings (void **state)
{
  static const struct { const char *line; guint state; guint result; } greetings[] = {
    { "* PREAUTH in\r\n", IMAP_CLIENT_IDLING, CLIENT_RUNNING },
    { "* BYE full\r\n", IMAP_CLIENT_CLOSED, CLIENT_REFUSED },
    { "* NO\r\n", IMAP_CLIENT_CLOSED, CLIENT_FAILED },
    { "+OK POP3 ready\r\n", IMAP_CLIENT_CLOSED, CLIENT_FAILED },
    { "220 mail ESMTP\r\n", IMAP_CLIENT_CLOSED, CLIENT_FAILED },
    { "\r\n", IMAP_CLIENT_CLOSED, CLIENT_FAILED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    {
      FakeServer server;
      Script script;

      script_init (&script, TRUE);
      fake_init (&server);
      fake_feed (&script, greetings[i].line);
      fake_run (&server, &script, IMAP_CLIENT_IDLING);
      assert_int_equal (script.client.state, greetings[i].state);
      assert_int_equal (script.client.result, greetings[i].result);
      end (&script, &server);
    }
}

static void
test_login_refused (void **state)
{
  static const char *const statuses[] = { "NO", "BAD" };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      FakeServer server;
      Script script;

      begin (&script, &server);
      server.fail_verb = i == 0 ? "AUTHENTICATE" : "LOGIN";
      server.capabilities = i == 0 ? server.capabilities : "IMAP4rev1";
      server.fail_state = IMAP_CLIENT_NOT_AUTHENTICATED;
      server.fail_status = statuses[i];
      fake_run (&server, &script, IMAP_CLIENT_CLOSED);
      assert_int_equal (script.client.result, CLIENT_REFUSED);
      assert_true (g_str_has_suffix (server.commands->str, " LOGOUT "));
      assert_int_equal (script.replica->pending->len, 6);
      end (&script, &server);
    }
}

/* What a session begins with where it is wanted and offered. Without TLS there is no password; without the others it
 * goes on as before. */
static void
begin_refused (const char *verb, const char *status)
{
  gboolean tls = strcmp (verb, "STARTTLS") == 0;
  FakeServer server;
  Script script;

  begin (&script, &server);
  imap_client_require_tls (&script.client);
  script.policy.use_qresync = TRUE;
  server.capabilities = "IMAP4rev1 AUTH=PLAIN STARTTLS NAMESPACE ENABLE QRESYNC IDLE UIDPLUS MOVE";
  server.fail_verb = verb;
  server.fail_state = tls ? IMAP_CLIENT_NOT_AUTHENTICATED : IMAP_CLIENT_AUTHENTICATED;
  server.fail_status = status;
  fake_run (&server, &script, IMAP_CLIENT_IDLING);
  if (tls)
    {
      assert_string_equal (server.commands->str, "CAPABILITY STARTTLS LOGOUT ");
      assert_int_equal (script.client.result, CLIENT_REFUSED);
    }
  else
    {
      assert_true (g_str_has_prefix (server.commands->str, "CAPABILITY STARTTLS CAPABILITY AUTHENTICATE CAPABILITY "
                                                           "ENABLE NAMESPACE LIST "));
      assert_int_equal (script.client.state, IMAP_CLIENT_IDLING);
      assert_int_equal (script.replica->pending->len, 0);
    }
  end (&script, &server);
}

static void
test_beginnings (void **state)
{
  static const char *const verbs[] = { "STARTTLS", "NAMESPACE", "ENABLE", "none" };

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      begin_refused (verbs[i], "NO");
      begin_refused (verbs[i], "BAD");
    }
}

static void
test_fields_are_covered (void **state)
{
  const StateType *types[] = { &imap_client_state, &imap_folder_state };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_autofree char *missing = NULL;

      if (!state_type_covers (types[i], &missing))
        fail_msg ("%s", missing);
    }
}

/* At every step, a copy does what the original does. */
static void
test_copies_go_on_alike (void **state)
{
  FakeServer server;
  Script script;
  guint steps = 0;

  begin (&script, &server);
  do
    {
      ImapClient copy;
      g_autofree char *before = state_digest_string (&imap_client_state, &script.client);
      g_autofree char *after = NULL;

      state_copy (&imap_client_state, &copy, &script.client);
      after = state_digest_string (&imap_client_state, &copy);
      assert_string_equal (before, after);
      state_clear (&imap_client_state, &script.client);
      script.client = copy;
      assert_true (++steps < 2000);
    }
  while (fake_step (&server, &script));
  assert_int_equal (script.client.state, IMAP_CLIENT_IDLING);
  assert_int_equal (script.replica->pending->len, 0);
  end (&script, &server);
}

/* ID, GETQUOTAROOT and CHECK, which only recorded programs send, and whatever is answered. */
static void
test_recorded_commands (void **state)
{
  static const char *const ends[] = { "OK", "NO", "BAD" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    for (guint who = 0; who < 2; who++)
      {
        g_autofree char *answer = g_strdup_printf ("S: a%d %s done", who == 0 ? 5 : 3, ends[i]);
        Script script;

        script_init (&script, FALSE);
        script.policy.sequence = who == 0 ? SEQUENCE_THUNDERBIRD : SEQUENCE_MBSYNC;
        if (who == 0)
          script_lines (&script, "S: * PREAUTH [CAPABILITY IMAP4rev1 ID QUOTA] ready", "C: a1 ID (\"name\" \"Postroom\")",
                        "S: a1 OK", "C: a2 LIST \"\" \"*\"", "S: * LIST () \"/\" INBOX", "S: a2 OK",
                        "C: a3 LIST \"\" \"INBOX\"", "S: * LIST () \"/\" INBOX", "S: a3 OK", "C: a4 SELECT \"INBOX\"",
                        "S: * 0 EXISTS", "S: a4 OK", "C: a5 GETQUOTAROOT \"INBOX\"");
        else
          script_lines (&script, "S: * PREAUTH [CAPABILITY IMAP4rev1] ready", "C: a1 LIST \"\" \"*\"",
                        "S: * LIST () \"/\" INBOX", "S: a1 OK", "C: a2 SELECT INBOX", "S: * 0 EXISTS", "S: a2 OK",
                        "C: a3 CHECK");
        script_lines (&script, answer, who == 0 ? "C: a6 LOGOUT" : "C: a4 LOGOUT");
        script_clear (&script);
      }
  for (guint i = 1; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *refused = g_strdup_printf ("S: a1 %s done", ends[i]);
      Script script;

      script_init (&script, FALSE);
      script.policy.sequence = SEQUENCE_THUNDERBIRD;
      script_lines (&script, "S: * PREAUTH [CAPABILITY IMAP4rev1 ID] ready", "C: a1 ID (\"name\" \"Postroom\")", refused,
                    "C: a2 LIST \"\" \"*\"");
      script_clear (&script);
    }
}

/* EXAMINE and UID SEARCH, whatever is answered; and what no server may say. */
static void
test_searching_commands (void **state)
{
  static const char *const ends[] = { "OK", "NO", "BAD" };

  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *examined = g_strdup_printf ("S: a2 %s done", ends[i]);
      g_autofree char *searched = g_strdup_printf ("S: a3 %s done", ends[i]);
      Script script;

      script_init (&script, FALSE);
      script.policy.sequence = SEQUENCE_K9;
      script_lines (&script, "S: * PREAUTH [CAPABILITY IMAP4rev1] ready", "C: a1 LIST \"\" \"*\"",
                    "S: * LIST () \"/\" INBOX", "S: a1 OK", "C: a2 EXAMINE \"INBOX\"", "S: * 1 EXISTS", examined,
                    i == 0 ? "C: a3 UID SEARCH 1:1 NOT DELETED" : "C: a3 LOGOUT");
      script_clear (&script);
      script_init (&script, FALSE);
      script.policy.sequence = SEQUENCE_K9;
      script_lines (&script, "S: * PREAUTH [CAPABILITY IMAP4rev1] ready", "C: a1 LIST \"\" \"*\"",
                    "S: * LIST () \"/\" INBOX", "S: * LIST () \"/\" Work", "S: a1 OK", "C: a2 EXAMINE \"INBOX\"", "S: * 0 EXISTS",
                    "S: a2 OK", "C: a3 STATUS \"Work\" (MESSAGES)", "S: a3 NO", "C: a4 EXAMINE \"Work\"", "S: a4 NO",
                    "C: a5 LOGOUT");
      script_clear (&script);
      script_init (&script, FALSE);
      script.policy.sequence = SEQUENCE_K9;
      script_lines (&script, "S: * PREAUTH [CAPABILITY IMAP4rev1] ready", "C: a1 LIST \"\" \"*\"",
                    "S: * LIST () \"/\" INBOX", "S: a1 OK", "C: a2 EXAMINE \"INBOX\"", "S: * 1 EXISTS", "S: a2 OK",
                    "C: a3 UID SEARCH 1:1 NOT DELETED", "S: * SEARCH 1 2 3 4294967295", "S: * SEARCH 0",
                    "S: * SEARCH 99999999999999999999", "S: * SEARCH", searched, "C: a4 LOGOUT");
      script_clear (&script);
    }
}

static void
test_every_row (void **state)
{
  rows_assert_all (&imap_client_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_all_goes_well),     cmocka_unit_test (test_each_command_refused),
    cmocka_unit_test (test_subscribes_to_what_it_makes),
    cmocka_unit_test (test_each_state_left),   cmocka_unit_test (test_idle_ended_by_server),
    cmocka_unit_test (test_renewed_idle),      cmocka_unit_test (test_greetings),
    cmocka_unit_test (test_login_refused),     cmocka_unit_test (test_fields_are_covered), cmocka_unit_test (test_beginnings),
    cmocka_unit_test (test_copies_go_on_alike), cmocka_unit_test (test_recorded_commands),
    cmocka_unit_test (test_searching_commands),
    cmocka_unit_test (test_every_row),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
