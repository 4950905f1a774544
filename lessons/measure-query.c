/* Asking for figures. */
#include "measure-private.h"

#include <string.h>

gboolean
measure_place_fits (Place place, Place wanted)
{
  return place.kind == wanted.kind && (wanted.id == 0 || place.id == wanted.id);
}

const MeasureSeries *
measure_series (const Measure *measure, MeasureKind kind, Place place)
{
  for (guint i = 0; i < measure->series->len; i++)
    {
      const MeasureSeries *series = measure->series->pdata[i];

      if (series->kind == kind && series->place.kind == place.kind && series->place.id == place.id)
        return series;
    }
  return NULL;
}

/* The last point at or before both; the first beyond the end is searched for. */
static gint64
value_before (const MeasureSeries *series, gint64 time, guint event)
{
  guint low = 0, high = series != NULL ? series->points->len : 0;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const MeasurePoint *point = &g_array_index (series->points, MeasurePoint, middle);

      if (point->time <= time && point->event <= event)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? g_array_index (series->points, MeasurePoint, low - 1).value : 0;
}

gint64
measure_series_at_time (const MeasureSeries *series, gint64 time)
{
  return value_before (series, time, G_MAXUINT);
}

gint64
measure_series_at_event (const MeasureSeries *series, guint event)
{
  return value_before (series, G_MAXINT64, event);
}

static gboolean
is_of_link (MeasureKind kind)
{
  return kind <= MEASURE_WIRE_DOWN || kind == MEASURE_SESSIONS;
}

static gint64
sum_at (const Measure *measure, MeasureKind kind, Place place, gint64 time, guint event)
{
  gboolean all_links = place.kind == PLACE_SERVER && is_of_link (kind);
  gint64 sum = 0;

  for (guint i = 0; i < measure->series->len; i++)
    {
      const MeasureSeries *series = measure->series->pdata[i];

      if (series->kind == kind && (all_links || measure_place_fits (series->place, place)))
        sum += value_before (series, time, event);
    }
  return sum;
}

gint64
measure_at_time (const Measure *measure, MeasureKind kind, Place place, gint64 time)
{
  return sum_at (measure, kind, place, time, G_MAXUINT);
}

gint64
measure_at_event (const Measure *measure, MeasureKind kind, Place place, guint event)
{
  return sum_at (measure, kind, place, G_MAXINT64, event);
}

gint64
measure_span (const Measure *measure, MeasureKind kind, Place place, gint64 from, gint64 to)
{
  return measure_at_time (measure, kind, place, to) - measure_at_time (measure, kind, place, from);
}

static gboolean
is_wanted (const CommandRecord *command, Place place, gint64 from, gint64 to)
{
  return command->time > from && command->time <= to && measure_place_fits (command->place, place);
}

guint
measure_commands (const Measure *measure, Place place, const char *verb, gint64 from, gint64 to)
{
  guint count = 0;

  for (guint i = 0; i < measure->commands->len; i++)
    {
      const CommandRecord *command = &g_array_index (measure->commands, CommandRecord, i);

      if (is_wanted (command, place, from, to) && (verb == NULL || g_strcmp0 (command->verb, verb) == 0))
        count++;
    }
  return count;
}

/* Copy id → its CopyRecord at that time, of those that are there. */
static GHashTable *
copies_at (const Measure *measure, Place place, gint64 time)
{
  GHashTable *copies = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < measure->copies->len; i++)
    {
      CopyRecord *record = &g_array_index (measure->copies, CopyRecord, i);

      if (record->time > time)
        break;
      if (!measure_place_fits (record->place, place))
        continue;
      if (record->gone)
        g_hash_table_remove (copies, GUINT_TO_POINTER (record->copy));
      else
        g_hash_table_insert (copies, GUINT_TO_POINTER (record->copy), record);
    }
  return copies;
}

static gboolean
is_such (const CopyRecord *record, LettersWhich which)
{
  switch (which)
    {
    case LETTERS_ALL:
    case LETTERS_TWICE:
      return TRUE;
    case LETTERS_WHOLE:
      return record->part == PART_FULL;
    case LETTERS_UNREAD:
      return (record->flags.system & FLAG_SEEN) == 0;
    case LETTERS_FLAGGED:
      return (record->flags.system & FLAG_FLAGGED) != 0;
    case LETTERS_ANSWERED:
      return (record->flags.system & FLAG_ANSWERED) != 0;
    }
  return FALSE;
}

static gboolean
is_in (const CopyRecord *record, const char *folder)
{
  return folder == NULL || (record->folder != NULL && g_ascii_strcasecmp (record->folder, folder) == 0);
}

guint32
measure_letter_of (const CopyRecord *record)
{
  return record->letter != 0 ? record->letter : record->copy | 0x80000000u;
}

guint
measure_letters (const Measure *measure, Place place, LettersWhich which, const char *folder, gint64 time)
{
  g_autoptr (GHashTable) copies = copies_at (measure, place, time);
  g_autoptr (GHashTable) letters = g_hash_table_new (NULL, NULL);
  g_autoptr (GHashTable) twice = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, copies);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const CopyRecord *record = value;

      if ((record->flags.system & FLAG_DELETED) != 0 || !is_such (record, which) || !is_in (record, folder))
        continue;
      if (!g_hash_table_add (letters, GUINT_TO_POINTER (measure_letter_of (record))))
        g_hash_table_add (twice, GUINT_TO_POINTER (measure_letter_of (record)));
    }
  return g_hash_table_size (which == LETTERS_TWICE ? twice : letters);
}

guint
measure_folders (const Measure *measure, Place place, gint64 time)
{
  g_autoptr (GHashTable) copies = copies_at (measure, place, time);
  g_autoptr (GHashTable) folders = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, copies);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (((const CopyRecord *) value)->folder != NULL)
      g_hash_table_add (folders, (gpointer) ((const CopyRecord *) value)->folder);
  return g_hash_table_size (folders);
}

guint
measure_missing (const Measure *measure, Place place, gint64 time)
{
  g_autoptr (GHashTable) copies = copies_at (measure, place, time);
  g_autoptr (GHashTable) missing = g_hash_table_new (NULL, NULL);
  GHashTableIter iter;
  gpointer value;

  for (guint i = 0; i < measure->copies->len; i++)
    {
      const CopyRecord *record = &g_array_index (measure->copies, CopyRecord, i);

      if (record->time <= time && (record->reason == REASON_DELIVERED || record->reason == REASON_LOADED))
        g_hash_table_add (missing, GUINT_TO_POINTER (measure_letter_of (record)));
    }
  g_hash_table_iter_init (&iter, copies);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    g_hash_table_remove (missing, GUINT_TO_POINTER (measure_letter_of (value)));
  return g_hash_table_size (missing);
}

const GArray *
measure_waits (const Measure *measure)
{
  return measure->waits;
}

void
measure_wait_figures (const Measure *measure, Place place, gint64 from, gint64 to, gint64 *sum, gint64 *longest,
                      guint *count)
{
  gint64 all = 0, most = 0;
  guint n = 0;

  for (guint i = 0; i < measure->waits->len; i++)
    {
      const MeasureWait *wait = &g_array_index (measure->waits, MeasureWait, i);

      if (wait->since <= from || wait->since > to || !measure_place_fits (wait->place, place))
        continue;
      all += wait->until - wait->since;
      most = MAX (most, wait->until - wait->since);
      n++;
    }
  if (sum != NULL)
    *sum = all;
  if (longest != NULL)
    *longest = most;
  if (count != NULL)
    *count = n;
}
