#include "adviser-watch.h"

#include <string.h>

#define SAME_LOOK (15 * G_TIME_SPAN_MINUTE)

/* What the journal means to happen to a letter. */
enum { LETTER_COMES = 1, LETTER_THROWN = 2, LETTER_FILED = 4, LETTER_WRITTEN = 8, LETTER_READ = 16, LETTER_ARRIVED = 32 };

/* A letter wanted at a device. */
typedef struct {
  gint64 last;  /* when it was opened last, 0 */
  gint64 since; /* waited for since then, 0: not */
} Want;

/* Where a letter is in the end. */
typedef struct {
  const ReplicaItem *item; /* on a device */
  const char *folder;
  gboolean whole;
} Held;

struct _AdviserWatch {
  const AdviserPerson *person;
  const Journal *journal;
  const World *world;
  AdviserFigures *figures;
  guint n_letters;
  guint8 *fates;                     /* per letter id */
  Want *wants;                       /* device by device, per letter id */
  GArray *octets;                    /* of guint64: copy id → what it takes */
  guint64 kept[ADVISER_DEVICES + 1]; /* octets on each device, and on the server */
};

static void
note_fates (AdviserWatch *watch)
{
  for (guint i = 0; i < journal_n_actions (watch->journal); i++)
    {
      const Action *action = journal_action (watch->journal, i);

      if (action->kind == ACTION_DELIVER)
        watch->fates[journal_letter (watch->journal, i)] |= LETTER_COMES;
      else if (action->kind == ACTION_DELETE)
        watch->fates[action->letter_id] |= LETTER_THROWN;
      else if (action->kind == ACTION_MOVE)
        watch->fates[action->letter_id] |= LETTER_FILED;
    }
}

AdviserWatch *
adviser_watch_new (const AdviserPerson *person, const Journal *journal, const World *world, AdviserFigures *figures)
{
  AdviserWatch *watch = g_new0 (AdviserWatch, 1);

  watch->person = person;
  watch->journal = journal;
  watch->world = world;
  watch->figures = figures;
  watch->n_letters = journal_n_letters (journal);
  watch->fates = g_new0 (guint8, watch->n_letters + 1);
  watch->wants = g_new0 (Want, (gsize) (watch->n_letters + 1) * person->n_devices);
  watch->octets = g_array_new (FALSE, TRUE, sizeof (guint64));
  note_fates (watch);
  figures->n_devices = person->n_devices;
  for (guint i = 0; i < person->n_devices; i++)
    figures->devices[i].name = adviser_person_device_name (person, i);
  return watch;
}

void
adviser_watch_free (AdviserWatch *watch)
{
  g_free (watch->fates);
  g_free (watch->wants);
  g_array_free (watch->octets, TRUE);
  g_free (watch);
}

static Want *
want_of (AdviserWatch *watch, guint device, guint32 letter)
{
  g_assert (device < watch->person->n_devices && letter <= watch->n_letters);
  return &watch->wants[(gsize) device * (watch->n_letters + 1) + letter];
}

static void
note_first (AdviserFirst *first, gint64 at, guint device, guint letter)
{
  if (first->at == 0 || at < first->at)
    *first = (AdviserFirst){ at, device, letter };
}

/* A letter is opened; twice within one look counts once. */
static void
note_read (AdviserWatch *watch, const TraceEvent *event, guint32 letter)
{
  AdviserFigures *figures = watch->figures;
  guint index = event->place.id - 1;
  const Device *device = world_device (watch->world, event->place.id);
  const ReplicaFolder *folder;
  const ReplicaItem *item = device_find_letter (device, letter, &folder);
  gboolean whole = item != NULL && item->part == PART_FULL;
  Want *want = want_of (watch, index, letter);
  gboolean again = want->last != 0 && event->time - want->last < SAME_LOOK;

  if (!(watch->fates[letter] & LETTER_ARRIVED))
    return; /* nobody here knows of it */
  want->last = event->time;
  if (whole)
    watch->fates[letter] |= LETTER_READ;
  if (again)
    return;
  if (device->online)
    {
      figures->wants++;
      if (!whole && want->since == 0)
        want->since = event->time;
      else if (!whole)
        figures->nevers++; /* it was wanted before, and has not come since */
    }
  else
    {
      figures->offline_wants++;
      figures->offline_had += whole;
      if (!whole)
        note_first (&figures->offline_failed, event->time, index, letter);
    }
}

static void
note_action (AdviserWatch *watch, const TraceEvent *event)
{
  const Action *action = journal_action (watch->journal, event->action.action);
  guint letter = journal_letter (watch->journal, event->action.action);

  if (action->kind == ACTION_READ && event->place.kind == PLACE_DEVICE)
    note_read (watch, event, action->letter_id);
  else if ((action->kind == ACTION_REPLY || action->kind == ACTION_WRITE) && event->action.outcome == OUTCOME_DONE)
    watch->fates[letter] |= LETTER_WRITTEN;
}

static void
note_here (AdviserWatch *watch, const TraceEvent *event)
{
  AdviserFigures *figures = watch->figures;
  Want *want = event->copy.letter <= watch->n_letters ? want_of (watch, event->place.id - 1, event->copy.letter) : NULL;
  gint64 wait;

  if (want == NULL || want->since == 0)
    return;
  wait = event->time - want->since;
  want->since = 0;
  watch->fates[event->copy.letter] |= LETTER_READ;
  figures->waits++;
  figures->wait_sum += wait;
  figures->wait_longest = MAX (figures->wait_longest, wait);
}

static void
note_space (AdviserWatch *watch, const TraceEvent *event)
{
  gboolean server = event->place.kind == PLACE_SERVER;
  guint index = server ? ADVISER_DEVICES : event->place.id - 1;
  guint64 now = event->copy.change == COPY_VANISHED ? 0 : event->copy.octets;
  AdviserDeviceFigures *device = server ? NULL : &watch->figures->devices[index];
  guint64 *octets;

  if (event->copy.copy >= watch->octets->len)
    g_array_set_size (watch->octets, event->copy.copy + 1);
  octets = &g_array_index (watch->octets, guint64, event->copy.copy);
  watch->kept[index] += now - *octets;
  *octets = now;
  if (server)
    watch->figures->server_peak = MAX (watch->figures->server_peak, watch->kept[index]);
  else
    device->peak = MAX (device->peak, watch->kept[index]);
  if (device != NULL && device->full_at == 0 && watch->kept[index] > watch->person->space)
    device->full_at = event->time;
}

static void
note_copy (AdviserWatch *watch, const TraceEvent *event)
{
  if (event->place.kind == PLACE_SERVER && event->copy.reason == REASON_DELIVERED && event->copy.letter <= watch->n_letters)
    watch->fates[event->copy.letter] |= LETTER_ARRIVED;
  if (event->place.kind != PLACE_SERVER && event->place.kind != PLACE_DEVICE)
    return;
  note_space (watch, event);
  if (event->place.kind == PLACE_DEVICE && event->copy.change != COPY_VANISHED && event->copy.part == PART_FULL)
    note_here (watch, event);
}

void
adviser_watch_event (const TraceEvent *event, gpointer data)
{
  AdviserWatch *watch = data;

  if (event->kind == TRACE_ACTION)
    note_action (watch, event);
  else if (event->kind == TRACE_COPY)
    note_copy (watch, event);
  else if (event->kind == TRACE_QUOTA && event->quota.refused && watch->figures->refused_at == 0)
    watch->figures->refused_at = event->time;
}

/* What a device shows of each letter; of several copies the first that does not lie in Trash. */
static Held *
held_by_device (const AdviserWatch *watch, const Device *device)
{
  Held *held = g_new0 (Held, watch->n_letters + 1);

  for (guint i = 0; i < device->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = device->replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        {
          const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, j);

          if (item->hidden || item->letter > watch->n_letters)
            continue;
          held[item->letter].whole |= item->part == PART_FULL;
          if (held[item->letter].item != NULL && strcmp (folder->name, "Trash") == 0)
            continue;
          held[item->letter].item = item;
          held[item->letter].folder = folder->name;
        }
    }
  return held;
}

static Held *
held_by_server (const AdviserWatch *watch)
{
  const MailStore *store = mail_host_store (watch->world->host, 1);
  Held *held = g_new0 (Held, watch->n_letters + 1);

  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = store->mailboxes->pdata[i];

      for (guint j = 0; j < mailbox_count (mailbox); j++)
        {
          guint32 letter = mailbox_entry (mailbox, j)->letter;

          if (letter > watch->n_letters)
            continue;
          held[letter].whole = TRUE;
          held[letter].folder = mailbox->name;
        }
    }
  return held;
}

/* One letter, at all devices and then the server. */
static void
count_letter (AdviserWatch *watch, guint letter, Held *const *held)
{
  AdviserFigures *figures = watch->figures;
  guint n = figures->n_devices;
  guint8 fate = watch->fates[letter];
  guint holders = 0;
  guint showing = 0;
  guint last = 0;

  for (guint i = 0; i <= n; i++)
    {
      showing += held[i][letter].folder != NULL;
      holders += held[i][letter].whole;
      last = held[i][letter].whole ? i : last;
    }
  if (holders == 1 && last < n)
    {
      figures->devices[last].alone++;
      figures->alone++;
    }
  if (fate & LETTER_WRITTEN)
    {
      figures->sent++;
      figures->sent_places += n;
      figures->sent_seen += showing > 0 ? showing - 1 : 0;
      return;
    }
  figures->kept++;
  figures->filed += (fate & LETTER_FILED) != 0;
  for (guint i = 0; i < n; i++)
    {
      const ReplicaItem *item = held[i][letter].item;

      figures->devices[i].missing += item == NULL;
      figures->devices[i].bare += item != NULL && item->part < PART_FULL;
      if (item == NULL || !(fate & LETTER_READ))
        continue;
      figures->read_places++;
      figures->read_agreeing += (item->flags.system & FLAG_SEEN) != 0;
    }
  for (guint i = 0; i <= n && (fate & LETTER_FILED); i++)
    {
      figures->filed_places++;
      figures->filed_seen += g_strcmp0 (held[i][letter].folder, ADVISER_FOLDER) == 0;
    }
}

static void
count_letters (AdviserWatch *watch)
{
  Held *held[ADVISER_DEVICES + 1];
  guint n = watch->figures->n_devices;

  for (guint i = 0; i < n; i++)
    held[i] = held_by_device (watch, watch->world->devices->pdata[i]);
  held[n] = held_by_server (watch);
  for (guint letter = 1; letter <= watch->n_letters; letter++)
    {
      guint8 fate = watch->fates[letter];

      watch->figures->letters += (fate & LETTER_COMES) != 0;
      watch->figures->refused += (fate & LETTER_COMES) && !(fate & LETTER_ARRIVED);
      if (!(fate & LETTER_THROWN) && (fate & (LETTER_ARRIVED | LETTER_WRITTEN)))
        count_letter (watch, letter, held);
    }
  for (guint i = 0; i <= n; i++)
    g_free (held[i]);
}

/* What is still waited for has never come. */
static void
count_nevers (AdviserWatch *watch)
{
  AdviserFigures *figures = watch->figures;

  for (guint i = 0; i < figures->n_devices; i++)
    for (guint letter = 1; letter <= watch->n_letters; letter++)
      {
        gint64 since = want_of (watch, i, letter)->since;

        if (since == 0)
          continue;
        figures->nevers++;
        note_first (&figures->never, since, i, letter);
      }
}

void
adviser_watch_end (AdviserWatch *watch)
{
  AdviserFigures *figures = watch->figures;
  const Network *network = &watch->world->network;

  count_letters (watch);
  count_nevers (watch);
  figures->server_end = mail_store_used (mail_host_store (watch->world->host, 1));
  for (guint i = 0; i < figures->n_devices; i++)
    figures->devices[i].end = replica_octets (((const Device *) watch->world->devices->pdata[i])->replica);
  for (guint i = 0; i < network->links->len; i++)
    {
      const Link *link = &g_array_index (network->links, Link, i);

      if (link->place.kind == PLACE_DEVICE)
        figures->devices[link->place.id - 1].moved = link->octets[TO_SERVER] + link->octets[TO_CLIENT];
    }
}
