#include "uid-set.h"

#include <string.h>

static const StateField uid_set_fields[] = {
  STATE_FIELD_PODS (UidSet, ranges, UidRange),
};
const StateType uid_set_state = STATE_TYPE (UidSet, uid_set_fields);

#define RANGE(set, i) (&g_array_index ((set)->ranges, UidRange, i))

void
uid_set_init (UidSet *set)
{
  set->ranges = g_array_new (FALSE, FALSE, sizeof (UidRange));
}

void
uid_set_clear (UidSet *set)
{
  state_clear (&uid_set_state, set);
}

static guint
n_ranges (const UidSet *set)
{
  return set->ranges != NULL ? set->ranges->len : 0;
}

/* Index of the first range that ends at or after n. */
static guint
lower_bound (const UidSet *set, guint32 n)
{
  guint low = 0;
  guint high = n_ranges (set);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (RANGE (set, middle)->to < n)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

void
uid_set_add (UidSet *set, guint32 n)
{
  uid_set_add_range (set, n, n);
}

void
uid_set_add_range (UidSet *set, guint32 from, guint32 to)
{
  UidRange range = { .from = MIN (from, to), .to = MAX (from, to) };
  guint first;
  guint last;

  g_assert (range.from > 0);
  if (set->ranges == NULL)
    uid_set_init (set);
  /* Neighbours that touch are swallowed too, hence one less and, below, one more. */
  first = lower_bound (set, range.from - 1);
  for (last = first; last < set->ranges->len; last++)
    {
      if (RANGE (set, last)->from > range.to && RANGE (set, last)->from - range.to > 1)
        break;
      range.from = MIN (range.from, RANGE (set, last)->from);
      range.to = MAX (range.to, RANGE (set, last)->to);
    }
  if (last > first)
    g_array_remove_range (set->ranges, first, last - first);
  g_array_insert_val (set->ranges, first, range);
}

void
uid_set_remove (UidSet *set, guint32 n)
{
  guint i = lower_bound (set, n);
  UidRange range;

  if (!uid_set_contains (set, n))
    return;
  range = *RANGE (set, i);
  g_array_remove_index (set->ranges, i);
  if (range.to > n)
    {
      UidRange right = { n + 1, range.to };

      g_array_insert_val (set->ranges, i, right);
    }
  if (range.from < n)
    {
      UidRange left = { range.from, n - 1 };

      g_array_insert_val (set->ranges, i, left);
    }
}

gboolean
uid_set_contains (const UidSet *set, guint32 n)
{
  guint i = lower_bound (set, n);

  return i < n_ranges (set) && RANGE (set, i)->from <= n;
}

gboolean
uid_set_is_empty (const UidSet *set)
{
  return n_ranges (set) == 0;
}

guint64
uid_set_count (const UidSet *set)
{
  guint64 count = 0;

  for (guint i = 0; i < n_ranges (set); i++)
    count += (guint64) RANGE (set, i)->to - RANGE (set, i)->from + 1;
  return count;
}

/* nz-number or "*", which gives star. Returns what follows it, NULL when there is no such thing. */
static const char *
parse_number (const char *at, const char *end, guint32 star, guint32 *n)
{
  guint64 value = 0;

  if (at < end && *at == '*')
    {
      *n = star;
      return at + 1;
    }
  if (at == end || *at < '1' || *at > '9')
    return NULL;
  for (; at < end && g_ascii_isdigit (*at); at++)
    {
      value = value * 10 + (guint64) (*at - '0');
      if (value > G_MAXUINT32)
        return NULL;
    }
  *n = (guint32) value;
  return at;
}

/* sequence-set = (seq-number / seq-range) ["," sequence-set] (RFC 3501 §9) */
static gboolean
parse_set (UidSet *set, const char *at, const char *end, guint32 star)
{
  for (;;)
    {
      guint32 from;
      guint32 to;

      at = parse_number (at, end, star, &from);
      if (at == NULL)
        return FALSE;
      to = from;
      if (at < end && *at == ':')
        {
          at = parse_number (at + 1, end, star, &to);
          if (at == NULL)
            return FALSE;
        }
      if (from > 0 && to > 0)
        uid_set_add_range (set, from, to);
      if (at == end)
        return TRUE;
      if (*at++ != ',')
        return FALSE;
    }
}

gboolean
uid_set_parse (UidSet *set, const char *text, gssize length, guint32 star)
{
  const char *end = text + (length < 0 ? strlen (text) : (gsize) length);

  uid_set_clear (set);
  uid_set_init (set);
  if (parse_set (set, text, end, star))
    return TRUE;
  g_array_set_size (set->ranges, 0);
  return FALSE;
}

void
uid_set_format (const UidSet *set, GString *out)
{
  for (guint i = 0; i < n_ranges (set); i++)
    {
      const UidRange *range = RANGE (set, i);

      g_string_append_printf (out, i > 0 ? ",%u" : "%u", range->from);
      if (range->to > range->from)
        g_string_append_printf (out, ":%u", range->to);
    }
}
