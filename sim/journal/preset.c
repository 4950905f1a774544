#include "journal/preset.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/action-spec.h"
#include "journal/preset-texts.h"

#define GROUP "preset"
#define VALUES "values"

static const char *const source_names[] = { "captured", "source", "documentation", "assumed" };

const char *
preset_source_text (PresetSource source)
{
  switch (source)
    {
    case SOURCE_CAPTURED:
      return _("seen in the real program's traffic");
    case SOURCE_READ:
      return _("read in its source code");
    case SOURCE_DOCUMENTED:
      return _("its documentation");
    case SOURCE_ASSUMED:
      break;
    }
  return _("assumed: nothing certain is known");
}

static void
value_clear (gpointer data)
{
  PresetValue *value = data;

  g_free (value->option);
  g_free (value->value);
}

/* "14d [captured]" */
static PresetValue
read_value (const Preset *preset, const char *option)
{
  g_autofree char *text = g_key_file_get_value (preset->file, VALUES, option, NULL);
  char *bracket = strrchr (text, '[');
  PresetValue value = { .option = g_strdup (option), .source = G_N_ELEMENTS (source_names) };

  g_assert (bracket != NULL && g_str_has_suffix (bracket, "]"));
  for (guint i = 0; i < G_N_ELEMENTS (source_names); i++)
    if (strlen (source_names[i]) + 2 == strlen (bracket)
        && strncmp (bracket + 1, source_names[i], strlen (source_names[i])) == 0)
      value.source = (PresetSource) i;
  g_assert ((guint) value.source < G_N_ELEMENTS (source_names));
  *bracket = '\0';
  value.value = g_strdup (g_strstrip (text));
  return value;
}

/* The texts are part of the program: what is wrong in them is the programmer's fault. */
static Preset *
read_preset (const PresetText *text)
{
  Preset *preset = g_new0 (Preset, 1);
  g_autoptr (GError) error = NULL;
  g_autofree char *kind = NULL;
  g_auto (GStrv) options = NULL;

  preset->id = text->name;
  preset->file = g_key_file_new ();
  if (!g_key_file_load_from_data (preset->file, text->text, strlen (text->text), G_KEY_FILE_KEEP_TRANSLATIONS, &error))
    g_error ("preset %s: %s", text->name, error->message);
  preset->version = (guint) g_key_file_get_integer (preset->file, GROUP, "version", NULL);
  kind = g_key_file_get_string (preset->file, GROUP, "kind", NULL);
  g_assert (g_key_file_has_key (preset->file, GROUP, "name", NULL) && preset->version > 0 && kind != NULL);
  preset->kind = strcmp (kind, "server") == 0 ? PRESET_SERVER : PRESET_DEVICE;
  preset->values = g_array_new (FALSE, FALSE, sizeof (PresetValue));
  g_array_set_clear_func (preset->values, value_clear);
  options = g_key_file_get_keys (preset->file, VALUES, NULL, NULL);
  for (guint i = 0; options != NULL && options[i] != NULL; i++)
    {
      PresetValue value = read_value (preset, options[i]);

      g_array_append_val (preset->values, value);
    }
  return preset;
}

static Preset *const *
all_presets (void)
{
  static gsize presets = 0;

  if (g_once_init_enter (&presets))
    {
      Preset **made = g_new0 (Preset *, preset_n_texts + 1);

      for (guint i = 0; i < preset_n_texts; i++)
        made[i] = read_preset (&preset_texts[i]);
      g_once_init_leave (&presets, (gsize) made);
    }
  return (Preset *const *) presets;
}

guint
preset_count (void)
{
  return preset_n_texts;
}

const Preset *
preset_get (guint index)
{
  g_assert (index < preset_n_texts);
  return all_presets ()[index];
}

const Preset *
preset_find (PresetKind kind, const char *id)
{
  for (guint i = 0; i < preset_n_texts; i++)
    if (preset_get (i)->kind == kind && strcmp (preset_get (i)->id, id) == 0)
      return preset_get (i);
  return NULL;
}

/* How many letters have to be added, dropped or changed. */
static guint
distance (const char *a, const char *b)
{
  gsize n = strlen (b);
  g_autofree guint *row = g_new (guint, n + 1);

  for (guint j = 0; j <= n; j++)
    row[j] = j;
  for (guint i = 1; a[i - 1] != '\0'; i++)
    {
      guint diagonal = row[0];

      row[0] = i;
      for (guint j = 1; j <= n; j++)
        {
          guint change = diagonal + (g_ascii_tolower (a[i - 1]) != g_ascii_tolower (b[j - 1]));

          diagonal = row[j];
          row[j] = MIN (change, MIN (row[j], row[j - 1]) + 1);
        }
    }
  return row[n];
}

/* A name that the text begins, or the other way round, is nearer than any misspelling. */
static guint
farness (const char *text, const char *id)
{
  if (*text != '\0' && (g_str_has_prefix (id, text) || g_str_has_prefix (text, id)))
    return 0;
  return distance (text, id);
}

GStrv
preset_dup_near (PresetKind kind, const char *id)
{
  g_autoptr (GStrvBuilder) near = g_strv_builder_new ();
  guint most = (guint) MIN (strlen (id), 64) / 2 + 1;
  guint n = 0;
  g_autofree char *text = g_strndup (id, 64);

  for (guint far = 0; far <= most && n < 3; far++)
    for (guint i = 0; i < preset_n_texts && n < 3; i++)
      if (preset_get (i)->kind == kind && farness (text, preset_get (i)->id) == far)
        {
          g_strv_builder_add (near, preset_get (i)->id);
          n++;
        }
  return g_strv_builder_end (near);
}

static char *
dup_text (const Preset *preset, const char *key, const char *const *languages)
{
  char *text;

  for (guint i = 0; languages != NULL && languages[i] != NULL && strcmp (languages[i], "en") != 0; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s[%s]", key, languages[i]);

      text = g_key_file_get_string (preset->file, GROUP, name, NULL);
      if (text != NULL)
        return text;
    }
  text = g_key_file_get_string (preset->file, GROUP, key, NULL);
  return text != NULL ? text : g_strdup ("");
}

char *
preset_dup_name (const Preset *preset, const char *const *languages)
{
  return dup_text (preset, "name", languages);
}

char *
preset_dup_about (const Preset *preset, const char *const *languages)
{
  return dup_text (preset, "about", languages);
}

char *
preset_dup_note (const Preset *preset, const char *const *languages)
{
  return dup_text (preset, "note", languages);
}

void
preset_apply (const Preset *preset, Action *action)
{
  const ActionSpec *spec = action_spec_get (action->kind);

  g_assert ((action->kind == ACTION_SERVER) == (preset->kind == PRESET_SERVER));
  g_free (action->preset);
  action->preset = g_strdup (preset->id);
  for (guint i = 0; i < preset->values->len; i++)
    {
      const PresetValue *value = &g_array_index (preset->values, PresetValue, i);
      const OptionSpec *option = action_spec_option (spec, value->option);
      const char *expected;

      if (option == NULL || !option_parse (option, action, value->value, &expected))
        g_error ("preset %s: %s=%s", preset->id, value->option, value->value);
      if (strcmp (value->option, "protocol") == 0)
        device_policy_default (&action->policy, action->policy.protocol);
    }
}
