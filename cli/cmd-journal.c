/* postroom-cli journal: the language of journals, told from the tables that read it. */
#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "journal/action-spec.h"
#include "cli.h"
#include "journal/option-help.h"
#include "terminal.h"

#define OPTION_COLUMN 30

/* What each action does, in the order of ActionKind. */
static const char *const meanings[] = {
  N_ ("a mailbox on the server, with its password"),
  N_ ("a mail program somewhere, and how it is set up"),
  N_ ("the way between a device, or “outside”, and the server"),
  N_ ("how the server is set up"),
  N_ ("puts real mail into an account: an mbox file, a Maildir or an .eml file"),
  N_ ("somebody outside sends a letter"),
  N_ ("the person checks mail"),
  N_ ("the person opens a letter"),
  N_ ("the person marks a letter as unread"),
  N_ ("the person stars a letter"),
  N_ ("the person takes the star away"),
  N_ ("the person deletes a letter"),
  N_ ("the person puts a letter into another folder"),
  N_ ("the person removes what is marked or in the Trash for good"),
  N_ ("the person writes a letter"),
  N_ ("the person answers a letter"),
  N_ ("the mail program is closed"),
  N_ ("the device loses its network"),
  N_ ("the device has its network again"),
  N_ ("a connection is cut: now, before or after a command, or after so many octets"),
  N_ ("the device is lost, or its mail program forgets"),
  N_ ("the account is made anew on the server: empty, or with its mail as after a move, with another UIDVALIDITY"),
  N_ ("the server restarts: all connections end, the mail stays"),
  N_ ("the server cannot be reached any more"),
  N_ ("the server can be reached again"),
  N_ ("the account's quota changes"),
  N_ ("the device logs in with another password from now on"),
  N_ ("other settings from the device's next session on; another preset, protocol or account is added anew"),
  N_ ("the account's owner or the provider sets something else"),
  N_ ("the device is taken away, with all that is on it"),
  N_ ("a heading for what follows"),
  N_ ("what has to be true: PLACE is server, outside or a device"),
  N_ ("nothing; but mail programs go on checking by themselves up to here, also behind the last line"),
  N_ ("the run stops here"),
  N_ ("recorded: a real mail program connected"),
  N_ ("recorded: what it said"),
  N_ ("recorded: it hung up"),
  N_ ("by hand, at a device with console=on: connects to the server"),
  N_ ("by hand: sends a line; a line end is added"),
  N_ ("by hand: sends exactly these octets; \\r \\n \\t \\0 \\\\ \\xHH stand for what cannot be typed"),
  N_ ("by hand: hangs up"),
};

static const char *
positional_word (char code)
{
  switch (code)
    {
    case 'n':
      return _("NAME");
    case 'a':
      return _("ACCOUNT");
    case 'A':
      return _("ADDRESS");
    case 'l':
      return _("LETTER");
    case 'f':
      return _("FOLDER");
    case 'F':
      return _("FILE");
    case 's':
      return _("SIZE");
    case 't':
      return "to";
    case 'x':
      return _("\"LINE\"");
    case 'o':
      return _("'OCTETS'");
    default:
      return _("WORD");
    }
}

/* Words that are neither positional nor options of the table. */
static const char *
rest_of (ActionKind kind)
{
  switch (kind)
    {
    case ACTION_CUT:
      return " [before=COMMAND | after=COMMAND | octets=N]";
    case ACTION_SCENE:
      return " \"TEXT\" [id=\"TEXT\"]";
    case ACTION_EXPECT:
      return " [VARIANT] PLACE [FOLDER] has|lacks LETTER|N [STATE] | said TEXT | state NAME | octets <SIZE"
             " | gone LETTER because REASON  [now | by TIME | ever | never | when idle]\nproof …";
    default:
      return "";
    }
}

static void
add_usage (const ActionSpec *spec, GString *out)
{
  if (spec->of_device)
    g_string_append_printf (out, "%s ", _("DEVICE"));
  g_string_append (out, spec->verb);
  for (const char *p = spec->positional; *p != '\0'; p++)
    g_string_append_printf (out, " %s", positional_word (*p));
  g_string_append (out, rest_of (spec->kind));
  g_string_append_c (out, '\n');
}

static char *
dup_values (const OptionSpec *option)
{
  switch (option->type)
    {
    case OPTION_CHOICE:
      return g_strjoinv ("|", (char **) option->choices);
    case OPTION_SWITCH:
      return g_strdup ("on|off");
    case OPTION_KEEP:
      return g_strdup ("never|always|14d|until-deleted");
    case OPTION_DAYS:
      return g_strdup ("14d");
    case OPTION_SIZE:
      return g_strdup ("24kB");
    case OPTION_DURATION:
      return g_strdup ("15min");
    case OPTION_RATE:
      return g_strdup ("10Mbit");
    case OPTION_PERCENT:
      return g_strdup ("0.5%");
    case OPTION_NUMBER:
      return g_strdup ("N");
    case OPTION_ADDRESS:
    case OPTION_ADDRESSES:
      return g_strdup (_("ADDRESS"));
    case OPTION_TEXT:
      break;
    }
  return g_strdup (_("TEXT"));
}

static void
add_option (const ActionSpec *spec, const OptionSpec *option, GString *out)
{
  g_autofree char *values = dup_values (option);
  g_autofree char *left = g_strdup_printf ("%s=%s", option->name, values);
  const char *help = option_help (spec->kind, option->name);

  g_string_append (out, "        ");
  terminal_pad (out, left, OPTION_COLUMN);
  g_string_append_printf (out, "  %s\n", help);
}

static void
add_action (ActionKind kind, GString *out)
{
  const ActionSpec *spec = action_spec_get (kind);

  add_usage (spec, out);
  g_string_append_printf (out, "    %s\n", _(meanings[kind]));
  for (guint i = 0; i < spec->n_options; i++)
    add_option (spec, &spec->options[i], out);
  if (kind == ACTION_DEVICE || kind == ACTION_SET || kind == ACTION_SERVER)
    {
      g_string_append (out, "        ");
      terminal_pad (out, "preset=NAME", OPTION_COLUMN);
      g_string_append_printf (out, "  %s\n", _("as a real one is set up: see postroom-cli presets"));
    }
}

static void
add_introduction (GString *out)
{
  g_string_append (out, _("A journal is plain text, one action a line; words are split as a shell would. It begins with:\n"));
  g_string_append (out, "    postroom 1\n    seed 7\n    date 2026-03-02\n    zone +07:00\n    title \"…\" id=\"…\"\n");
  g_string_append (out, _("Then come the actions, those that happen at a time behind “at”:\n"));
  g_string_append (out, "    at 08:05 laptop check\n    at 15d 08:00:03.250 laptop read A\n");
  g_string_append (out, _("A letter is named by its label (A, B, … in the order of the lines) or by its subject. Lines\n"
                          "indented under “variant NAME” belong to that world only, under “branch NAME from=… at=…” to\n"
                          "that branch only. “must” before an action makes it an error when it is impossible.\n\n"));
}

static int
run (int argc, char **argv)
{
  g_autoptr (GString) out = g_string_new (NULL);
  gboolean found = FALSE;

  G_STATIC_ASSERT (G_N_ELEMENTS (meanings) == ACTION_LAST + 1);
  if (argc > 2)
    {
      cli_complain (_("one action at a time: “%s” is too much"), argv[2]);
      return CLI_USAGE;
    }
  if (argc < 2)
    add_introduction (out);
  for (ActionKind kind = ACTION_ACCOUNT; kind <= ACTION_LAST; kind++)
    if (argc < 2 || g_str_equal (action_spec_get (kind)->verb, argv[1]))
      {
        add_action (kind, out);
        found = TRUE;
      }
  if (!found)
    {
      cli_complain (_("there is no action “%s”; see postroom-cli journal"), argv[1]);
      return CLI_USAGE;
    }
  fputs (out->str, stdout);
  return CLI_OK;
}

static char *
help (void)
{
  return g_strdup (_("Usage: postroom-cli journal [ACTION]\n\nTells the language of journals: every action, or that one, "
                     "with all its options.\n"));
}

const CliCommand cli_journal = { "journal", N_ ("tell the language of journals"), run, help };
