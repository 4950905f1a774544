/* postroom-cli serve: a world's mail server on real sockets. */
#include "cli.h"

#include <errno.h>
#include <glib-unix.h>
#include <glib/gi18n.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "gateway/certificate.h"
#include "gateway/gateway.h"
#include "gateway/serve-journal.h"
#include "gateway/services.h"
#include "trace-lines.h"

/* The options of each service. */
static const struct { const char *port, *without; } service_options[N_SERVICES] = {
  { "imap-port", "no-imap" },   { "pop3-port", "no-pop3" },   { "smtp-port", "no-smtp" },
  { "submission-port", "no-submission" },
  { "imaps-port", "no-imaps" }, { "pop3s-port", "no-pop3s" }, { "submissions-port", "no-submissions" },
};

typedef struct {
  char *bind;
  int ports[N_SERVICES];
  gboolean without[N_SERVICES];
  char **accounts;
  char *any_password;
  char *load;
  char *save;
  char *trace;
  char *state_dir;
  char **files;
} Options;

typedef struct {
  Options options;
  Journal *journal;
  Gateway *gateway;
  Trace *trace;         /* NULL when it is not wanted */
  FILE *trace_file;
  guint traced;         /* events that were written */
  gboolean trace_lost;  /* some could not be */
  GMainLoop *loop;
  gint64 start;         /* the world's time when serving began */
  gint64 real_start;    /* monotonic */
} Serve;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "bind", 0, 0, G_OPTION_ARG_STRING, &options->bind, N_("listen at that address instead of 127.0.0.1"), "ADDRESS" },
    { "account", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->accounts, N_("an account; may be given more than once"),
      "NAME:PASSWORD" },
    { "any-account", 0, 0, G_OPTION_ARG_STRING, &options->any_password,
      N_("make an account for whoever logs in with that password"), "PASSWORD" },
    { "load", 0, 0, G_OPTION_ARG_FILENAME, &options->load, N_("put that mail (mbox, Maildir, .eml) into the first account"),
      "PATH" },
    { "save", 0, 0, G_OPTION_ARG_FILENAME, &options->save, N_("write all that happened there as a journal, at the end"),
      "FILE" },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace, N_("write all events there, one JSON object a line"),
      "FILE.jsonl" },
    { "state-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->state_dir, N_("keep the server's certificate in that folder"),
      "FOLDER" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("[JOURNAL]"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  for (guint i = 0; i < N_SERVICES; i++)
    {
      GOptionEntry more[] = {
        { service_options[i].port, 0, 0, G_OPTION_ARG_INT, &options->ports[i], N_("its port; 0 or none: a free one"), "N" },
        { service_options[i].without, 0, 0, G_OPTION_ARG_NONE, &options->without[i], N_("leave it out"), NULL },
        { NULL },
      };

      g_option_context_add_main_entries (context, more, GETTEXT_PACKAGE);
    }
  g_option_context_set_summary (context, _("Lets real mail programs connect to the server of a world, which lives on behind "
                                           "it in real time.\nPrints one line when all listens: "
                                           "ready imap=127.0.0.1:PORT pop3=127.0.0.1:PORT …"));
  g_option_context_set_description (context, _("Mail to other domains stays in the simulated outside world: it never leaves "
                                               "this machine.\nSIGINT and SIGTERM end it."));
  return context;
}

static char *
serve_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "serve");
}

static void
options_clear (Options *options)
{
  g_free (options->bind);
  g_strfreev (options->accounts);
  g_free (options->any_password);
  g_free (options->load);
  g_free (options->save);
  g_free (options->trace);
  g_free (options->state_dir);
  g_strfreev (options->files);
}

static gboolean
check_address (const Options *options)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (options->bind);

  if (address == NULL)
    cli_complain (_("--bind wants an address such as 127.0.0.1 or ::1, not “%s”"), options->bind);
  return address != NULL;
}

static gboolean
check_ports (const Options *options)
{
  for (guint i = 0; i < N_SERVICES; i++)
    if (options->ports[i] < 0 || options->ports[i] > G_MAXUINT16)
      {
        cli_complain (_("--%s wants a number up to 65535, not %d"), service_options[i].port, options->ports[i]);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_options (Options *options, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = make_context (options);

  if (!cli_parse (context, "serve", &argc, &argv) || !cli_check_journals (options->files, FALSE, "serve"))
    return FALSE;
  if (options->bind == NULL || g_str_equal (options->bind, "localhost"))
    {
      g_free (options->bind);
      options->bind = g_strdup ("127.0.0.1");
    }
  return check_address (options) && check_ports (options);
}

static gint64
world_time (gpointer data)
{
  const Serve *serve = data;

  return serve->start + g_get_monotonic_time () - serve->real_start;
}

/* Mail programs are served on; that events are missing is told at once, and by the exit status. */
static void
give_up_trace (Serve *serve)
{
  cli_complain ("%s: %s", serve->options.trace, g_strerror (errno));
  fclose (serve->trace_file);
  serve->trace_file = NULL;
  serve->trace_lost = TRUE;
}

/* Each event is written as soon as it has happened. */
static void
write_trace (gpointer data)
{
  Serve *serve = data;
  g_autoptr (GString) text = NULL;

  if (serve->trace_file == NULL || serve->traced == trace_length (serve->trace))
    return;
  text = g_string_new (NULL);
  trace_lines_append (text, serve->trace, &serve->traced, NULL);
  if (fwrite (text->str, 1, text->len, serve->trace_file) < text->len || fflush (serve->trace_file) != 0)
    give_up_trace (serve);
}

static gboolean
is_loopback (const char *text)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (text);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* Others than the people at this machine can try to log in: nothing that they could guess. */
static gboolean
check_exposure (const Serve *serve)
{
  const char *weak = serve_journal_weak_account (serve->journal);

  if (is_loopback (serve->options.bind))
    return TRUE;
  if (weak != NULL)
    {
      cli_complain (_("on an open network “%s” needs a password that is neither empty nor published"), weak);
      return FALSE;
    }
  cli_complain (_("warning: at %s everybody who can reach this machine can connect"), serve->options.bind);
  return TRUE;
}

static gboolean
make_journal (Serve *serve)
{
  Options *options = &serve->options;
  ServeJournal wanted = { options->files != NULL ? options->files[0] : NULL, (const char *const *) options->accounts,
                          options->any_password, options->load, TRUE };
  gint64 now = g_get_real_time ();
  g_autoptr (GError) error = NULL;

  if (wanted.path == NULL && wanted.accounts == NULL && wanted.any_password == NULL)
    wanted.any_password = SERVE_DEFAULT_PASSWORD;
  serve->journal = serve_journal (&wanted, now, ((guint64) g_random_int () << 31) ^ (guint64) now, &error);
  if (serve->journal == NULL)
    {
      cli_complain ("%s", error->message);
      return FALSE;
    }
  serve->start = serve_journal_start (serve->journal, wanted.path == NULL, now);
  if (g_strcmp0 (wanted.any_password, SERVE_DEFAULT_PASSWORD) == 0 && options->any_password == NULL
      && is_loopback (options->bind))
    cli_complain (_("no account is named: every name is one, with the password “%s”"), SERVE_DEFAULT_PASSWORD);
  return check_exposure (serve);
}

static gboolean
open_trace (Serve *serve)
{
  if (serve->options.trace == NULL)
    return TRUE;
  serve->trace = trace_new ();
  serve->trace_file = fopen (serve->options.trace, "w");
  if (serve->trace_file == NULL)
    cli_complain ("%s: %s", serve->options.trace, g_strerror (errno));
  return serve->trace_file != NULL;
}

static gboolean
use_certificate (const Serve *serve)
{
  g_autofree char *folder = serve->options.state_dir != NULL ? g_strdup (serve->options.state_dir)
                                                             : g_build_filename (g_get_user_data_dir (), "postroom", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GTlsCertificate) certificate = certificate_get (folder, g_get_real_time (), &error);

  if (certificate == NULL)
    {
      cli_complain ("%s", error->message);
      return FALSE;
    }
  gateway_set_certificate (serve->gateway, certificate);
  return TRUE;
}

static gboolean
listen_to_all (Serve *serve, GString *ready)
{
  const Options *options = &serve->options;
  gboolean six = strchr (options->bind, ':') != NULL;
  g_autoptr (GError) error = NULL;
  ServicePorts ports;
  guint failed;

  for (guint i = 0; i < N_SERVICES; i++)
    {
      ports.ports[i] = (guint16) options->ports[i];
      ports.without[i] = options->without[i];
    }
  if (!services_listen (serve->gateway, options->bind, &ports, &failed, &error))
    {
      cli_complain ("%s: %s", services[failed].name, error->message);
      return FALSE;
    }
  for (guint i = 0; i < N_SERVICES; i++)
    if (ports.ports[i] != 0)
      g_string_append_printf (ready, " %s=%s%s%s:%u", services[i].name, six ? "[" : "", options->bind, six ? "]" : "",
                              ports.ports[i]);
  return TRUE;
}

static gboolean
save (const Serve *serve)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = NULL;

  if (serve->options.save == NULL)
    return TRUE;
  journal = gateway_dup_journal (serve->gateway, &error);
  if (journal != NULL && journal_write (journal, serve->options.save, &error))
    return TRUE;
  cli_complain ("%s", error->message);
  return FALSE;
}

static gboolean
on_end (gpointer data)
{
  g_main_loop_quit (((Serve *) data)->loop);
  return G_SOURCE_CONTINUE;
}

static gboolean
on_hangup (gpointer data)
{
  save (data);
  return G_SOURCE_CONTINUE;
}

static int
serve_until_told (Serve *serve)
{
  g_autoptr (GString) ready = g_string_new ("ready");

  /* That a recording cannot be kept is told before anybody works for hours. */
  if (!use_certificate (serve) || !listen_to_all (serve, ready) || !save (serve))
    return CLI_USAGE;
  signal (SIGPIPE, SIG_IGN);
  g_unix_signal_add (SIGINT, on_end, serve);
  g_unix_signal_add (SIGTERM, on_end, serve);
  g_unix_signal_add (SIGHUP, on_hangup, serve);
  serve->real_start = g_get_monotonic_time ();
  gateway_start (serve->gateway);
  printf ("%s\n", ready->str);
  fflush (stdout);
  g_main_loop_run (serve->loop);
  gateway_stop (serve->gateway);
  return save (serve) && !serve->trace_lost ? CLI_OK : CLI_USAGE;
}

static int
serve (Serve *serve)
{
  GatewaySettings settings = { .clock = world_time, .clock_data = serve, .record = serve->options.save != NULL,
                               .changed = write_trace, .changed_data = serve };

  if (!make_journal (serve) || !open_trace (serve))
    return CLI_USAGE;
  settings.journal = serve->journal;
  settings.trace = serve->trace;
  serve->real_start = g_get_monotonic_time ();
  serve->loop = g_main_loop_new (NULL, FALSE);
  serve->gateway = gateway_new (&settings);
  return serve_until_told (serve);
}

static int
serve_command (int argc, char **argv)
{
  Serve state = { 0 };
  int status = CLI_USAGE;

  if (read_options (&state.options, argc, argv))
    status = serve (&state);
  gateway_free (state.gateway);
  g_clear_pointer (&state.loop, g_main_loop_unref);
  if (state.trace_file != NULL)
    fclose (state.trace_file);
  g_clear_pointer (&state.trace, trace_free);
  g_clear_pointer (&state.journal, journal_unref);
  options_clear (&state.options);
  return status;
}

const CliCommand cli_serve = { "serve", N_("let real mail programs connect to a world"), serve_command, serve_help };
