/* Real clients, as a journal tells of them: what they send reaches the servers at its time, and what comes out is told. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "world/world.h"

#define HEAD \
  "postroom 1\nseed 7\ndate 2026-03-02\n" \
  "account ada@kantor.example password=rahasia\n" \
  "server any-account=semua tls=on\n"

typedef struct {
  Journal *journal;
  GArray *script;
  World *world;
  Trace *trace;
  GString *said[4]; /* by socket */
  guint ended[4];
  guint64 tls_after[4];
  guint secrets;
  guint logged_in;
} Fixture;

static void
on_octets (gpointer data, guint32 socket, const guint8 *octets, gsize length)
{
  g_string_append_len (((Fixture *) data)->said[socket], (const char *) octets, (gssize) length);
}

static void
on_start_tls (gpointer data, guint32 socket, guint64 after)
{
  ((Fixture *) data)->tls_after[socket] = after;
}

static void
on_ended (gpointer data, guint32 socket, gboolean reset)
{
  ((Fixture *) data)->ended[socket]++;
}

static void
on_secret (gpointer data, guint32 socket, guint64 start, guint64 end, gboolean command, gboolean logged_in)
{
  Fixture *f = data;

  assert_true (start <= end);
  f->secrets += start < end;
  f->logged_in += logged_in;
}

static Fixture *
fixture_new (const char *lines)
{
  Fixture *f = g_new0 (Fixture, 1);
  g_autofree char *text = g_strconcat (HEAD, lines, NULL);
  GError *error = NULL;

  f->journal = journal_parse (text, -1, "test", &error);
  if (f->journal == NULL)
    fail_msg ("%s", error->message);
  f->script = journal_script (f->journal, 0, 0);
  f->world = world_new (f->journal, 0);
  f->trace = trace_new ();
  for (guint i = 0; i < G_N_ELEMENTS (f->said); i++)
    f->said[i] = g_string_new (NULL);
  return f;
}

static void
run_until (Fixture *f, gint64 time)
{
  WorldTap tap = { on_octets, on_start_tls, on_ended, on_secret, f };

  while (world_live_next_time (f->world, f->journal, f->script) <= time)
    world_live_step (f->world, f->journal, f->script, f->trace, &tap);
}

static void
run (Fixture *f, double seconds)
{
  run_until (f, journal_start (f->journal) + 8 * G_TIME_SPAN_HOUR + (gint64) (seconds * G_USEC_PER_SEC));
}

static void
fixture_free (Fixture *f)
{
  world_free (f->world);
  trace_free (f->trace);
  g_array_unref (f->script);
  journal_unref (f->journal);
  for (guint i = 0; i < G_N_ELEMENTS (f->said); i++)
    g_string_free (f->said[i], TRUE);
  g_free (f);
}

#define assert_says(f, socket, text) \
  G_STMT_START { \
    if (strstr ((f)->said[socket]->str, text) == NULL) \
      fail_msg ("no “%s” in:\n%s", text, (f)->said[socket]->str); \
  } G_STMT_END

static void
test_session (void **state)
{
  Fixture *f = fixture_new ("at 08:00 accept socket=1 protocol=pop3 from=real\n"
                            "at 08:00:01 receive socket=1 line=\"USER ada\"\n"
                            "at 08:00:02 receive socket=1 line=\"PASS rahasia\"\n"
                            "at 08:00:03 receive socket=1 octets=U1RB\n"
                            "at 08:00:03 receive socket=1 octets=VA0K\n"
                            "at 08:00:04 receive socket=1 line=QUIT\n"
                            "at 08:00:05 deliver from=budi@luar.example subject=late\n");
  const Device *device;

  run (f, 0.5);
  assert_true (g_str_has_prefix (f->said[1]->str, "+OK "));
  device = world_find_device (f->world, "real");
  assert_non_null (device);
  assert_true (device->real);
  run (f, 3.5);
  assert_true (g_str_has_suffix (f->said[1]->str, "+OK 0 0\r\n"));
  assert_int_equal (f->secrets, 1);
  assert_int_equal (f->logged_in, 1);
  assert_int_equal (f->ended[1], 0);
  for (guint id = 1; id <= trace_length (f->trace); id++)
    {
      const TraceEvent *event = trace_event (f->trace, id);

      /* Whatever arrived was sent, also where no engine sent it. */
      if (event->kind == TRACE_LINE && event->line.arrived)
        assert_non_null (trace_sent_line (f->trace, event));
    }
  run (f, 4);
  assert_true (g_str_has_suffix (f->said[1]->str, "+OK Goodbye\r\n"));
  assert_int_equal (f->ended[1], 1);
  assert_int_equal (f->world->real_sockets->len, 0);
  fixture_free (f);
}

static void
test_two_at_once_and_a_push (void **state)
{
  Fixture *f = fixture_new ("at 08:00 accept socket=1 protocol=imap from=real\n"
                            "at 08:00 accept socket=2 protocol=imap from=192.0.2.1 tls=on\n"
                            "at 08:00:01 receive socket=1 line=\"a LOGIN ada rahasia\"\n"
                            "at 08:00:01 receive socket=2 line=\"a LOGIN baru semua\"\n"
                            "at 08:00:01 receive socket=1 line=\"b SELECT INBOX\"\n"
                            "at 08:00:01 receive socket=1 line=\"c IDLE\"\n"
                            "at 08:00:02 deliver from=budi@luar.example to=ada@kantor.example subject=x\n");

  run (f, 1.5);
  assert_says (f, 1, "STARTTLS");
  assert_says (f, 2, "a OK");
  assert_null (strstr (f->said[2]->str, "STARTTLS"));
  assert_non_null (mail_host_find (f->world->host, "baru@kantor.example"));
  assert_null (strstr (f->said[1]->str, "1 EXISTS"));
  run (f, 3);
  assert_says (f, 1, "* 1 EXISTS\r\n");
  assert_int_equal (f->world->devices->len, 2);
  fixture_free (f);
}

static void
test_hangup (void **state)
{
  Fixture *f = fixture_new ("at 08:00 accept socket=1 protocol=pop3 from=real\n"
                            "at 08:00 accept socket=2 protocol=pop3 from=real\n"
                            "at 08:00:01 receive socket=1 line=\"USER ada\"\n"
                            "at 08:00:01 receive socket=1 line=\"PASS rahasia\"\n"
                            "at 08:00:02 hangup socket=1 how=reset\n"
                            "at 08:00:02 receive socket=1 line=NOOP\n"
                            "at 08:00:03 receive socket=2 line=\"USER ada\"\n"
                            "at 08:00:03 receive socket=2 line=\"PASS rahasia\"\n"
                            "at 08:00:03 hangup socket=2 how=close\n"
                            "at 08:00:04 accept socket=1 protocol=pop3 from=real\n"
                            "at 08:00:04 accept socket=1 protocol=pop3 from=real\n"
                            "at 08:00:04 hangup socket=9\n");

  run (f, 2.5);
  assert_int_equal (mail_host_find (f->world->host, "ada")->lock_session, 0);
  run (f, 3.5);
  /* It had said so before it noticed. */
  assert_true (g_str_has_suffix (f->said[2]->str, "+OK Logged in, 0 messages (0 octets)\r\n"));
  assert_int_equal (f->ended[2], 1);
  run (f, 5);
  assert_int_equal (f->world->real_sockets->len, 1);
  fixture_free (f);
}

static void
test_goes_on_after_the_end (void **state)
{
  Fixture *f = fixture_new ("at 08:00 end\nat 08:00:01 accept socket=1 protocol=pop3 from=real\n");

  run (f, 2);
  assert_true (g_str_has_prefix (f->said[1]->str, "+OK "));
  assert_false (world_step (f->world, f->journal, f->script, NULL));
  fixture_free (f);
}

static void
test_start_tls (void **state)
{
  Fixture *f = fixture_new ("at 08:00 accept socket=1 protocol=imap from=real\n"
                            "at 08:00:01 receive socket=1 line=\"a STARTTLS\"\n"
                            "at 08:00:02 receive socket=1 line=\"b CAPABILITY\"\n");

  run (f, 1.5);
  assert_int_equal (f->tls_after[1], f->said[1]->len);
  g_string_truncate (f->said[1], 0);
  run (f, 3);
  assert_says (f, 1, "b OK");
  assert_null (strstr (f->said[1]->str, "STARTTLS"));
  fixture_free (f);
}

/* What a gateway makes of a client's acts is the same as what a journal with them makes. */
static void
test_live_is_the_same (void **state)
{
  Fixture *told = fixture_new ("at 08:00 deliver from=budi@luar.example to=ada@kantor.example subject=x\n"
                               "at 08:00:00.05 accept socket=1 protocol=pop3 from=real\n"
                               "at 08:00:01 receive socket=1 line=\"USER ada\"\n");
  Fixture *live = fixture_new ("at 08:00 deliver from=budi@luar.example to=ada@kantor.example subject=x\n");
  const Action *last = journal_action (told->journal, journal_n_actions (told->journal) - 1);
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  run (told, 2);
  for (guint i = 2; i > 0; i--)
    {
      const Action *action = journal_action (told->journal, journal_n_actions (told->journal) - i);

      run_until (live, action->time);
      world_live_act (live->world, live->journal, live->trace, NULL, action->time, action);
    }
  run (live, 2);
  assert_int_equal (last->kind, ACTION_RECEIVE);
  live->world->next_action = told->world->next_action;
  one = world_digest (told->world);
  other = world_digest (live->world);
  assert_string_equal (one, other);
  assert_int_equal (trace_length (told->trace), trace_length (live->trace));
  fixture_free (told);
  fixture_free (live);
}

static void
test_text (void **state)
{
  static const char *const lines[] = {
    "accept socket=1 protocol=submission from=real tls=on", "receive socket=1 line=\"a \\\"b\\\" \\\\\"",
    "receive socket=1 line=\"\"", "receive socket=2 octets=\"DQo=\"", "hangup socket=1", "hangup socket=1 how=close",
  };
  static const char *const wrong[] = { "accept socket=1 from=real", "accept socket=1 protocol=imap", "receive socket=1",
                                       "receive socket=1 line=a octets=b", "receive socket=-1 line=a",
                                       "hangup socket=1 how=loud" };
  g_autoptr (Journal) journal = journal_parse (HEAD "at 09:00 scene x\n", -1, "test", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      gint64 time = journal_start (journal) + 8 * G_TIME_SPAN_HOUR + i;
      Action *action = journal_parse_action (journal, lines[i], time, 0, NULL);
      g_autofree char *text = action_to_text (action);

      assert_string_equal (text, lines[i]);
      assert_true (journal_append (journal, 0, action, NULL) >= 0); /* though a line of 09:00 stands before it */
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (journal_parse_action (journal, wrong[i], journal_start (journal), 0, &error));
      assert_non_null (error);
    }
}

static void
test_copy_of_a_journal (void **state)
{
  g_autoptr (Journal) journal = journal_parse ("postroom 1\ntitle T id=J\naccount ada@kantor.example password=x\n"
                                               "device laptop account=ada protocol=pop3\n"
                                               "at 08:00 deliver from=a@b.example subject=x as=Q\n"
                                               "branch other from=main at=08:01\n  at 08:02 laptop check\n", -1, "test", NULL);
  g_autoptr (Journal) copy = NULL;
  g_autofree char *text = NULL;
  g_autofree char *same = NULL;
  gint64 later;

  assert_non_null (journal);
  copy = journal_dup (journal);
  text = journal_to_text (journal);
  same = journal_to_text (copy);
  assert_string_equal (text, same);
  assert_string_equal (journal_title (copy, "id"), "J");
  assert_int_equal (journal_n_actions (copy), journal_n_actions (journal));
  assert_int_equal (journal_n_branches (copy), 2);
  assert_int_equal (journal_find_letter (copy, "Q", NULL), 1);
  later = journal_start (copy) + 9 * G_TIME_SPAN_HOUR;
  assert_true (journal_append (copy, 1, journal_parse_action (copy, "laptop check", later, 0, NULL), NULL) >= 0);
  assert_int_equal (journal_n_actions (copy), journal_n_actions (journal) + 1);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_session),   cmocka_unit_test (test_two_at_once_and_a_push),
    cmocka_unit_test (test_hangup),    cmocka_unit_test (test_start_tls),
    cmocka_unit_test (test_goes_on_after_the_end),
    cmocka_unit_test (test_live_is_the_same), cmocka_unit_test (test_text),
    cmocka_unit_test (test_copy_of_a_journal),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
