/* The IMAP client against scripted servers: what it sends, and what its replica holds afterwards. */
#include "client-script.h"

#include "mailbox.h"

#define HEADER_A "From: budi@luar.example\r\nSubject: Invoice March\r\n\r\n"
#define BODY_A HEADER_A "Please pay.\r\n"
#define FETCH_A                                                                                                        \
  "S: * 1 FETCH (UID 7 FLAGS (\\Seen work) INTERNALDATE \" 2-Mar-2026 08:00:00 +0700\" RFC822.SIZE 64 "                \
  "BODY[HEADER] {51}\r\n" HEADER_A ")"
#define NEW "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])"

#define INBOX_OF_ONE                                                                                                   \
  "S: * LIST () \"/\" INBOX", "S: a2 OK done", "C: a3 SELECT INBOX", "S: * 1 EXISTS", "S: * OK [UIDVALIDITY 3] ok",    \
    "S: * OK [UIDNEXT 8] ok", "S: a3 OK [READ-WRITE] done", "C: a4 UID FETCH 1:* (FLAGS)",                             \
    "S: * 1 FETCH (UID 7 FLAGS (\\Seen work))", "S: a4 OK done", "C: a5 UID FETCH 7 " NEW, FETCH_A, "S: a5 OK done"

static const ReplicaFolder *
inbox (const Script *script)
{
  return replica_folder (script->replica, "INBOX");
}

static const ReplicaItem *
item_of (const Script *script, guint32 uid)
{
  const ReplicaItem *item = replica_find_uid (inbox (script), uid);

  assert_non_null (item);
  return item;
}

static void
body_of_first_sync (Script *script)
{
  const ReplicaItem *item;

  script_lines (script, LOG_IN, INBOX_OF_ONE, "C: a6 LOGOUT", "S: * BYE bye", "S: a6 OK done");
  assert_true (script->closed);
  assert_int_equal (script->client.result, CLIENT_SUCCEEDED);
  assert_int_equal (inbox (script)->uid_validity, 3);
  assert_int_equal (inbox (script)->uid_next, 8);
  assert_true (inbox (script)->remote);
  item = item_of (script, 7);
  assert_int_equal (item->part, PART_HEADER);
  assert_int_equal (item->size, 64);
  assert_int_equal (item->flags.system, FLAG_SEEN);
  assert_int_equal (item->flags.keywords, 1);
  assert_int_equal (item->internal_date, SCRIPT_TIME + 3600 * (gint64) G_USEC_PER_SEC);
  assert_string_equal (message_header (item->message, "Subject"), "Invoice March");
}

static void
test_first_sync (void **state)
{
  script_twice (body_of_first_sync, FALSE);
}

static void
body_of_full_copy (Script *script)
{
  script->policy.full_copy = TRUE;
  script_lines (script, LOG_IN, INBOX_OF_ONE, "C: a6 UID FETCH 7 (UID BODY.PEEK[])",
                "S: * 1 FETCH (UID 7 BODY[] {64}\r\n" BODY_A ")", "S: a6 OK done", "C: a7 LOGOUT", "S: * BYE bye",
                "S: a7 OK done");
  assert_int_equal (item_of (script, 7)->part, PART_FULL);
  assert_int_equal (message_size (item_of (script, 7)->message), 64);
  assert_int_equal (item_of (script, 7)->downloaded, SCRIPT_TIME);
}

static void
test_full_copy (void **state)
{
  script_twice (body_of_full_copy, FALSE);
}

static void
pend_flags (Script *script, guint32 uid, FlagsOperation operation, guint32 flags)
{
  const ReplicaItem *item = item_of (script, uid);
  FlagSet change = { .system = flags };
  FlagSet seen = flag_set_apply (&item->flags, operation, &change);
  PendingChange pending = { .kind = PENDING_FLAGS, .operation = operation, .flags = change, .folder = (char *) "INBOX",
                            .uid = uid, .item = item->id };

  replica_pend (script->replica, &pending);
  replica_set_flags (script->replica, item->id, &seen, FALSE, REASON_FLAGS_LOCAL, &script->out.changes);
}

static void
body_of_idle (Script *script)
{
  script_lines (script, LOG_IN, INBOX_OF_ONE, "C: a6 IDLE", "S: + idling");
  assert_true (imap_client_in_step (&script->client, &script->policy, script->replica));
  /* Flags and expunges are told while idling and need no command. */
  script_lines (script, "S: * 1 FETCH (FLAGS (\\Flagged))");
  assert_int_equal (item_of (script, 7)->flags.system, FLAG_FLAGGED);
  assert_int_equal (item_of (script, 7)->server_flags.system, FLAG_FLAGGED);
  /* A change made here ends it. */
  pend_flags (script, 7, FLAGS_ADD, FLAG_SEEN);
  assert_false (imap_client_in_step (&script->client, &script->policy, script->replica));
  assert_string_equal (imap_client_peek (&script->client, &script->policy, script->replica, script->now), "DONE");
  script_lines (script, "C: DONE", "S: a6 OK done", "C: a7 UID STORE 7 +FLAGS (\\Seen)",
                "S: * 1 FETCH (UID 7 FLAGS (\\Seen \\Flagged))", "S: a7 OK done", "C: a8 IDLE", "S: + idling");
  assert_int_equal (script->replica->pending->len, 0);
  assert_int_equal (item_of (script, 7)->server_flags.system, FLAG_SEEN | FLAG_FLAGGED);
  /* Something new comes in, and something goes. */
  script_lines (script, "S: * 2 EXISTS", "C: DONE", "S: a8 OK done", "C: a9 UID FETCH 8:* (FLAGS)",
                "S: * 2 FETCH (UID 9 FLAGS ())", "S: a9 OK done", "C: a10 UID FETCH 9 " NEW,
                "S: * 2 FETCH (UID 9 FLAGS () RFC822.SIZE 2 BODY[HEADER] \"\")", "S: a10 OK done", "C: a11 IDLE",
                "S: + idling", "S: * 1 EXPUNGE");
  assert_null (replica_find_uid (inbox (script), 7));
  assert_int_equal (item_of (script, 9)->size, 2);
  imap_client_leave (&script->client);
  script_lines (script, "C: DONE", "S: a11 OK done", "C: a12 LOGOUT", "S: * BYE", "S: a12 OK done");
}

static void
test_idle (void **state)
{
  script_twice (body_of_idle, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_first_sync),
    cmocka_unit_test (test_full_copy),
    cmocka_unit_test (test_idle),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
