/* What is set while the world runs: other settings of a device or an account, and devices that are taken away. */
#include "world/world-private.h"

#include <string.h>

#include "journal/action-spec.h"
#include "journal/option-help.h"

#define KEPT "Kept" /* the local folder of letters whose account is gone */

/* The whole policy that the device shall have. FALSE: an option is of the protocol that it will not speak. */
static gboolean
wanted_policy (const Device *device, const Action *action, gboolean anew, DevicePolicy *policy)
{
  const ActionSpec *spec = action_spec_get (action->kind);

  *policy = anew ? action->policy : device->policy;
  for (guint i = 0; i < spec->n_options; i++)
    {
      const OptionSpec *option = &spec->options[i];
      Protocol protocol = option_protocol (action->kind, option->name);

      if (!action_names (action, option))
        continue;
      if (protocol != PROTOCOL_NONE && protocol != policy->protocol)
        return FALSE;
      option_set_policy (option, action, policy);
    }
  return TRUE;
}

/* A letter that stays when its account goes: it is only here from now on. */
static void
keep_item (Step *step, Replica *replica, const KeywordTable *keywords, const ReplicaItem *item)
{
  ReplicaAdd add = { .message = item->message, .part = item->part, .size = item->size,
                     .internal_date = item->internal_date, .now = step->world->now, .letter = item->letter,
                     .parent = item->copy, .local_only = TRUE, .reason = REASON_MOVED };

  if (item->hidden || item->message == NULL)
    return;
  add.flags = flag_set_translate (&item->flags, keywords, &replica_folder_own (replica, KEPT)->keywords);
  replica_add (replica, KEPT, &add, &step->out.changes);
}

/* The account is taken off the mail program: with POP3's memory and IMAP's cache. */
static void
empty_device (Step *step, Device *device, MailFate fate)
{
  Replica *kept = replica_new ();

  for (guint i = 0; fate == MAIL_KEPT && i < device->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = device->replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        keep_item (step, kept, &folder->keywords, &g_array_index (folder->items, ReplicaItem, j));
    }
  step_lose_items (step, device, REASON_REMOVED);
  state_unref (&replica_state, device->replica);
  device->replica = kept;
}

/* Another mail program, protocol or account: what a person does who removes the account and adds it again. */
static void
add_anew (Step *step, Device *device, const Action *action, const DevicePolicy *policy, guint32 account)
{
  step_device_drop_sessions (step, device);
  scheduler_cancel (&step->world->scheduler, ENTRY_DEVICE_CHECK, device->id, 0);
  empty_device (step, device, action->mail);
  device->policy = *policy;
  device->account = account;
  g_free (device->preset);
  device->preset = g_strdup (action->preset);
  device->wanted_check = FALSE;
  if (step->world->day_began)
    step_device_begin (step, device);
}

static void
set_login (Device *device, const char *password)
{
  g_free (device->password);
  device->password = g_strdup (password);
  device->failures = 0;
}

void
step_set (Step *step, guint index, Device *device)
{
  const Action *action = journal_action (step->journal, index);
  const MailStore *store = action->account != NULL ? mail_host_find (step->world->host, action->account) : NULL;
  guint32 account = store != NULL ? store->id : device->account;
  gboolean protocol = action_names (action, action_spec_option (action_spec_get (ACTION_SET), "protocol"))
                      && action->policy.protocol != device->policy.protocol;
  gboolean other_policy = action->preset != NULL || protocol;
  gboolean anew = other_policy || account != device->account;
  gboolean password = action->text != NULL && g_strcmp0 (action->text, device->password) != 0;
  DevicePolicy policy;

  if (action->account != NULL && store == NULL)
    step_impossible (step, index, IMPOSSIBLE_NO_SUCH_USER);
  else if (!wanted_policy (device, action, other_policy, &policy))
    step_impossible (step, index, IMPOSSIBLE_OTHER_PROTOCOL);
  else if (!anew && !password && memcmp (&policy, &device->policy, sizeof policy) == 0)
    step_impossible (step, index, IMPOSSIBLE_ALREADY);
  else
    {
      step_done (step, index, 0);
      if (password || account != device->account)
        set_login (device, action->text);
      if (anew)
        add_anew (step, device, action, &policy, account);
      else
        step_device_policy (step, device, &policy);
    }
}

void
step_remove (Step *step, guint index, Device *device)
{
  step_done (step, index, 0);
  step_device_drop_sessions (step, device);
  scheduler_cancel (&step->world->scheduler, ENTRY_DEVICE_CHECK, device->id, 0);
  if (device->online)
    step_device_set_online (step, device, FALSE);
  state_clear (&armed_cut_state, &device->cut);
  device->wanted_check = FALSE;
  step_lose_items (step, device, REASON_REMOVED);
  device->removed = TRUE;
}

void
step_account_options (Step *step, MailStore *store, const Action *action)
{
  const ActionSpec *spec = action_spec_get (action->kind);
  gboolean all = action->kind == ACTION_ACCOUNT;

  if (all || action_names (action, action_spec_option (spec, "pop")))
    {
      store->pop = action->pop;
      store->pop_since = action->pop == ACCOUNT_POP_FROM_NOW ? step->world->now : 0;
    }
  if (all || action_names (action, action_spec_option (spec, "after-pop")))
    store->after_pop = action->after_pop;
  if (all || action_names (action, action_spec_option (spec, "imap")))
    store->imap_off = !action->imap;
}

/* Mail programs go on to log in with what they were told. */
static void
set_account_password (Step *step, MailStore *store, const char *password)
{
  for (guint i = 0; i < step->world->devices->len; i++)
    {
      Device *device = step->world->devices->pdata[i];

      if (device->account == store->id && device->password == NULL)
        device->password = g_strdup (store->password);
    }
  g_free (store->password);
  store->password = g_strdup (password);
}

static void
set_account_quota (Step *step, MailStore *store, guint64 quota)
{
  TraceEvent event = { .kind = TRACE_QUOTA, .place = { PLACE_SERVER, store->id } };

  store->quota = quota;
  event.quota = (TraceQuota) { .used = mail_store_used (store), .limit = store->quota };
  step_emit (step, &event, NULL);
}

void
step_set_account (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  const ActionSpec *spec = action_spec_get (action->kind);
  MailStore *store = mail_host_find (step->world->host, action->account);

  if (store == NULL)
    {
      step_impossible (step, index, IMPOSSIBLE_NO_SUCH_USER);
      return;
    }
  step_done (step, index, 0);
  step_account_options (step, store, action);
  if (action->text != NULL && strcmp (action->text, store->password) != 0)
    set_account_password (step, store, action->text);
  if (action_names (action, action_spec_option (spec, "quota")) && action->size != store->quota)
    set_account_quota (step, store, action->size);
}
