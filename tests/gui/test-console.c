/* The console: a person is the client, by hand. What is typed is in the journal and goes to the live engine. */
#include "gui-test.h"

#include <string.h>

#include "console/console-language.h"
#include "console/console.h"
#include "conversation/inspector.h"

static const char day[] = "postroom 1\nseed 7\ndate 2026-03-02\n"
                          "account ada@kantor.example password=rahasia\n"
                          "account sari@kantor.example password=kunci\n"
                          "at 08:00 deliver from=budi@luar.example to=ada@kantor.example subject=Rapat\n"
                          "at 08:05 scene now\n";

static PrWindow *
open_day (PrConsole **console)
{
  PrWindow *window = gui_test_window ();
  g_autoptr (Journal) journal = journal_parse (day, -1, "console", NULL);

  assert_non_null (journal);
  pr_window_set_journal (window, journal, NULL);
  pr_window_set_page (window, "console");
  pr_session_seek (pr_window_session (window), pr_session_end (pr_window_session (window)));
  gui_test_settle (window);
  *console = PR_CONSOLE (gui_test_find (GTK_WIDGET (window), PR_TYPE_CONSOLE));
  assert_true (gtk_widget_get_mapped (GTK_WIDGET (*console)));
  g_object_set (gtk_widget_get_settings (GTK_WIDGET (window)), "gtk-enable-animations", FALSE, NULL);
  return window;
}

static void
type (PrConsole *console, const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), text);
  assert_true (gtk_widget_activate_action (GTK_WIDGET (console), "console.send", NULL));
}

static const char *
state_of (PrConsole *console)
{
  ConsoleMoment moment = pr_console_moment (console);

  return console_moment_state (&moment);
}

static ConsolePhase
phase_of (PrConsole *console)
{
  return pr_console_moment (console).phase;
}

static const char *
last_line (PrWindow *window)
{
  static char *text;
  PrSession *session = pr_window_session (window);
  Journal *journal = pr_session_journal (session);

  g_free (text);
  text = action_to_text (journal_action (journal, journal_n_actions (journal) - 1));
  return text;
}

static void
speaks_pop3 (void **state)
{
  PrConsole *console;
  PrWindow *window = open_day (&console);
  PrSession *session = pr_window_session (window);
  g_autofree char *before = NULL, *after = NULL;
  guint lines = journal_n_actions (pr_session_journal (session));

  assert_int_equal (phase_of (console), CONSOLE_CLOSED);
  type (console, "NOOP");
  assert_int_equal (journal_n_actions (pr_session_journal (session)), lines);
  pr_console_choose (console, 0, PROTOCOL_POP3);
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  assert_null (pr_window_error_text (window));
  assert_string_equal (last_line (window), "terminal connect protocol=pop3");
  assert_string_equal (state_of (console), "AUTHORIZATION");
  gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), "RETR 1");
  assert_string_equal (pr_console_hint (console), "RETR is not allowed before PASS.");
  type (console, "RETR 1");
  assert_string_equal (pr_console_hint (console), "RETR is not allowed before PASS.");
  assert_string_equal (last_line (window), "terminal type \"RETR 1\"");
  type (console, "USER ada");
  before = world_digest (pr_session_world (session, 0));
  type (console, "PASS rahasia");
  assert_string_equal (state_of (console), "TRANSACTION");
  gui_test_act (window, "undo", NULL);
  assert_string_equal (state_of (console), "AUTHORIZATION");
  after = world_digest (pr_session_world (session, 0));
  assert_string_equal (after, before);
  type (console, "PASS rahasia");
  assert_string_equal (state_of (console), "TRANSACTION");
  type (console, "QUIT");
  assert_int_equal (phase_of (console), CONSOLE_CLOSED);
  gui_test_settle (window);
  gui_test_close (window);
}

static void
speaks_imap (void **state)
{
  PrConsole *console;
  PrWindow *window = open_day (&console);

  pr_console_choose (console, 0, PROTOCOL_IMAP);
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), "LOGIN ada rahasia");
  assert_string_equal (pr_console_hint (console), "IMAP wants a tag in front of every command: a1 LOGIN ada rahasia");
  gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), "a1 FETCH 1 FLAGS");
  assert_string_equal (pr_console_hint (console), "FETCH is not allowed before LOGIN, SELECT.");
  type (console, "a1 LOGIN ada rahasia");
  assert_string_equal (state_of (console), "authenticated");
  type (console, "a2 APPEND INBOX {16}");
  assert_int_equal (phase_of (console), CONSOLE_LITERAL);
  assert_int_equal (pr_console_moment (console).missing, 16);
  type (console, "Subject: x");
  assert_int_equal (pr_console_moment (console).missing, 4);
  type (console, "");
  type (console, "");
  type (console, "");
  assert_int_equal (phase_of (console), CONSOLE_COMMAND);
  type (console, "a3 SELECT INBOX");
  assert_string_equal (state_of (console), "selected");
  type (console, "a4 IDLE");
  assert_int_equal (phase_of (console), CONSOLE_IDLE);
  gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), "D");
  assert_true (pr_console_complete (console));
  assert_string_equal (gtk_editable_get_text (GTK_EDITABLE (pr_console_entry (console))), "DONE");
  type (console, "DONE");
  assert_int_equal (phase_of (console), CONSOLE_COMMAND);
  gtk_widget_activate_action (GTK_WIDGET (console), "console.hang-up", NULL);
  assert_int_equal (phase_of (console), CONSOLE_CLOSED);
  gui_test_close (window);
}

/* Who goes back behind the line that brought the first console opens another: the first one's line still comes. */
static void
opens_another_in_the_past (void **state)
{
  PrConsole *console;
  PrWindow *window = open_day (&console);
  PrSession *session = pr_window_session (window);

  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  assert_non_null (world_find_device (pr_session_world (session, 0), "terminal"));
  pr_session_seek (session, pr_session_start (session) + G_TIME_SPAN_MINUTE);
  gui_test_settle (window);
  assert_null (world_find_device (pr_session_world (session, 0), "terminal"));
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  assert_null (pr_window_error_text (window));
  assert_non_null (world_find_device (pr_session_world (session, 0), "terminal2"));
  assert_string_equal (state_of (console), "AUTHORIZATION");
  gui_test_close (window);
}

static void
submits (void **state)
{
  PrConsole *console;
  PrWindow *window = open_day (&console);

  pr_console_choose (console, 1, PROTOCOL_SUBMISSION);
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  type (console, "EHLO terminal.example");
  type (console, "AUTH PLAIN");
  assert_int_equal (phase_of (console), CONSOLE_SASL);
  type (console, "AHNhcmkAa3VuY2k=");
  assert_string_equal (state_of (console), "READY");
  gtk_editable_set_text (GTK_EDITABLE (pr_console_entry (console)), "DATA");
  assert_string_equal (pr_console_hint (console), "DATA is not allowed before MAIL, RCPT.");
  type (console, "MAIL FROM:<sari@kantor.example>");
  type (console, "RCPT TO:<ada@kantor.example>");
  type (console, "DATA");
  assert_int_equal (phase_of (console), CONSOLE_DATA);
  type (console, "Subject: halo");
  type (console, ".");
  assert_int_equal (phase_of (console), CONSOLE_COMMAND);
  gui_test_close (window);
}

static void
completes_and_recalls (void **state)
{
  PrConsole *console;
  PrWindow *window = open_day (&console);
  GtkEditable *entry = GTK_EDITABLE (pr_console_entry (console));

  pr_console_choose (console, 0, PROTOCOL_POP3);
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  gtk_editable_set_text (entry, "us");
  assert_true (pr_console_complete (console));
  assert_string_equal (gtk_editable_get_text (entry), "USER ");
  assert_string_equal (pr_console_hint (console),
                        "USER name – The user is ada. Click the mail server to look up the password.");
  gtk_editable_set_text (entry, "RE"); /* not in this state */
  assert_false (pr_console_complete (console));
  gtk_widget_activate_action (GTK_WIDGET (console), "console.insert", "s", "CAPA");
  assert_string_equal (gtk_editable_get_text (entry), "CAPA");
  type (console, "CAPA");
  type (console, "USER ada");
  gtk_editable_set_text (entry, "PA");
  pr_console_recall (console, -1);
  assert_string_equal (gtk_editable_get_text (entry), "USER ada");
  pr_console_recall (console, -1);
  assert_string_equal (gtk_editable_get_text (entry), "CAPA");
  pr_console_recall (console, -1);
  assert_string_equal (gtk_editable_get_text (entry), "CAPA");
  pr_console_recall (console, 1);
  pr_console_recall (console, 1);
  assert_string_equal (gtk_editable_get_text (entry), "PA");
  gui_test_close (window);
}

static void
find_label (GtkWidget *widget, gpointer data)
{
  GtkWidget **found = data;

  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "Selected line ·"))
    *found = widget;
}

static const char *
who_says (PrWindow *window, const TraceEvent *event)
{
  GtkWidget *inspector = gui_test_find (GTK_WIDGET (window), PR_TYPE_INSPECTOR);
  GtkWidget *label = NULL;

  pr_session_select (pr_window_session (window), event->id);
  gui_test_settle (window);
  gui_test_each (inspector, find_label, &label);
  return label != NULL ? gtk_label_get_text (GTK_LABEL (label)) : "";
}

/* A line that was typed is the client's, also where the server has handled it. */
static void
inspects_who_says_it (void **state)
{
  PrConsole *console;
  PrWindow *window = open_day (&console);
  PrSession *session = pr_window_session (window);
  guint commands = 0, replies = 0;
  const Trace *trace;

  pr_console_choose (console, 0, PROTOCOL_POP3);
  gtk_widget_activate_action (GTK_WIDGET (console), "console.connect", NULL);
  type (console, "TOP 2 0");
  trace = pr_session_trace (session, 0);
  for (guint id = trace_length (trace); id > 0 && (commands < 2 || replies < 1); id--)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind != TRACE_LINE)
        continue;
      assert_string_equal (who_says (window, event), event->line.direction == TO_SERVER ? "Selected line · the client says"
                                                                                        : "Selected line · the server says");
      commands += event->line.kind == LINE_COMMAND;
      replies += event->line.kind == LINE_RESPONSE;
    }
  assert_int_equal (commands, 2);
  gui_test_close (window);
}

/* Whatever the server's tables call a command can be typed, and is told of. */
static void
knows_every_command (void **state)
{
  static const struct { const char *name; Protocol protocol; } servers[]
    = { { "POP3", PROTOCOL_POP3 }, { "IMAP", PROTOCOL_IMAP }, { "SMTP", PROTOCOL_SMTP } };

  for (guint i = 0; i < G_N_ELEMENTS (servers); i++)
    {
      const StateTable *table = state_table_get (servers[i].name, "server");

      for (guint k = 0; k < table->n_inputs; k++)
        {
          g_autofree char *upper = g_ascii_strup (table->inputs[k], -1);

          if (strcmp (upper, table->inputs[k]) == 0 && strcmp (upper, "SASL") != 0 && strcmp (upper, "DONE") != 0
              && console_command (servers[i].protocol, upper) == NULL)
            fail_msg ("%s: nothing is known of %s", servers[i].name, upper);
        }
    }
}

static void
finds_mistakes (void **state)
{
  static const struct {
    Protocol protocol;
    guint state;
    const char *text;
    const char *mistake; /* NULL: none */
  } cases[] = {
    { PROTOCOL_POP3, POP3_AUTHORIZATION, "USER ada", NULL },
    { PROTOCOL_POP3, POP3_AUTHORIZATION, "HELO x", "“HELO” is no command of POP3." },
    { PROTOCOL_POP3, POP3_TRANSACTION, "RETRIEVE 1", "“RETRIEVE” is no command of POP3. Perhaps RETR?" },
    { PROTOCOL_POP3, POP3_TRANSACTION, "USER ada", "USER is not allowed in the state TRANSACTION." },
    { PROTOCOL_POP3, POP3_TRANSACTION, "RETR", "An argument is missing: RETR message" },
    { PROTOCOL_POP3, POP3_TRANSACTION, "RETR x", "RETR needs the number of a message, as LIST tells it." },
    { PROTOCOL_POP3, POP3_TRANSACTION, "STAT 1", "STAT takes no argument." },
    { PROTOCOL_POP3, POP3_TRANSACTION, "DELE 1 2", "That is an argument too many: DELE message" },
    { PROTOCOL_POP3, POP3_TRANSACTION, "dele 1", NULL },
    { PROTOCOL_IMAP, IMAP_SELECTED, "a UID FETCH 1 FLAGS", NULL },
    { PROTOCOL_IMAP, IMAP_SELECTED, "a", "A command is missing behind the tag: a CAPABILITY" },
    { PROTOCOL_IMAP, IMAP_SELECTED, "a LOGIN x y", "LOGIN is not allowed in the state selected." },
    { PROTOCOL_SMTP, SMTP_CONNECTED, "RCPT TO:<a@b.example>", "RCPT is not allowed before EHLO, MAIL." },
    { PROTOCOL_SMTP, SMTP_READY, "MAIL FROM:<>", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ConsoleMoment moment = { .phase = CONSOLE_COMMAND, .protocol = cases[i].protocol, .state = cases[i].state };
      g_autofree char *mistake = NULL;

      moment.table = state_table_get (protocol_name (cases[i].protocol), "server");
      mistake = console_mistake (&moment, cases[i].text, "a1");
      if (g_strcmp0 (mistake, cases[i].mistake) != 0)
        fail_msg ("“%s”: %s", cases[i].text, mistake);
    }
}

/* Nobody can guess the password: it is said where it is, and not that something is missing while it is being typed. */
static void
helps_to_log_in (void **state)
{
  const struct { Protocol protocol; guint state; const char *text; gboolean helped; } cases[] = {
    { PROTOCOL_POP3, POP3_AUTHORIZATION, "USER ", TRUE },         { PROTOCOL_POP3, POP3_AUTHORIZATION, "PASS ", TRUE },
    { PROTOCOL_POP3, POP3_AUTHORIZATION, "pass secret", TRUE },   { PROTOCOL_POP3, POP3_AUTHORIZATION, "USER a b", FALSE },
    { PROTOCOL_POP3, POP3_TRANSACTION, "PASS ", FALSE },          { PROTOCOL_POP3, POP3_AUTHORIZATION, "CAPA", FALSE },
    { PROTOCOL_IMAP, IMAP_NOT_AUTHENTICATED, "a LOGIN ada", TRUE }, { PROTOCOL_IMAP, IMAP_SELECTED, "a LOGIN ada", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ConsoleMoment moment = { .phase = CONSOLE_COMMAND, .protocol = cases[i].protocol, .state = cases[i].state };
      g_autofree char *help = NULL;

      moment.table = state_table_get (protocol_name (cases[i].protocol), "server");
      help = console_login (&moment, cases[i].text, "ada");
      if ((help != NULL) != cases[i].helped)
        fail_msg ("“%s”: %s", cases[i].text, help);
      if (help != NULL)
        assert_non_null (strstr (help, "The user is ada."));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (speaks_pop3),           cmocka_unit_test (speaks_imap),
    cmocka_unit_test (opens_another_in_the_past),
    cmocka_unit_test (submits),
    cmocka_unit_test (inspects_who_says_it),
    cmocka_unit_test (completes_and_recalls), cmocka_unit_test (knows_every_command), cmocka_unit_test (finds_mistakes),
    cmocka_unit_test (helps_to_log_in),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
