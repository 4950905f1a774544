#include "journal/action.h"

#include <string.h>

#include "journal/action-spec.h"
#include "journal/journal-load.h"
#include "journal/journal-words.h"
#include "journal/preset.h"
#include "journal/typed.h"
#include "journal/units.h"

const char *
impossible_reason_name (ImpossibleReason reason)
{
  static const char *const names[] = {
    "none", "no-letter", "no-body", "offline", "no-connection", "no-such-user", "already",
    "server-down", "no-console", "removed", "other-protocol",
  };

  g_assert (reason < G_N_ELEMENTS (names));
  return names[reason];
}

Action *
action_new (ActionKind kind)
{
  Action *action = g_new0 (Action, 1);

  action->kind = kind;
  action->variants = G_MAXUINT32;
  device_policy_default (&action->policy, PROTOCOL_POP3);
  link_settings_default (&action->link);
  mail_host_default_policy (&action->host);
  if (kind == ACTION_ACCEPT || kind == ACTION_CONNECT)
    action->policy.protocol = PROTOCOL_NONE;
  action->cut = kind == ACTION_DISCONNECT ? CUT_CLOSE : CUT_RESET;
  action->imap = TRUE;
  action->n_letters = kind == ACTION_DELIVER || kind == ACTION_WRITE || kind == ACTION_REPLY;
  return action;
}

gboolean
action_is_real (const Action *action)
{
  return action->kind >= ACTION_ACCEPT && action->kind <= ACTION_HANGUP;
}

void
action_octets (const Action *action, GByteArray *out)
{
  gsize length = 0;
  g_autofree guint8 *octets = action->octets != NULL ? g_base64_decode (action->octets, &length) : NULL;

  if (octets != NULL)
    g_byte_array_append (out, octets, (guint) length);
  if (action->text == NULL)
    return;
  if (action->kind == ACTION_SEND || action->kind == ACTION_TYPE)
    {
      typed_octets (action->text, action->kind == ACTION_SEND, out);
      return;
    }
  g_byte_array_append (out, (const guint8 *) action->text, (guint) strlen (action->text));
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
}

static GPtrArray *
texts_dup (const GPtrArray *texts)
{
  GPtrArray *copy;

  if (texts == NULL)
    return NULL;
  copy = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < texts->len; i++)
    g_ptr_array_add (copy, g_strdup (texts->pdata[i]));
  return copy;
}

/* All members that are owned texts. */
#define TEXTS(action) \
  { \
    &(action)->device, &(action)->account, &(action)->letter, &(action)->folder, &(action)->from, &(action)->subject, \
    &(action)->body, &(action)->label, &(action)->text, &(action)->path, &(action)->digest, &(action)->verb, \
    &(action)->preset, &(action)->octets, \
  }

Action *
action_dup (const Action *action)
{
  Action *copy = g_memdup2 (action, sizeof *action);
  char **texts[] = TEXTS (copy);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    *texts[i] = g_strdup (*texts[i]);
  copy->to = texts_dup (action->to);
  copy->texts = texts_dup (action->texts);
  copy->loaded = action->loaded ? g_array_ref (action->loaded) : NULL;
  copy->expect = action->expect ? expect_dup (action->expect) : NULL;
  return copy;
}

void
action_free (Action *action)
{
  char **texts[] = TEXTS (action);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (*texts[i]);
  g_clear_pointer (&action->to, g_ptr_array_unref);
  g_clear_pointer (&action->texts, g_ptr_array_unref);
  g_clear_pointer (&action->loaded, g_array_unref);
  g_clear_pointer (&action->expect, expect_free);
  g_free (action);
}

static void
add_word (GString *out, const char *text)
{
  g_string_append_c (out, ' ');
  word_quote (out, text ? text : "");
}

/* Backslashes stay as they are where nothing else has to be escaped. */
static void
add_literally (GString *out, const char *text)
{
  if (text == NULL || strpbrk (text, "'\n") != NULL)
    add_word (out, text);
  else
    g_string_append_printf (out, " '%s'", text);
}

static void
write_positional (const Action *action, const ActionSpec *spec, GString *out)
{
  for (const char *p = spec->positional; *p != '\0'; p++)
    switch (*p)
      {
      case 'n':
        add_word (out, action->device);
        break;
      case 'a':
      case 'A':
        add_word (out, action->account);
        break;
      case 'l':
        add_word (out, action->letter);
        break;
      case 'w':
      case 'x':
        add_word (out, action->text);
        break;
      case 'o':
        add_literally (out, action->text);
        break;
      case 's':
        g_string_append_c (out, ' ');
        unit_format_size (out, action->size);
        break;
      case 't':
        g_string_append (out, " to");
        break;
      case 'f':
        add_word (out, action->folder);
        break;
      case 'F':
        add_word (out, action->path);
        break;
      default:
        g_assert_not_reached ();
      }
}

gboolean
action_sets (ActionKind kind)
{
  return kind == ACTION_SET || kind == ACTION_SET_ACCOUNT;
}

gboolean
action_names (const Action *action, const OptionSpec *option)
{
  const ActionSpec *spec = action_spec_get (action->kind);

  return action_sets (action->kind) && option >= spec->options && option < spec->options + spec->n_options
         && (action->named >> (option - spec->options) & 1) != 0;
}

static gboolean
option_is_named (const OptionSpec *option, const Action *action)
{
  if (action_names (action, option))
    return TRUE;
  if (option->set_offset == G_STRUCT_OFFSET (Action, link_set))
    return (action->link_set & 1u << option->set_bit) != 0;
  if (option->set_offset == G_STRUCT_OFFSET (Action, host_set))
    return (action->host_set & (guint64) 1 << option->set_bit) != 0;
  return FALSE;
}

/* An action of the kind of which nothing but the preset, or a device's protocol, is said. */
static Action *
plain_action (const Action *action)
{
  Action *plain = action_new (action->kind);
  const Preset *preset
      = action->preset != NULL ? preset_find (action->kind == ACTION_SERVER ? PRESET_SERVER : PRESET_DEVICE, action->preset)
                               : NULL;

  if (preset != NULL)
    {
      preset_apply (preset, plain);
      plain->named = 0;
    }
  else if (action->kind == ACTION_DEVICE)
    device_policy_default (&plain->policy, action->policy.protocol);
  return plain;
}

/* Options that say something else than silence would. */
static void
write_options (const Action *action, const ActionSpec *spec, GString *out)
{
  g_autoptr (Action) plain = plain_action (action);

  if (plain->preset != NULL)
    g_string_append_printf (out, " preset=%s", plain->preset);
  for (guint i = 0; i < spec->n_options; i++)
    {
      const OptionSpec *option = &spec->options[i];
      g_autoptr (GString) value = g_string_new (NULL);
      g_autoptr (GString) silent = g_string_new (NULL);
      gboolean always = (option_is_named (option, action) && !option_is_named (option, plain))
                        || (action->kind == ACTION_DEVICE && plain->preset == NULL
                            && strcmp (option->name, "protocol") == 0);
      gboolean may_be_silent = (option->set_offset != 0 || action_sets (action->kind)) && !option_is_named (option, action);

      option_format (option, action, value);
      option_format (option, plain, silent);
      if (always || (!may_be_silent && !g_string_equal (value, silent)))
        g_string_append_printf (out, " %s=%s", option->name, value->str);
    }
}

static void
write_cut (const Action *action, GString *out)
{
  if (action->cut_when == 1 || action->cut_when == 2)
    g_string_append_printf (out, " %s=%s", action->cut_when == 1 ? "before" : "after", action->verb);
  else if (action->cut_when == 3)
    g_string_append_printf (out, " octets=%" G_GUINT64_FORMAT, action->size);
}

static void
write_scene (const Action *action, GString *out)
{
  add_word (out, action->text);
  for (guint i = 0; action->texts != NULL && i + 1 < action->texts->len; i += 2)
    {
      g_string_append_printf (out, " %s=", (const char *) action->texts->pdata[i]);
      word_quote (out, action->texts->pdata[i + 1]);
    }
}

static void
write_embedded (const Action *action, GString *out)
{
  g_autoptr (GByteArray) mbox = NULL;
  g_autofree char *base64 = NULL;

  if (!action->embed || action->loaded == NULL)
    return;
  mbox = journal_loaded_to_mbox (action->loaded);
  base64 = g_base64_encode (mbox->data, mbox->len);
  g_string_append_printf (out, " embed=\"%s\"", base64);
}

char *
action_to_text (const Action *action)
{
  const ActionSpec *spec = action_spec_get (action->kind);
  GString *out = g_string_new (NULL);

  if (spec->of_device)
    {
      word_quote (out, action->device);
      g_string_append_c (out, ' ');
    }
  g_string_append (out, action->expect != NULL && action->expect->proof ? "proof" : spec->verb);
  write_positional (action, spec, out);
  write_options (action, spec, out);
  if (action->kind == ACTION_CUT)
    write_cut (action, out);
  else if (action->kind == ACTION_SCENE)
    write_scene (action, out);
  else if (action->kind == ACTION_LOAD)
    write_embedded (action, out);
  else if (action->kind == ACTION_EXPECT)
    {
      g_autofree char *text = expect_to_text (action->expect);

      g_string_append_printf (out, " %s", text);
    }
  return g_string_free (out, FALSE);
}

char *
action_to_shown_text (const Action *action)
{
  g_autoptr (Action) shown = NULL;

  if (action->kind != ACTION_TYPE && action->kind != ACTION_SEND && action->kind != ACTION_RECEIVE)
    return action_to_text (action);
  shown = action_dup (action);
  if (shown->text != NULL)
    {
      g_free (shown->text);
      shown->text = typed_dup_masked (action->text, FALSE);
    }
  return action_to_text (shown);
}
