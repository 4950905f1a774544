/* IMAP server: the tree of mailboxes: CREATE to STATUS, LIST and LSUB. */
#include "server-fixture.h"

static Fixture *
with_mailboxes (void **state, const char *const *names)
{
  Fixture *f = fixture_new (by_octet_of (state));

  for (; *names != NULL; names++)
    assert_int_equal (mail_store_create (f->store, *names, 0), STORE_OK);
  log_in (f, 0);
  return f;
}

static void
list (Fixture *f, const char *arguments, const char *expected)
{
  g_autofree char *says = g_strdup_printf ("l LIST %s\r\n", arguments);
  g_autofree char *answer = g_strdup_printf ("%sl OK LIST completed\r\n", expected);

  talk (f, 0, says, answer);
}

/* RFC 3501 §6.3.8's rules. */
static void
test_list (void **state)
{
  static const char *const names[] = { "Work/2026/May", "Workshop", NULL };
  Fixture *f = with_mailboxes (state, names);
  const char *all = "* LIST (\\HasNoChildren) \"/\" INBOX\r\n"
                    "* LIST (\\HasChildren) \"/\" Work\r\n"
                    "* LIST (\\HasChildren) \"/\" Work/2026\r\n"
                    "* LIST (\\HasNoChildren) \"/\" Work/2026/May\r\n"
                    "* LIST (\\HasNoChildren) \"/\" Workshop\r\n";

  list (f, "\"\" \"\"", "* LIST (\\Noselect) \"/\" \"\"\r\n");
  list (f, "\"\" *", all);
  list (f, "\"\" %",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasChildren) \"/\" Work\r\n"
        "* LIST (\\HasNoChildren) \"/\" Workshop\r\n");
  list (f, "\"\" \"Work/%\"", "* LIST (\\HasChildren) \"/\" Work/2026\r\n");
  list (f, "Work/ %", "* LIST (\\HasChildren) \"/\" Work/2026\r\n");
  list (f, "Work/2026/ *", "* LIST (\\HasNoChildren) \"/\" Work/2026/May\r\n");
  list (f, "\"\" W*y", "* LIST (\\HasNoChildren) \"/\" Work/2026/May\r\n");
  list (f, "\"\" W%y", "");
  list (f, "\"\" inbox", "* LIST (\\HasNoChildren) \"/\" INBOX\r\n");
  list (f, "\"\" in%X", "* LIST (\\HasNoChildren) \"/\" INBOX\r\n");
  list (f, "\"\" work", "");
  list (f, "{5+}\r\nWork/ {1+}\r\n%", "* LIST (\\HasChildren) \"/\" Work/2026\r\n");
  talk (f, 0, "l LIST \"\" \"&\"\r\n",
        "l BAD LIST and LSUB take a reference and a mailbox name with or without wildcards\r\n");
  fixture_free (f);
}

/* What SELECT finds in any case, LIST does too. */
static void
test_list_below_inbox (void **state)
{
  static const char *const names[] = { "INBOX/sub", NULL };
  Fixture *f = with_mailboxes (state, names);
  const char *sub = "* LIST (\\HasNoChildren) \"/\" INBOX/sub\r\n";

  list (f, "\"\" inbox/%", sub);
  list (f, "inbox %/sub", sub);
  list (f, "inbox/ *", sub);
  list (f, "\"\" %ox/sub", sub);
  list (f, "\"\" i%/sub", sub);
  list (f, "\"\" inbox/SUB", "");
  talk_end (f, 0, "l SELECT inbox/sub\r\n", "SELECT completed\r\n");
  fixture_free (f);
}

static void
test_create_delete_rename (void **state)
{
  static const char *const names[] = { NULL };
  Fixture *f = with_mailboxes (state, names);

  talk (f, 0, "A003 CREATE owatagusiam/\r\n", "A003 OK [MAILBOXID (F2)] CREATE completed\r\n");
  talk (f, 0, "A004 CREATE owatagusiam/blurdybloop\r\n", "A004 OK [MAILBOXID (F3)] CREATE completed\r\n");
  talk (f, 0, "A005 CREATE inbox\r\n", "A005 NO [ALREADYEXISTS] There is a mailbox of that name already\r\n");
  talk (f, 0, "A006 CREATE owatagusiam\r\n", "A006 NO [ALREADYEXISTS] There is a mailbox of that name already\r\n");
  talk (f, 0, "A007 DELETE owatagusiam\r\n", "A007 OK DELETE completed\r\n");
  list (f, "\"\" o*",
        "* LIST (\\Noselect \\HasChildren) \"/\" owatagusiam\r\n"
        "* LIST (\\HasNoChildren) \"/\" owatagusiam/blurdybloop\r\n");
  talk (f, 0, "A008 SELECT owatagusiam\r\n", "A008 NO [CANNOT] This name only holds other mailboxes\r\n");
  talk (f, 0, "A008 STATUS owatagusiam (MESSAGES)\r\n", "A008 NO [CANNOT] This name only holds other mailboxes\r\n");
  talk (f, 0, "A008 DELETE owatagusiam\r\n", "A008 NO [CANNOT] That cannot be done with this mailbox\r\n");
  talk (f, 0, "A009 DELETE INBOX\r\n", "A009 NO [CANNOT] That cannot be done with this mailbox\r\n");
  talk (f, 0, "A010 RENAME owatagusiam/blurdybloop sarasoop\r\n", "A010 OK RENAME completed\r\n");
  talk (f, 0, "A011 RENAME sarasoop INBOX\r\n", "A011 NO [ALREADYEXISTS] There is a mailbox of that name already\r\n");
  talk (f, 0, "A012 DELETE blurdybloop\r\n", "A012 NO [NONEXISTENT] There is no such mailbox\r\n");
  fixture_free (f);
}

/* RFC 3501 §6.3.5: renaming INBOX moves its messages, for sessions that have it selected, too. */
static void
test_rename_inbox (void **state)
{
  static const char *const names[] = { NULL };
  Fixture *f = with_mailboxes (state, names);

  deliver (f, "Subject: x\r\n\r\n");
  log_in_and_select (f, 1);
  talk (f, 0, "Z433 RENAME INBOX old-mail\r\n", "Z433 OK RENAME completed\r\n");
  talk (f, 0, "a STATUS old-mail (MESSAGES)\r\n", "* STATUS old-mail (MESSAGES 1)\r\na OK STATUS completed\r\n");
  talk (f, 1, "b NOOP\r\n", "* 1 EXPUNGE\r\nb OK NOOP completed\r\n");
  fixture_free (f);
}

/* RFC 3501 §6.3.9. */
static void
test_subscriptions (void **state)
{
  static const char *const names[] = { "foo/bar", NULL };
  Fixture *f = with_mailboxes (state, names);

  talk (f, 0, "s SUBSCRIBE foo/bar\r\n", "s OK SUBSCRIBE completed\r\n");
  talk (f, 0, "s SUBSCRIBE Later\r\n", "s OK SUBSCRIBE completed\r\n");
  talk (f, 0, "s LSUB \"\" *\r\n",
        "* LSUB (\\Noselect) \"/\" Later\r\n* LSUB () \"/\" foo/bar\r\ns OK LSUB completed\r\n");
  talk (f, 0, "s LSUB \"\" %\r\n",
        "* LSUB (\\Noselect) \"/\" Later\r\n* LSUB (\\Noselect) \"/\" foo\r\ns OK LSUB completed\r\n");
  talk (f, 0, "s UNSUBSCRIBE Later\r\n", "s OK UNSUBSCRIBE completed\r\n");
  talk (f, 0, "s UNSUBSCRIBE Later\r\n", "s NO [NONEXISTENT] There is no such subscription\r\n");
  talk (f, 0, "s LSUB foo/ %\r\n", "* LSUB () \"/\" foo/bar\r\ns OK LSUB completed\r\n");
  fixture_free (f);
}

static void
test_status (void **state)
{
  static const char *const names[] = { NULL };
  Fixture *f = with_mailboxes (state, names);

  deliver (f, "Subject: x\r\n\r\n");
  talk (f, 0, "A042 STATUS inbox (UIDNEXT MESSAGES RECENT UNSEEN UIDVALIDITY)\r\n",
        "* STATUS INBOX (UIDNEXT 2 MESSAGES 1 RECENT 1 UNSEEN 1 UIDVALIDITY 7)\r\nA042 OK STATUS completed\r\n");
  talk (f, 0, "a STATUS INBOX (MESSAGES messages)\r\n", "* STATUS INBOX (MESSAGES 1)\r\na OK STATUS completed\r\n");
  talk (f, 0, "a STATUS Nowhere (MESSAGES)\r\n", "a NO [NONEXISTENT] There is no such mailbox\r\n");
  talk (f, 0, "a STATUS INBOX ()\r\n", "a BAD STATUS takes a mailbox and a list of items\r\n");
  talk (f, 0, "a STATUS INBOX (NONSENSE)\r\n", "a BAD STATUS takes a mailbox and a list of items\r\n");
  fixture_free (f);
}

/* Modified UTF-7 on the wire, UTF-8 inside (RFC 3501 §5.1.3). */
static void
test_names (void **state)
{
  static const char *const names[] = { "Entwürfe", "台北/日本語", "R&D", "Two words", NULL };
  Fixture *f = with_mailboxes (state, names);

  list (f, "\"\" *",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasNoChildren) \"/\" Entw&APw-rfe\r\n"
        "* LIST (\\HasNoChildren) \"/\" R&-D\r\n* LIST (\\HasNoChildren) \"/\" \"Two words\"\r\n"
        "* LIST (\\HasChildren) \"/\" &U,BTFw-\r\n* LIST (\\HasNoChildren) \"/\" &U,BTFw-/&ZeVnLIqe-\r\n");
  list (f, "\"\" &U,BTFw-/%", "* LIST (\\HasNoChildren) \"/\" &U,BTFw-/&ZeVnLIqe-\r\n");
  talk_end (f, 0, "a SELECT \"Entw&APw-rfe\"\r\n", "a OK [READ-WRITE] SELECT completed\r\n");
  talk (f, 0, "a CREATE \"Entw\xc3\xbcrfe\"\r\n", "a BAD CREATE takes the name of a mailbox\r\n");
  talk (f, 0, "a CREATE \"A&B\"\r\n", "a BAD CREATE takes the name of a mailbox\r\n");
  talk (f, 0, "a CREATE \"Surat Terkirim\"\r\n", "a OK [MAILBOXID (F7)] CREATE completed\r\n");
  assert_non_null (mail_store_mailbox (f->store, "Surat Terkirim"));
  fixture_free (f);
}

static void
test_failed_select_deselects (void **state)
{
  static const char *const names[] = { NULL };
  Fixture *f = with_mailboxes (state, names);

  talk_end (f, 0, "a SELECT INBOX\r\n", "SELECT completed\r\n");
  talk (f, 0, "a SELECT\r\n", "a BAD SELECT takes a mailbox\r\n");
  talk (f, 0, "a CHECK\r\n", "a OK CHECK completed\r\n");
  talk (f, 0, "a SELECT Nowhere\r\n",
        "* OK [CLOSED] The mailbox selected before is closed\r\na NO [NONEXISTENT] There is no such mailbox\r\n");
  talk (f, 0, "a CHECK\r\n", "a BAD This command is not for this state\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_list), BOTH (test_list_below_inbox),          BOTH (test_create_delete_rename), BOTH (test_rename_inbox),
    BOTH (test_subscriptions), BOTH (test_status),               BOTH (test_names),
    BOTH (test_failed_select_deselects),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
