/* IMAP server: every edge of the state table, and nothing but them. */
#include "imap/imap-server-private.h"
#include "server-fixture.h"

#define LETTER                                                                                                         \
  "From: budi@luar.example\r\nSubject: Invoice March\r\nContent-Transfer-Encoding: x-none\r\n\r\nPlease pay.\r\n"
#define PLAIN_OK "AGFkYQByYWhhc2lh"      /* NUL ada NUL rahasia */
#define PLAIN_WRONG "AGFkYQBzYWxhaA==" /* NUL ada NUL salah */

typedef enum { ANY = 7, STRANGER = 1, AUTHENTICATED = 2, SELECTED = 4, LOGGED_IN = 6 } States;

typedef struct {
  States states;
  const char *says; /* after the tag */
  const char *answer;
} Case;

static const Case cases[] = {
  { ANY, "CAPABILITY", "OK" },
  { ANY, "CAPABILITY x", "BAD" },
  { ANY, "NOOP", "OK" },
  { ANY, "NOOP x", "BAD" },
  { ANY, "ID NIL", "OK" },
  { ANY, "ID", "BAD" },
  { ANY, "LOGOUT", "OK" },
  { ANY, "LOGOUT x", "BAD" },
  { ANY, "FOO", "BAD" },
  { LOGGED_IN, "LOGIN ada rahasia", "BAD" },
  { STRANGER, "LOGIN ada rahasia", "OK" },
  { STRANGER, "LOGIN ada salah", "NO" },
  { STRANGER, "LOGIN ada", "BAD" },
  { STRANGER, "SELECT INBOX", "BAD" },
  { STRANGER, "STARTTLS", "OK" },
  { STRANGER, "STARTTLS x", "BAD" },
  { STRANGER, "AUTHENTICATE PLAIN " PLAIN_OK, "OK" },
  { STRANGER, "AUTHENTICATE PLAIN " PLAIN_WRONG, "NO" },
  { STRANGER, "AUTHENTICATE", "BAD" },
  { STRANGER, "AUTHENTICATE PLAIN\r\n" PLAIN_OK, "OK" },
  { STRANGER, "AUTHENTICATE PLAIN\r\n" PLAIN_WRONG, "NO" },
  { STRANGER, "AUTHENTICATE PLAIN\r\n*", "BAD" },
  /* n,,n=ada,r=abc: goes on with a challenge, and is cancelled */
  { STRANGER, "AUTHENTICATE SCRAM-SHA-256\r\nbiwsbj1hZGEscj1hYmM=\r\n*", "BAD" },
  { LOGGED_IN, "ENABLE X-NOTHING", "OK" },
  { LOGGED_IN, "ENABLE", "BAD" },
  { LOGGED_IN, "SELECT INBOX", "OK" },
  { LOGGED_IN, "SELECT Nowhere", "NO" },
  { LOGGED_IN, "SELECT", "BAD" },
  { LOGGED_IN, "EXAMINE INBOX", "OK" },
  { LOGGED_IN, "EXAMINE Nowhere", "NO" },
  { LOGGED_IN, "EXAMINE", "BAD" },
  { LOGGED_IN, "CREATE New", "OK" },
  { LOGGED_IN, "CREATE INBOX", "NO" },
  { LOGGED_IN, "CREATE", "BAD" },
  { LOGGED_IN, "DELETE Other", "OK" },
  { LOGGED_IN, "DELETE Nowhere", "NO" },
  { LOGGED_IN, "DELETE", "BAD" },
  { LOGGED_IN, "RENAME Other Third", "OK" },
  { LOGGED_IN, "RENAME Nowhere Third", "NO" },
  { LOGGED_IN, "RENAME Other", "BAD" },
  { LOGGED_IN, "SUBSCRIBE INBOX", "OK" },
  { LOGGED_IN, "SUBSCRIBE", "BAD" },
  { LOGGED_IN, "UNSUBSCRIBE Other", "OK" },
  { LOGGED_IN, "UNSUBSCRIBE Nowhere", "NO" },
  { LOGGED_IN, "UNSUBSCRIBE", "BAD" },
  { LOGGED_IN, "LIST \"\" *", "OK" },
  { LOGGED_IN, "LIST", "BAD" },
  { LOGGED_IN, "LSUB \"\" *", "OK" },
  { LOGGED_IN, "LSUB", "BAD" },
  { LOGGED_IN, "STATUS INBOX (MESSAGES)", "OK" },
  { LOGGED_IN, "STATUS Nowhere (MESSAGES)", "NO" },
  { LOGGED_IN, "STATUS INBOX", "BAD" },
  { LOGGED_IN, "NAMESPACE", "OK" },
  { LOGGED_IN, "NAMESPACE x", "BAD" },
  { LOGGED_IN, "APPEND INBOX {3+}\r\nA:B", "OK" },
  { LOGGED_IN, "APPEND Nowhere {3+}\r\nA:B", "NO" },
  { LOGGED_IN, "APPEND INBOX", "BAD" },
  { LOGGED_IN, "GETQUOTA \"\"", "OK" },
  { LOGGED_IN, "GETQUOTA none", "NO" },
  { LOGGED_IN, "GETQUOTA", "BAD" },
  { LOGGED_IN, "GETQUOTAROOT INBOX", "OK" },
  { LOGGED_IN, "GETQUOTAROOT Nowhere", "NO" },
  { LOGGED_IN, "GETQUOTAROOT", "BAD" },
  { LOGGED_IN, "IDLE\r\nDONE", "OK" },
  { LOGGED_IN, "IDLE\r\nNOOP", "BAD" },
  { LOGGED_IN, "IDLE x", "BAD" },
  { AUTHENTICATED, "FETCH 1 FLAGS", "BAD" },
  { SELECTED, "CHECK", "OK" },
  { SELECTED, "CHECK x", "BAD" },
  { SELECTED, "CLOSE", "OK" },
  { SELECTED, "CLOSE x", "BAD" },
  { SELECTED, "UNSELECT", "OK" },
  { SELECTED, "UNSELECT x", "BAD" },
  { SELECTED, "EXPUNGE", "OK" },
  { SELECTED, "EXPUNGE x", "BAD" },
  { SELECTED, "SEARCH ALL", "OK" },
  { SELECTED, "SEARCH CHARSET X-NONE ALL", "NO" },
  { SELECTED, "SEARCH", "BAD" },
  { SELECTED, "SORT (DATE) UTF-8 ALL", "OK" },
  { SELECTED, "SORT (DATE) X-NONE ALL", "NO" },
  { SELECTED, "SORT", "BAD" },
  { SELECTED, "THREAD REFERENCES UTF-8 ALL", "OK" },
  { SELECTED, "THREAD REFERENCES X-NONE ALL", "NO" },
  { SELECTED, "THREAD", "BAD" },
  { SELECTED, "UID SORT (DATE) UTF-8 ALL", "OK" },
  { SELECTED, "UID SORT (DATE) X-NONE ALL", "NO" },
  { SELECTED, "UID SORT", "BAD" },
  { SELECTED, "UID THREAD REFERENCES UTF-8 ALL", "OK" },
  { SELECTED, "UID THREAD REFERENCES X-NONE ALL", "NO" },
  { SELECTED, "UID THREAD", "BAD" },
  { SELECTED, "FETCH 1 FLAGS", "OK" },
  { SELECTED, "FETCH 1 BINARY[1]", "NO" },
  { SELECTED, "FETCH", "BAD" },
  { SELECTED, "STORE 1 FLAGS ()", "OK" },
  { SELECTED, "STORE", "BAD" },
  { SELECTED, "COPY 1 Other", "OK" },
  { SELECTED, "COPY 1 Nowhere", "NO" },
  { SELECTED, "COPY", "BAD" },
  { SELECTED, "MOVE 1 Other", "OK" },
  { SELECTED, "MOVE 1 Nowhere", "NO" },
  { SELECTED, "MOVE", "BAD" },
  { SELECTED, "UID EXPUNGE 1", "OK" },
  { SELECTED, "UID EXPUNGE", "BAD" },
  { SELECTED, "UID SEARCH ALL", "OK" },
  { SELECTED, "UID SEARCH CHARSET X-NONE ALL", "NO" },
  { SELECTED, "UID SEARCH", "BAD" },
  { SELECTED, "UID FETCH 1 FLAGS", "OK" },
  { SELECTED, "UID FETCH 1 BINARY[1]", "NO" },
  { SELECTED, "UID FETCH", "BAD" },
  { SELECTED, "UID STORE 1 FLAGS ()", "OK" },
  { SELECTED, "UID STORE", "BAD" },
  { SELECTED, "UID COPY 1 Other", "OK" },
  { SELECTED, "UID COPY 1 Nowhere", "NO" },
  { SELECTED, "UID COPY", "BAD" },
  { SELECTED, "UID MOVE 1 Other", "OK" },
  { SELECTED, "UID MOVE 1 Nowhere", "NO" },
  { SELECTED, "UID MOVE", "BAD" },
};

static Fixture *
in_state (guint wanted, gboolean by_octet)
{
  Fixture *f = fixture_new (by_octet);

  deliver (f, LETTER);
  mail_store_create (f->store, "Other", 0);
  f->store->quota = 1000000;
  f->host->policy.offer_tls = TRUE;
  mail_store_subscribe (f->store, "Other");
  if (wanted >= IMAP_AUTHENTICATED)
    log_in (f, 0);
  if (wanted == IMAP_SELECTED)
    talk_end (f, 0, "in SELECT INBOX\r\n", "SELECT completed\r\n");
  assert_int_equal (f->talks[0].server.state, wanted);
  return f;
}

static void
check_answer (Fixture *f, const char *says, const char *answer)
{
  g_autofree char *line = g_strdup_printf ("c1 %s\r\n", says);
  g_autofree char *tagged = g_strdup_printf ("c1 %s ", answer);
  const char *said = f->talks[0].said->str;
  const char *last;

  forget (f, 0);
  say (f, 0, line);
  said = f->talks[0].said->str;
  last = g_str_has_prefix (said, "c1 ") ? said : strstr (said, "\r\nc1 ") + 2;
  if (!g_str_has_prefix (last, tagged))
    fail_msg ("%s: %s", says, said);
  assert_true (g_str_has_suffix (last, "\r\n"));
  assert_null (strstr (last, "\r\nc1"));
}

static void
test_commands (void **state)
{
  for (guint s = IMAP_NOT_AUTHENTICATED; s <= IMAP_SELECTED; s++)
    for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
      if ((cases[i].states & (1 << s)) != 0)
        {
          Fixture *f = in_state (s, by_octet_of (state));

          check_answer (f, cases[i].says, cases[i].answer);
          fixture_free (f);
        }
}

static void
test_read_only (void **state)
{
  static const char *const refused[] = { "EXPUNGE",     "STORE 1 FLAGS ()",     "MOVE 1 Other",    "UID EXPUNGE 1",
                                         "UID STORE 1 FLAGS ()", "UID MOVE 1 Other" };
  Fixture *f = in_state (IMAP_AUTHENTICATED, by_octet_of (state));

  talk_end (f, 0, "c0 EXAMINE INBOX\r\n", "c0 OK [READ-ONLY] EXAMINE completed\r\n");
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    check_answer (f, refused[i], "NO [NOPERM]");
  fixture_free (f);
}

static void
test_no_tls (void **state)
{
  Fixture *f = in_state (IMAP_NOT_AUTHENTICATED, by_octet_of (state));

  f->host->policy.offer_tls = FALSE;
  check_answer (f, "STARTTLS", "NO");
  fixture_free (f);
}

static void
test_ends (void **state)
{
  for (guint s = IMAP_NOT_AUTHENTICATED; s <= IMAP_SELECTED; s++)
    {
      Fixture *f = in_state (s, FALSE);

      for (guint i = 0; i < 99; i++)
        talk (f, 0, "b FOO\r\n", "b BAD There is no such command\r\n");
      talk (f, 0, "b FOO\r\nb NOOP\r\n", "b BAD There is no such command\r\n* BYE Too many commands were wrong\r\n");
      assert_true (f->talks[0].closed);
      assert_int_equal (f->talks[0].server.state, IMAP_LOGGED_OUT);
      fixture_free (f);

      f = in_state (s, FALSE);
      assert_int_equal (imap_server_expiry (&f->talks[0].server, f->host), START + 30 * MINUTE);
      f->now += 29 * MINUTE;
      talk (f, 0, "t NOOP\r\n", "t OK NOOP completed\r\n");
      f->now += 29 * MINUTE;
      imap_server_timeout (&f->talks[0].server, f->host, f->now, &f->out);
      drain (f, &f->talks[0]);
      heard (f, 0, "");
      f->now += MINUTE;
      imap_server_timeout (&f->talks[0].server, f->host, f->now, &f->out);
      drain (f, &f->talks[0]);
      heard (f, 0, "* BYE Autologout: nothing was heard for too long\r\n");
      assert_true (f->talks[0].closed);
      assert_true (imap_server_expiry (&f->talks[0].server, f->host) == ENGINE_NEVER);
      fixture_free (f);

      f = in_state (s, FALSE);
      imap_server_closed (&f->talks[0].server, f->host, f->now, &f->out);
      drain (f, &f->talks[0]);
      assert_int_equal (f->talks[0].server.state, IMAP_LOGGED_OUT);
      imap_server_closed (&f->talks[0].server, f->host, f->now, &f->out);
      fixture_free (f);
    }
}

/* The last test: nothing may be left. */
static void
test_all_rows (void **state)
{
  rows_assert_all (&imap_server_table);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_commands),
    BOTH (test_read_only),
    BOTH (test_no_tls),
    cmocka_unit_test (test_ends),
    cmocka_unit_test (test_all_rows),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
