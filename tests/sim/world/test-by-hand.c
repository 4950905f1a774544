/* A person who is the client by hand: lines of the journal are octets into the server's engine. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "time/timeline.h"
#include "world-lab.h"

#define ACCOUNT "account ada@kantor.example password=rahasia\nlink outside latency=10ms\n"
#define LETTER "at 08:00 deliver from=budi@luar.example subject=Rapat body=\"Jam sembilan\"\n"

#define assert_said(lab, direction, text) \
  G_STMT_START { \
    if (lab_lines (lab, direction, text) == 0) \
      fail_msg ("no “%s” in:\n%s", text, lab_json (lab)); \
  } G_STMT_END

static const char pop3[] = ACCOUNT "device terminal account=ada protocol=pop3 console=on\n" LETTER
    "at 08:10 terminal connect\n"
    "at 08:10:01 terminal type \"RETR 1\"\n"
    "at 08:10:02 terminal type \"USER ada\"\n"
    "at 08:10:03 terminal type \"PASS rahasia\"\n"
    "at 08:10:04 terminal type \"RETR 1\"\n"
    "at 08:10:05 terminal type \"DELE 1\"\n"
    "at 08:10:06 terminal type QUIT\n";

static void
test_pop3 (void **state)
{
  WorldLab lab;
  g_autofree char *json = NULL;

  lab_open (&lab, pop3, 0);
  lab_run (&lab);
  lab_check_trace (&lab);
  json = lab_json (&lab);
  assert_said (&lab, TO_SERVER, "USER ada");
  assert_said (&lab, TO_CLIENT, "-ERR"); /* RETR before PASS */
  assert_said (&lab, TO_CLIENT, "+OK Logged in, 1 message");
  assert_said (&lab, TO_SERVER, "QUIT");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 0);
  assert_int_equal (lab.world->real_sockets->len, 0);
  assert_int_equal (world_find_device (lab.world, "terminal")->collecting, 0);
  assert_null (strstr (json, "PASS rahasia"));
  assert_non_null (strstr (json, "PASS *******"));
  lab_close (&lab);
}

static void
test_imap_with_a_literal (void **state)
{
  WorldLab lab;

  lab_open (&lab, ACCOUNT "device terminal account=ada protocol=imap console=on\n"
            "at 08:10 terminal connect\n"
            "at 08:10:01 terminal type \"a LOGIN ada rahasia\"\n"
            "at 08:10:02 terminal type \"b APPEND INBOX {17}\"\n"
            "at 08:10:03 terminal send 'Subject: x\\r\\n\\r\\nhi\\r'\n"
            "at 08:10:03 terminal send '\\n'\n"
            "at 08:10:04 terminal type \"c SELECT INBOX\"\n"
            "at 08:10:05 terminal type \"d IDLE\"\n"
            "at 08:10:06 deliver from=budi@luar.example subject=Baru\n"
            "at 08:10:08 terminal type DONE\n"
            "at 08:10:09 terminal hangup\n", 0);
  lab_run (&lab);
  lab_check_trace (&lab);
  assert_said (&lab, TO_CLIENT, "a OK");
  assert_said (&lab, TO_CLIENT, "+ ");
  assert_said (&lab, TO_CLIENT, "b OK");
  assert_said (&lab, TO_CLIENT, "* 2 EXISTS");
  assert_said (&lab, TO_CLIENT, "d OK");
  assert_int_equal (lab_outcome (&lab, ACTION_DISCONNECT)->outcome, OUTCOME_DONE);
  assert_int_equal (lab.world->real_sockets->len, 0);
  lab_close (&lab);
}

static void
test_submission (void **state)
{
  WorldLab lab;

  lab_open (&lab, ACCOUNT "device terminal account=ada protocol=pop3 console=on\n"
            "at 08:10 terminal connect protocol=submission\n"
            "at 08:10:01 terminal type \"EHLO terminal.example\"\n"
            "at 08:10:02 terminal type \"AUTH PLAIN AGFkYQByYWhhc2lh\"\n"
            "at 08:10:03 terminal type \"MAIL FROM:<ada@kantor.example>\"\n"
            "at 08:10:04 terminal type \"RCPT TO:<ada@kantor.example>\"\n"
            "at 08:10:05 terminal type DATA\n"
            "at 08:10:06 terminal type \"Subject: tangan\\n\\nditulis sendiri\\n.\"\n"
            "at 08:10:07 terminal type QUIT\n", 0);
  lab_run (&lab);
  lab_check_trace (&lab);
  assert_said (&lab, TO_CLIENT, "235 ");
  assert_said (&lab, TO_CLIENT, "354 ");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  lab_close (&lab);
}

/* Whether a line comes whole or octet by octet, the server says the same. */
static void
test_octet_by_octet (void **state)
{
  static const char *const lines[] = { "USER ada\r\n", "PASS rahasia\r\n", "STAT\r\n", "RETR 1\r\n", "QUIT\r\n" };
  g_autoptr (GString) slow = g_string_new (ACCOUNT "device terminal account=ada protocol=pop3 console=on\n" LETTER
                                           "at 08:10 terminal connect\n");
  g_autofree char *whole = g_strdup (slow->str);
  g_autoptr (GString) fast = g_string_new (whole);
  WorldLab one;
  WorldLab other;
  gsize length;
  gsize same;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_string_append_printf (fast, "at 08:10:0%u terminal type \"%.*s\"\n", i + 1, (int) strlen (lines[i]) - 2, lines[i]);
      for (guint j = 0; lines[i][j] != '\0'; j++)
        g_string_append_printf (slow, "at 08:10:0%u.%02u terminal send '\\x%02X'\n", i + 1, j, (guint) lines[i][j]);
    }
  lab_open (&one, fast->str, 0);
  lab_open (&other, slow->str, 0);
  lab_run (&one);
  lab_run (&other);
  lab_check_trace (&other);
  for (Direction direction = TO_SERVER; direction <= TO_CLIENT; direction++)
    {
      guint connection = 2; /* the letter came by the first */
      const guint8 *a = trace_octets (one.trace, connection, direction, &length);
      const guint8 *b = trace_octets (other.trace, connection, direction, &same);

      assert_true (length > 20);
      assert_int_equal (length, same);
      assert_memory_equal (a, b, length);
    }
  lab_close (&one);
  lab_close (&other);
}

static void
test_the_same_again (void **state)
{
  g_autofree char *straight = NULL, *copied = NULL;

  for (guint i = 0; i < 2; i++)
    {
      WorldLab lab;
      World *copy;
      guint step = 0;

      lab_open (&lab, pop3, 0);
      while (world_step (lab.world, lab.journal, lab.script, lab.trace))
        if (i == 1 && ++step % 7 == 0)
          {
            copy = world_dup (lab.world); /* a keyframe goes on where the world was */
            world_free (lab.world);
            lab.world = copy;
          }
      *(i == 0 ? &straight : &copied) = world_digest (lab.world);
      lab_close (&lab);
    }
  assert_string_equal (straight, copied);
}

static void
test_what_is_impossible (void **state)
{
  static const struct {
    const char *lines;
    ActionKind kind;
    ImpossibleReason reason;
  } cases[] = {
    { "at 09:00 terminal type NOOP\n", ACTION_TYPE, IMPOSSIBLE_NO_CONNECTION },
    { "at 09:00 terminal send 'NOOP\\r\\n'\n", ACTION_SEND, IMPOSSIBLE_NO_CONNECTION },
    { "at 09:00 terminal hangup\n", ACTION_DISCONNECT, IMPOSSIBLE_NO_CONNECTION },
    { "at 09:00 terminal connect\nat 09:00:01 terminal connect protocol=imap\n", ACTION_CONNECT, IMPOSSIBLE_ALREADY },
    { "at 09:00 terminal offline\nat 09:00:01 terminal connect\n", ACTION_CONNECT, IMPOSSIBLE_OFFLINE },
    { "at 09:00 laptop connect\n", ACTION_CONNECT, IMPOSSIBLE_NO_CONSOLE },
    { "at 09:00 terminal check\n", ACTION_CHECK, IMPOSSIBLE_NO_SUCH_USER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strconcat (ACCOUNT "device terminal account=ada protocol=imap console=on check=10min\n"
                                           "device laptop account=ada protocol=pop3\n", cases[i].lines, NULL);
      WorldLab lab;

      lab_open (&lab, text, 0);
      lab_run (&lab);
      assert_int_equal (lab_outcome (&lab, cases[i].kind)->outcome, OUTCOME_IMPOSSIBLE);
      assert_int_equal (lab_outcome (&lab, cases[i].kind)->reason, cases[i].reason);
      lab_close (&lab);
    }
}

static void
test_what_breaks (void **state)
{
  static const char *const breaks[] = { "terminal offline", "terminal hangup how=reset", "cut terminal", "server restart",
                                        "cut terminal how=close", "server down" };

  for (guint i = 0; i < G_N_ELEMENTS (breaks); i++)
    {
      g_autofree char *text = g_strdup_printf ("%sat 08:10:05.9 %s\nat 08:20 terminal online\nat 08:30 terminal connect\n",
                                               "", breaks[i]);
      g_autofree char *all = g_strconcat (ACCOUNT "device terminal account=ada protocol=pop3 console=on\n"
                                          "at 08:10 terminal connect\nat 08:10:02 terminal type \"USER ada\"\n",
                                          text, NULL);
      WorldLab lab;

      lab_open (&lab, all, 0);
      lab_run (&lab);
      lab_check_trace (&lab);
      assert_int_equal (lab_outcome (&lab, ACTION_CONNECT)->outcome, OUTCOME_DONE);
      assert_int_equal (lab.world->real_sockets->len, i == 5 ? 0 : 1); /* who is down refuses */
      lab_close (&lab);
    }
}

/* A server's patience is no reason for the day to go on, but it ends where the day goes on. */
static void
test_a_person_may_think (void **state)
{
  WorldLab lab;

  lab_open (&lab, ACCOUNT "device terminal account=ada protocol=pop3 console=on\nat 08:10 terminal connect\n", 0);
  lab_run (&lab);
  assert_true (lab.world->now < journal_start (lab.journal) + 8 * G_TIME_SPAN_HOUR + 11 * G_TIME_SPAN_MINUTE);
  lab_close (&lab);
  lab_open (&lab, ACCOUNT "device terminal account=ada protocol=pop3 console=on\nat 08:10 terminal connect\n"
            "at 09:10 terminal type NOOP\n", 0);
  lab_run (&lab);
  assert_int_equal (lab_outcome (&lab, ACTION_TYPE)->reason, IMPOSSIBLE_NO_CONNECTION);
  lab_close (&lab);
}

static void
test_branches (void **state)
{
  g_autofree char *text = g_strconcat ("postroom 1\nseed 7\n", pop3, NULL);
  g_autoptr (Journal) journal = journal_parse (text, -1, "test", NULL);
  guint branch;
  Action *action;
  g_autoptr (GArray) script = NULL;
  g_autoptr (World) world = NULL;

  assert_non_null (journal);
  branch = journal_add_branch (journal, "kept", 0, journal_start (journal) + 8 * G_TIME_SPAN_HOUR + 605500000, 0);
  action = journal_parse_action (journal, "terminal type RSET", journal_start (journal) + 8 * G_TIME_SPAN_HOUR + 605800000,
                                 0, NULL);
  assert_true (journal_append (journal, branch, action, NULL) >= 0);
  action = journal_parse_action (journal, "terminal type QUIT", journal_start (journal) + 8 * G_TIME_SPAN_HOUR + 606000000,
                                 0, NULL);
  assert_true (journal_append (journal, branch, action, NULL) >= 0);
  script = journal_script (journal, branch, 0);
  world = world_new (journal, 0);
  while (world_step (world, journal, script, NULL))
    ;
  assert_int_equal (mail_store_mailbox (mail_host_store (world->host, 1), "INBOX")->entries->len, 1);
}

/* A person has no TLS to offer: behind STLS the server waits for a handshake, takes no line, and at last hangs up. */
static void
test_stls (void **state)
{
  static const char *const begins[][2] = { { "pop3", "STLS" }, { "imap", "a STARTTLS" } };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autofree char *text = g_strdup_printf ("server tls=starttls\n" ACCOUNT
                                               "device terminal account=ada protocol=%s console=on\n" LETTER
                                               "at 08:10 terminal connect\nat 08:10:01 terminal type \"%s\"\n"
                                               "at 08:10:02 terminal type \"a LOGIN ada rahasia\"\n"
                                               "at 08:10:03 terminal type \"STAT\"\n", begins[i][0], begins[i][1]);
      WorldLab lab;

      lab_open (&lab, text, 0);
      lab_run (&lab);
      lab_check_trace (&lab);
      assert_int_equal (lab_lines (&lab, TO_SERVER, begins[i][1]), 1);
      assert_int_equal (lab_lines (&lab, TO_SERVER, "a LOGIN"), 0);
      assert_int_equal (lab_lines (&lab, TO_SERVER, "STAT"), 0);
      for (guint id = 1; id <= trace_length (lab.trace); id++)
        assert_false (trace_event (lab.trace, id)->kind == TRACE_LINE && trace_event (lab.trace, id)->line.protected);
      assert_int_equal (lab.world->real_sockets->len, 0);
      lab_close (&lab);
    }
}

static void
test_text (void **state)
{
  static const char *const lines[] = {
    "terminal connect", "terminal connect protocol=submission", "terminal type \"USER ada\"", "terminal type QUIT",
    "terminal type \"\"", "terminal type \"a \\\"b\\\" \\\\\"", "terminal send 'a\\r\\n\\x00\"'", "terminal send \"it's\"",
    "terminal hangup", "terminal hangup how=reset",
  };
  static const char *const shown[][2] = {
    { "terminal type \"pass a b\"", "terminal type \"pass ••••••\"" },
    { "terminal type \"a1 LOGIN ada rahasia\"", "terminal type \"a1 LOGIN ada ••••••\"" },
    { "terminal type AGFkYQByYWhhc2lh", "terminal type ••••••" },
    { "terminal type \"AUTH PLAIN AGFk\"", "terminal type \"AUTH PLAIN ••••••\"" },
    { "terminal type STARTTLS", "terminal type STARTTLS" },
    { "terminal type \"USER ada\"", "terminal type \"USER ada\"" },
  };
  static const char *const wrong[] = { "terminal type", "terminal type USER ada", "terminal send", "terminal type a=b",
                                       "terminal connect protocol=ftp", "terminal hangup how=loud" };
  g_autoptr (Journal) journal = journal_parse ("postroom 1\n" ACCOUNT
                                               "device terminal account=ada protocol=pop3 console=on\n", -1, "test", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (Action) action = journal_parse_action (journal, lines[i], journal_start (journal), 0, NULL);
      g_autofree char *text = NULL;

      assert_non_null (action);
      text = action_to_text (action);
      assert_string_equal (text, lines[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      g_autoptr (Action) action = journal_parse_action (journal, shown[i][0], journal_start (journal), 0, NULL);
      g_autofree char *text = action_to_shown_text (action);

      assert_string_equal (text, shown[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      assert_null (journal_parse_action (journal, wrong[i], journal_start (journal), 0, &error));
      assert_non_null (error);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_pop3),           cmocka_unit_test (test_imap_with_a_literal),
    cmocka_unit_test (test_submission),     cmocka_unit_test (test_octet_by_octet),
    cmocka_unit_test (test_the_same_again), cmocka_unit_test (test_what_is_impossible),
    cmocka_unit_test (test_what_breaks),    cmocka_unit_test (test_a_person_may_think),
    cmocka_unit_test (test_stls),
    cmocka_unit_test (test_branches),       cmocka_unit_test (test_text),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
