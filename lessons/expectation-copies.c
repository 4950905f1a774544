/* Statements about what a place holds. */
#include "expectation-private.h"

#include <glib/gi18n-lib.h>

#include "world/copies.h"

/* One copy at the place and in the folder that are meant. */
typedef struct {
  guint32 letter;
  CopyPart part;
  const char *folder; /* borrowed */
  FlagSet flags;
  guint64 octets;
  gboolean hidden;
  gboolean waiting;
  gboolean twice; /* another copy of the same letter counts too */
} Found;

static gboolean
is_folder (const Moment *moment, const char *folder)
{
  const char *wanted = moment->expect->folder;

  if (wanted == NULL)
    return TRUE;
  if (g_ascii_strcasecmp (wanted, "INBOX") == 0)
    return folder != NULL && g_ascii_strcasecmp (folder, wanted) == 0;
  return g_strcmp0 (folder, wanted) == 0;
}

static void
find_on_server (const Moment *moment, GArray *all)
{
  const GPtrArray *stores = moment->world->host->stores;

  for (guint i = 0; i < stores->len; i++)
    {
      const MailStore *store = stores->pdata[i];

      for (guint j = 0; j < store->mailboxes->len; j++)
        {
          const Mailbox *mailbox = store->mailboxes->pdata[j];

          for (guint k = 0; k < mailbox_count (mailbox) && is_folder (moment, mailbox->name); k++)
            {
              const MailboxEntry *entry = mailbox_entry (mailbox, k);
              Found found = { .letter = entry->letter, .part = PART_FULL, .folder = mailbox->name,
                              .flags = entry->flags, .octets = message_size (entry->message) };

              g_array_append_val (all, found);
            }
        }
    }
}

static void
find_on_device (const Moment *moment, GArray *all)
{
  const Device *device = world_find_device (moment->world, moment->expect->place);

  for (guint i = 0; i < device->replica->folders->len; i++)
    {
      const ReplicaFolder *folder = device->replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len && is_folder (moment, folder->name); j++)
        {
          const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, j);
          Found found = { .letter = item->letter, .part = item->part, .folder = folder->name, .flags = item->flags,
                          .octets = item->message != NULL ? message_size (item->message) : 0,
                          .hidden = item->hidden != 0 };

          g_array_append_val (all, found);
        }
    }
}

static void
find_outside (const Moment *moment, GArray *all)
{
  const GArray *copies = moment->world->outside.copies;

  for (guint i = 0; i < copies->len; i++)
    {
      const OutsideCopy *copy = &g_array_index (copies, OutsideCopy, i);
      Found found = { .letter = copy->letter, .part = PART_FULL, .folder = outside_folder (copy->fate),
                      .octets = copy->octets };

      if (is_folder (moment, found.folder))
        g_array_append_val (all, found);
    }
}

/* What waits for the server, and what is hidden, is known to the copies table already. */
static void
add_waiting (const Moment *moment, GArray *all)
{
  g_autoptr (CopyTable) table = copy_table_new (moment->world, moment->trace, moment->position);

  g_array_set_size (all, 0);
  for (guint i = 0; i < table->cells->len; i++)
    {
      const CopyCell *cell = &g_array_index (table->cells, CopyCell, i);
      TraceEvent event = { .place = cell->place };
      Found found = { .letter = cell->letter, .part = cell->part, .folder = cell->folder, .flags = cell->flags,
                      .octets = cell->octets, .hidden = cell->hidden, .waiting = cell->waiting };

      if ((cell->present || cell->hidden || cell->waiting) && moment_is_here (moment, &event)
          && is_folder (moment, cell->folder))
        g_array_append_val (all, found);
    }
}

static void
note_twice (GArray *all)
{
  for (guint i = 0; i < all->len; i++)
    for (guint j = 0; j < i; j++)
      {
        Found *a = &g_array_index (all, Found, i);
        Found *b = &g_array_index (all, Found, j);

        if (a->letter == b->letter && a->letter != 0 && !a->hidden && !b->hidden)
          a->twice = b->twice = TRUE;
      }
}

static GArray *
find_all (const Moment *moment)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (Found));
  const char *state = moment->expect->kind != EXPECT_GONE_BECAUSE ? moment->expect->state : NULL;

  if (g_strcmp0 (state, "waiting") == 0 || g_strcmp0 (state, "hidden") == 0)
    add_waiting (moment, all);
  else if (g_str_equal (moment->expect->place, "server"))
    find_on_server (moment, all);
  else if (g_str_equal (moment->expect->place, "outside"))
    find_outside (moment, all);
  else
    find_on_device (moment, all);
  if (g_strcmp0 (state, "twice") == 0)
    note_twice (all);
  return all;
}

static gboolean
is_in_state (const Found *found, const char *state)
{
  if (g_str_equal (state, "read"))
    return (found->flags.system & FLAG_SEEN) != 0;
  if (g_str_equal (state, "unread"))
    return (found->flags.system & FLAG_SEEN) == 0;
  if (g_str_equal (state, "flagged"))
    return (found->flags.system & FLAG_FLAGGED) != 0;
  if (g_str_equal (state, "unflagged"))
    return (found->flags.system & FLAG_FLAGGED) == 0;
  if (g_str_equal (state, "answered"))
    return (found->flags.system & FLAG_ANSWERED) != 0;
  if (g_str_equal (state, "header"))
    return found->part < PART_TEXT;
  if (g_str_equal (state, "text"))
    return found->part == PART_TEXT;
  if (g_str_equal (state, "full"))
    return found->part == PART_FULL;
  if (g_str_equal (state, "waiting"))
    return found->waiting;
  return g_str_equal (state, "twice") && found->twice;
}

/* The person sees it there, in that state. What is marked or hidden counts when it is asked for. */
static gboolean
counts (const Moment *moment, const Found *found)
{
  const char *state = moment->expect->kind == EXPECT_GONE_BECAUSE ? NULL : moment->expect->state;
  gboolean marked = (found->flags.system & FLAG_DELETED) != 0;

  if (g_strcmp0 (state, "marked") == 0)
    return marked && !found->hidden;
  if (g_strcmp0 (state, "hidden") == 0)
    return found->hidden;
  if (g_strcmp0 (state, "waiting") == 0)
    return found->waiting;
  return !marked && !found->hidden && (state == NULL || is_in_state (found, state));
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  guint32 x = *(const guint32 *) a;
  guint32 y = *(const guint32 *) b;

  return x < y ? -1 : x > y;
}

/* Letters that count, each once, ascending. A copy of which nobody knows the letter (0) is one of its own. */
static GArray *
count_letters (const Moment *moment, const GArray *all)
{
  GArray *letters = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint kept = 0;

  for (guint i = 0; i < all->len; i++)
    if (counts (moment, &g_array_index (all, Found, i)))
      g_array_append_val (letters, g_array_index (all, Found, i).letter);
  g_array_sort (letters, compare_ids);
  for (guint i = 0; i < letters->len; i++)
    {
      guint32 letter = g_array_index (letters, guint32, i);

      if (letter == 0 || kept == 0 || letter != g_array_index (letters, guint32, kept - 1))
        g_array_index (letters, guint32, kept++) = letter;
    }
  g_array_set_size (letters, kept);
  return letters;
}

static gboolean
compare (ExpectCompare how, guint64 a, guint64 b)
{
  switch (how)
    {
    case COMPARE_EQ:
      return a == b;
    case COMPARE_LT:
      return a < b;
    case COMPARE_LE:
      return a <= b;
    case COMPARE_GT:
      return a > b;
    case COMPARE_GE:
      return a >= b;
    }
  return FALSE;
}

static guint64
sum_octets (const GArray *all)
{
  guint64 sum = 0;

  for (guint i = 0; i < all->len; i++)
    sum += g_array_index (all, Found, i).octets;
  return sum;
}

static const Found *
find_letter (const Moment *moment, const GArray *all, gboolean counted)
{
  for (guint i = 0; i < all->len; i++)
    {
      const Found *found = &g_array_index (all, Found, i);

      if (found->letter == moment->expect->letter_id && found->letter != 0 && (!counted || counts (moment, found)))
        return found;
    }
  return NULL;
}

/* The newest event with the letter (0: with any) at the place: a copy that came or changed there, or went. 0: none. */
static guint32
last_copy_event (const Moment *moment, guint32 letter, gboolean went)
{
  for (guint id = moment->position; id > 0; id--)
    {
      const TraceEvent *event = trace_event (moment->trace, id);
      const CopyEvent *copy = &event->copy;
      gboolean away;

      if (event->kind != TRACE_COPY || (letter != 0 && copy->letter != letter) || !moment_is_here (moment, event))
        continue;
      away = copy->change == COPY_VANISHED
             || (copy->change == COPY_MOVED && moment->expect->folder != NULL && !is_folder (moment, copy->to_folder));
      if (away == went && is_folder (moment, copy->change == COPY_MOVED && !went ? copy->to_folder : copy->folder))
        return id;
    }
  return 0;
}

static gboolean
is_gone_because (const Moment *moment, const GArray *all)
{
  guint event = last_copy_event (moment, moment->expect->letter_id, TRUE);
  CopyReason reason;

  return find_letter (moment, all, TRUE) == NULL && event != 0 && copy_reason_parse (moment->expect->state, &reason)
         && trace_event (moment->trace, event)->copy.reason == reason;
}

gboolean
moment_holds (const Moment *moment)
{
  const Expect *expect = moment->expect;
  g_autoptr (GArray) all = find_all (moment);
  g_autoptr (GArray) letters = NULL;
  gboolean has;

  if (expect->kind == EXPECT_OCTETS)
    return compare (expect->compare, sum_octets (all), expect->number);
  if (expect->kind == EXPECT_GONE_BECAUSE)
    return is_gone_because (moment, all);
  if (expect->letter != NULL)
    has = find_letter (moment, all, TRUE) != NULL;
  else
    {
      letters = count_letters (moment, all);
      has = compare (expect->compare, letters->len, expect->number);
    }
  return has == (expect->kind == EXPECT_HAS);
}

static void
add_proof (GArray *proofs, guint32 event)
{
  if (event != 0)
    g_array_append_val (proofs, event);
}

static char *
describe_letter (const Moment *moment, const GArray *all, GArray *proofs)
{
  guint32 letter = moment->expect->letter_id;
  const Found *found = find_letter (moment, all, TRUE);
  guint32 gone;

  if (found == NULL)
    found = find_letter (moment, all, FALSE);
  if (found != NULL)
    {
      add_proof (proofs, last_copy_event (moment, letter, FALSE));
      return g_strdup_printf (_("%s is there, in %s: %s, %s%s%s%s"), journal_letter_name (moment->journal, letter),
                              found->folder != NULL ? found->folder : "?",
                              found->flags.system & FLAG_SEEN ? _("read") : _("unread"),
                              found->part == PART_FULL ? _("full") : found->part == PART_TEXT ? _("text only") : _("header only"),
                              found->flags.system & FLAG_FLAGGED ? _(", flagged") : "",
                              found->flags.system & FLAG_DELETED ? _(", marked as deleted") : "",
                              found->hidden ? _(", hidden") : "");
    }
  gone = last_copy_event (moment, letter, TRUE);
  add_proof (proofs, gone);
  if (gone == 0)
    return g_strdup_printf (_("%s has never been there"), journal_letter_name (moment->journal, letter));
  return g_strdup_printf (_("%s is gone: %s"), journal_letter_name (moment->journal, letter),
                          copy_reason_name (trace_event (moment->trace, gone)->copy.reason));
}

static char *
describe_number (const Moment *moment, const GArray *all, GArray *proofs)
{
  g_autoptr (GArray) letters = count_letters (moment, all);
  g_autoptr (GString) labels = g_string_new (NULL);

  for (guint i = 0; i < letters->len; i++)
    {
      guint32 letter = g_array_index (letters, guint32, i);

      if (i < 30)
        g_string_append_printf (labels, "%s%s", i > 0 ? ", " : ": ", journal_letter_name (moment->journal, letter));
      add_proof (proofs, letter != 0 ? last_copy_event (moment, letter, FALSE) : 0);
    }
  if (letters->len == 0)
    add_proof (proofs, last_copy_event (moment, 0, TRUE));
  if (letters->len > 30)
    g_string_append (labels, ", …");
  return g_strdup_printf (ngettext ("%u letter%s", "%u letters%s", letters->len), letters->len, labels->str);
}

char *
moment_describe (const Moment *moment, GArray *proofs)
{
  g_autoptr (GArray) all = find_all (moment);
  char *text;

  if (moment->expect->kind == EXPECT_OCTETS)
    {
      g_autofree char *octets = g_strdup_printf ("%" G_GUINT64_FORMAT, sum_octets (all));

      return g_strdup_printf (_("%s octets"), octets);
    }
  if (moment->expect->letter != NULL)
    text = describe_letter (moment, all, proofs);
  else
    text = describe_number (moment, all, proofs);
  g_array_sort (proofs, compare_ids);
  return text;
}
