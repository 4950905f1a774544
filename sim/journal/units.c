#include "journal/units.h"

#include <string.h>

/* As many days as a journal can name: a time and some durations added to it stay far within a gint64. */
#define LONGEST (99999 * G_GUINT64_CONSTANT (86400000000))

typedef struct {
  const char *name;
  guint64 factor;
} Unit;

/* Largest first: formatting takes the first that divides. */
static const Unit durations[] = {
  { "d", 86400000000 }, { "h", 3600000000 }, { "min", 60000000 }, { "s", 1000000 }, { "ms", 1000 }, { "us", 1 },
};
static const Unit sizes[] = {
  { "GiB", 1073741824 }, { "GB", 1000000000 }, { "MiB", 1048576 }, { "MB", 1000000 },
  { "KiB", 1024 },       { "kB", 1000 },       { "B", 1 },
};
static const Unit rates[] = { { "Gbit", 1000000000 }, { "Mbit", 1000000 }, { "kbit", 1000 }, { "bit", 1 } };

/* digits [. up to 6 digits] unit. Exact: a fraction that is no whole number of the smallest unit is refused. */
static gboolean
parse_with_units (const char *text, const Unit *units, guint n_units, guint64 *value)
{
  guint64 whole = 0;
  guint64 part = 0;
  guint64 scale = 1;
  const char *at = text;

  if (!g_ascii_isdigit (*at))
    return FALSE;
  for (; g_ascii_isdigit (*at); at++)
    {
      if (whole > G_MAXINT64 / 10 - 9)
        return FALSE;
      whole = whole * 10 + (guint64) (*at - '0');
    }
  if (*at == '.')
    for (at++; g_ascii_isdigit (*at) && scale < 1000000; at++, scale *= 10)
      part = part * 10 + (guint64) (*at - '0');
  for (guint i = 0; i < n_units; i++)
    if (strcmp (at, units[i].name) == 0)
      {
        if (whole > G_MAXINT64 / units[i].factor || part * units[i].factor % scale != 0)
          return FALSE;
        *value = whole * units[i].factor + part * units[i].factor / scale;
        return *value <= G_MAXINT64;
      }
  return FALSE;
}

static void
format_with_units (GString *out, guint64 value, const Unit *units, guint n_units)
{
  for (guint i = 0; i < n_units; i++)
    if ((value > 0 && value % units[i].factor == 0) || i + 1 == n_units)
      {
        g_string_append_printf (out, "%" G_GUINT64_FORMAT "%s", value / units[i].factor, units[i].name);
        return;
      }
}

gboolean
unit_parse_duration (const char *text, gint64 *us)
{
  guint64 value;

  if (!parse_with_units (text, durations, G_N_ELEMENTS (durations), &value) || value > LONGEST)
    return FALSE;
  *us = (gint64) value;
  return TRUE;
}

gboolean
unit_parse_size (const char *text, guint64 *octets)
{
  return parse_with_units (text, sizes, G_N_ELEMENTS (sizes), octets);
}

gboolean
unit_parse_rate (const char *text, guint64 *bits_per_second)
{
  g_autofree char *plain = g_str_has_suffix (text, "/s") ? g_strndup (text, strlen (text) - 2) : g_strdup (text);

  return parse_with_units (plain, rates, G_N_ELEMENTS (rates), bits_per_second);
}

gboolean
unit_parse_percent (const char *text, guint32 *millionths)
{
  static const Unit percent[] = { { "%", 10000 } };
  guint64 value;

  if (!parse_with_units (text, percent, 1, &value) || value > 1000000)
    return FALSE;
  *millionths = (guint32) value;
  return TRUE;
}

void
unit_format_duration (GString *out, gint64 us)
{
  format_with_units (out, (guint64) us, durations, G_N_ELEMENTS (durations));
}

void
unit_format_size (GString *out, guint64 octets)
{
  format_with_units (out, octets, sizes, G_N_ELEMENTS (sizes));
}

void
unit_format_rate (GString *out, guint64 bits_per_second)
{
  format_with_units (out, bits_per_second, rates, G_N_ELEMENTS (rates));
}

void
unit_format_percent (GString *out, guint32 millionths)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, g_ascii_formatd (text, sizeof text, "%.10g", millionths / 10000.0));
  g_string_append_c (out, '%');
}
