#include "imap-response-private.h"

#include <string.h>

/* Days since 1970-01-01 of the proleptic Gregorian calendar. */
static gint64
days_since_epoch (int year, int month, int day)
{
  GDate date;

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, (GDateDay) day, month, (GDateYear) year);
  return (gint64) g_date_get_julian (&date) - 719163;
}

static int
two_digits (const char *text)
{
  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
    return -1;
  return (text[0] - '0') * 10 + (text[1] - '0');
}

/* date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE (RFC 3501 §9) */
static gboolean
parse_date_time (const ResponseValue *value, gint64 *time)
{
  static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const char *text = (const char *) value->octets;
  int day, year, hour, minute, second, zone;
  int month = 0;

  if (value->kind != VALUE_STRING || value->length != 26)
    return FALSE;
  day = text[0] == ' ' ? two_digits ((const char[]) { '0', text[1] }) : two_digits (text);
  for (int i = 0; i < 12; i++)
    if (g_ascii_strncasecmp (text + 3, months + 3 * i, 3) == 0)
      month = i + 1;
  year = two_digits (text + 7) * 100 + two_digits (text + 9);
  hour = two_digits (text + 12);
  minute = two_digits (text + 15);
  second = two_digits (text + 18);
  zone = two_digits (text + 22) * 60 + two_digits (text + 24);
  if (month == 0 || year < 1 || hour < 0 || minute < 0 || second < 0 || zone < 0 ||
      (text[21] != '+' && text[21] != '-') || !g_date_valid_dmy ((GDateDay) MAX (day, 0), month, (GDateYear) year))
    return FALSE;
  *time = ((days_since_epoch (year, month, day) * 24 + hour) * 60 + minute - (text[21] == '-' ? -zone : zone)) * 60 + second;
  *time *= G_USEC_PER_SEC;
  return TRUE;
}

static GBytes *
value_bytes (const ResponseValue *value)
{
  g_autofree char *text = NULL;

  if (value->kind == VALUE_LITERAL)
    return g_bytes_new (value->octets, value->length);
  if (value->kind != VALUE_STRING || (text = value_dup (value)) == NULL)
    return NULL;
  return g_bytes_new (text, strlen (text));
}

/* "BODY[HEADER.FIELDS (Subject From)]": as much of the header as was asked for, and no part of that ("<0>"). */
static gboolean
is_fields (const ResponseValue *name)
{
  static const char beginning[] = "BODY[HEADER.FIELDS ";

  return name->length > strlen (beginning) && name->octets[name->length - 1] == ']'
         && g_ascii_strncasecmp ((const char *) name->octets, beginning, strlen (beginning)) == 0;
}

/* "BODY[1.2]", and a piece of it: "BODY[1.2]<393216>" (RFC 3501 §7.4.2). *section: its number, of that many octets. */
static gboolean
read_numbered (const ResponseValue *name, const char **section, gsize *length, gint64 *origin)
{
  static const char beginning[] = "BODY[";
  g_autofree char *text = g_strndup ((const char *) name->octets, MIN (name->length, 128));
  char *end = strchr (text, ']');
  guint64 from;

  if (g_ascii_strncasecmp (text, beginning, strlen (beginning)) != 0 || end == NULL)
    return FALSE;
  *section = (const char *) name->octets + strlen (beginning);
  *length = (gsize) (end - text) - strlen (beginning);
  *origin = -1;
  if (*length == 0 || *length > 64 || strspn (text + strlen (beginning), "0123456789.") != *length)
    return FALSE;
  if (*++end == '\0')
    return name->length == strlen (text);
  if (*end != '<' || !g_ascii_isdigit (end[1]))
    return FALSE;
  from = g_ascii_strtoull (end + 1, &end, 10);
  *origin = (gint64) from;
  return strcmp (end, ">") == 0 && name->length < 128 && from <= G_MAXUINT32;
}

static void
take_text (ResponseReader *reader, const ResponseValue *name, const ResponseValue *value)
{
  ImapResponse *response = reader->response;
  const char *section;
  gsize length;
  gint64 origin;

  if (!read_numbered (name, &section, &length, &origin) || (response->has & FETCH_HAS_STRUCTURE) != 0)
    return;
  g_clear_pointer (&response->text, g_bytes_unref);
  g_free (response->section);
  response->section = g_strndup (section, length);
  response->text = value_bytes (value);
  response->has &= ~(guint32) FETCH_HAS_ORIGIN;
  response->has |= origin >= 0 ? FETCH_HAS_ORIGIN : 0;
  response->origin = origin >= 0 ? (guint64) origin : 0;
}

/* BODY[], BODY[HEADER], RFC822, RFC822.HEADER: the octets of a message (RFC 3501 §7.4.2). NIL is no octets. */
static void
take_section (ResponseReader *reader, const ResponseValue *name, const ResponseValue *value)
{
  gboolean whole = value_is (name, "BODY[]") || value_is (name, "RFC822");
  gboolean header = value_is (name, "BODY[HEADER]") || value_is (name, "RFC822.HEADER") || is_fields (name);
  GBytes **to = whole ? &reader->response->body : &reader->response->header;

  if (value->kind == VALUE_LITERAL)
    response_token (reader, TOKEN_LITERAL, value->octets, value->length, reader->response->number, 0);
  take_text (reader, name, value);
  if (!whole && !header)
    return;
  g_clear_pointer (to, g_bytes_unref);
  *to = value_bytes (value);
}

static void
take_number (ResponseReader *reader, const ResponseValue *name, const ResponseValue *value)
{
  ImapResponse *response = reader->response;
  guint64 n;

  if (!value_number (value, &n))
    return;
  if (value_is (name, "UID") && n > 0 && n <= G_MAXUINT32)
    {
      response->uid = (guint32) n;
      response->has |= FETCH_HAS_UID;
      response_token (reader, TOKEN_UID, value->octets, value->length, response->number, response->uid);
    }
  else if (value_is (name, "RFC822.SIZE"))
    {
      response->size = n;
      response->has |= FETCH_HAS_SIZE;
      response_token (reader, TOKEN_SIZE, value->octets, value->length, 0, 0);
    }
}

/* "MODSEQ" SP "(" mod-sequence-value ")" (RFC 7162 §7): the list is open already. */
static gboolean
take_modseq (ResponseReader *reader)
{
  if (response_number (reader, &reader->response->modseq))
    reader->response->has |= FETCH_HAS_MODSEQ;
  return response_octet (reader, ')');
}

static gboolean
take_item (ResponseReader *reader, const ResponseValue *name)
{
  ResponseValue value;

  if (value_is (name, "FLAGS"))
    {
      reader->response->has |= FETCH_HAS_FLAGS;
      return response_flags (reader);
    }
  value = response_value (reader);
  switch (value.kind)
    {
    case VALUE_OPEN:
      if (value_is (name, "BODYSTRUCTURE"))
        return response_structure (reader);
      return value_is (name, "MODSEQ") ? take_modseq (reader) : response_skip (reader, &value);
    case VALUE_ATOM:
      take_number (reader, name, &value);
      return TRUE;
    case VALUE_STRING:
    case VALUE_LITERAL:
      if (value_is (name, "INTERNALDATE") && parse_date_time (&value, &reader->response->date))
        reader->response->has |= FETCH_HAS_DATE;
      else
        take_section (reader, name, &value);
      return TRUE;
    case VALUE_NONE:
    case VALUE_CLOSE:
      break;
    }
  return FALSE;
}

/* msg-att = "(" (msg-att-dynamic / msg-att-static) *(SP ...) ")" (RFC 3501 §9) */
gboolean
response_fetch (ResponseReader *reader)
{
  ResponseValue value = response_value (reader);

  if (value.kind != VALUE_OPEN)
    return FALSE;
  for (;;)
    {
      response_space (reader);
      value = response_value (reader);
      if (value.kind == VALUE_CLOSE)
        return TRUE;
      if (value.kind != VALUE_ATOM)
        return FALSE;
      response_token (reader, TOKEN_ITEM, value.octets, value.length, 0, 0);
      if (!response_space (reader) || !take_item (reader, &value))
        return FALSE;
    }
}
