#include "dialogs/settings-state.h"

#include <glib/gi18n.h>
#include <string.h>

#include "journal/option-help.h"
#include "journal/preset.h"

static Action *
device_now (const World *world, const char *name)
{
  const Device *device = world_find_device (world, name);
  Action *action;

  if (device == NULL || device->real)
    return NULL;
  action = action_new (ACTION_SET);
  action->device = g_strdup (name);
  action->preset = g_strdup (device->preset);
  action->policy = device->policy;
  action->text = g_strdup (device->password);
  return action;
}

static Action *
account_now (const World *world, const char *name)
{
  const MailStore *store = mail_host_find (world->host, name);
  Action *action;

  if (store == NULL)
    return NULL;
  action = action_new (ACTION_SET_ACCOUNT);
  action->account = g_strdup (name);
  action->text = g_strdup (store->password);
  action->size = store->quota;
  action->pop = store->pop;
  action->after_pop = store->after_pop;
  action->imap = !store->imap_off;
  return action;
}

Action *
settings_now (ActionKind kind, const World *world, const char *name)
{
  Action *action;

  if (kind == ACTION_SET)
    return device_now (world, name);
  if (kind == ACTION_SET_ACCOUNT)
    return account_now (world, name);
  action = action_new (kind);
  if (kind == ACTION_SERVER)
    {
      action->host = world->host->policy;
      action->text = g_strdup (world->host->any_password);
    }
  return action;
}

static PresetKind
preset_kind (ActionKind kind)
{
  return kind == ACTION_SERVER ? PRESET_SERVER : PRESET_DEVICE;
}

static const Preset *
preset_of (ActionKind kind, const char *choice)
{
  return preset_find (preset_kind (kind), choice);
}

Action *
settings_usual (ActionKind kind, const char *choice)
{
  const Preset *preset = preset_of (kind, choice);
  Action *action;

  if (kind == ACTION_SET_ACCOUNT)
    return NULL;
  action = action_new (kind);
  if (preset != NULL)
    preset_apply (preset, action);
  else if (kind != ACTION_SERVER)
    device_policy_default (&action->policy, g_str_equal (choice, "imap") ? PROTOCOL_IMAP : PROTOCOL_POP3);
  return action;
}

char *
settings_dup_choice (const Action *now)
{
  if (now->preset != NULL)
    return g_strdup (now->preset);
  if (now->kind == ACTION_SERVER || now->kind == ACTION_SET_ACCOUNT)
    return g_strdup ("");
  return g_strdup (now->policy.protocol == PROTOCOL_IMAP ? "imap" : "pop3");
}

GStrv
settings_dup_choices (ActionKind kind)
{
  g_autoptr (GStrvBuilder) choices = g_strv_builder_new ();

  if (kind == ACTION_SERVER)
    g_strv_builder_add (choices, "");
  else
    g_strv_builder_add_many (choices, "pop3", "imap", NULL);
  for (guint i = 0; i < preset_count (); i++)
    if (preset_get (i)->kind == preset_kind (kind))
      g_strv_builder_add (choices, preset_get (i)->id);
  return g_strv_builder_end (choices);
}

char *
settings_dup_choice_name (ActionKind kind, const char *choice)
{
  const Preset *preset = preset_of (kind, choice);

  if (preset != NULL)
    return preset_dup_name (preset, g_get_language_names ());
  if (kind == ACTION_SERVER)
    return g_strdup (_("As it is set now"));
  return g_strdup (g_str_equal (choice, "imap") ? _("Plain program, IMAP") : _("Plain program, POP3"));
}

char *
settings_dup_about (ActionKind kind, const char *choice)
{
  const Preset *preset = preset_of (kind, choice);

  if (preset != NULL)
    return preset_dup_about (preset, g_get_language_names ());
  if (kind == ACTION_SERVER || kind == ACTION_SET_ACCOUNT)
    return g_strdup ("");
  return g_strdup (g_str_equal (choice, "imap") ? _("Does over IMAP what the standard says, and nothing besides.")
                                                : _("Downloads over POP3 and deletes, as the standard says, "
                                                    "and nothing besides."));
}

char *
settings_dup_note (ActionKind kind, const char *choice)
{
  const Preset *preset = preset_of (kind, choice);

  return preset != NULL ? preset_dup_note (preset, g_get_language_names ()) : g_strdup ("");
}

const char *
settings_source (ActionKind kind, const char *choice, const char *option)
{
  const Preset *preset = preset_of (kind, choice);

  for (guint i = 0; preset != NULL && i < preset->values->len; i++)
    {
      const PresetValue *value = &g_array_index (preset->values, PresetValue, i);

      if (g_str_equal (value->option, option))
        return preset_source_text (value->source);
    }
  return NULL;
}

gboolean
settings_shows (ActionKind kind, const OptionSpec *option, Protocol protocol)
{
  static const char *const hidden[] = { "protocol", "account", "console", "mail", NULL };
  Protocol of = option_protocol (kind, option->name);

  if (kind != ACTION_SET && kind != ACTION_DEVICE)
    return TRUE;
  return !g_strv_contains (hidden, option->name) && (of == PROTOCOL_NONE || of == protocol);
}
