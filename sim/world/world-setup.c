/* Set-up: accounts, devices, links, the server's settings, mail that is already there. */
#include <string.h>

#include "import.h"
#include "world/world-private.h"

#define OUTSIDE "outside"

static ImpossibleReason
set_up_account (Step *step, const Action *action)
{
  MailHost *host = step->world->host;
  MailStore *store = mail_host_add (host, action->account, action->text, action->size);

  if (store == NULL)
    return IMPOSSIBLE_ALREADY;
  if (store->id == 1)
    {
      g_free (host->hostname);
      host->hostname = g_strdup_printf ("mail.%s", store->domain);
    }
  mail_host_furnish (store);
  step_account_options (step, store, action);
  return IMPOSSIBLE_NONE;
}

static ImpossibleReason
set_up_device (Step *step, const Action *action, Device **made)
{
  World *world = step->world;
  const MailStore *store = action->account != NULL ? mail_host_find (world->host, action->account) : NULL;
  LinkSettings link;

  if (store == NULL)
    return IMPOSSIBLE_NO_SUCH_USER;
  if (world_find_device (world, action->device) != NULL)
    return IMPOSSIBLE_ALREADY;
  *made = device_new (world->devices->len + 1, action->device, action->preset, store->id, &action->policy);
  (*made)->real = action->policy.console;
  (*made)->password = g_strdup (action->text);
  g_ptr_array_add (world->devices, *made);
  link_settings_default (&link);
  network_add_link (&world->network, device_place (*made), &link);
  network_name_link (&world->network, device_place (*made), action->device);
  return IMPOSSIBLE_NONE;
}

static gboolean
place_of_link (const World *world, const char *name, Place *place)
{
  const Device *device = world_find_device (world, name);

  *place = device != NULL ? device_place (device) : (Place) { PLACE_OUTSIDE, 0 };
  return device != NULL || g_strcmp0 (name, OUTSIDE) == 0;
}

static void
set_link (Step *step, const Action *action, Place place)
{
  LinkSettings settings = network_link (&step->world->network, place)->settings;

  if (action->link_set & 1)
    settings.latency = action->link.latency;
  if (action->link_set & 2)
    settings.bandwidth = action->link.bandwidth;
  if (action->link_set & 4)
    settings.loss_ppm = action->link.loss_ppm;
  network_set_link (&step->world->network, step_network (step), place, &settings);
}

static void
set_server (HostPolicy *policy, const Action *action)
{
#define MEMBER(name) { G_STRUCT_OFFSET (HostPolicy, name), STATE_MEMBER_SIZE (HostPolicy, name) }
  static const struct {
    gsize offset;
    gsize size;
  } members[] = { /* in the order of Action.host_set's bits */
    MEMBER (pop3_timeout), MEMBER (imap_timeout),   MEMBER (smtp_timeout), MEMBER (message_limit),
    MEMBER (pop3_lock),    MEMBER (pop3_sets_seen), MEMBER (pop3_enabled), MEMBER (imap_enabled),
    MEMBER (smtp_enabled), MEMBER (over_quota_temporary), MEMBER (login_needs_tls), MEMBER (zone_minutes),
    MEMBER (offer_tls),
    MEMBER (pop3_lock_wait), MEMBER (idle_notice), MEMBER (pop3_connections), MEMBER (imap_connections),
    MEMBER (limit_reply), MEMBER (uidl), MEMBER (expunged_error), MEMBER (popped), MEMBER (from_now),
    MEMBER (after_pop), MEMBER (pop3_most), MEMBER (recent_login), MEMBER (auto_expunge), MEMBER (expunge),
    MEMBER (stores_sent), MEMBER (trash_is_free), MEMBER (disk_full), MEMBER (slow),
    MEMBER (offer_utf8), MEMBER (own_sender), MEMBER (plain_ports), MEMBER (certificate),
    MEMBER (login_delay), MEMBER (expire), MEMBER (auth_delay), MEMBER (off_refuses),
  };
#undef MEMBER

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    if (action->host_set & ((guint64) 1 << i))
      memcpy ((guint8 *) policy + members[i].offset, (const guint8 *) &action->host + members[i].offset,
              members[i].size);
}

/* What breaks by a setting. */
static void
server_faults (Step *step, const HostPolicy *before)
{
  const HostPolicy *now = &step->world->host->policy;
  Place place = { PLACE_SERVER, 0 };

  if (before->disk_full != now->disk_full)
    step_fault (step, now->disk_full ? FAULT_DISK_FULL : FAULT_DISK_OK, place);
  if (before->slow != now->slow)
    step_fault (step, FAULT_SERVER_SLOW, place);
}

static void
set_any_password (MailHost *host, const char *password)
{
  g_free (host->any_password);
  host->any_password = *password != '\0' ? g_strdup (password) : NULL;
}

/* The date that the mail bears, so that it sorts as its owner knows it. */
static gint64
date_of (const World *world, const ImportedMessage *imported)
{
  gint64 date;
  int zone;

  if (imported->date != 0)
    return imported->date;
  return message_date (imported->message, &date, &zone) ? date : world->now;
}

/* What an account has already is not held against its quota. */
static void
load (Step *step, guint index, MailStore *store)
{
  World *world = step->world;
  const Action *action = journal_action (step->journal, index);
  const char *folder = action->folder != NULL ? action->folder : "INBOX";
  guint32 first = journal_letter (step->journal, index);
  guint64 quota = store->quota;

  store->quota = 0;
  if (mail_store_mailbox (store, folder) == NULL)
    mail_store_create (store, folder, 0);
  for (guint i = 0; i < action->loaded->len; i++)
    {
      const ImportedMessage *imported = &g_array_index (action->loaded, ImportedMessage, i);
      MailboxAppend append = { .message = imported->message, .now = world->now, .reason = REASON_LOADED };

      append.flags.system = imported->flags.system & FLAG_ALL_STORED;
      append.internal_date = date_of (world, imported);
      append.letter = world_add_letter (world, imported->message, first + i, index + 1);
      mail_store_append (store, folder, &append, &step->out.changes, NULL, NULL);
    }
  store->quota = quota;
  step_done (step, index, first);
  step_copies (step, (Place) { PLACE_SERVER, store->id }, NULL);
}

static void
set_up_link (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  Place place;

  if (!place_of_link (step->world, action->device, &place))
    {
      step_impossible (step, index, IMPOSSIBLE_NO_CONNECTION);
      return;
    }
  step_done (step, index, 0);
  set_link (step, action, place);
}

static void
set_up_load (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  MailStore *store = mail_host_find (step->world->host, action->account);

  if (store == NULL || action->loaded == NULL)
    step_impossible (step, index, IMPOSSIBLE_NO_SUCH_USER);
  else
    load (step, index, store);
}

static void
set_up_place (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  Device *made = NULL;
  ImpossibleReason reason = action->kind == ACTION_ACCOUNT ? set_up_account (step, action)
                                                           : set_up_device (step, action, &made);

  if (reason != IMPOSSIBLE_NONE)
    {
      step_impossible (step, index, reason);
      return;
    }
  step_done (step, index, 0);
  if (made != NULL && step->world->day_began)
    step_device_begin (step, made);
}

static void
set_up_server (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);
  HostPolicy before = step->world->host->policy;

  set_server (&step->world->host->policy, action);
  mail_host_policy_changed (step->world->host, step->world->now);
  if (action->text != NULL)
    set_any_password (step->world->host, action->text);
  step_done (step, index, 0);
  server_faults (step, &before);
}

void
step_set_up (Step *step, guint index)
{
  const Action *action = journal_action (step->journal, index);

  switch ((guint) action->kind)
    {
    case ACTION_LINK:
      set_up_link (step, index);
      return;
    case ACTION_SERVER:
      set_up_server (step, index);
      return;
    case ACTION_LOAD:
      set_up_load (step, index);
      return;
    default:
      set_up_place (step, index);
    }
}
