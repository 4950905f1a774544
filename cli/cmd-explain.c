/* postroom-cli explain: what anybody's session means, line by line. */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "terminal.h"
#include "trace.h"
#include "transcript/transcript.h"

/* Data of more lines than this are folded. */
#define LINES_SHOWN 4
#define COLUMNS_SHOWN 400
#define INPUT_MAX (256 * 1024 * 1024)

typedef struct {
  char *protocol;
  char *state;
  gboolean json;
  char **arguments;
} Options;

static GOptionContext *
make_context (Options *options)
{
  GOptionEntry entries[] = {
    { "protocol", 0, 0, G_OPTION_ARG_STRING, &options->protocol, N_("pop3, imap or smtp; found out when it is not given"),
        "NAME" },
    { "state", 0, 0, G_OPTION_ARG_STRING, &options->state, N_("the state of the session before the first line"), "NAME" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &options->json, N_("one JSON object for all"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->arguments, NULL, NULL },
    { NULL },
  };
  GOptionContext *context = g_option_context_new (_("LINE|FILE|-"));

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  g_option_context_set_summary (context, _("Explains one line, a session as any tool shows it, or a capture (pcapng, pcap), "
                                           "and "
                                           "says where it\nbreaks the protocol."));
  g_option_context_set_description (context, _("“-” reads from standard input. Passwords are masked. The exit status is 1 when "
                                               "the protocol is broken\nsomewhere, and 2 when nothing could be read."));
  return context;
}

static char *
explain_help (void)
{
  Options options = { 0 };
  g_autoptr (GOptionContext) context = make_context (&options);

  return cli_help_text (context, "explain");
}

static void
options_clear (Options *options)
{
  g_free (options->protocol);
  g_free (options->state);
  g_strfreev (options->arguments);
}

static gboolean
read_options (Options *options, int argc, char **argv)
{
  g_autoptr (GOptionContext) context = make_context (options);

  if (!cli_parse (context, "explain", &argc, &argv))
    return FALSE;
  if (options->arguments == NULL)
    cli_complain (_("a line or a file is missing; see postroom-cli help explain"));
  else if (options->protocol != NULL && transcript_parse_protocol (options->protocol) == PROTOCOL_NONE)
    cli_complain (_("--protocol wants pop3, imap or smtp, not “%s”"), options->protocol);
  else
    return TRUE;
  return FALSE;
}

static gboolean
has_state (const StateTable *table, const char *name)
{
  for (guint i = 0; i < table->n_states; i++)
    if (g_ascii_strcasecmp (table->states[i], name) == 0)
      return TRUE;
  return FALSE;
}

/* A state is one of a protocol. */
static gboolean
check_state (const Options *options)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const StateTable *table;

  if (options->state == NULL)
    return TRUE;
  if (options->protocol == NULL)
    {
      cli_complain (_("--state needs --protocol"));
      return FALSE;
    }
  table = state_table_get (transcript_protocol_name (transcript_parse_protocol (options->protocol)), "server");
  if (has_state (table, options->state))
    return TRUE;
  for (guint i = 0; i < table->n_states; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", table->states[i]);
  cli_complain (_("the states of %s are: %s"), table->protocol, names->str);
  return FALSE;
}

static gboolean
is_file (const Options *options)
{
  return options->arguments[1] == NULL && g_file_test (options->arguments[0], G_FILE_TEST_EXISTS);
}

static void
fail_file (GError **error, const char *name)
{
  int why = errno;

  g_set_error (error, G_FILE_ERROR, (gint) g_file_error_from_errno (why), _("“%s” cannot be read: %s"), name,
               g_strerror (why));
}

/* A file, a pipe or a terminal. */
static GByteArray *
read_stream (int fd, const char *name, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  guint8 buffer[65536];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR))
    if (n > 0 && all->len + (guint) n > INPUT_MAX)
      {
        g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOMEM, _("“%s” is too large"), name);
        return NULL;
      }
    else if (n > 0)
      g_byte_array_append (all, buffer, (guint) n);
  if (n == 0)
    return g_steal_pointer (&all);
  fail_file (error, name);
  return NULL;
}

static GByteArray *
read_file (const char *name, GError **error)
{
  int fd = g_open (name, O_RDONLY, 0);
  GByteArray *all = NULL;

  if (fd >= 0)
    {
      all = read_stream (fd, name, error);
      close (fd);
    }
  else
    fail_file (error, name);
  return all;
}

/* A file when there is one of that name, else the words are the line. */
static GByteArray *
read_what (const Options *options, GError **error)
{
  g_autofree char *line = NULL;
  gsize length;

  if (options->arguments[1] == NULL && g_str_equal (options->arguments[0], "-"))
    return read_stream (STDIN_FILENO, "-", error);
  if (is_file (options))
    return read_file (options->arguments[0], error);
  line = g_strjoinv (" ", options->arguments);
  length = strlen (line);
  return g_byte_array_new_take ((guint8 *) g_steal_pointer (&line), length);
}

static const char *
mark_of (const TranscriptLine *line)
{
  if (line->role == ROLE_NONE)
    return "-";
  return line->role == ROLE_CLIENT ? "C" : "S";
}

static void
add_text (GString *out, const TranscriptLine *line)
{
  g_auto (GStrv) lines = g_strsplit (line->text, "\n", LINES_SHOWN + 1);
  guint n = g_strv_length (lines);

  for (guint i = 0; i < MIN (n, LINES_SHOWN); i++)
    {
      g_string_append_printf (out, "%s ", i == 0 ? mark_of (line) : " ");
      terminal_cut (out, lines[i], COLUMNS_SHOWN);
      g_string_append_c (out, '\n');
    }
  if (line->n_lines > LINES_SHOWN)
    {
      g_string_append (out, "  ");
      g_string_append_printf (out, ngettext ("… %u line more", "… %u lines more", line->n_lines - LINES_SHOWN),
                              line->n_lines - LINES_SHOWN);
      g_string_append_c (out, '\n');
    }
}

static void
add_line (GString *out, const TranscriptLine *line)
{
  g_autofree char *meaning = g_strdup_printf ("    %s%s%s%s%s%s\n", line->note, *line->meaning != '\0' ? ". " : "",
      line->meaning,
                                              *line->clause != '\0' ? " (" : "", line->clause,
                                                  *line->clause != '\0' ? ")" : "");

  add_text (out, line);
  terminal_styled (out, STYLE_FAINT, meaning);
  for (guint i = 0; i < line->breaches->len; i++)
    {
      const Breach *breach = line->breaches->pdata[i];
      g_autofree char *text = g_strdup_printf ("  ! %s%s%s%s\n", breach->text, *breach->clause != '\0' ? " (" : "",
          breach->clause,
                                               *breach->clause != '\0' ? ")" : "");

      terminal_styled (out, STYLE_BAD, text);
    }
  if (line->after != NULL && line->after != line->before)
    {
      g_autofree char *text = g_strdup_printf ("  = %s → %s\n", line->before != NULL ? line->before : "?", line->after);

      terminal_styled (out, STYLE_GOOD, text);
    }
}

static void
print_text (const Transcript *transcript)
{
  g_autoptr (GString) out = g_string_new (NULL);
  guint breaches = transcript_n_breaches (transcript);

  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const TranscriptSession *session = transcript->sessions->pdata[i];
      g_autofree char *heading = session->client != NULL
                                   ? g_strdup_printf ("%s  %s → %s", transcript_protocol_name (session->protocol),
                                       session->client,
                                                      session->server)
                                   : g_strdup (transcript_protocol_name (session->protocol));

      terminal_styled (out, STYLE_HEADING, heading);
      g_string_append_c (out, '\n');
      for (guint j = 0; j < session->lines->len; j++)
        add_line (out, session->lines->pdata[j]);
      g_string_append_c (out, '\n');
    }
  if (transcript->remark != NULL)
    g_string_append_printf (out, "%s\n", transcript->remark);
  if (breaches > 0)
    {
      g_string_append_printf (out, ngettext ("The protocol is broken in %u place.", "The protocol is broken in %u places.",
          breaches),
                              breaches);
      g_string_append_c (out, '\n');
    }
  fputs (out->str, stdout);
}

static void
add_member (JsonBuilder *builder, const char *name, const char *value)
{
  json_builder_set_member_name (builder, name);
  if (value != NULL)
    json_builder_add_string_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_number (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
build_line (JsonBuilder *builder, const TranscriptLine *line)
{
  static const char *const roles[] = { [ROLE_NONE] = "remark", [ROLE_CLIENT] = "client", [ROLE_SERVER] = "server" };

  json_builder_begin_object (builder);
  add_member (builder, "from", roles[line->role]);
  add_member (builder, "text", line->text);
  add_number (builder, "lines", line->n_lines);
  if (strstr (line->text, TRACE_DOTS) == NULL)
    add_number (builder, "octets", (gint64) line->octets);
  else
    add_member (builder, "octets", NULL); /* they would tell how long the secret is */
  add_number (builder, "source", line->source);
  add_number (builder, "time", line->time);
  add_member (builder, "note", line->note);
  add_member (builder, "meaning", line->meaning);
  add_member (builder, "clause", line->clause);
  json_builder_set_member_name (builder, "known");
  json_builder_add_boolean_value (builder, line->known);
  add_member (builder, "before", line->before);
  add_member (builder, "after", line->after);
  json_builder_set_member_name (builder, "breaches");
  json_builder_begin_array (builder);
  for (guint i = 0; i < line->breaches->len; i++)
    {
      const Breach *breach = line->breaches->pdata[i];

      json_builder_begin_object (builder);
      add_member (builder, "text", breach->text);
      add_member (builder, "clause", breach->clause);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (const Transcript *transcript)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_member (builder, "remark", transcript->remark);
  json_builder_set_member_name (builder, "sessions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const TranscriptSession *session = transcript->sessions->pdata[i];

      json_builder_begin_object (builder);
      add_member (builder, "protocol", transcript_protocol_name (session->protocol));
      add_member (builder, "client", session->client);
      add_member (builder, "server", session->server);
      json_builder_set_member_name (builder, "lines");
      json_builder_begin_array (builder);
      for (guint j = 0; j < session->lines->len; j++)
        build_line (builder, session->lines->pdata[j]);
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  puts (text);
}

/* One word that is no file and no line may be either. */
static void
complain (const Options *options, const GError *error)
{
  gboolean one = options->arguments[1] == NULL && !g_str_equal (options->arguments[0], "-") && !is_file (options);

  if (one && strchr (options->arguments[0], ' ') == NULL)
    cli_complain (_("there is no file “%s”, and as a line: %s"), options->arguments[0], error->message);
  else
    cli_complain ("%s", error->message);
}

static int
explain (const Options *options)
{
  TranscriptHints hints = { options->protocol != NULL ? transcript_parse_protocol (options->protocol) : PROTOCOL_NONE,
                            options->state };
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) input = read_what (options, &error);
  g_autoptr (Transcript) transcript = input != NULL ? transcript_explain (input->data, input->len, &hints, &error) : NULL;

  if (transcript == NULL)
    {
      complain (options, error);
      return CLI_USAGE;
    }
  if (options->json)
    print_json (transcript);
  else
    print_text (transcript);
  return transcript_n_breaches (transcript) > 0 ? CLI_EXPECTATION_FAILED : CLI_OK;
}

static int
explain_command (int argc, char **argv)
{
  Options options = { 0 };
  int status = CLI_USAGE;

  if (read_options (&options, argc, argv) && check_state (&options))
    status = explain (&options);
  options_clear (&options);
  return status;
}

const CliCommand cli_explain = { "explain", N_("explain anybody's session, line by line"), explain_command, explain_help };
