/* IMAP server: LIST's extensions: LIST-EXTENDED, LIST-STATUS, SPECIAL-USE, CREATE-SPECIAL-USE, STATUS=SIZE,
 * APPENDLIMIT, by the examples of their RFCs. */
#include "server-fixture.h"

static Fixture *
logged_in (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

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

/* RFC 5258 §5, examples 1 to 5. */
static void
test_subscribed (void **state)
{
  static const char *const names[] = { "Fruit/Apple", "Fruit/Banana", "Tofu", "Vegetable/Broccoli", "Vegetable/Corn" };
  Fixture *f = logged_in (state);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mail_store_create (f->store, names[i], 0);
  mail_store_subscribe (f->store, "INBOX");
  mail_store_subscribe (f->store, "Fruit/Banana");
  mail_store_subscribe (f->store, "Fruit/Peach");
  mail_store_subscribe (f->store, "Vegetable");
  mail_store_subscribe (f->store, "Vegetable/Broccoli");
  list (f, "(SUBSCRIBED) \"\" \"*\"",
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" INBOX\r\n"
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" Fruit/Banana\r\n"
        "* LIST (\\NonExistent \\Subscribed \\HasNoChildren) \"/\" Fruit/Peach\r\n"
        "* LIST (\\Subscribed \\HasChildren) \"/\" Vegetable\r\n"
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" Vegetable/Broccoli\r\n");
  list (f, "() \"\" \"%\" RETURN (CHILDREN)",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasChildren) \"/\" Fruit\r\n"
        "* LIST (\\HasNoChildren) \"/\" Tofu\r\n* LIST (\\HasChildren) \"/\" Vegetable\r\n");
  list (f, "(REMOTE) \"\" \"%\" RETURN (CHILDREN SUBSCRIBED)",
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasChildren) \"/\" Fruit\r\n"
        "* LIST (\\HasNoChildren) \"/\" Tofu\r\n* LIST (\\Subscribed \\HasChildren) \"/\" Vegetable\r\n");
  fixture_free (f);
}

/* RFC 5258 §5, example 6: several patterns. */
static void
test_patterns (void **state)
{
  static const char *const names[] = { "Drafts", "Sent/March2004", "Sent/December2003", "Sent/August2004" };
  Fixture *f = logged_in (state);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mail_store_create (f->store, names[i], 0);
  list (f, "\"\" (\"INBOX\" \"Drafts\" \"Sent/%\")",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasNoChildren) \"/\" Drafts\r\n"
        "* LIST (\\HasNoChildren) \"/\" Sent/August2004\r\n* LIST (\\HasNoChildren) \"/\" Sent/December2003\r\n"
        "* LIST (\\HasNoChildren) \"/\" Sent/March2004\r\n");
  list (f, "\"\" (\"D%\" *afts)", "* LIST (\\HasNoChildren) \"/\" Drafts\r\n");
  fixture_free (f);
}

/* RFC 5258 §5, examples 8 and 9: RECURSIVEMATCH. */
static void
test_recursive (void **state)
{
  static const char *const names[] = { "foo2/bar1", "foo2/bar2", "baz2/bar2", "baz2/bar22", "baz2/bar222",
                                       "eps2/mamba", "qux2/bar2" };
  static const char *const subscribed[] = { "foo2/bar1", "foo2/bar2", "baz2/bar2", "baz2/bar22", "baz2/bar222",
                                            "eps2", "eps2/mamba", "qux2/bar2" };
  Fixture *f = logged_in (state);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    mail_store_create (f->store, names[i], 0);
  for (guint i = 0; i < G_N_ELEMENTS (subscribed); i++)
    mail_store_subscribe (f->store, subscribed[i]);
  list (f, "(RECURSIVEMATCH SUBSCRIBED) \"\" \"*2\"",
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" baz2/bar2\r\n"
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" baz2/bar22\r\n"
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" baz2/bar222\r\n"
        "* LIST (\\Subscribed \\HasChildren) \"/\" eps2 (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n"
        "* LIST (\\HasChildren) \"/\" foo2 (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n"
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" foo2/bar2\r\n"
        "* LIST (\\Subscribed \\HasNoChildren) \"/\" qux2/bar2\r\n");
  mail_store_subscribe (f->store, "gone/deep");
  list (f, "(SUBSCRIBED RECURSIVEMATCH) \"\" g%",
        "* LIST (\\NonExistent \\HasNoChildren) \"/\" gone (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n");
  talk (f, 0, "l LIST (RECURSIVEMATCH) \"\" %\r\n",
        "l BAD LIST and LSUB take a reference and a mailbox name with or without wildcards\r\n");
  fixture_free (f);
}

/* RFC 5819 §3. */
static void
test_status (void **state)
{
  Fixture *f = logged_in (state);

  mail_store_create (f->store, "foo/deep", 0);
  mail_store_delete (f->store, "foo", &f->out.changes);
  engine_out_drain (&f->out);
  deliver (f, "Subject: x\r\n\r\n");
  list (f, "\"\" % RETURN (STATUS (MESSAGES UNSEEN))",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* STATUS INBOX (MESSAGES 1 UNSEEN 1)\r\n"
        "* LIST (\\Noselect \\HasChildren) \"/\" foo\r\n");
  mail_store_subscribe (f->store, "foo/deep");
  list (f, "(SUBSCRIBED RECURSIVEMATCH) \"\" % RETURN (STATUS (MESSAGES))",
        "* LIST (\\Noselect \\HasChildren) \"/\" foo (\"CHILDINFO\" (\"SUBSCRIBED\"))\r\n");
  talk (f, 0, "l LIST \"\" % RETURN (STATUS (NONSENSE))\r\n",
        "l BAD LIST and LSUB take a reference and a mailbox name with or without wildcards\r\n");
  fixture_free (f);
}

/* RFC 6154 §5. */
static void
test_special_use (void **state)
{
  Fixture *f = logged_in (state);

  mail_store_create (f->store, "ToDo", 0);
  mail_store_create (f->store, "SentMail", SPECIAL_SENT);
  mail_store_create (f->store, "MyDrafts", SPECIAL_DRAFTS);
  list (f, "(SPECIAL-USE) \"\" \"*\"",
        "* LIST (\\HasNoChildren \\Drafts) \"/\" MyDrafts\r\n* LIST (\\HasNoChildren \\Sent) \"/\" SentMail\r\n");
  list (f, "\"\" \"*\" RETURN (SPECIAL-USE)",
        "* LIST (\\HasNoChildren) \"/\" INBOX\r\n* LIST (\\HasNoChildren \\Drafts) \"/\" MyDrafts\r\n"
        "* LIST (\\HasNoChildren \\Sent) \"/\" SentMail\r\n* LIST (\\HasNoChildren) \"/\" ToDo\r\n");
  talk (f, 0, "t1 CREATE MySpecial (USE (\\Trash \\Junk))\r\n", "t1 OK [MAILBOXID (F5)] CREATE completed\r\n");
  list (f, "\"\" MyS%", "* LIST (\\HasNoChildren \\Junk \\Trash) \"/\" MySpecial\r\n");
  talk (f, 0, "t2 CREATE Everything (USE (\\All))\r\n", "t2 NO [USEATTR] No mailbox can be made for this special use\r\n");
  talk (f, 0, "t3 CREATE More (USE (\\Sent))\r\n", "t3 NO [USEATTR] No mailbox can be made for this special use\r\n");
  talk (f, 0, "t4 CREATE More (USE (\\Sent)\r\n", "t4 BAD CREATE takes the name of a mailbox\r\n");
  talk (f, 0, "t5 CREATE More (USE ())\r\n", "t5 OK [MAILBOXID (F6)] CREATE completed\r\n");
  fixture_free (f);
}

/* RFC 8438 §4, RFC 7889 §4. */
static void
test_size_and_limit (void **state)
{
  Fixture *f = logged_in (state);

  f->host->policy.message_limit = 257890;
  deliver (f, "Subject: x\r\n\r\n");
  deliver (f, "Subject: y\r\n\r\n");
  talk (f, 0, "A042 STATUS INBOX (UIDNEXT MESSAGES SIZE)\r\n",
        "* STATUS INBOX (UIDNEXT 3 MESSAGES 2 SIZE 28)\r\nA042 OK STATUS completed\r\n");
  talk (f, 0, "t1 STATUS INBOX (APPENDLIMIT)\r\n",
        "* STATUS INBOX (APPENDLIMIT 257890)\r\nt1 OK STATUS completed\r\n");
  talk_end (f, 0, "t2 CAPABILITY\r\n", "OK CAPABILITY completed\r\n");
  talk (f, 0, "t3 APPEND INBOX {300000}\r\n", "t3 NO [TOOBIG] The literal is larger than this server takes\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_subscribed), BOTH (test_patterns),    BOTH (test_recursive),
    BOTH (test_status),     BOTH (test_special_use), BOTH (test_size_and_limit),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
