/* The mbox format (RFC 4155, and its quoting as "mboxrd" does it):
 *
 *     mbox    = *(from-line message blank-line)
 *     from-line = "From " address " " [weekday] month day time [zone] year [zone]
 *
 * A from-line stands at the start or after a blank line. Programs exist that quote no "From " in texts; so a line
 * after a blank one that has no date is text. */
#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>

static gsize
line_end (const guint8 *octets, gsize at, gsize length)
{
  const guint8 *lf = memchr (octets + at, '\n', length - at);

  return lf != NULL ? (gsize) (lf - octets) + 1 : length;
}

static gboolean
is_blank (const guint8 *octets, gsize at, gsize end)
{
  return (end - at == 1 && octets[at] == '\n') || (end - at == 2 && octets[at] == '\r' && octets[at + 1] == '\n');
}

gboolean
import_is_mbox (const guint8 *octets, gsize length)
{
  return length >= 5 && memcmp (octets, "From ", 5) == 0;
}

static int
find_name (const char *const *names, const char *word)
{
  for (int i = 0; names[i] != NULL; i++)
    if (g_ascii_strcasecmp (names[i], word) == 0)
      return i;
  return -1;
}

/* The words from the weekday on: month, day, time, then year and zone in either order. */
static gboolean
read_date (char *const *words, gint64 *date)
{
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", NULL };
  int month = find_name (months, words[0]);
  int day, hour, minute, second = 0, year = 0, zone = 0;
  g_autoptr (GDateTime) utc = NULL;

  if (month < 0 || words[1] == NULL || words[2] == NULL || sscanf (words[1], "%2d", &day) != 1
      || sscanf (words[2], "%2d:%2d:%2d", &hour, &minute, &second) < 2)
    return FALSE;
  for (guint i = 3; words[i] != NULL; i++)
    if (words[i][0] == '+' || words[i][0] == '-')
      zone = (int) g_ascii_strtoll (words[i], NULL, 10);
    else if (year == 0 && strlen (words[i]) == 4)
      year = (int) g_ascii_strtoll (words[i], NULL, 10);
  if (year < 1970 || ABS (zone) > 2400)
    return FALSE;
  utc = g_date_time_new_utc (year, month + 1, day, hour, minute, second);
  if (utc == NULL)
    return FALSE;
  *date = (g_date_time_to_unix (utc) - (zone / 100 * 60 + zone % 100) * 60) * G_USEC_PER_SEC;
  return TRUE;
}

/* TRUE when the line is a from-line with a date. */
static gboolean
read_from_line (const guint8 *octets, gsize at, gsize end, gint64 *date)
{
  static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", NULL };
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;
  g_autoptr (GPtrArray) dense = g_ptr_array_new ();

  if (end - at < 5 || end - at > 1000 || memcmp (octets + at, "From ", 5) != 0)
    return FALSE;
  line = g_strndup ((const char *) octets + at + 5, end - at - 5);
  words = g_strsplit_set (g_strstrip (line), " \t", -1);
  for (guint i = 0; words[i] != NULL; i++)
    if (words[i][0] != '\0')
      g_ptr_array_add (dense, words[i]);
  g_ptr_array_add (dense, NULL);
  for (guint i = 0; i + 1 < dense->len; i++)
    if (find_name (weekdays, dense->pdata[i]) >= 0 && dense->pdata[i + 1] != NULL
        && read_date ((char *const *) dense->pdata + i + 1, date))
      return TRUE;
  return FALSE;
}

static void
read_status (ImportedMessage *imported)
{
  const char *status = message_header (imported->message, "Status");
  const char *x_status = message_header (imported->message, "X-Status");

  if (status != NULL && strchr (status, 'R') != NULL)
    imported->flags.system |= FLAG_SEEN;
  if (x_status == NULL)
    return;
  if (strchr (x_status, 'A') != NULL)
    imported->flags.system |= FLAG_ANSWERED;
  if (strchr (x_status, 'F') != NULL)
    imported->flags.system |= FLAG_FLAGGED;
  if (strchr (x_status, 'D') != NULL)
    imported->flags.system |= FLAG_DELETED;
  if (strchr (x_status, 'T') != NULL)
    imported->flags.system |= FLAG_DRAFT;
}

/* Where the message that starts at start ends; *next is its follower's from-line, or length. header_ended: whether
 * a blank line came. */
static gsize
find_end (const guint8 *octets, gsize start, gsize length, gsize *next, gboolean *header_ended)
{
  gsize blank = start; /* start of a blank line right before at, or at itself */
  gint64 date;
  gsize at = start;

  *header_ended = FALSE;
  while (at < length)
    {
      gsize end = line_end (octets, at, length);

      if (blank < at && read_from_line (octets, at, end, &date))
        break;
      blank = is_blank (octets, at, end) ? at : end;
      *header_ended |= blank == at;
      at = end;
    }
  *next = at;
  return blank;
}

gboolean
import_mbox (GArray *messages, const guint8 *octets, gsize length, const char *name, GError **error)
{
  gsize at = 0;

  while (at < length)
    {
      gsize start = line_end (octets, at, length);
      gboolean header_ended;
      ImportedMessage *imported;
      gsize end, next;
      gint64 date;

      if (!read_from_line (octets, at, start, &date))
        {
          import_fail (error, name, at, _("this “From ” line has no date"));
          return FALSE;
        }
      end = find_end (octets, start, length, &next, &header_ended);
      if (!header_ended)
        {
          import_fail (error, name, length, _("the file ends inside a header"));
          return FALSE;
        }
      imported = import_add (messages, octets, start, end - start, TRUE, name, error);
      if (imported == NULL)
        return FALSE;
      imported->date = date;
      read_status (imported);
      at = next;
    }
  return TRUE;
}
