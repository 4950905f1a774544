/* postroom-cli presets: what mail programs and servers a journal can name, and what is known of them. */
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "journal/option-help.h"
#include "journal/preset.h"
#include "terminal.h"

#define ID_WIDTH 18

static char *
presets_help (void)
{
  return g_strdup (_("Usage: postroom-cli presets [NAME]\n\n"
                     "Lists the mail programs and servers that a journal can name with preset=NAME, or tells all that\n"
                     "one of them is set to, and where each value is known from.\n"));
}

static void
list_kind (PresetKind kind, const char *heading)
{
  g_autoptr (GString) text = g_string_new (NULL);

  terminal_styled (text, STYLE_HEADING, heading);
  g_string_append_c (text, '\n');
  for (guint i = 0; i < preset_count (); i++)
    {
      const Preset *preset = preset_get (i);
      g_autofree char *about = preset_dup_about (preset, g_get_language_names ());

      if (preset->kind != kind)
        continue;
      g_string_append (text, "  ");
      terminal_pad (text, preset->id, ID_WIDTH);
      g_string_append_printf (text, "%s\n", about);
    }
  fputs (text->str, stdout);
}

static const Preset *
find (const char *name)
{
  const Preset *preset = preset_find (PRESET_DEVICE, name);

  return preset != NULL ? preset : preset_find (PRESET_SERVER, name);
}

static void
complain_unknown (const char *name)
{
  for (PresetKind kind = PRESET_DEVICE; kind <= PRESET_SERVER; kind++)
    {
      g_auto (GStrv) near = preset_dup_near (kind, name);
      g_autofree char *names = g_strjoinv ("”, “", near);

      if (near[0] == NULL)
        continue;
      cli_complain (_("there is no preset “%s”; perhaps “%s”"), name, names);
      return;
    }
  cli_complain (_("there is no preset “%s”"), name);
}

static void
show_value (GString *text, ActionKind kind, const PresetValue *value)
{
  g_autofree char *setting = g_strdup_printf ("%s=%s", value->option, value->value);

  g_string_append (text, "  ");
  terminal_pad (text, setting, 28);
  g_string_append_printf (text, " %s\n", option_help (kind, value->option));
  g_string_append (text, "  ");
  terminal_pad (text, "", 28);
  g_string_append_c (text, ' ');
  terminal_styled (text, STYLE_FAINT, preset_source_text (value->source));
  g_string_append_c (text, '\n');
}

static void
show (const Preset *preset)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = preset_dup_name (preset, g_get_language_names ());
  g_autofree char *about = preset_dup_about (preset, g_get_language_names ());
  g_autofree char *note = preset_dup_note (preset, g_get_language_names ());

  terminal_styled (text, STYLE_HEADING, name);
  g_string_append_printf (text, "\n%s\n\n", about);
  for (guint i = 0; i < preset->values->len; i++)
    show_value (text, preset->kind == PRESET_DEVICE ? ACTION_DEVICE : ACTION_SERVER,
                &g_array_index (preset->values, PresetValue, i));
  if (note[0] != '\0')
    g_string_append_printf (text, "\n%s\n", note);
  fputs (text->str, stdout);
}

static int
presets_run (int argc, char **argv)
{
  if (argc > 2)
    {
      cli_complain (_("one preset at a time: “%s” is too much"), argv[2]);
      return CLI_USAGE;
    }
  if (argc == 2 && find (argv[1]) == NULL)
    {
      complain_unknown (argv[1]);
      return CLI_USAGE;
    }
  if (argc == 2)
    {
      show (find (argv[1]));
      return CLI_OK;
    }
  list_kind (PRESET_DEVICE, _("Mail programs: device NAME account=USER preset=…"));
  fputs ("\n", stdout);
  list_kind (PRESET_SERVER, _("Servers: server preset=…"));
  return CLI_OK;
}

const CliCommand cli_presets = { "presets", N_ ("list mail programs and servers that a journal can name"), presets_run,
                                 presets_help };
