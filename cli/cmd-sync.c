/* postroom-cli sync: one device's session with a real server. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "journal/action-spec.h"
#include "gateway/client-socket.h"
#include "gateway/replica-file.h"
#include "password.h"
#include "sync-print.h"
#include "trace-lines.h"

typedef struct {
  char *host;
  int port;
  char *protocol;
  char *user;
  gboolean tls;
  gboolean starttls;
  char *ca_file;
  gboolean insecure;
  char *keep;
  char **policy;
  char *trace;
  char *state;
  gboolean quiet;
  char **rest;
} Options;

typedef struct {
  Options options;
  DevicePolicy policy;
  char *account; /* whom the state is of */
  char *password;
  Replica *replica;
  Session *session;
  Trace *trace;
} Sync;

static GOptionContext *
make_context (Options *o)
{
  GOptionEntry entries[] = {
    { "host", 0, 0, G_OPTION_ARG_STRING, &o->host, N_("the server; this machine when it is not given"), "HOST" },
    { "port", 0, 0, G_OPTION_ARG_INT, &o->port, N_("its port; the protocol's own when it is not given"), "PORT" },
    { "protocol", 0, 0, G_OPTION_ARG_STRING, &o->protocol, N_("“pop3” or “imap”"), "PROTOCOL" },
    { "user", 0, 0, G_OPTION_ARG_STRING, &o->user, N_("whose mail"), "USER" },
    { "tls", 0, 0, G_OPTION_ARG_NONE, &o->tls, N_("speak TLS from the first octet on"), NULL },
    { "starttls", 0, 0, G_OPTION_ARG_NONE, &o->starttls, N_("turn to TLS by STLS or STARTTLS, or give up"), NULL },
    { "ca-file", 0, 0, G_OPTION_ARG_FILENAME, &o->ca_file, N_("trust the authorities in that file"), "FILE.pem" },
    { "insecure", 0, 0, G_OPTION_ARG_NONE, &o->insecure, N_("trust any certificate of a server on this machine"), NULL },
    { "keep", 0, 0, G_OPTION_ARG_STRING, &o->keep, N_("POP3: “never”, “always”, “until-deleted” or days such as 14d"),
      "HOW" },
    { "policy", 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->policy,
      N_("any other option of a journal's device, such as full-copy=on"), "NAME=VALUE" },
    { "state", 0, 0, G_OPTION_ARG_FILENAME, &o->state, N_("what the device holds, kept there between sessions"), "FILE" },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &o->trace, N_("write all events there, one JSON object a line"),
      "FILE.jsonl" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &o->quiet, N_("do not print the conversation"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_STRING_ARRAY, &o->rest, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Lets one device talk to a real server once, with the client that lives in "
                                           "the simulation, and prints the\nconversation and what the device holds then."));
  g_option_context_set_description (
    context, _("The password comes from the environment variable POSTROOM_PASSWORD, or is asked for. The exit status\n"
               "is 1 when the session did not end well, and 2 when the command line cannot be understood."));
  return context;
}

static char *
sync_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "sync");
}

static gboolean
set_option (Action *action, const char *name, const char *value)
{
  const OptionSpec *option = action_spec_option (action_spec_get (ACTION_DEVICE), name);
  const char *expected;

  if (option == NULL || g_str_equal (name, "protocol") || g_str_equal (name, "account"))
    {
      cli_complain (_("a device has no option “%s”"), name);
      return FALSE;
    }
  if (option_parse (option, action, value, &expected))
    return TRUE;
  cli_complain (_("“%s” is not what %s wants: %s"), value, name, expected);
  return FALSE;
}

static gboolean
read_policy (Sync *sync)
{
  const Options *o = &sync->options;
  Action action = { .kind = ACTION_DEVICE };
  gboolean imap = g_strcmp0 (o->protocol, "imap") == 0;

  if (!imap && g_strcmp0 (o->protocol, "pop3") != 0)
    {
      cli_complain (_("--protocol wants “pop3” or “imap”; see postroom-cli help sync"));
      return FALSE;
    }
  device_policy_default (&action.policy, imap ? PROTOCOL_IMAP : PROTOCOL_POP3);
  /* Whoever tries a server out means no harm to what is there. */
  action.policy.keep = KEEP_ALWAYS;
  if (o->keep != NULL && !set_option (&action, "keep", o->keep))
    return FALSE;
  for (guint i = 0; o->policy != NULL && o->policy[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (o->policy[i], "=", 2);

      if (parts[0] == NULL || !set_option (&action, parts[0], parts[1] != NULL ? parts[1] : ""))
        return FALSE;
    }
  sync->policy = action.policy;
  return TRUE;
}

static gboolean
check_host (const Options *o)
{
  if (client_socket_is_loopback (o->host))
    return TRUE;
  if (o->insecure)
    cli_complain (_("--insecure is for a server on this machine only"));
  else if (!o->tls && !o->starttls)
    cli_complain (_("the password would go to %s for everybody to read: use --tls or --starttls"), o->host);
  else
    return TRUE;
  return FALSE;
}

static guint
default_port (const Options *o, gboolean imap)
{
  if (imap)
    return o->tls ? 993 : 143;
  return o->tls ? 995 : 110;
}

static gboolean
check_options (Sync *sync)
{
  Options *o = &sync->options;

  if (o->rest != NULL)
    cli_complain (_("“%s” is too much; see postroom-cli help sync"), o->rest[0]);
  else if (o->user == NULL || *o->user == '\0')
    cli_complain (_("--user is missing; see postroom-cli help sync"));
  else if (o->tls && o->starttls)
    cli_complain (_("either --tls or --starttls"));
  else if (o->port < 0 || o->port > 65535)
    cli_complain (_("--port wants a number up to 65535"));
  else if (read_policy (sync))
    {
      if (o->host == NULL)
        o->host = g_strdup ("127.0.0.1");
      if (o->port == 0)
        o->port = (int) default_port (o, sync->policy.protocol == PROTOCOL_IMAP);
      return check_host (o);
    }
  return FALSE;
}

static gboolean
read_options (Sync *sync, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = make_context (&sync->options);

  return cli_parse (context, "sync", &argc, &argv) && check_options (sync);
}

static gboolean
open_replica (Sync *sync)
{
  const Options *o = &sync->options;
  g_autoptr (GError) error = NULL;

  sync->account = g_strdup_printf ("%s://%s@%s:%d", o->protocol, o->user, o->host, o->port);
  if (o->state != NULL)
    sync->replica = replica_file_read (o->state, sync->account, &error);
  if (o->state == NULL || g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    sync->replica = replica_new ();
  else if (error != NULL)
    cli_complain ("%s", error->message);
  return sync->replica != NULL;
}

static void
open_session (Sync *sync)
{
  const Options *o = &sync->options;

  sync->session = session_new (1, SIDE_CLIENT, sync->policy.protocol, 0);
  if (sync->policy.protocol == PROTOCOL_IMAP)
    {
      sync->session->imap_client = g_new0 (ImapClient, 1);
      imap_client_init (sync->session->imap_client, o->user, sync->password, FALSE);
      if (o->starttls)
        imap_client_require_tls (sync->session->imap_client);
    }
  else
    {
      sync->session->pop3_client = g_new0 (Pop3Client, 1);
      pop3_client_init (sync->session->pop3_client, o->user, sync->password);
      if (o->starttls)
        pop3_client_require_tls (sync->session->pop3_client);
    }
}

static guint32
session_result (const Session *session)
{
  return session->imap_client != NULL ? session->imap_client->result : session->pop3_client->result;
}

static gboolean
write_trace (const Sync *sync)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint written = 0;

  if (sync->options.trace == NULL)
    return TRUE;
  trace_lines_append (text, sync->trace, &written, NULL);
  return cli_write_file (sync->options.trace, text->str, text->len);
}

static gboolean
write_state (const Sync *sync)
{
  g_autoptr (GError) error = NULL;

  if (sync->options.state == NULL || replica_file_write (sync->options.state, sync->account, sync->replica, &error))
    return TRUE;
  cli_complain ("%s", error->message);
  return FALSE;
}

/* What was done is written down, also when the session broke, and each file when the other cannot be. */
static gboolean
write_files (const Sync *sync)
{
  gboolean state = write_state (sync);

  return write_trace (sync) && state;
}

static int
run_session (Sync *sync)
{
  const Options *o = &sync->options;
  ClientSocket with = { .host = o->host, .port = (guint) o->port, .ca_file = o->ca_file, .insecure = o->insecure,
                        .session = sync->session, .policy = &sync->policy, .replica = sync->replica,
                        .trace = sync->trace, .told = o->quiet ? NULL : sync_print_event };
  g_autoptr (GError) error = NULL;
  gboolean good;

  with.tls = o->tls ? CLIENT_TLS_FIRST : o->starttls ? CLIENT_TLS_UPGRADE : CLIENT_TLS_NONE;
  good = client_socket_run (&with, &error);
  if (error != NULL)
    cli_complain ("%s", error->message);
  sync_print_replica (sync->replica, sync->policy.protocol);
  good = write_files (sync) && good;
  if (good && session_result (sync->session) == CLIENT_REFUSED)
    cli_complain (_("the server did not let the device in"));
  else if (good && session_result (sync->session) != CLIENT_SUCCEEDED)
    cli_complain (_("the session did not come to its end"));
  return good && session_result (sync->session) == CLIENT_SUCCEEDED ? CLI_OK : CLI_EXPECTATION_FAILED;
}

static void
sync_clear (Sync *sync)
{
  Options *o = &sync->options;
  char *texts[] = { o->host, o->protocol, o->user, o->ca_file, o->keep, o->trace, o->state, sync->account, sync->password };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (texts[i]);
  g_strfreev (o->policy);
  g_strfreev (o->rest);
  state_unref (&replica_state, sync->replica);
  state_free (&session_state, sync->session);
  g_clear_pointer (&sync->trace, trace_free);
}

static int
sync_command (int argc, char **argv)
{
  Sync sync = { 0 };
  int status = CLI_USAGE;

  if (read_options (&sync, argc, argv) && open_replica (&sync)
      && (sync.password = password_get (sync.options.user)) != NULL)
    {
      open_session (&sync);
      sync.trace = trace_new ();
      status = run_session (&sync);
    }
  sync_clear (&sync);
  return status;
}

const CliCommand cli_sync = { "sync", N_("let a device talk to a real server"), sync_command, sync_help };
