/* Dates of RFC 3501 §9: date, date-time. */
#include "imap/imap-server-private.h"

static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

static gboolean
fixed_digits (ImapLexer *lexer, guint min, guint max, guint *value)
{
  guint n = 0;

  *value = 0;
  while (n < max && imap_lexer_peek (lexer) >= 0 && g_ascii_isdigit (imap_lexer_peek (lexer)))
    {
      *value = *value * 10 + (guint) (imap_lexer_peek (lexer) - '0');
      lexer->at++;
      n++;
    }
  return n >= min;
}

/* "-" date-month "-" date-year */
static gboolean
month_and_year (ImapLexer *lexer, guint *month, guint *year)
{
  if (!imap_lexer_accept (lexer, '-') || lexer->length - lexer->at < 3)
    return FALSE;
  for (*month = 0; *month < 12; (*month)++)
    if (g_ascii_strncasecmp ((const char *) lexer->data + lexer->at, months[*month], 3) == 0)
      break;
  lexer->at += 3;
  (*month)++;
  return *month <= 12 && imap_lexer_accept (lexer, '-') && fixed_digits (lexer, 4, 4, year);
}

static gboolean
days_since_epoch (guint day, guint month, guint year, gint64 *days)
{
  GDate date, epoch;

  if (!g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;
  g_date_clear (&date, 1);
  g_date_clear (&epoch, 1);
  g_date_set_dmy (&date, (GDateDay) day, (GDateMonth) month, (GDateYear) year);
  g_date_set_dmy (&epoch, 1, G_DATE_JANUARY, 1970);
  *days = g_date_days_between (&epoch, &date);
  return TRUE;
}

/* date = date-text / DQUOTE date-text DQUOTE */
gboolean
imap_parse_date (ImapLexer *lexer, gint64 *day)
{
  gboolean quoted = imap_lexer_accept (lexer, '"');
  guint d, month, year;

  if (!fixed_digits (lexer, 1, 2, &d) || !month_and_year (lexer, &month, &year))
    return FALSE;
  return days_since_epoch (d, month, year, day) && (!quoted || imap_lexer_accept (lexer, '"'));
}

/* zone = ("+" / "-") 4DIGIT, as minutes east of UTC */
static gboolean
parse_zone (ImapLexer *lexer, int *minutes)
{
  gboolean west = imap_lexer_accept (lexer, '-');
  guint hhmm;

  if ((!west && !imap_lexer_accept (lexer, '+')) || !fixed_digits (lexer, 4, 4, &hhmm) || hhmm % 100 > 59)
    return FALSE;
  *minutes = (int) (hhmm / 100 * 60 + hhmm % 100);
  if (west)
    *minutes = -*minutes;
  return TRUE;
}

/* time = 2DIGIT ":" 2DIGIT ":" 2DIGIT, as seconds of the day */
static gboolean
parse_time (ImapLexer *lexer, guint *seconds)
{
  guint h, m, s;

  if (!fixed_digits (lexer, 2, 2, &h) || !imap_lexer_accept (lexer, ':') || !fixed_digits (lexer, 2, 2, &m)
      || !imap_lexer_accept (lexer, ':') || !fixed_digits (lexer, 2, 2, &s))
    return FALSE;
  *seconds = h * 3600 + m * 60 + s;
  return h < 24 && m < 60 && s <= 60;
}

/* date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE */
gboolean
imap_arg_date_time (ImapCommand *command, gint64 *time)
{
  ImapLexer *lexer = &command->args;
  guint day, month, year, seconds;
  gint64 days;
  int zone;

  if (!imap_lexer_accept (lexer, '"'))
    return FALSE;
  imap_lexer_space (lexer);
  if (!fixed_digits (lexer, 1, 2, &day) || !month_and_year (lexer, &month, &year)
      || !days_since_epoch (day, month, year, &days) || !imap_lexer_space (lexer) || !parse_time (lexer, &seconds)
      || !imap_lexer_space (lexer) || !parse_zone (lexer, &zone) || !imap_lexer_accept (lexer, '"'))
    return FALSE;
  *time = (days * 86400 + seconds - zone * 60) * G_USEC_PER_SEC;
  return TRUE;
}

void
imap_format_date_time (GString *out, gint64 time, int zone_minutes)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_offset (zone_minutes * 60);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
  int minutes = ABS (zone_minutes);

  if (local == NULL) /* a time no calendar has */
    local = g_date_time_new_utc (1970, 1, 1, 0, 0, 0);
  g_string_append_printf (out, "\"%2d-%s-%04d %02d:%02d:%02d %c%02d%02d\"", g_date_time_get_day_of_month (local),
                          months[g_date_time_get_month (local) - 1], g_date_time_get_year (local),
                          g_date_time_get_hour (local), g_date_time_get_minute (local), g_date_time_get_second (local),
                          zone_minutes < 0 ? '-' : '+', minutes / 60, minutes % 60);
}
