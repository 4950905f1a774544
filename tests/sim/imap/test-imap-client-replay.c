/* What a device did while it was offline, told to servers of different abilities (RFC 4549 §4.2). */
#include "client-script.h"

#define GREETED(capabilities) "S: * PREAUTH [CAPABILITY IMAP4rev1 " capabilities "] in"
#define LISTED(...) "C: a1 LIST \"\" \"*\"", "S: * LIST () \"/\" INBOX", ##__VA_ARGS__, "S: a1 OK done"
#define LETTER "Subject: x\r\n\r\nHello\r\n"

static guint32
add (Script *script, const char *folder, guint32 uid)
{
  g_autofree char *text = g_strdup_printf ("Subject: %u\r\n\r\nHello\r\n", uid);
  g_autoptr (Message) message = message_new_from_string (uid != 0 ? text : LETTER, -1);
  ReplicaAdd item = { .message = message, .part = PART_FULL, .uid = uid, .now = script->now, .internal_date = SCRIPT_TIME,
                      .reason = REASON_DOWNLOADED, .local_only = uid == 0, .flags = { .system = uid == 0 ? FLAG_SEEN : 0 } };

  return replica_add (script->replica, folder, &item, &script->out.changes);
}

/* INBOX with UIDs 4 and 7, as left by an earlier session. */
static void
known_inbox (Script *script)
{
  replica_folder_own (script->replica, "INBOX")->uid_validity = 3;
  replica_folder_own (script->replica, "INBOX")->remote = TRUE;
  add (script, "INBOX", 4);
  add (script, "INBOX", 7);
}

static void
pend (Script *script, PendingKind kind, const char *folder, guint32 uid, guint32 item, const char *target)
{
  PendingChange change = { .kind = kind, .operation = FLAGS_ADD, .flags = { .system = FLAG_FLAGGED },
                           .folder = (char *) folder, .target = (char *) target, .uid = uid, .item = item };

  replica_pend (script->replica, &change);
  if (kind == PENDING_MOVE || kind == PENDING_EXPUNGE)
    replica_set_hidden (script->replica, item, TRUE);
}

static const ReplicaItem *
item_in (const Script *script, const char *name, guint32 uid)
{
  const ReplicaFolder *folder = replica_folder (script->replica, name);
  const ReplicaItem *item = folder != NULL ? replica_find_uid (folder, uid) : NULL;

  if (item == NULL)
    fail_msg ("nothing with UID %u in %s", uid, name);
  return item;
}

static guint
count_in (const Script *script, const char *name)
{
  const ReplicaFolder *folder = replica_folder (script->replica, name);

  return folder != NULL ? folder->items->len : 0;
}

static gboolean
has_reason (const Script *script, CopyChange change, CopyReason reason)
{
  for (guint i = 0; i < script->copies->len; i++)
    if (g_array_index (script->copies, CopyEvent, i).change == change &&
        g_array_index (script->copies, CopyEvent, i).reason == reason)
      return TRUE;
  return FALSE;
}

static gboolean
has_rule (const Script *script, guint32 rule)
{
  for (guint i = 0; i < script->rules->len; i++)
    if (g_array_index (script->rules, guint32, i) == rule)
      return TRUE;
  return FALSE;
}

#define SELECT_INBOX(tag) "C: " tag " SELECT INBOX", "S: * 2 EXISTS", "S: * OK [UIDVALIDITY 3] ok", "S: " tag " OK done"
#define LOG_OUT(tag) "C: " tag " LOGOUT", "S: * BYE bye", "S: " tag " OK done"

static void
body_of_move (Script *script)
{
  known_inbox (script);
  pend (script, PENDING_MOVE, "INBOX", 4, 1, "Trash");
  script_lines (script, GREETED ("UIDPLUS MOVE"), LISTED ("S: * LIST () \"/\" Trash"), SELECT_INBOX ("a2"),
                "C: a3 UID MOVE 4 Trash", "S: * OK [COPYUID 9 4 31] moved", "S: * 1 EXPUNGE", "S: a3 OK done",
                "C: a4 UID FETCH 1:* (FLAGS)");
  assert_int_equal (script->replica->pending->len, 0);
  assert_int_equal (item_in (script, "Trash", 31)->id, 1);
  assert_false (item_in (script, "Trash", 31)->hidden);
  assert_true (has_reason (script, COPY_MOVED, REASON_MOVED));
  assert_int_equal (count_in (script, "INBOX"), 1);
  script_lines (script, "S: * 1 FETCH (UID 7 FLAGS ())", "S: a4 OK done",
                "C: a5 SELECT Trash", "S: * 1 EXISTS", "S: * OK [UIDVALIDITY 9] ok", "S: a5 OK done",
                "C: a6 UID FETCH 1:* (FLAGS)", "S: * 1 FETCH (FLAGS () UID 31)", "S: a6 OK done", LOG_OUT ("a7"));
  assert_int_equal (count_in (script, "Trash"), 1);
}

/* Nobody says which UID it has got: its header tells. The copy is not made twice. */
static void
body_of_move_by_copy (Script *script)
{
  known_inbox (script);
  pend (script, PENDING_MOVE, "INBOX", 4, 1, "Trash");
  script_lines (script, GREETED (""), LISTED (), "C: a2 CREATE Trash", "S: a2 OK done", SELECT_INBOX ("a3"),
                "C: a4 UID COPY 4 Trash", "S: a4 OK done", "C: a5 UID STORE 4 +FLAGS (\\Deleted)");
  assert_int_equal (script->replica->pending->len, 1);
  assert_int_equal (g_array_index (script->replica->pending, PendingChange, 0).kind, PENDING_EXPUNGE);
  script_lines (script, "S: * 1 FETCH (FLAGS (\\Deleted))", "S: a5 OK done",
                "C: a6 EXPUNGE", "S: * 1 EXPUNGE", "S: a6 OK done", "C: a7 UID FETCH 1:* (FLAGS)");
  assert_int_equal (script->replica->pending->len, 0);
  script_lines (script, "S: * 1 FETCH (UID 7 FLAGS ())", "S: a7 OK done",
                "C: a8 SELECT Trash", "S: * 1 EXISTS", "S: * OK [UIDVALIDITY 9] ok", "S: a8 OK done",
                "C: a9 UID FETCH 1:* (FLAGS)", "S: * 1 FETCH (FLAGS (\\Seen) UID 31)", "S: a9 OK done",
                "C: a10 UID FETCH 31 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])",
                "S: * 1 FETCH (UID 31 FLAGS (\\Seen) BODY[HEADER] {14}\r\nSubject: 4\r\n\r\n)", "S: a10 OK done",
                LOG_OUT ("a11"));
  assert_int_equal (item_in (script, "Trash", 31)->id, 1);
  assert_int_equal (item_in (script, "Trash", 31)->part, PART_FULL);
  assert_int_equal (item_in (script, "Trash", 31)->flags.system, FLAG_SEEN);
  assert_int_equal (count_in (script, "Trash"), 1);
}

/* It was gone there before it could be moved. */
static void
body_of_move_of_nothing (Script *script)
{
  known_inbox (script);
  pend (script, PENDING_MOVE, "INBOX", 4, 1, "Trash");
  script_lines (script, GREETED ("UIDPLUS MOVE"), LISTED ("S: * LIST () \"/\" Trash"), "C: a2 SELECT INBOX",
                "S: * 1 EXISTS", "S: * OK [UIDVALIDITY 3] ok", "S: a2 OK done", "C: a3 UID MOVE 4 Trash", "S: a3 OK done",
                "C: a4 UID FETCH 1:* (FLAGS)", "S: * 1 FETCH (UID 7 FLAGS ())", "S: a4 OK done",
                "C: a5 SELECT Trash", "S: * 0 EXISTS", "S: * OK [UIDVALIDITY 9] ok", "S: a5 OK done", LOG_OUT ("a6"));
  assert_int_equal (count_in (script, "Trash"), 0);
  assert_int_equal (count_in (script, "INBOX"), 1);
  assert_true (has_reason (script, COPY_VANISHED, REASON_GONE_ON_SERVER));
}

static void
body_of_expunge (Script *script)
{
  known_inbox (script);
  pend (script, PENDING_EXPUNGE, "INBOX", 7, 2, NULL);
  script_lines (script, GREETED ("UIDPLUS"), LISTED (), SELECT_INBOX ("a2"), "C: a3 UID STORE 7 +FLAGS (\\Deleted)",
                "S: a3 OK done", "C: a4 UID EXPUNGE 7", "S: * 2 EXPUNGE", "S: a4 OK done", "C: a5 UID FETCH 1:* (FLAGS)");
  assert_true (has_reason (script, COPY_VANISHED, REASON_DELETED_LOCALLY));
  assert_false (has_reason (script, COPY_VANISHED, REASON_GONE_ON_SERVER));
  script_lines (script, "S: * 1 FETCH (UID 4 FLAGS ())", "S: a5 OK done", LOG_OUT ("a6"));
  assert_int_equal (count_in (script, "INBOX"), 1);
}

static void
body_of_flags (Script *script)
{
  known_inbox (script);
  /* Starred here; read there; and a second change that comes while the first is told. */
  pend (script, PENDING_FLAGS, "INBOX", 4, 1, NULL);
  script_lines (script, GREETED (""), LISTED (), SELECT_INBOX ("a2"), "C: a3 UID STORE 4 +FLAGS (\\Flagged)",
                "S: * 1 FETCH (UID 4 FLAGS (\\Seen))");
  assert_int_equal (item_in (script, "INBOX", 4)->flags.system, FLAG_SEEN | FLAG_FLAGGED);
  script_lines (script, "S: * 1 FETCH (UID 4 FLAGS (\\Seen \\Flagged))", "S: a3 OK done", "C: a4 UID FETCH 1:* (FLAGS)");
  assert_int_equal (item_in (script, "INBOX", 4)->server_flags.system, FLAG_SEEN | FLAG_FLAGGED);
  assert_int_equal (script->replica->pending->len, 0);
}

static void
body_of_append (Script *script)
{
  guint32 item = add (script, "Outbox", 0);

  pend (script, PENDING_APPEND, "Outbox", 0, item, "Sent");
  script_lines (script, GREETED ("UIDPLUS"), LISTED (), "C: a2 CREATE Sent", "S: a2 OK done",
                "C: a3 APPEND Sent (\\Seen) \" 2-Mar-2026 00:00:00 +0000\" {21}", "S: + go on", "C: Subject: x", "C: ",
                "C: Hello", "C: ");
  /* More time than a command has: the letter may still be on its way. */
  assert_true (imap_client_expiry (&script->client) == script->now + script->policy.command_timeout + 21000);
  script_lines (script, "S: a3 OK [APPENDUID 9 1] done", "C: a4 SELECT INBOX");
  assert_true (imap_client_expiry (&script->client) == script->now + script->policy.command_timeout);
  assert_int_equal (script->replica->pending->len, 0);
  assert_int_equal (item_in (script, "Sent", 1)->id, item);
  assert_false (item_in (script, "Sent", 1)->local_only);
  assert_true (has_rule (script, RULE_SAVE_SENT));
}

/* The server has lost the mailbox since it was listed. */
static void
body_of_try_create (Script *script)
{
  pend (script, PENDING_APPEND, "Sent", 0, add (script, "Sent", 0), "Sent");
  script_lines (script, GREETED ("LITERAL+"), LISTED ("S: * LIST () \"/\" Sent"),
                "C: a2 APPEND Sent (\\Seen) \" 2-Mar-2026 00:00:00 +0000\" {21+}", "C: Subject: x", "C: ", "C: Hello",
                "C: ", "S: a2 NO [TRYCREATE] none such", "C: a3 CREATE Sent", "S: a3 OK done",
                "C: a4 APPEND Sent (\\Seen) \" 2-Mar-2026 00:00:00 +0000\" {21+}", "C: Subject: x", "C: ", "C: Hello",
                "C: ", "S: a4 NO [TRYCREATE] none such", "C: a5 SELECT INBOX");
  assert_int_equal (script->replica->pending->len, 1);
}

/* Refused for good: it stays in the queue, the session goes on, and does not count as one that went well. */
static void
body_of_over_quota (Script *script)
{
  pend (script, PENDING_APPEND, "Sent", 0, add (script, "Sent", 0), "Sent");
  script_lines (script, GREETED ("LITERAL-"), LISTED ("S: * LIST () \"/\" Sent"),
                "C: a2 APPEND Sent (\\Seen) \" 2-Mar-2026 00:00:00 +0000\" {21+}", "C: Subject: x", "C: ", "C: Hello",
                "C: ", "S: a2 NO [OVERQUOTA] full", "C: a3 SELECT INBOX", "S: * 0 EXISTS", "S: a3 OK done",
                "C: a4 SELECT Sent", "S: * 0 EXISTS", "S: a4 OK done", LOG_OUT ("a5"));
  assert_int_equal (script->replica->pending->len, 1);
  assert_int_equal (count_in (script, "Sent"), 1);
  assert_int_equal (script->client.result, CLIENT_FAILED);
}

static void
body_of_new_uid_validity (Script *script)
{
  known_inbox (script);
  pend (script, PENDING_FLAGS, "INBOX", 4, 1, NULL);
  script_lines (script, GREETED (""), LISTED (), "C: a2 SELECT INBOX", "S: * 1 EXISTS", "S: * OK [UIDVALIDITY 5] ok",
                "S: a2 OK done", "C: a3 UID FETCH 1:* (FLAGS)");
  assert_int_equal (count_in (script, "INBOX"), 0);
  assert_int_equal (script->replica->pending->len, 0);
  assert_true (has_rule (script, RULE_UIDVALIDITY_CHANGED));
  assert_true (has_reason (script, COPY_VANISHED, REASON_UIDVALIDITY));
  script_lines (script, "S: * 1 FETCH (UID 1 FLAGS ())", "S: a3 OK done",
                "C: a4 UID FETCH 1 (UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])",
                "S: * 1 FETCH (UID 1 FLAGS () BODY[HEADER] {14}\r\nSubject: 4\r\n\r\n)", "S: a4 OK done", LOG_OUT ("a5"));
  assert_int_equal (item_in (script, "INBOX", 1)->id, 3);
}

/* Lost in the middle of a body: what was announced is not there, and the change is still to be told. */
static void
body_of_lost_connection (Script *script)
{
  known_inbox (script);
  pend (script, PENDING_FLAGS, "INBOX", 4, 1, NULL);
  script_lines (script, GREETED (""), LISTED (), SELECT_INBOX ("a2"), "C: a3 UID STORE 4 +FLAGS (\\Flagged)");
  script_feed (script, "* 3 EXISTS\r\n* 3 FETCH (UID 9 BODY[] {100}\r\nSubject", 47);
  imap_client_closed (&script->client, &script->policy, script->replica, script->now, &script->out);
  script_drain (script);
  assert_int_equal (script->client.result, CLIENT_FAILED);
  assert_int_equal (count_in (script, "INBOX"), 2);
  assert_int_equal (script->replica->pending->len, 1);
}

/* A mailbox that the server does not have any more, and one whose name and delimiter are its own. */
static void
body_of_folders (Script *script)
{
  ReplicaFolder *old = replica_folder_own (script->replica, "Old");

  old->remote = TRUE;
  old->uid_validity = 2;
  add (script, "Old", 3);
  script_lines (script, GREETED ("SPECIAL-USE"), "C: a1 LIST \"\" \"*\" RETURN (SPECIAL-USE)",
                "S: * LIST (\\HasNoChildren) \".\" \"inbox\"", "S: * LIST (\\Sent) \".\" \"Gesendete Objekte\"",
                "S: * LIST () \".\" Projekte.Entw&APw-rfe", "S: * LIST (\\Noselect) \".\" Projekte", "S: a1 OK done",
                "C: a2 SELECT inbox", "S: * 0 EXISTS", "S: a2 OK done", "C: a3 STATUS \"Gesendete Objekte\" (MESSAGES)",
                "S: * STATUS {17}\r\nGesendete Objekte (UNSEEN 0 MESSAGES 0 X (1))", "S: a3 OK done",
                "C: a4 STATUS Projekte.Entw&APw-rfe (MESSAGES)", "S: * STATUS Projekte.Entw&APw-rfe (MESSAGES 2)",
                "S: a4 OK done", "C: a5 SELECT Projekte.Entw&APw-rfe", "S: a5 NO not for you", LOG_OUT ("a6"));
  assert_int_equal (count_in (script, "Old"), 0);
  assert_false (replica_folder (script->replica, "Old")->remote);
  assert_non_null (replica_folder (script->replica, "Sent"));
  assert_null (replica_folder (script->replica, "Gesendete Objekte"));
  assert_int_equal (script->client.result, CLIENT_SUCCEEDED);
}

static void
body_of_open (Script *script)
{
  known_inbox (script);
  replica_folder_own (script->replica, "INBOX");
  replica_set_part (script->replica, 2, PART_HEADER, NULL, 0, &script->out.changes);
  imap_client_open (&script->client, 99);
  imap_client_open (&script->client, 2);
  script_lines (script, GREETED (""), LISTED (), SELECT_INBOX ("a2"), "C: a3 UID FETCH 7 (UID BODY.PEEK[])",
                "S: * 2 FETCH (UID 7 BODY[] {21}\r\n" LETTER ")", "S: a3 OK done", "C: a4 UID FETCH 1:* (FLAGS)");
  assert_int_equal (item_in (script, "INBOX", 7)->part, PART_FULL);
  assert_true (has_rule (script, RULE_OPEN_ON_DEMAND));
}

static void
body_of_login (Script *script)
{
  script_lines (script, "S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready", "C: a1 AUTHENTICATE PLAIN", "S: +",
                "C: AGFkYQByYWhhc2lh", "S: a1 BAD no such thing", "C: a2 LOGIN \"ada\" \"rahasia\"", "S: a2 OK in",
                "C: a3 CAPABILITY", "S: * CAPABILITY IMAP4rev1", "S: a3 OK done", "C: a4 LIST \"\" \"*\"");
}

static void
test_move (void **state)
{
  script_twice (body_of_move, FALSE);
}

static void
test_move_by_copy (void **state)
{
  script_twice (body_of_move_by_copy, FALSE);
}

static void
test_move_of_nothing (void **state)
{
  script_twice (body_of_move_of_nothing, FALSE);
}

static void
test_expunge (void **state)
{
  script_twice (body_of_expunge, FALSE);
}

static void
test_flags (void **state)
{
  script_twice (body_of_flags, FALSE);
}

static void
test_append (void **state)
{
  script_twice (body_of_append, FALSE);
}

static void
test_try_create (void **state)
{
  script_twice (body_of_try_create, FALSE);
}

static void
test_over_quota (void **state)
{
  script_twice (body_of_over_quota, FALSE);
}

static void
test_new_uid_validity (void **state)
{
  script_twice (body_of_new_uid_validity, FALSE);
}

static void
test_lost_connection (void **state)
{
  script_twice (body_of_lost_connection, FALSE);
}

static void
test_folders (void **state)
{
  script_twice (body_of_folders, FALSE);
}

static void
test_open (void **state)
{
  script_twice (body_of_open, FALSE);
}

static void
test_login (void **state)
{
  script_twice (body_of_login, FALSE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_move),   cmocka_unit_test (test_move_by_copy),    cmocka_unit_test (test_move_of_nothing),
    cmocka_unit_test (test_expunge), cmocka_unit_test (test_flags),          cmocka_unit_test (test_append),
    cmocka_unit_test (test_try_create), cmocka_unit_test (test_new_uid_validity),
    cmocka_unit_test (test_lost_connection), cmocka_unit_test (test_folders), cmocka_unit_test (test_open),
    cmocka_unit_test (test_login), cmocka_unit_test (test_over_quota),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
