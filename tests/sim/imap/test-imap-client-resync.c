/* The IMAP client on servers that can say what has changed since (RFC 7162), that keep mailboxes under a prefix
 * (RFC 2342), that want TLS first, and that say what it does not know. */
#include "client-script.h"

#define CAPABILITIES "IMAP4rev1 SASL-IR AUTH=PLAIN IDLE UIDPLUS MOVE LITERAL+"
#define CONDSTORE CAPABILITIES " ENABLE CONDSTORE"
#define QRESYNC CAPABILITIES " ENABLE QRESYNC"
#define IN(capabilities)                                                                                               \
  "S: * OK [CAPABILITY " capabilities "] ready", "C: a1 AUTHENTICATE PLAIN AGFkYQByYWhhc2lh",                          \
    "S: a1 OK [CAPABILITY " capabilities "] in"
#define LISTED(tag) "C: " tag " LIST \"\" \"*\"", "S: * LIST () \"/\" INBOX", "S: " tag " OK done"
#define OUT(tag) "C: " tag " LOGOUT", "S: * BYE bye", "S: " tag " OK done"
#define NEW "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER])"
#define HEADER(number, uid) "S: * " number " FETCH (UID " uid " FLAGS () RFC822.SIZE 4 BODY[HEADER] \"a: b\")"

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

/* The device comes back with what it holds. */
static void
again (Script *script)
{
  state_clear (&imap_client_state, &script->client);
  imap_client_init (&script->client, "ada", "rahasia", script->client.stay);
  script->closed = FALSE;
}

/* Three messages, at HIGHESTMODSEQ 10. */
static void
learn (Script *script, gboolean qresync)
{
  if (qresync)
    script_lines (script, IN (QRESYNC), "C: a2 ENABLE QRESYNC", "S: * ENABLED QRESYNC", "S: a2 OK done", LISTED ("a3"),
                  "C: a4 SELECT INBOX (CONDSTORE)");
  else
    script_lines (script, IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)");
}

static void
learn_rest (Script *script, const char *select, const char *fetch, const char *headers, const char *logout)
{
  g_autofree char *selected = g_strdup_printf ("S: %s OK in", select);
  g_autofree char *asked = g_strdup_printf ("C: %s UID FETCH 1:* (FLAGS)", fetch);
  g_autofree char *told = g_strdup_printf ("S: %s OK done", fetch);
  g_autofree char *wanted = g_strdup_printf ("C: %s UID FETCH 1:3 " NEW, headers);
  g_autofree char *came = g_strdup_printf ("S: %s OK done", headers);
  g_autofree char *leave = g_strdup_printf ("C: %s LOGOUT", logout);
  g_autofree char *left = g_strdup_printf ("S: %s OK done", logout);

  script_lines (script, "S: * 3 EXISTS", "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 4]", "S: * OK [HIGHESTMODSEQ 10]",
                selected, asked, "S: * 1 FETCH (UID 1 FLAGS () MODSEQ (4))", "S: * 2 FETCH (UID 2 FLAGS () MODSEQ (5))",
                "S: * 3 FETCH (UID 3 FLAGS () MODSEQ (10))", told, wanted, HEADER ("1", "1"), HEADER ("2", "2"),
                HEADER ("3", "3"), came, leave, "S: * BYE", left);
  assert_int_equal (inbox (script)->highest_modseq, 10);
  assert_int_equal (inbox (script)->items->len, 3);
  again (script);
}

static void
know_three (Script *script, gboolean qresync)
{
  script->policy.use_condstore = !qresync;
  script->policy.use_qresync = qresync;
  learn (script, qresync);
  if (qresync)
    learn_rest (script, "a4", "a5", "a6", "a7");
  else
    learn_rest (script, "a3", "a4", "a5", "a6");
}

static void
body_of_condstore (Script *script)
{
  know_three (script, FALSE);
  /* Nothing has happened: nothing is fetched. */
  script_lines (script, IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)", "S: * 3 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 4]", "S: * OK [HIGHESTMODSEQ 10]", "S: a3 OK in", OUT ("a4"));
  /* A flag, and something new. */
  again (script);
  script_lines (script, IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)", "S: * 4 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 8]", "S: * OK [HIGHESTMODSEQ 20]", "S: a3 OK in",
                "C: a4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)", "S: * 2 FETCH (UID 2 FLAGS (\\Seen) MODSEQ (19))",
                "S: * 4 FETCH (UID 7 FLAGS () MODSEQ (20))", "S: a4 OK done", "C: a5 UID FETCH 7 " NEW, HEADER ("4", "7"),
                "S: a5 OK done", OUT ("a6"));
  assert_int_equal (item_of (script, 2)->flags.system, FLAG_SEEN);
  assert_int_equal (item_of (script, 2)->modseq, 19);
  assert_int_equal (inbox (script)->highest_modseq, 20);
  /* Something is gone: only the count tells, and the whole is read. */
  again (script);
  script_lines (script, IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)", "S: * 3 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 8]", "S: * OK [HIGHESTMODSEQ 20]", "S: a3 OK in",
                "C: a4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 20)", "S: a4 OK done", "C: a5 UID FETCH 1:* (FLAGS)",
                "S: * 1 FETCH (UID 2 FLAGS (\\Seen))", "S: * 2 FETCH (UID 3 FLAGS ())", "S: * 3 FETCH (UID 7 FLAGS ())",
                "S: a5 OK done", OUT ("a6"));
  assert_null (replica_find_uid (inbox (script), 1));
  assert_int_equal (inbox (script)->items->len, 3);
}

static void
test_condstore (void **state)
{
  script_twice (body_of_condstore, FALSE);
}

/* As many as before, but not the same: one gone, one new that nobody told of. */
static void
body_of_condstore_misled (Script *script)
{
  know_three (script, FALSE);
  script_lines (script, IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)", "S: * 3 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 8]", "S: * OK [HIGHESTMODSEQ 20]", "S: a3 OK in",
                "C: a4 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)", "S: * 3 FETCH (UID 7 FLAGS () MODSEQ (20))", "S: a4 OK done",
                "C: a5 UID FETCH 1:* (FLAGS)", "S: * 1 FETCH (UID 1 FLAGS ())", "S: * 2 FETCH (UID 3 FLAGS ())",
                "S: * 3 FETCH (UID 7 FLAGS ())", "S: a5 OK done", "C: a6 UID FETCH 7 " NEW, HEADER ("3", "7"),
                "S: a6 OK done", OUT ("a7"));
  assert_null (replica_find_uid (inbox (script), 2));
  assert_non_null (replica_find_uid (inbox (script), 7));
}

static void
test_condstore_misled (void **state)
{
  script_twice (body_of_condstore_misled, FALSE);
}

/* A mailbox without MODSEQs, and a server that refuses the modifier. */
static void
body_of_no_modseq (Script *script)
{
  know_three (script, FALSE);
  script_lines (script, IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)", "S: * 1 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [NOMODSEQ]", "S: a3 OK in", "C: a4 UID FETCH 1:* (FLAGS)",
                "S: * 1 FETCH (UID 3 FLAGS ())", "S: a4 OK done", OUT ("a5"));
  assert_int_equal (inbox (script)->items->len, 1);
  assert_int_equal (inbox (script)->highest_modseq, 0);
}

static void
test_no_modseq (void **state)
{
  script_twice (body_of_no_modseq, FALSE);
}

#define ENABLED "C: a2 ENABLE QRESYNC", "S: * ENABLED QRESYNC", "S: a2 OK done"

static void
body_of_qresync (Script *script)
{
  know_three (script, TRUE);
  /* RFC 7162 §3.2.5: gone, changed and new in the answer to SELECT itself. */
  script_lines (script, IN (QRESYNC), ENABLED, LISTED ("a3"), "C: a4 SELECT INBOX (QRESYNC (3 10))", "S: * 3 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 8]", "S: * OK [HIGHESTMODSEQ 30]", "S: * VANISHED (EARLIER) 1,5:6",
                "S: * 2 FETCH (UID 3 FLAGS (\\Flagged) MODSEQ (25))", "S: * 3 FETCH (UID 7 FLAGS () MODSEQ (30))",
                "S: a4 OK in", "C: a5 UID FETCH 7 " NEW, HEADER ("3", "7"), "S: a5 OK done", OUT ("a6"));
  assert_null (replica_find_uid (inbox (script), 1));
  assert_int_equal (item_of (script, 3)->flags.system, FLAG_FLAGGED);
  assert_int_equal (inbox (script)->items->len, 3);
  assert_int_equal (inbox (script)->highest_modseq, 30);
  /* New ones that it does not tell of. */
  again (script);
  script_lines (script, IN (QRESYNC), ENABLED, LISTED ("a3"), "C: a4 SELECT INBOX (QRESYNC (3 30))", "S: * 4 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 9]", "S: * OK [HIGHESTMODSEQ 31]", "S: a4 OK in",
                "C: a5 UID FETCH 8:* (FLAGS)", "S: * 4 FETCH (UID 8 FLAGS ())", "S: a5 OK done", "C: a6 UID FETCH 8 " NEW,
                HEADER ("4", "8"), "S: a6 OK done", OUT ("a7"));
  assert_int_equal (inbox (script)->items->len, 4);
  /* Another UIDVALIDITY: what it says of the old one does not count (RFC 7162 §3.2.5). */
  again (script);
  script_lines (script, IN (QRESYNC), ENABLED, LISTED ("a3"), "C: a4 SELECT INBOX (QRESYNC (3 31))", "S: * 1 EXISTS",
                "S: * OK [UIDVALIDITY 9]", "S: * OK [UIDNEXT 2]", "S: * OK [HIGHESTMODSEQ 2]",
                "S: * 1 FETCH (UID 8 FLAGS (\\Seen) MODSEQ (2))", "S: a4 OK in", "C: a5 UID FETCH 1:* (FLAGS)",
                "S: * 1 FETCH (UID 1 FLAGS ())", "S: a5 OK done", "C: a6 UID FETCH 1 " NEW, HEADER ("1", "1"),
                "S: a6 OK done", OUT ("a7"));
  assert_int_equal (inbox (script)->items->len, 1);
  assert_int_equal (inbox (script)->uid_validity, 9);
}

static void
test_qresync (void **state)
{
  script_twice (body_of_qresync, FALSE);
}

/* What comes before [CLOSED] is about the mailbox that is left (RFC 7162 §3.2.11). */
static void
body_of_closed (Script *script)
{
  script->policy.use_qresync = TRUE;
  script_lines (script, IN (QRESYNC), ENABLED, "C: a3 LIST \"\" \"*\"", "S: * LIST () \"/\" INBOX", "S: * LIST () \"/\" Sent",
                "S: a3 OK done", "C: a4 SELECT INBOX (CONDSTORE)", "S: * 0 EXISTS", "S: * OK [UIDVALIDITY 3]",
                "S: * OK [HIGHESTMODSEQ 1]", "S: a4 OK in", "C: a5 STATUS Sent (MESSAGES)",
                "S: * STATUS Sent (MESSAGES 1)", "S: a5 OK", "C: a6 SELECT Sent (CONDSTORE)", "S: * 1 EXISTS",
                "S: * OK [CLOSED] left", "S: * 1 EXISTS", "S: * OK [UIDVALIDITY 4]", "S: * OK [HIGHESTMODSEQ 5]", "S: a6 OK in",
                "C: a7 UID FETCH 1:* (FLAGS)", "S: * 1 FETCH (UID 2 FLAGS ())", "S: a7 OK", "C: a8 UID FETCH 2 " NEW,
                HEADER ("1", "2"), "S: a8 OK", OUT ("a9"));
  assert_int_equal (replica_folder (script->replica, "Sent")->items->len, 1);
  assert_int_equal (replica_folder (script->replica, "Sent")->highest_modseq, 5);
}

static void
test_closed (void **state)
{
  script_twice (body_of_closed, FALSE);
}

/* VANISHED takes EXPUNGE's place once QRESYNC is enabled (RFC 7162 §3.2.10). */
static void
body_of_vanished (Script *script)
{
  know_three (script, TRUE);
  script->client.stay = TRUE;
  script_lines (script, IN (QRESYNC), ENABLED, LISTED ("a3"), "C: a4 SELECT INBOX (QRESYNC (3 10))", "S: * 3 EXISTS",
                "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 4]", "S: * OK [HIGHESTMODSEQ 10]", "S: a4 OK in", "C: a5 IDLE",
                "S: + idling", "S: * VANISHED 1:2");
  assert_int_equal (inbox (script)->items->len, 1);
  script_lines (script, "S: * 1 FETCH (FLAGS (\\Seen))");
  assert_int_equal (item_of (script, 3)->flags.system, FLAG_SEEN);
  /* One that came and went before its UID was asked for: what is left has to be looked at. */
  script_lines (script, "S: * 2 EXISTS", "C: DONE", "S: * VANISHED 9", "S: a5 OK done", "C: a6 UID FETCH 1:* (FLAGS)",
                "S: * 1 FETCH (UID 3 FLAGS (\\Seen))", "S: a6 OK done", "C: a7 IDLE", "S: + idling");
  assert_int_equal (inbox (script)->items->len, 1);
  imap_client_leave (&script->client);
  script_lines (script, "C: DONE", "S: a7 OK", OUT ("a8"));
}

static void
test_vanished (void **state)
{
  script_twice (body_of_vanished, FALSE);
}

#define SPACED CAPABILITIES " NAMESPACE"

static void
body_of_namespace (Script *script)
{
  g_autoptr (Message) message = message_new_from_string ("a: b\r\n", -1);
  ReplicaAdd add = { .message = message, .part = PART_FULL, .size = 6, .now = SCRIPT_TIME, .internal_date = SCRIPT_TIME,
                     .local_only = TRUE };
  PendingChange change = { .kind = PENDING_APPEND, .folder = (char *) "Outbox", .target = (char *) "Arsip/Maret" };

  change.item = replica_add (script->replica, "Outbox", &add, &script->out.changes);
  replica_pend (script->replica, &change);
  script_lines (script, IN (SPACED), "C: a2 NAMESPACE", "S: * NAMESPACE ((\"INBOX.\" \".\")) ((\"user.\" \".\")) NIL",
                "S: a2 OK done", "C: a3 LIST \"\" \"*\"", "S: * LIST () \".\" INBOX", "S: * LIST () \".\" INBOX.Sent",
                "S: * LIST () \".\" INBOX.Kerja.2026", "S: * LIST () \".\" user.budi", "S: a3 OK done",
                "C: a4 CREATE INBOX.Arsip.Maret", "S: a4 OK done", "C: a5 APPEND INBOX.Arsip.Maret () \" 2-Mar-2026 00:00:00 "
                "+0000\" {6+}", "C: a: b", "C: ", "S: a5 OK [APPENDUID 5 1] done", "C: a6 SELECT INBOX", "S: * 0 EXISTS",
                "S: a6 OK in", "C: a7 STATUS INBOX.Sent (MESSAGES)", "S: * STATUS INBOX.Sent (MESSAGES 0)", "S: a7 OK",
                "C: a8 STATUS INBOX.Kerja.2026 (MESSAGES)", "S: * STATUS INBOX.Kerja.2026 (MESSAGES 0)", "S: a8 OK",
                "C: a9 STATUS user.budi (MESSAGES)", "S: * STATUS user.budi (MESSAGES 0)", "S: a9 OK",
                "C: a10 SELECT INBOX.Arsip.Maret");
  assert_non_null (replica_folder (script->replica, "Sent"));
  assert_non_null (replica_folder (script->replica, "Kerja/2026"));
  assert_non_null (replica_folder (script->replica, "user/budi"));
  assert_int_equal (replica_folder (script->replica, "Arsip/Maret")->items->len, 1);
}

static void
test_namespace (void **state)
{
  script_twice (body_of_namespace, FALSE);
}

static void
body_of_starttls (Script *script)
{
  imap_client_require_tls (&script->client);
  /* Offered by the greeting: what an attacker sends along with the OK is not heard (RFC 3501 §6.2.1, §11.1). */
  script_lines (script, "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready", "C: a1 STARTTLS");
  script->octetwise = FALSE;
  script_feed (script, "a1 OK now\r\n* PREAUTH\r\n* CAPABILITY X\r\n", strlen ("a1 OK now\r\n* PREAUTH\r\n* CAPABILITY X\r\n"));
  script_lines (script, "C: a2 CAPABILITY", "S: * CAPABILITY " CAPABILITIES, "S: a2 OK",
                "C: a3 AUTHENTICATE PLAIN AGFkYQByYWhhc2lh", "S: a3 NO no", OUT ("a4"));
  assert_int_equal (script->client.result, CLIENT_REFUSED);
}

static void
test_starttls (void **state)
{
  script_twice (body_of_starttls, FALSE);
}

static void
body_of_no_tls (Script *script)
{
  imap_client_require_tls (&script->client);
  script_lines (script, "S: * OK [CAPABILITY " CAPABILITIES "] ready", OUT ("a1"));
  assert_int_equal (script->client.result, CLIENT_REFUSED);
  again (script);
  imap_client_require_tls (&script->client);
  script_lines (script, "S: * PREAUTH [CAPABILITY " CAPABILITIES "] come in", OUT ("a1"));
  assert_int_equal (script->client.result, CLIENT_REFUSED);
}

static void
test_no_tls (void **state)
{
  script_twice (body_of_no_tls, FALSE);
}

/* RFC 2221: told where else to go, it does not go there; what it does not know, it leaves alone (RFC 3501 §2.2.2). */
static void
body_of_unknown (Script *script)
{
  script_lines (script, IN (CAPABILITIES), "C: a2 LIST \"\" \"*\"",
                "S: * OK [REFERRAL imap://ada;AUTH=*@other.example/] if you like",
                "S: * LIST (\\HasNoChildren) \"/\" INBOX (\"CHILDINFO\" (\"SUBSCRIBED\"))", "S: * LIST () \"/\" Away",
                "S: * XWEATHER (sunny {3}\r\nfor sure)", "S: * ESEARCH (TAG \"a9\") UID ALL 1:3", "S: * 7 XFUTURE (1 2)",
                "S: * SORT 1 2 3", "S: * QUOTA \"\" (STORAGE 1 2)", "S: a2 OK done", "C: a3 SELECT INBOX", "S: * 0 EXISTS",
                "S: a3 OK [MAILBOXID (F1)] in", "C: a4 STATUS Away (MESSAGES)", "S: * STATUS Away (UNSEEN 0)",
                "S: a4 OK done", "C: a5 SELECT Away", "S: a5 NO [REFERRAL imap://other.example/Away] elsewhere", OUT ("a6"));
  assert_int_equal (script->client.result, CLIENT_SUCCEEDED);
}

static void
test_unknown (void **state)
{
  script_twice (body_of_unknown, FALSE);
}

static void
pend_flag (Script *script, guint32 uid, FlagsOperation operation, guint32 flag)
{
  PendingChange change = { .kind = PENDING_FLAGS, .operation = operation, .flags = { .system = flag },
                           .folder = (char *) "INBOX", .uid = uid };

  replica_pend (script->replica, &change);
}

#define BACK IN (CONDSTORE), LISTED ("a2"), "C: a3 SELECT INBOX (CONDSTORE)", "S: * 3 EXISTS", \
             "S: * OK [UIDVALIDITY 3]", "S: * OK [UIDNEXT 4]", "S: * OK [HIGHESTMODSEQ 20]", "S: a3 OK in"

/* RFC 7162 §3.1.3: a change is made only while the message is as it was known; else it is looked at, and the change made
 * on top of what is there. */
static void
body_of_conflict (Script *script)
{
  know_three (script, FALSE);
  pend_flag (script, 2, FLAGS_ADD, FLAG_SEEN);
  pend_flag (script, 3, FLAGS_ADD, FLAG_ANSWERED);
  script_lines (script, BACK, "C: a4 UID STORE 2 (UNCHANGEDSINCE 10) +FLAGS (\\Seen)",
                "S: a4 OK [MODIFIED 2] Conditional STORE failed", "C: a5 UID FETCH 2 (FLAGS MODSEQ)",
                "S: * 2 FETCH (UID 2 FLAGS (\\Flagged) MODSEQ (19))", "S: a5 OK done",
                "C: a6 UID STORE 2 (UNCHANGEDSINCE 19) +FLAGS (\\Seen)",
                "S: * 2 FETCH (UID 2 FLAGS (\\Flagged \\Seen) MODSEQ (21))", "S: a6 OK done",
                "C: a7 UID STORE 3 (UNCHANGEDSINCE 10) +FLAGS (\\Answered)",
                "S: * 3 FETCH (UID 3 FLAGS (\\Answered) MODSEQ (22))", "S: a7 OK done",
                "C: a8 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)",
                "S: * 2 FETCH (UID 2 FLAGS (\\Flagged \\Seen) MODSEQ (21))", "S: a8 OK done", OUT ("a9"));
  assert_int_equal (item_of (script, 2)->flags.system, FLAG_SEEN | FLAG_FLAGGED);
  assert_int_equal (item_of (script, 2)->modseq, 21);
  assert_int_equal (script->replica->pending->len, 0);
}

static void
test_conflict (void **state)
{
  script_twice (body_of_conflict, FALSE);
}

/* A server that says so for ever is not asked for ever: the change waits for the next check. */
static void
body_of_endless_conflict (Script *script)
{
  know_three (script, FALSE);
  pend_flag (script, 2, FLAGS_REMOVE, FLAG_SEEN);
  script_lines (script, BACK, "C: a4 UID STORE 2 (UNCHANGEDSINCE 10) -FLAGS (\\Seen)", "S: a4 NO [MODIFIED 2] no",
                "C: a5 UID FETCH 2 (FLAGS MODSEQ)", "S: a5 OK done",
                "C: a6 UID STORE 2 (UNCHANGEDSINCE 10) -FLAGS (\\Seen)", "S: a6 OK [MODIFIED 2] no",
                "C: a7 UID FETCH 2 (FLAGS MODSEQ)", "S: a7 OK done",
                "C: a8 UID STORE 2 (UNCHANGEDSINCE 10) -FLAGS (\\Seen)", "S: a8 OK [MODIFIED 2] no",
                "C: a9 UID FETCH 1:* (FLAGS) (CHANGEDSINCE 10)", "S: a9 OK done", OUT ("a10"));
  assert_int_equal (script->replica->pending->len, 1);
}

static void
test_endless_conflict (void **state)
{
  script_twice (body_of_endless_conflict, FALSE);
}

/* What a quoted string cannot hold goes as a literal where it can go at once; otherwise a line end cannot be said at all. */
static void
body_of_odd_password (Script *script)
{
  g_free (script->client.password);
  script->client.password = g_strdup ("\"p\u00e9\\\r\n");
  script_lines (script, "S: * OK [CAPABILITY IMAP4rev1 LITERAL+] ready", "C: a1 LOGIN \"ada\" {7+}", "C: \"p\u00e9\\",
                "C: ", "S: a1 NO no", OUT ("a2"));
  again (script);
  g_free (script->client.password);
  script->client.password = g_strdup ("\"p\u00e9\\");
  script_lines (script, "S: * OK [CAPABILITY IMAP4rev1] ready", "C: a1 LOGIN \"ada\" \"\\\"p\u00e9\\\\\"", "S: a1 NO no",
                OUT ("a2"));
  again (script);
  g_free (script->client.password);
  script->client.password = g_strdup ("p\r\na9 DELETE INBOX");
  script_lines (script, "S: * OK [CAPABILITY IMAP4rev1] ready", OUT ("a1"));
  assert_int_equal (script->client.result, CLIENT_REFUSED);
}

static void
test_odd_password (void **state)
{
  script_twice (body_of_odd_password, FALSE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_condstore), cmocka_unit_test (test_condstore_misled), cmocka_unit_test (test_no_modseq),
    cmocka_unit_test (test_qresync),   cmocka_unit_test (test_closed),           cmocka_unit_test (test_vanished),
    cmocka_unit_test (test_namespace), cmocka_unit_test (test_starttls),         cmocka_unit_test (test_no_tls),
    cmocka_unit_test (test_conflict),  cmocka_unit_test (test_endless_conflict),
    cmocka_unit_test (test_unknown),   cmocka_unit_test (test_odd_password),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
