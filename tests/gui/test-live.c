/* A real mail program against the window's servers, over loopback: what it says is seen as it comes, is in the journal, and is
 * lived again to the same world. */
#include "gui-test.h"

#include <glib/gstdio.h>
#include <string.h>

#include "live/live-page.h"
#include "live/live-servers.h"
#include "time/timeline.h"

typedef struct {
  guint16 port;
  const char *const *lines; /* each waits for a line that begins with the word in front of the bar: "a1|a1 LOGIN ada x" */
  GString *heard;
  gint done;
} Client;

/* Blocks in its own thread, as any other program would. */
static gpointer
converse (gpointer data)
{
  Client *client = data;
  g_autoptr (GSocketClient) socket = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GDataInputStream) in = NULL;

  g_socket_client_set_timeout (socket, 20);
  connection = g_socket_client_connect_to_host (socket, "127.0.0.1", client->port, NULL, NULL);
  if (connection != NULL)
    {
      in = g_data_input_stream_new (g_io_stream_get_input_stream (G_IO_STREAM (connection)));
      g_data_input_stream_set_newline_type (in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
    }
  for (guint i = 0; connection != NULL && client->lines[i] != NULL; i++)
    {
      const char *bar = strchr (client->lines[i], '|');
      g_autofree char *wanted = g_strndup (client->lines[i], (gsize) (bar - client->lines[i]));
      g_autofree char *said = g_strconcat (bar + 1, "\r\n", NULL);
      gboolean answered = FALSE;

      if (bar[1] != '\0')
        g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), said, strlen (said), NULL, NULL,
                                   NULL);
      while (!answered)
        {
          g_autofree char *line = g_data_input_stream_read_line (in, NULL, NULL, NULL);

          if (line == NULL)
            break;
          g_string_append_printf (client->heard, "%s\n", line);
          answered = g_str_has_prefix (line, wanted);
        }
    }
  if (connection != NULL)
    g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_atomic_int_set (&client->done, TRUE);
  return NULL;
}

static void
wait_a_while (guint ms)
{
  gint64 until = g_get_monotonic_time () + ms * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < until)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

static GString *
talk (guint16 port, const char *const *lines)
{
  Client client = { port, lines, g_string_new (NULL), FALSE };
  GThread *thread = g_thread_new ("client", converse, &client);

  while (!g_atomic_int_get (&client.done))
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
  g_thread_join (thread);
  /* The last words are on their way. */
  wait_a_while (100);
  return client.heard;
}

/* With a letter in its INBOX: it comes over SMTP, as letters do. */
static void
start_anew (PrWindow *window)
{
  PrSession *session = pr_window_session (window);

  gui_test_act (window, "live-start", g_variant_new_string ("new"));
  assert_null (pr_window_error_text (window));
  for (guint i = 0; i < 200; i++)
    {
      const MailStore *store = pr_session_world (session, 0)->host->stores->pdata[0];

      if (mail_store_mailbox (store, "INBOX")->entries->len > 0)
        return;
      wait_a_while (50);
    }
  fail ();
}

static guint16
port_of (PrSession *session, Protocol protocol)
{
  assert_non_null (live_servers_ports (session));
  return live_servers_ports (session)->ports[live_servers_find (protocol, FALSE)];
}

static char *
conversation (PrWindow *window)
{
  return pr_window_dup_conversation (window);
}

static const char *const imap[] = {
  "* OK|",
  "a1 OK|a1 ID (\"name\" \"Tester\" \"version\" \"2\")",
  "a2 OK|a2 LOGIN ada@kantor.example rahasia",
  "a3 OK|a3 SELECT INBOX",
  "a4 OK|a4 FETCH 1 BODY[HEADER.FIELDS (SUBJECT)]",
  "a5 OK|a5 STORE 1 +FLAGS (\\Seen)",
  "a6 OK|a6 LOGOUT",
  NULL,
};

/* The journal's end, lived by itself. */
static char *
digest_at_the_end (Journal *journal, guint branch)
{
  g_autofree char *text = journal_to_text (journal);
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) again = journal_parse (text, -1, "again", &error);
  g_autoptr (Timeline) timeline = NULL;

  assert_null (error);
  timeline = timeline_new (again, branch, 0);
  timeline_seek_end (timeline);
  return world_digest (timeline_world (timeline));
}

static void
a_client_is_seen (void **state)
{
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autofree char *text = NULL, *seen = NULL, *again = NULL, *digest = NULL;
  g_autoptr (GString) heard = NULL;
  const Device *device;

  start_anew (window);
  assert_string_equal (pr_window_page (window), "connect");
  assert_true (pr_session_is_live (session) && pr_session_follows (session));
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  heard = talk (port_of (session, PROTOCOL_IMAP), imap);
  assert_non_null (strstr (heard->str, "Meeting at nine"));
  device = world_find_device (pr_session_world (session, 0), "real");
  assert_non_null (device);
  assert_true (device->real);
  assert_string_equal (device->program, "Tester");
  text = conversation (window);
  assert_non_null (strstr (text, "a4 FETCH 1"));
  assert_null (strstr (text, "rahasia"));
  assert_true (pr_session_modified (session));

  gui_test_act (window, "live-stop", NULL);
  assert_false (pr_session_is_live (session));
  assert_null (live_servers_ports (session));
  pr_session_seek (session, pr_session_end (session));
  seen = world_digest (pr_session_world (session, 0));
  again = digest_at_the_end (pr_session_journal (session), pr_session_branch (session));
  assert_string_equal (seen, again);
  g_clear_pointer (&text, g_free);
  text = conversation (window);
  assert_non_null (strstr (text, "a6 LOGOUT"));
  gui_test_close (window);
}

static void
the_past_while_it_lives_on (void **state)
{
  static const char *const more[] = { "+OK|", "+OK|USER ada@kantor.example", "+OK|PASS rahasia", "+OK|STAT", "+OK|QUIT", NULL };
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autoptr (GString) first = NULL, second = NULL;
  gint64 past, end;
  guint position;

  start_anew (window);
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  first = talk (port_of (session, PROTOCOL_IMAP), imap);
  gui_test_act (window, "step-back", NULL);
  assert_false (pr_session_follows (session));
  past = pr_session_time (session);
  position = timeline_position (pr_session_timeline (session, 0));
  end = pr_session_end (session);
  second = talk (port_of (session, PROTOCOL_POP3), more);
  wait_a_while (900);
  assert_non_null (strstr (second->str, "+OK 1 "));
  /* It went on, and the views did not. */
  assert_int_equal (pr_session_time (session), past);
  assert_int_equal (timeline_position (pr_session_timeline (session, 0)), position);
  assert_true (pr_session_end (session) > end);
  gui_test_act (window, "live-now", NULL);
  assert_true (pr_session_follows (session));
  assert_true (pr_session_time (session) > past);
  {
    g_autofree char *text = conversation (window);

    assert_non_null (strstr (text, "STAT"));
  }
  /* The end is now; the space bar stays at a moment. */
  gui_test_act (window, "play", NULL);
  assert_false (pr_session_follows (session));
  gui_test_act (window, "go-end", NULL);
  assert_true (pr_session_follows (session));
  gui_test_close (window);
}

/* What a person does reaches the real program at once. */
static void
acts_are_done_now (void **state)
{
  static const char *const two[] = { "+OK|", "+OK|USER ada@kantor.example", "+OK|PASS rahasia", "+OK|STAT", "+OK|QUIT", NULL };
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autoptr (GString) heard = NULL;
  g_autofree char *seen = NULL, *again = NULL;

  start_anew (window);
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  pr_session_seek (session, pr_session_start (session));
  gui_test_act (window, "act", g_variant_new_string ("deliver from=budi@luar.example to=ada@kantor.example subject=Two"));
  assert_null (pr_window_error_text (window));
  assert_true (pr_session_follows (session));
  assert_false (pr_session_can_undo (session));
  wait_a_while (1500);
  heard = talk (port_of (session, PROTOCOL_POP3), two);
  assert_non_null (strstr (heard->str, "+OK 2 "));
  gui_test_act (window, "live-stop", NULL);
  pr_session_seek (session, pr_session_end (session));
  seen = world_digest (pr_session_world (session, 0));
  again = digest_at_the_end (pr_session_journal (session), pr_session_branch (session));
  assert_string_equal (seen, again);
  gui_test_close (window);
}

/* A password that was wrong may be somebody's right one elsewhere: it is nowhere, not even for a moment. */
static void
wrong_passwords_are_not_kept (void **state)
{
  static const char *const wrong[] = { "* OK|", "a1 NO|a1 LOGIN ada@kantor.example geheimnis", "+|a2 AUTHENTICATE PLAIN",
                                       "a2 NO|AGFkYUBrYW50b3IuZXhhbXBsZQBnZWhlaW1uaXM=", "a3 OK|a3 NOOP", NULL };
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autoptr (GString) heard = NULL;
  g_autofree char *text = NULL;

  start_anew (window);
  heard = talk (port_of (session, PROTOCOL_IMAP), wrong);
  assert_non_null (strstr (heard->str, "a3 OK"));
  wait_a_while (200);
  text = journal_to_text (pr_session_journal (session));
  assert_non_null (strstr (text, "a1 LOGIN"));
  assert_null (strstr (text, "geheimnis"));
  assert_null (strstr (text, "GVoZWltbmlz"));
  assert_null (strstr (text, "nZWhlaW1uaXM"));
  assert_non_null (strstr (text, "a3 NOOP"));
  gui_test_close (window);
}

/* The day that is open goes on from its moment, in a branch, and the other worlds do not hear of it. */
static void
an_open_day_goes_on (void **state)
{
  static const char *const look[] = { "* OK|", "a1 OK|a1 LOGIN ada@kantor.example rahasia", "a2 OK|a2 SELECT INBOX",
                                      "a3 OK|a3 LOGOUT", NULL };
  PrWindow *window = gui_test_window ();
  PrSession *session = pr_window_session (window);
  g_autoptr (GString) heard = NULL;
  guint branches = journal_n_branches (pr_session_journal (session));
  gint64 at;

  pr_session_seek (session, pr_session_start (session) + 5 * G_TIME_SPAN_MINUTE);
  at = pr_session_time (session);
  gui_test_act (window, "page", g_variant_new_string ("connect"));
  gui_test_settle (window);
  assert_non_null (gui_test_find (GTK_WIDGET (window), PR_TYPE_LIVE_PAGE));
  gui_test_act (window, "live-start", g_variant_new_string ("here"));
  assert_null (pr_window_error_text (window));
  assert_int_equal (journal_n_branches (pr_session_journal (session)), branches + 1);
  assert_true (pr_session_time (session) >= at && pr_session_time (session) < at + G_TIME_SPAN_MINUTE);
  heard = talk (port_of (session, PROTOCOL_IMAP), look);
  assert_non_null (strstr (heard->str, "a3 OK"));
  assert_non_null (world_find_device (pr_session_world (session, pr_session_focus (session)), "real"));
  assert_null (world_find_device (pr_session_world (session, 1 - pr_session_focus (session)), "real"));
  gui_test_act (window, "live-stop", NULL);
  gui_test_act (window, "undo", NULL);
  assert_int_equal (pr_session_branch (session), 0);
  gui_test_close (window);
}

static void
find_start (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "win.live-start") == 0)
    *(GtkWidget **) data = widget;
}

/* What is to be typed in stands there as soon as the servers are on. The button that was pressed is gone by then, and the
 * keyboard is at what came instead of it. */
static void
the_ports_are_told_at_once (void **state)
{
  PrWindow *window = gui_test_window ();
  GtkWidget *page, *start = NULL, *focus;

  gui_test_act (window, "page", g_variant_new_string ("connect"));
  page = gui_test_find (GTK_WIDGET (window), PR_TYPE_LIVE_PAGE);
  gui_test_each (page, find_start, &start);
  assert_non_null (start);
  assert_true (gtk_widget_grab_focus (start));
  g_signal_emit_by_name (start, "clicked");
  assert_true (pr_session_is_live (pr_window_session (window)));
  assert_non_null (gui_test_find (page, GTK_TYPE_GRID));
  gui_test_settle (window);
  focus = gtk_window_get_focus (GTK_WINDOW (window));
  assert_true (focus != NULL && gtk_widget_is_ancestor (focus, page));
  gui_test_act (window, "live-stop", NULL);
  assert_null (gui_test_find (page, GTK_TYPE_GRID));
  gui_test_close (window);
}

static void
remove_folder (const char *path)
{
  g_autofree char *folder = g_build_filename (path, "postroom", NULL), *file = g_build_filename (folder, "server.pem", NULL);

  g_unlink (file);
  g_rmdir (folder);
  g_rmdir (path);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (a_client_is_seen),
    cmocka_unit_test (the_past_while_it_lives_on),
    cmocka_unit_test (acts_are_done_now),
    cmocka_unit_test (wrong_passwords_are_not_kept),
    cmocka_unit_test (an_open_day_goes_on),
    cmocka_unit_test (the_ports_are_told_at_once),
  };
  g_autofree char *data = g_dir_make_tmp ("postroom-live-XXXXXX", NULL);
  int failed;

  g_setenv ("XDG_DATA_HOME", data, TRUE);
  gui_test_init ();
  failed = cmocka_run_group_tests (tests, NULL, NULL);
  remove_folder (data);
  return failed;
}
