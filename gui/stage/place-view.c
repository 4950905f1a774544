#include "stage/place-view.h"

#include <glib/gi18n.h>
#include <string.h>

#include "stage/stage-draw.h"
#include "words.h"

static void
folder_view_free (gpointer data)
{
  FolderView *view = data;

  g_free (view->name);
  g_free (view->wire);
  g_free (view->text);
  g_array_unref (view->chips);
  g_free (view);
}

static FolderView *
add_folder (PlaceView *view, const char *name)
{
  FolderView *folder = g_new0 (FolderView, 1);

  folder->name = g_strdup (name);
  folder->chips = g_array_new (FALSE, TRUE, sizeof (ChipView));
  g_ptr_array_add (view->folders, folder);
  return folder;
}

static void
add_chip (FolderView *folder, const Journal *journal, const ChipView *chip)
{
  ChipView named = *chip;

  if (chip->letter == 0 || folder->chips->len >= PLACE_VIEW_CHIPS)
    folder->more++;
  else
    {
      named.label = journal_letter_name (journal, chip->letter);
      g_array_append_val (folder->chips, named);
    }
}

static PlaceView *
place_view_new (const World *world, PlaceKind kind, guint32 id)
{
  PlaceView *view = g_new0 (PlaceView, 1);

  view->variant = world->variant;
  view->place.kind = kind;
  view->place.id = id;
  view->folders = g_ptr_array_new_with_free_func (folder_view_free);
  return view;
}

void
place_view_free (PlaceView *view)
{
  if (view == NULL)
    return;
  g_free (view->name);
  g_free (view->title);
  g_free (view->detail);
  g_free (view->badge);
  g_free (view->lock);
  g_strfreev (view->accounts);
  g_ptr_array_unref (view->folders);
  g_free (view);
}

static gboolean
is_inbox (const char *name)
{
  return g_ascii_strcasecmp (name, "INBOX") == 0;
}

/* Folders that nearly nobody looks at are shown once there is something in them. */
static gboolean
worth_showing (const char *name, guint count)
{
  return count > 0 || is_inbox (name) || g_ascii_strcasecmp (name, "Sent") == 0 || g_ascii_strcasecmp (name, "Trash") == 0;
}

static void
add_ghosts (FolderView *folder, const Journal *journal, const CopyTable *copies, Place place)
{
  for (guint column = 0; column < copies->places->len; column++)
    {
      const Place *at = &g_array_index (copies->places, Place, column);

      if (at->kind != place.kind || at->id != place.id)
        continue;
      for (guint row = 0; row < copies->letters->len; row++)
        {
          const CopyCell *cell = copy_table_cell (copies, row, column);
          ChipView chip = { .letter = cell->letter, .ghost = TRUE, .gone = cell->gone };

          if (cell->ever && !cell->present && folder->chips->len < PLACE_VIEW_CHIPS)
            add_chip (folder, journal, &chip);
        }
    }
}

/* Marked by DELE in a session that goes on: only that session knows of it (RFC 1939 §5). */
static gboolean
is_marked (const World *world, guint32 copy)
{
  for (guint i = 0; i < world->sessions->len; i++)
    {
      const Session *session = g_ptr_array_index (world->sessions, i);
      const GArray *entries = session->pop3_server != NULL ? session->pop3_server->maildrop.entries : NULL;

      for (guint k = 0; entries != NULL && k < entries->len; k++)
        if (g_array_index (entries, MaildropEntry, k).deleted && g_array_index (entries, MaildropEntry, k).copy == copy)
          return TRUE;
    }
  return FALSE;
}

static void
add_mailbox (PlaceView *view, const Journal *journal, const World *world, const MailStore *store, const Mailbox *mailbox,
             const CopyTable *copies)
{
  Place place = { PLACE_SERVER, store->id };
  FolderView *folder = add_folder (view, mailbox->name);

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      ChipView chip = { .letter = entry->letter, .flags = entry->flags.system, .part = PART_FULL };

      if (is_marked (world, entry->copy))
        chip.flags |= FLAG_DELETED;

      add_chip (folder, journal, &chip);
    }
  if (is_inbox (mailbox->name))
    add_ghosts (folder, journal, copies, place);
  if (folder->chips->len == 0 && folder->more == 0)
    folder->text = g_strdup (view->protocol == PROTOCOL_POP3 && !is_inbox (mailbox->name) ? _("POP3 cannot see it") : _("empty"));
}

char *
place_view_space (guint64 used, guint64 limit)
{
  g_autofree char *of_these = words_size (used), *all = limit > 0 ? words_size (limit) : NULL;

  /* Translators: used space of a quota: "3.1 MB of 10 MB" */
  return all != NULL ? g_strdup_printf (_("%s of %s"), of_these, all) : g_steal_pointer (&of_these);
}

/* Which of several accounts the folders are of that follow. */
static void
add_account (PlaceView *view, const MailStore *store)
{
  FolderView *folder = add_folder (view, store->user);
  guint64 used = mail_store_used (store);

  folder->account = TRUE;
  folder->filled = store->quota > 0 ? (double) used / (double) store->quota : -1;
  folder->text = place_view_space (used, store->quota);
}

/* Who speaks in the session that holds the lock; NULL when its connection is gone. */
static char *
lock_holder (const World *world, guint32 holder)
{
  for (guint i = 0; i < world->sessions->len; i++)
    {
      const Session *session = g_ptr_array_index (world->sessions, i);

      if (session->pop3_server == NULL || session->pop3_server->session != holder)
        continue;
      for (guint k = 0; k < world->network.connections->len; k++)
        {
          const Connection *connection = &g_array_index (world->network.connections, Connection, k);

          if (connection->id == session->connection)
            return place_dup_name (world, connection->client);
        }
    }
  return NULL;
}

static void
add_lock (PlaceView *view, const World *world, const MailStore *store)
{
  g_autofree char *before = g_steal_pointer (&view->lock);
  g_autofree char *holder = store->lock_session != 0 ? lock_holder (world, store->lock_session) : NULL;

  if (store->lock_session != 0 && holder == NULL)
    holder = g_strdup (_("a lost session"));
  if (before != NULL && holder != NULL)
    view->lock = g_strdup_printf ("%s, %s", before, holder);
  else
    view->lock = before != NULL ? g_steal_pointer (&before) : g_steal_pointer (&holder);
}

/* POP3 serves INBOX alone (RFC 1939 §1): the other folders stay unseen by devices that speak nothing else. */
static gboolean
only_pop3 (const World *world)
{
  for (guint i = 0; i < world->devices->len; i++)
    if (((const Device *) g_ptr_array_index (world->devices, i))->policy.protocol != PROTOCOL_POP3)
      return FALSE;
  return world->devices->len > 0;
}

static GStrv
account_names (const MailHost *host)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < host->stores->len; i++)
    {
      g_autofree char *address = mail_store_dup_address (g_ptr_array_index (host->stores, i));

      g_strv_builder_add (names, address);
    }
  return g_strv_builder_end (names);
}

PlaceView *
place_view_new_server (const Journal *journal, const World *world, const CopyTable *copies)
{
  PlaceView *view = place_view_new (world, PLACE_SERVER, 1);
  const MailHost *host = world->host;

  view->title = g_strdup (_("Mail server"));
  view->accounts = account_names (host);
  view->offline = host->down;
  view->protocol = only_pop3 (world) ? PROTOCOL_POP3 : PROTOCOL_NONE;
  view->detail = g_strdup (host->domains->len > 0 ? g_ptr_array_index (host->domains, 0) : host->hostname);
  for (guint i = 0; i < host->stores->len; i++)
    {
      const MailStore *store = g_ptr_array_index (host->stores, i);

      if (host->stores->len > 1)
        add_account (view, store);
      for (guint k = 0; k < store->mailboxes->len; k++)
        {
          const Mailbox *mailbox = g_ptr_array_index (store->mailboxes, k);

          if (worth_showing (mailbox->name, mailbox_count (mailbox)))
            add_mailbox (view, journal, world, store, mailbox, copies);
        }
      view->used += mail_store_used (store);
      view->limit += store->quota;
      add_lock (view, world, store);
    }
  return view;
}

static gboolean
has_pending (const Replica *replica, const char *folder, const ReplicaItem *item)
{
  for (guint i = 0; i < replica->pending->len; i++)
    {
      const PendingChange *change = &g_array_index (replica->pending, PendingChange, i);

      if (change->item == item->id
          || (change->uid != 0 && change->uid == item->uid && g_strcmp0 (change->folder, folder) == 0))
        return TRUE;
    }
  for (guint i = 0; i < replica->outbox->len; i++)
    if (g_array_index (replica->outbox, OutboxEntry, i).item == item->id)
      return TRUE;
  return FALSE;
}

static void
add_device_folder (PlaceView *view, const Journal *journal, const Device *device, const ReplicaFolder *from)
{
  gboolean on_server = view->protocol == PROTOCOL_IMAP && g_ascii_strcasecmp (from->name, "Outbox") != 0;
  FolderView *folder = add_folder (view, words_folder (from->name, on_server));

  folder->wire = g_strdup (from->name);
  for (guint i = 0; i < from->items->len; i++)
    {
      const ReplicaItem *item = &g_array_index (from->items, ReplicaItem, i);
      ChipView chip = { .letter = item->letter, .flags = item->flags.system, .part = item->part };

      if (item->hidden)
        continue;
      chip.waiting = has_pending (device->replica, from->name, item);
      add_chip (folder, journal, &chip);
    }
  if (folder->chips->len == 0 && folder->more == 0)
    folder->text = g_strdup (_("empty"));
  else if (view->protocol == PROTOCOL_POP3 && g_ascii_strcasecmp (from->name, "Sent") == 0)
    folder->text = g_strdup (_("only here"));
}

static char *
device_badge (const Device *device)
{
  g_autofree char *keep = NULL;

  if (device->policy.console)
    return g_strdup (device->online ? _("by hand") : _("by hand · offline"));
  if (device->real)
    return g_strdup (_("a real mail program"));
  if (!device->online)
    return g_strdup_printf (_("%s · offline"), protocol_name (device->policy.protocol));
  if (device->policy.protocol != PROTOCOL_POP3)
    return g_strdup (protocol_name (device->policy.protocol));
  keep = words_keep (&device->policy);
  return g_strdup_printf (_("%s · %s"), protocol_name (device->policy.protocol), keep);
}

PlaceView *
place_view_new_device (const Journal *journal, const World *world, const Device *device)
{
  PlaceView *view = place_view_new (world, PLACE_DEVICE, device->id);
  const Connection *connection;

  view->name = g_strdup (device->name);
  if (device->program != NULL)
    view->title = g_strdup (device->program);
  else
    view->title = device->real && !device->policy.console ? g_strdup (_("Real client")) : words_capitalised (device->name);
  view->protocol = device->policy.protocol;
  view->badge = device_badge (device);
  view->offline = !device->online;
  view->by_hand = device->real;
  view->busy = device->collecting != 0 || device->submitting != 0;
  connection = stage_find_connection (world, view->place);
  view->cut = connection != NULL && connection->silent;
  /* What a real program holds nobody here knows: only what it says. */
  for (guint i = 0; !device->real && i < device->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = g_ptr_array_index (device->replica->folders, i);

      if (worth_showing (folder->name, folder->items->len))
        add_device_folder (view, journal, device, folder);
    }
  return view;
}

PlaceView *
place_view_new_outside (const Journal *journal, const World *world)
{
  PlaceView *view = place_view_new (world, PLACE_OUTSIDE, 0);
  const Outside *outside = &world->outside;

  view->title = g_strdup (_("Outside world"));
  view->protocol = PROTOCOL_SMTP;
  for (guint i = 0; i < outside->arrived->len; i++)
    {
      const QueuedMail *mail = g_ptr_array_index (outside->arrived, i);
      ChipView chip = { .letter = mail->letter, .part = PART_FULL, .quiet = TRUE };
      FolderView *folder = view->folders->len > 0 ? g_ptr_array_index (view->folders, 0) : add_folder (view, _("Received"));

      add_chip (folder, journal, &chip);
    }
  if (view->folders->len == 0)
    view->detail = g_strdup (_("everybody else’s mail"));
  return view;
}

static gboolean
folder_view_equal (const FolderView *a, const FolderView *b)
{
  return g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->text, b->text) == 0 && a->more == b->more
         && a->chips->len == b->chips->len
         && (a->chips->len == 0 || memcmp (a->chips->data, b->chips->data, a->chips->len * sizeof (ChipView)) == 0);
}

gboolean
place_view_equal (const PlaceView *a, const PlaceView *b)
{
  if (a->accounts != NULL && b->accounts != NULL
      && !g_strv_equal ((const char *const *) a->accounts, (const char *const *) b->accounts))
    return FALSE;
  if (a->place.kind != b->place.kind || a->place.id != b->place.id || a->protocol != b->protocol || a->offline != b->offline
      || a->busy != b->busy || a->cut != b->cut || a->used != b->used || a->limit != b->limit
      || a->folders->len != b->folders->len)
    return FALSE;
  if (g_strcmp0 (a->title, b->title) != 0 || g_strcmp0 (a->detail, b->detail) != 0 || g_strcmp0 (a->badge, b->badge) != 0
      || g_strcmp0 (a->lock, b->lock) != 0)
    return FALSE;
  for (guint i = 0; i < a->folders->len; i++)
    if (!folder_view_equal (g_ptr_array_index (a->folders, i), g_ptr_array_index (b->folders, i)))
      return FALSE;
  return TRUE;
}

char *
place_view_describe (const PlaceView *view, const World *world)
{
  GString *text = g_string_new (view->title);

  if (view->badge != NULL)
    g_string_append_printf (text, ", %s", view->badge);
  if (view->cut)
    g_string_append (text, _(", the connection is cut"));
  if (view->lock != NULL)
    g_string_append_printf (text, _(", locked by %s"), view->lock);
  for (guint i = 0; i < view->folders->len; i++)
    {
      const FolderView *folder = g_ptr_array_index (view->folders, i);

      g_string_append_printf (text, ". %s: ", folder->name);
      for (guint k = 0; k < folder->chips->len; k++)
        {
          const ChipView *chip = &g_array_index (folder->chips, ChipView, k);
          const Letter *letter = world != NULL ? world_letter (world, chip->letter) : NULL;
          g_autofree char *words = chip_view_describe (chip, letter != NULL ? letter->subject : NULL);

          g_string_append_printf (text, "%s%s", k > 0 ? "; " : "", words);
        }
      if (folder->text != NULL)
        g_string_append (text, folder->text);
    }
  return g_string_free (text, FALSE);
}
