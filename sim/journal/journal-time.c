#include "journal/journal-time.h"

#include <string.h>

/* No time of a world is before the epoch, where 0 means none, or beyond the year 9999, which no date can name. */
#define YEAR_FIRST 1971
#define YEAR_LAST 9000

/* Exactly n digits. */
static gboolean
take_digits (const char **at, guint n, gint64 *value)
{
  *value = 0;
  for (guint i = 0; i < n; i++, (*at)++)
    {
      if (!g_ascii_isdigit (**at))
        return FALSE;
      *value = *value * 10 + (**at - '0');
    }
  return TRUE;
}

static gboolean
take_char (const char **at, char wanted)
{
  if (**at != wanted)
    return FALSE;
  (*at)++;
  return TRUE;
}

gboolean
journal_parse_day (const char *text, guint *day)
{
  gint64 value = 0;
  const char *at = text;

  for (; g_ascii_isdigit (*at) && value < 100000; at++)
    value = value * 10 + (*at - '0');
  if (at == text || strcmp (at, "d") != 0 || value < 1 || value > 99999)
    return FALSE;
  *day = (guint) value;
  return TRUE;
}

static gboolean
take_fraction (const char **at, gint64 *us)
{
  gint64 scale = 100000;

  *us = 0;
  if (!g_ascii_isdigit (**at))
    return FALSE;
  for (; g_ascii_isdigit (**at); (*at)++, scale /= 10)
    {
      if (scale == 0)
        return FALSE;
      *us += (**at - '0') * scale;
    }
  return TRUE;
}

static gboolean
take_after (const char **at, guint *after)
{
  guint64 value = 0;

  if (!g_ascii_isdigit (**at))
    return FALSE;
  for (; g_ascii_isdigit (**at); (*at)++)
    {
      value = value * 10 + (guint64) (**at - '0');
      if (value > G_MAXINT32)
        return FALSE;
    }
  *after = (guint) value;
  return TRUE;
}

gboolean
journal_parse_clock (const char *text, gint64 *us, guint *after)
{
  const char *at = text;
  gint64 hour, minute, second = 0, part = 0;

  *after = 0;
  if (!take_digits (&at, 2, &hour) || !take_char (&at, ':') || !take_digits (&at, 2, &minute))
    return FALSE;
  if (*at == ':' && (!take_char (&at, ':') || !take_digits (&at, 2, &second)))
    return FALSE;
  if (*at == '.' && (!take_char (&at, '.') || !take_fraction (&at, &part)))
    return FALSE;
  if (*at == '+' && (!take_char (&at, '+') || !take_after (&at, after)))
    return FALSE;
  if (*at != '\0' || hour > 23 || minute > 59 || second > 59)
    return FALSE;
  *us = ((hour * 60 + minute) * 60 + second) * G_USEC_PER_SEC + part;
  return TRUE;
}

gboolean
journal_parse_date (const char *text, gint64 *us)
{
  const char *at = text;
  gint64 year, month, day;
  g_autoptr (GDateTime) date = NULL;

  if (!take_digits (&at, 4, &year) || !take_char (&at, '-') || !take_digits (&at, 2, &month) || !take_char (&at, '-')
      || !take_digits (&at, 2, &day) || *at != '\0')
    return FALSE;
  date = g_date_time_new_utc ((int) year, (int) month, (int) day, 0, 0, 0);
  if (date == NULL || year < YEAR_FIRST || year > YEAR_LAST)
    return FALSE;
  *us = g_date_time_to_unix (date) * G_USEC_PER_SEC;
  return TRUE;
}

gboolean
journal_parse_zone (const char *text, int *minutes)
{
  const char *at = text;
  gint64 hour, minute;
  int sign = *text == '-' ? -1 : 1;

  if ((*at != '+' && *at != '-') || (at++, !take_digits (&at, 2, &hour)) || !take_char (&at, ':')
      || !take_digits (&at, 2, &minute) || *at != '\0' || hour > 14 || minute > 59)
    return FALSE;
  *minutes = sign * (int) (hour * 60 + minute);
  return TRUE;
}

void
journal_write_time (GString *out, gint64 since_start, gboolean with_day, guint decimals)
{
  gint64 day = since_start / DAY_US;
  gint64 us = since_start % DAY_US;
  gint64 s = us / G_USEC_PER_SEC;
  gint64 scale = G_USEC_PER_SEC;

  if (with_day)
    g_string_append_printf (out, "%" G_GINT64_FORMAT "d ", day + 1);
  g_string_append_printf (out, "%02d:%02d:%02d", (int) (s / 3600), (int) (s / 60 % 60), (int) (s % 60));
  for (guint i = 0; i < decimals; i++)
    scale /= 10;
  if (decimals > 0)
    g_string_append_printf (out, ".%0*d", (int) decimals, (int) (us % G_USEC_PER_SEC / scale));
}
