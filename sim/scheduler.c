#include "scheduler.h"

static const StateField scheduler_fields[] = {
  STATE_FIELD_PODS (Scheduler, entries, Entry),
  STATE_FIELD (Scheduler, next_serial, STATE_POD),
};
const StateType scheduler_state = STATE_TYPE (Scheduler, scheduler_fields);

/* Entries are digested as octets: no padding may hide in them. */
G_STATIC_ASSERT (sizeof (Entry) == 2 * sizeof (gint64) + 6 * sizeof (guint32));

#define AT(scheduler, i) g_array_index ((scheduler)->entries, Entry, i)

void
scheduler_init (Scheduler *scheduler)
{
  scheduler->entries = g_array_new (FALSE, TRUE, sizeof (Entry));
  scheduler->next_serial = 1;
}

static gboolean
comes_before (const Entry *a, const Entry *b)
{
  return a->time != b->time ? a->time < b->time : a->serial < b->serial;
}

static void
swap (Scheduler *scheduler, guint i, guint j)
{
  Entry kept = AT (scheduler, i);

  AT (scheduler, i) = AT (scheduler, j);
  AT (scheduler, j) = kept;
}

static void
sift_up (Scheduler *scheduler, guint i)
{
  while (i > 0 && comes_before (&AT (scheduler, i), &AT (scheduler, (i - 1) / 2)))
    {
      swap (scheduler, i, (i - 1) / 2);
      i = (i - 1) / 2;
    }
}

static void
sift_down (Scheduler *scheduler, guint i)
{
  guint length = scheduler->entries->len;

  for (;;)
    {
      guint first = i;

      for (guint child = 2 * i + 1; child <= 2 * i + 2 && child < length; child++)
        if (comes_before (&AT (scheduler, child), &AT (scheduler, first)))
          first = child;
      if (first == i)
        return;
      swap (scheduler, i, first);
      i = first;
    }
}

void
scheduler_add (Scheduler *scheduler, Entry entry)
{
  entry.serial = scheduler->next_serial++;
  g_array_append_val (scheduler->entries, entry);
  sift_up (scheduler, scheduler->entries->len - 1);
}

const Entry *
scheduler_peek (const Scheduler *scheduler)
{
  return scheduler->entries->len > 0 ? &AT (scheduler, 0) : NULL;
}

static void
remove_at (Scheduler *scheduler, guint i)
{
  guint last = scheduler->entries->len - 1;

  AT (scheduler, i) = AT (scheduler, last);
  g_array_set_size (scheduler->entries, last);
  if (i < last)
    {
      sift_up (scheduler, i);
      sift_down (scheduler, i);
    }
}

gboolean
scheduler_pop (Scheduler *scheduler, Entry *entry)
{
  if (scheduler->entries->len == 0)
    return FALSE;
  *entry = AT (scheduler, 0);
  remove_at (scheduler, 0);
  return TRUE;
}

static gboolean
find (const Scheduler *scheduler, EntryKind kind, guint32 a, guint32 b, guint *at)
{
  for (guint i = 0; i < scheduler->entries->len; i++)
    {
      const Entry *entry = &AT (scheduler, i);

      if (entry->kind == kind && entry->a == a && entry->b == b)
        {
          *at = i;
          return TRUE;
        }
    }
  return FALSE;
}

void
scheduler_cancel (Scheduler *scheduler, EntryKind kind, guint32 a, guint32 b)
{
  guint at;

  while (find (scheduler, kind, a, b, &at))
    remove_at (scheduler, at);
}

gboolean
scheduler_idle (const Scheduler *scheduler)
{
  for (guint i = 0; i < scheduler->entries->len; i++)
    if (!AT (scheduler, i).background)
      return FALSE;
  return TRUE;
}
