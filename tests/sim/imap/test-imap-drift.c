/* IMAP server: whatever several sessions do to one mailbox, each client that only listens to its own responses
 * ends with the server's sequence numbers (RFC 3501 §7.4.1). */
#include "rng.h"
#include "server-fixture.h"

/* What a client knows: UIDs by sequence number, 0 where it has not been told. */
typedef struct {
  GArray *uids;
  gboolean idle;
} Client;

typedef struct {
  Fixture *f;
  Client clients[SESSIONS];
  guint64 seed;
  guint64 step;
} Drift;

static guint
draw (Drift *d, const char *name, guint below)
{
  return below == 0 ? 0 : (guint) (rng_u64 (d->seed, "test", name, d->step) % below);
}

/* RFC 3501 §7.3.1: EXISTS never takes away. */
static void
hear_exists (Client *client, guint count)
{
  assert_true (count >= client->uids->len);
  g_array_set_size (client->uids, count);
}

static void
hear_expunge (Client *client, guint number, const char *during)
{
  assert_true (number >= 1 && number <= client->uids->len);
  assert_false (g_str_has_prefix (during, "FETCH") || g_str_has_prefix (during, "STORE")
                || g_str_has_prefix (during, "SEARCH"));
  g_array_remove_index (client->uids, number - 1);
}

static void
hear_fetch (Client *client, guint number, const char *line)
{
  const char *found = strstr (line, "UID ");
  guint32 uid = found != NULL ? (guint32) g_ascii_strtoull (found + 4, NULL, 10) : 0;
  guint32 *known;

  assert_true (number >= 1 && number <= client->uids->len);
  known = &g_array_index (client->uids, guint32, number - 1);
  if (uid != 0 && *known != 0)
    assert_int_equal (uid, *known);
  if (uid != 0)
    *known = uid;
}

static void
hear (Drift *d, guint n, const char *during)
{
  Client *client = &d->clients[n];
  g_auto (GStrv) lines = g_strsplit (d->f->talks[n].said->str, "\r\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", 4);
      guint number;

      if (g_strv_length (words) < 3 || strcmp (words[0], "*") != 0)
        continue;
      number = (guint) g_ascii_strtoull (words[1], NULL, 10);
      if (strcmp (words[2], "EXISTS") == 0)
        hear_exists (client, number);
      else if (strcmp (words[2], "EXPUNGE") == 0)
        hear_expunge (client, number, during);
      else if (strcmp (words[2], "FETCH") == 0)
        hear_fetch (client, number, lines[i]);
    }
  forget (d->f, n);
}

static void
command (Drift *d, guint n, const char *text)
{
  g_autofree char *line = g_strdup_printf ("a %s\r\n", text);

  if (g_str_has_prefix (text, "SELECT"))
    g_array_set_size (d->clients[n].uids, 0);
  say (d->f, n, line);
  assert_null (strstr (d->f->talks[n].said->str, "a BAD"));
  hear (d, n, text);
}

static void
wake (Drift *d, guint n)
{
  if (!d->clients[n].idle)
    return;
  say (d->f, n, "DONE\r\n");
  hear (d, n, "DONE");
  d->clients[n].idle = FALSE;
}

static void
random_command (Drift *d, guint n)
{
  static const char *const forms[] = {
    "STORE %u +FLAGS (\\Deleted)", "UID STORE %u +FLAGS (\\Deleted)", "FETCH %u (UID FLAGS)",  "UID FETCH 1:%u FLAGS",
    "UID EXPUNGE 1:%u",            "UID MOVE %u Other",               "COPY %u INBOX",         "FETCH 1:* (UID)",
    "EXPUNGE",                     "NOOP",                            "SEARCH DELETED",
    "STORE 1:* -FLAGS.SILENT (\\Deleted)",
    "MOVE %u Other",               "UID SEARCH %u:*",                 "CHECK",                 "SELECT INBOX",
  };
  const char *form = forms[draw (d, "form", G_N_ELEMENTS (forms))];
  guint count = d->clients[n].uids->len;
  g_autofree char *text = NULL;

  if (count == 0 && strchr (form, '%') != NULL)
    form = "NOOP";
  if (strchr (form, '*') != NULL && count == 0)
    form = "NOOP";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  text = g_strdup_printf (form, 1 + draw (d, "number", count));
#pragma GCC diagnostic pop
  command (d, n, text);
}

static void
random_step (Drift *d)
{
  guint n = draw (d, "session", SESSIONS);
  guint what = draw (d, "what", 10);

  d->step++;
  if (what < 2)
    deliver (d->f, "Subject: x\r\n\r\n");
  else if (what == 2 && !d->clients[n].idle)
    {
      command (d, n, "IDLE");
      d->clients[n].idle = TRUE;
    }
  else
    {
      wake (d, n);
      random_command (d, n);
    }
  for (guint i = 0; i < SESSIONS; i++)
    {
      imap_server_poll (&d->f->talks[i].server, d->f->host, d->f->now, &d->f->out);
      drain (d->f, &d->f->talks[i]);
      hear (d, i, "IDLE");
    }
}

/* In the end all have been told everything. */
static void
check_agreement (Drift *d)
{
  const Mailbox *inbox;

  for (guint n = 0; n < SESSIONS; n++)
    wake (d, n);
  inbox = mail_store_mailbox (d->f->store, "INBOX");
  for (guint n = 0; n < SESSIONS; n++)
    {
      command (d, n, "NOOP");
      command (d, n, "UID SEARCH ALL");
      if (d->clients[n].uids->len > 0)
        command (d, n, "FETCH 1:* (UID)");
      assert_int_equal (d->clients[n].uids->len, mailbox_count (inbox));
      for (guint i = 0; i < mailbox_count (inbox); i++)
        assert_int_equal (g_array_index (d->clients[n].uids, guint32, i), mailbox_entry (inbox, i)->uid);
    }
}

static void
test_sessions_agree (void **state)
{
  for (guint64 seed = 1; seed <= 100; seed++)
    {
      Drift d = { .f = fixture_new (FALSE), .seed = seed };

      mail_store_create (d.f->store, "Other", 0);
      for (guint i = 0; i < 5; i++)
        deliver (d.f, "Subject: x\r\n\r\n");
      for (guint n = 0; n < SESSIONS; n++)
        {
          d.clients[n].uids = g_array_new (FALSE, TRUE, sizeof (guint32));
          log_in (d.f, n);
          command (&d, n, "SELECT INBOX");
        }
      while (d.step < 150)
        random_step (&d);
      check_agreement (&d);
      for (guint n = 0; n < SESSIONS; n++)
        g_array_unref (d.clients[n].uids);
      fixture_free (d.f);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_sessions_agree),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
