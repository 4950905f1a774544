#include "world/copies.h"

#include <glib/gi18n-lib.h>

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

static CopyCell *
cell_at (const CopyTable *table, guint row, guint column)
{
  return &g_array_index (table->cells, CopyCell, row * table->places->len + column);
}

/* NULL for a letter that is not in the table (0: nobody knows yet which it is). */
static CopyCell *
find_cell (const CopyTable *table, guint32 letter, guint column)
{
  guint row;

  if (letter == 0 || !g_array_binary_search (table->letters, &letter, compare_ids, &row))
    return NULL;
  return cell_at (table, row, column);
}

static void
add_places (CopyTable *table, const World *world)
{
  Place outside = { PLACE_OUTSIDE, 0 };

  for (guint i = 0; i < world->host->stores->len; i++)
    {
      Place place = { PLACE_SERVER, ((const MailStore *) world->host->stores->pdata[i])->id };

      g_array_append_val (table->places, place);
    }
  for (guint i = 0; i < world->devices->len; i++)
    {
      Place place = { PLACE_DEVICE, ((const Device *) world->devices->pdata[i])->id };

      g_array_append_val (table->places, place);
    }
  g_array_append_val (table->places, outside);
}

static void
add_cells (CopyTable *table, const World *world)
{
  for (guint i = 0; i < world->letters->len; i++)
    g_array_append_val (table->letters, g_array_index (world->letters, Letter, i).id);
  g_array_sort (table->letters, compare_ids);
  g_array_set_size (table->cells, table->letters->len * table->places->len);
  for (guint row = 0; row < table->letters->len; row++)
    for (guint column = 0; column < table->places->len; column++)
      {
        CopyCell *cell = cell_at (table, row, column);

        cell->letter = g_array_index (table->letters, guint32, row);
        cell->place = g_array_index (table->places, Place, column);
      }
}

/* One more copy at the place. The first one describes the cell. */
static void
add_copy (CopyCell *cell, const CopyCell *copy)
{
  if (cell == NULL)
    return;
  cell->ever = TRUE;
  cell->octets += copy->octets;
  cell->waiting |= copy->waiting;
  if (cell->copies == 0)
    {
      cell->folder = copy->folder;
      cell->flags = copy->flags;
      cell->part = copy->part;
    }
  cell->present = TRUE;
  cell->hidden = FALSE;
  cell->copies++;
}

/* A copy that the person has removed, and that is there still: shown only when there is no other. */
static void
add_hidden_copy (CopyCell *cell, const CopyCell *copy)
{
  if (cell == NULL)
    return;
  cell->ever = TRUE;
  cell->octets += copy->octets;
  cell->waiting = TRUE;
  if (cell->present)
    return;
  cell->hidden = TRUE;
  cell->folder = copy->folder;
  cell->flags = copy->flags;
  cell->part = copy->part;
}

static void
read_store (CopyTable *table, guint column, const MailStore *store)
{
  guint64 *kept = &g_array_index (table->kept, guint64, column);

  *kept = mail_store_used (store);
  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = store->mailboxes->pdata[i];

      for (guint j = 0; j < mailbox_count (mailbox); j++)
        {
          const MailboxEntry *entry = mailbox_entry (mailbox, j);
          CopyCell copy = { .folder = g_intern_string (mailbox->name), .flags = entry->flags, .part = PART_FULL,
                            .octets = message_size (entry->message) };

          add_copy (find_cell (table, entry->letter, column), &copy);
        }
    }
}

static void
read_folder (CopyTable *table, guint column, const ReplicaFolder *folder)
{
  for (guint i = 0; i < folder->items->len; i++)
    {
      const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, i);
      CopyCell copy = { .folder = g_intern_string (folder->name), .flags = item->flags, .part = item->part,
                        .octets = item->message != NULL ? message_size (item->message) : 0 };
      CopyCell *cell = find_cell (table, item->letter, column);

      if (item->hidden)
        add_hidden_copy (cell, &copy);
      else
        add_copy (cell, &copy);
    }
}

static void
mark_waiting (CopyTable *table, guint column, const ReplicaItem *item)
{
  CopyCell *cell = item != NULL ? find_cell (table, item->letter, column) : NULL;

  if (cell != NULL)
    cell->waiting = TRUE;
}

static const ReplicaItem *
pending_item (const Replica *replica, const PendingChange *change)
{
  const ReplicaFolder *folder = change->folder != NULL ? replica_folder (replica, change->folder) : NULL;

  if (change->item != 0)
    return replica_find_id (replica, change->item, NULL);
  return folder != NULL ? replica_find_uid (folder, change->uid) : NULL;
}

/* The server's message that a UIDL names; NULL when it has gone. */
static const MailboxEntry *
entry_of_uidl (const MailHost *host, const MailStore *store, const char *uidl)
{
  const Mailbox *inbox = store != NULL ? mail_store_mailbox (store, "INBOX") : NULL;
  guint32 uid_validity, uid;

  if (inbox == NULL || !mail_host_read_uidl (host, uidl, &uid_validity, &uid) || uid_validity != inbox->uid_validity)
    return NULL;
  return mailbox_find (inbox, uid);
}

/* A POP3 program that deleted its copy and will say DELE at its next session has only the UIDL left; which letter
 * that is, the server tells. */
static void
read_wanted_deletion (CopyTable *table, guint column, const MailHost *host, guint32 account, const char *uidl)
{
  const MailboxEntry *entry = entry_of_uidl (host, mail_host_store (host, account), uidl);
  CopyCell *cell = entry != NULL ? find_cell (table, entry->letter, column) : NULL;

  if (cell == NULL)
    return;
  cell->waiting = TRUE;
  cell->hidden = !cell->present;
}

static void
read_device (CopyTable *table, guint column, const Device *device, const MailHost *host)
{
  const Replica *replica = device->replica;

  g_array_index (table->kept, guint64, column) = replica_octets (replica);
  for (guint i = 0; i < replica->folders->len; i++)
    read_folder (table, column, replica->folders->pdata[i]);
  for (guint i = 0; i < replica->pending->len; i++)
    mark_waiting (table, column, pending_item (replica, &g_array_index (replica->pending, PendingChange, i)));
  for (guint i = 0; i < replica->outbox->len; i++)
    mark_waiting (table, column,
                  replica_find_id (replica, g_array_index (replica->outbox, OutboxEntry, i).item, NULL));
  for (guint i = 0; i < replica->uidls->len; i++)
    {
      const UidlState *uidl = &g_array_index (replica->uidls, UidlState, i);

      if (uidl->delete_wanted)
        read_wanted_deletion (table, column, host, device->account, uidl->uidl);
    }
}

static void
read_outside (CopyTable *table, guint column, const Outside *outside)
{
  for (guint i = 0; i < outside->copies->len; i++)
    {
      const OutsideCopy *from = &g_array_index (outside->copies, OutsideCopy, i);
      CopyCell copy = { .folder = outside_folder (from->fate), .part = PART_FULL, .octets = from->octets,
                        .waiting = from->fate == OUTSIDE_TO_SEND };

      g_array_index (table->kept, guint64, column) += from->octets;
      add_copy (find_cell (table, from->letter, column), &copy);
    }
}

static guint
column_of (const CopyTable *table, Place place)
{
  guint column;

  for (column = 0; column < table->places->len; column++)
    {
      Place other = g_array_index (table->places, Place, column);

      if (other.kind == place.kind && (other.id == place.id || place.kind == PLACE_OUTSIDE))
        break;
    }
  return column;
}

/* What has been, and why it went. */
static void
read_trace (CopyTable *table, const Trace *trace, guint until)
{
  const GArray *copies = trace_copies (trace);

  for (guint i = 0; i < copies->len && g_array_index (copies, guint32, i) <= until; i++)
    {
      guint32 id = g_array_index (copies, guint32, i);
      const TraceEvent *event = trace_event (trace, id);
      CopyCell *cell;
      guint column;

      column = column_of (table, event->place);
      cell = column < table->places->len ? find_cell (table, event->copy.letter, column) : NULL;
      if (cell == NULL)
        continue;
      cell->ever = TRUE;
      if (event->copy.change != COPY_VANISHED || cell->present)
        continue;
      cell->gone = event->copy.reason;
      cell->gone_event = id;
    }
}

static void
read_links (CopyTable *table, const Network *network)
{
  for (guint i = 0; i < network->links->len; i++)
    {
      const Link *link = &g_array_index (network->links, Link, i);
      guint column = column_of (table, link->place);

      if (column < table->places->len)
        g_array_index (table->moved, guint64, column) += link->octets[TO_SERVER] + link->octets[TO_CLIENT];
    }
}

CopyTable *
copy_table_new (const World *world, const Trace *trace, guint until)
{
  CopyTable *table = g_new0 (CopyTable, 1);
  guint column = 0;

  table->letters = g_array_new (FALSE, TRUE, sizeof (guint32));
  table->places = g_array_new (FALSE, TRUE, sizeof (Place));
  table->cells = g_array_new (FALSE, TRUE, sizeof (CopyCell));
  table->kept = g_array_new (FALSE, TRUE, sizeof (guint64));
  table->moved = g_array_new (FALSE, TRUE, sizeof (guint64));
  add_places (table, world);
  add_cells (table, world);
  g_array_set_size (table->kept, table->places->len);
  g_array_set_size (table->moved, table->places->len);
  for (guint i = 0; i < world->host->stores->len; i++)
    read_store (table, column++, world->host->stores->pdata[i]);
  for (guint i = 0; i < world->devices->len; i++)
    {
      const Device *device = world->devices->pdata[i];

      read_device (table, column++, device, world->host);
    }
  read_outside (table, column, &world->outside);
  read_trace (table, trace, until);
  read_links (table, &world->network);
  return table;
}

void
copy_table_free (CopyTable *table)
{
  if (table == NULL)
    return;
  g_array_free (table->letters, TRUE);
  g_array_free (table->places, TRUE);
  g_array_free (table->cells, TRUE);
  g_array_free (table->kept, TRUE);
  g_array_free (table->moved, TRUE);
  g_free (table);
}

const CopyCell *
copy_table_cell (const CopyTable *table, guint row, guint column)
{
  g_assert (row < table->letters->len && column < table->places->len);
  return cell_at (table, row, column);
}

static char *
dup_server_name (const World *world, guint32 id)
{
  const MailStore *store = mail_host_store (world->host, id);

  if (world->host->stores->len < 2 || store == NULL)
    return g_strdup (_("Server"));
  /* Translators: the mail server's side of one account, "Server (ada)" */
  return g_strdup_printf (_("Server (%s)"), store->user);
}

char *
place_dup_name (const World *world, Place place)
{
  switch (place.kind)
    {
    case PLACE_SERVER:
      return dup_server_name (world, place.id);
    case PLACE_DEVICE:
      for (guint i = 0; i < world->devices->len; i++)
        {
          const Device *device = world->devices->pdata[i];

          if (device->id == place.id)
            return g_strdup (device->program != NULL ? device->program : device->name);
        }
      break;
    case PLACE_OUTSIDE:
      return g_strdup (_("Outside"));
    case PLACE_NONE:
      break;
    }
  return g_strdup ("");
}
