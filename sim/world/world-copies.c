/* Letters, and what happens to copies of them. */
#include <string.h>

#include "world/world-private.h"

static Letter *
find_digest (World *world, const char *digest)
{
  for (guint i = 0; i < world->letters->len; i++)
    {
      Letter *letter = &g_array_index (world->letters, Letter, i);

      if (strcmp (letter->digest, digest) == 0)
        return letter;
    }
  return NULL;
}

guint32
world_add_letter (World *world, Message *message, guint32 id, guint32 action)
{
  const Letter *known = find_digest (world, message_letter_digest (message));
  Letter letter = { .id = id, .action = action, .size = message_size (message) };

  if (known != NULL)
    return known->id;
  letter.subject = message_dup_subject (message);
  letter.from = message_dup_from (message);
  letter.digest = g_strdup (message_letter_digest (message));
  g_array_append_val (world->letters, letter);
  return id;
}

guint32
world_letter_of (World *world, Message *message)
{
  const Letter *known = find_digest (world, message_letter_digest (message));

  if (known != NULL)
    return known->id;
  return world_add_letter (world, message, world->next_letter++, 0);
}

static MailStore *
store_with_copy (const World *world, const char *folder, guint32 copy, guint32 uid)
{
  for (guint i = 0; i < world->host->stores->len; i++)
    {
      MailStore *store = world->host->stores->pdata[i];
      const Mailbox *mailbox = folder != NULL ? mail_store_mailbox (store, folder) : NULL;
      const MailboxEntry *entry = mailbox != NULL ? mailbox_find (mailbox, uid) : NULL;

      if (entry != NULL && entry->copy == copy)
        return store;
    }
  return NULL;
}

/* Whom the server's copy was made from, when it came over that connection. */
static guint32
sender_copy (Step *step, const Session *server, guint32 letter)
{
  const Session *client = server != NULL ? step_find_session (step, server->connection, SIDE_CLIENT) : NULL;
  const Device *device = client != NULL ? step_device (step, client->device) : NULL;
  const ReplicaFolder *folder;
  const ReplicaItem *item;
  const OutsideCopy *outside;

  if (client == NULL || letter == 0)
    return 0;
  if (device != NULL)
    {
      item = device_find_letter (device, letter, &folder);
      return item != NULL ? item->copy : 0;
    }
  outside = outside_copy (&step->world->outside, letter);
  return outside != NULL ? outside->copy : 0;
}

static void
note_server_copy (World *world, guint32 store, const Mailbox *mailbox, const CopyEvent *event)
{
  ServerCopy copy = { .store = store, .uid_validity = mailbox->uid_validity, .uid = event->uid,
                      .letter = event->letter, .copy = event->copy };

  g_array_append_val (world->server_copies, copy);
}

static void
resolve_on_server (Step *step, Place *place, const Session *session, CopyEvent *event)
{
  World *world = step->world;
  MailStore *store = mail_host_store (world->host, place->id);
  const Mailbox *mailbox;
  const MailboxEntry *entry;

  if (store == NULL || (session != NULL && session->smtp_server != NULL))
    store = store_with_copy (world, event->folder, event->copy, event->uid);
  if (store == NULL)
    return;
  place->id = store->id;
  mailbox = event->folder != NULL ? mail_store_mailbox (store, event->folder) : NULL;
  entry = mailbox != NULL && event->uid != 0 ? mailbox_find (mailbox, event->uid) : NULL;
  if (event->letter == 0 && entry != NULL && entry->copy == event->copy)
    {
      event->letter = world_letter_of (world, entry->message);
      mailbox_set_letter (mail_store_mailbox_own (store, event->folder), event->uid, event->letter);
    }
  if (event->change != COPY_APPEARED)
    return;
  if (event->parent == 0)
    event->parent = sender_copy (step, session, event->letter);
  if (mailbox != NULL)
    note_server_copy (world, store->id, mailbox, event);
}

/* What a device's item mirrors on the server: by its folder's UIDVALIDITY and its UID, or by those in the
 * host's UIDLs. uid 0: nothing. */
typedef struct {
  const char *folder;
  guint32 uid_validity;
  guint32 uid;
} Mirrored;

static Mirrored
what_is_mirrored (const MailHost *host, const ReplicaItem *item, const ReplicaFolder *folder)
{
  Mirrored what = { "INBOX", 0, 0 };

  if (item->uidl == NULL)
    return (Mirrored) { folder->name, folder->uid_validity, item->uid };
  if (!mail_host_read_uidl (host, item->uidl, &what.uid_validity, &what.uid))
    what.uid = 0;
  return what;
}

/* What a session fetched may have been removed by another one before it arrives: then the past tells. copy 0: unknown. */
static ServerCopy
origin_of (const World *world, const MailStore *store, const Mirrored *what)
{
  const Mailbox *mailbox = what->uid != 0 ? mail_store_mailbox (store, what->folder) : NULL;
  const MailboxEntry *entry = NULL;

  if (mailbox != NULL && mailbox->uid_validity == what->uid_validity)
    entry = mailbox_find (mailbox, what->uid);
  if (entry != NULL)
    return (ServerCopy) { .letter = entry->letter, .copy = entry->copy };
  for (guint i = what->uid != 0 ? world->server_copies->len : 0; i > 0; i--)
    {
      const ServerCopy *past = &g_array_index (world->server_copies, ServerCopy, i - 1);

      if (past->store == store->id && past->uid == what->uid && past->uid_validity == what->uid_validity)
        return *past;
    }
  return (ServerCopy) { 0 };
}

static const ReplicaItem *
find_copy (const Replica *replica, guint32 copy, const ReplicaFolder **in)
{
  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      for (guint j = folder->items->len; j > 0; j--)
        if (g_array_index (folder->items, ReplicaItem, j - 1).copy == copy)
          {
            *in = folder;
            return &g_array_index (folder->items, ReplicaItem, j - 1);
          }
    }
  return NULL;
}

static void
resolve_on_device (Step *step, const Device *device, CopyEvent *event)
{
  const MailStore *store = mail_host_store (step->world->host, device->account);
  const ReplicaFolder *folder;
  const ReplicaItem *item;
  ServerCopy origin;
  Mirrored what;

  if (event->letter != 0 && (event->parent != 0 || event->change != COPY_APPEARED))
    return;
  item = find_copy (device->replica, event->copy, &folder);
  if (item == NULL)
    return;
  what = what_is_mirrored (step->world->host, item, folder);
  origin = origin_of (step->world, store, &what);
  if (event->parent == 0 && event->change == COPY_APPEARED)
    event->parent = origin.copy;
  if (event->letter != 0)
    return;
  event->letter = origin.letter;
  if (event->letter == 0 && item->part == PART_FULL && item->message != NULL)
    event->letter = world_letter_of (step->world, item->message);
  if (event->letter != 0)
    replica_set_letter (device->replica, item->id, event->letter);
}

/* The change at that account concerns its other IMAP sessions. */
static void
note_change (Step *step, guint32 store, const Session *by, guint32 event)
{
  for (guint i = 0; i < step->world->sessions->len; i++)
    {
      Session *session = step->world->sessions->pdata[i];

      if (session != by && session->imap_server != NULL && session->imap_server->store == store)
        session->poll = event;
    }
}

void
step_copies (Step *step, Place place, const Session *session)
{
  GArray *events = step->out.changes.events;

  for (guint i = 0; i < events->len; i++)
    {
      TraceEvent event = { .kind = TRACE_COPY, .place = place };
      guint32 id;

      event.copy = g_array_index (events, CopyEvent, i);
      event.connection = session != NULL ? session->connection : 0;
      if (place.kind == PLACE_SERVER)
        resolve_on_server (step, &event.place, session, &event.copy);
      else if (place.kind == PLACE_DEVICE)
        resolve_on_device (step, step_device (step, place.id), &event.copy);
      id = step_emit (step, &event, NULL);
      if (place.kind == PLACE_SERVER)
        note_change (step, event.place.id, session, id);
    }
  g_array_set_size (events, 0);
}

static CopyReason
outside_reason (OutsideFate fate)
{
  static const CopyReason reasons[] = { REASON_COMPOSED, REASON_SENT, REASON_REFUSED, REASON_RELAYED };

  return reasons[fate];
}

void
step_copy_outside (Step *step, guint32 letter, guint32 item, OutsideFate fate, guint64 octets, guint32 parent)
{
  World *world = step->world;
  OutsideCopy *copy = fate == OUTSIDE_SENT || fate == OUTSIDE_BOUNCED ? outside_copy (&world->outside, letter) : NULL;
  OutsideCopy made = { .letter = letter, .item = item, .fate = fate, .octets = octets };
  TraceEvent event = { .kind = TRACE_COPY, .place = { PLACE_OUTSIDE, 0 } };

  event.copy = (CopyEvent) { .change = COPY_APPEARED, .reason = outside_reason (fate), .letter = letter,
                             .parent = parent, .part = PART_FULL, .octets = octets,
                             .folder = outside_folder (fate) };
  if (copy != NULL)
    {
      event.copy.change = COPY_MOVED;
      event.copy.folder = outside_folder (copy->fate);
      event.copy.to_folder = outside_folder (fate);
      event.copy.copy = copy->copy;
      copy->fate = fate;
    }
  else
    {
      made.copy = event.copy.copy = changes_new_copy (&step->out.changes);
      g_array_append_val (world->outside.copies, made);
    }
  step_emit (step, &event, NULL);
}
