/* Header fields of a message (RFC 5322 §2.2), found in the octets as they are. */
#include "message-private.h"

#include <string.h>

gsize
message_line_end (const guint8 *octets, gsize at, gsize end)
{
  const guint8 *lf = at < end ? memchr (octets + at, '\n', end - at) : NULL;

  return lf != NULL ? (gsize) (lf - octets) + 1 : end;
}

gboolean
message_line_is_blank (const guint8 *octets, gsize at, gsize line_end)
{
  gsize length = line_end - at;

  return (length == 1 && octets[at] == '\n') || (length == 2 && octets[at] == '\r' && octets[at + 1] == '\n');
}

static gboolean
is_wsp (guint8 c)
{
  return c == ' ' || c == '\t';
}

/* Octets of the field name that the line starts with, 0 when it starts with none. White space before the colon
 * is obsolete syntax that old mail has (RFC 5322 §4.5.8). */
static gsize
field_name_length (const guint8 *octets, gsize at, gsize line_end)
{
  gsize length = 0;
  gsize colon;

  while (at + length < line_end && octets[at + length] > ' ' && octets[at + length] < 127 && octets[at + length] != ':')
    length++;
  colon = at + length;
  while (colon < line_end && is_wsp (octets[colon]))
    colon++;
  return colon < line_end && octets[colon] == ':' ? length : 0;
}

OctetRange
message_header_scan (const guint8 *octets, gsize start, gsize end)
{
  OctetRange range = { start, start };
  gsize line_end = message_line_end (octets, start, end);

  if (start >= end)
    return range;
  if (!message_line_is_blank (octets, start, line_end) && field_name_length (octets, start, line_end) == 0)
    return range;
  while (range.end < end)
    {
      gsize at = range.end;

      range.end = message_line_end (octets, at, end);
      if (message_line_is_blank (octets, at, range.end))
        break;
    }
  return range;
}

gboolean
message_field_next (const guint8 *octets, gsize *at, gsize end, OctetRange *field, gsize *name_length)
{
  while (*at < end)
    {
      field->start = *at;
      field->end = message_line_end (octets, *at, end);
      *name_length = field_name_length (octets, field->start, field->end);
      while (field->end < end && is_wsp (octets[field->end]))
        field->end = message_line_end (octets, field->end, end);
      *at = field->end;
      if (*name_length > 0)
        return TRUE;
    }
  return FALSE;
}

char *
message_field_value (const guint8 *octets, const OctetRange *field, gsize name_length)
{
  GString *value = g_string_sized_new (field->end - field->start);
  gsize at = field->start + name_length;

  while (at < field->end && octets[at] != ':')
    at++;
  /* A line end inside a field always comes before white space: leaving it out unfolds (RFC 5322 §2.2.3). */
  for (at++; at < field->end; at++)
    if (octets[at] == '\0')
      g_string_append_c (value, ' ');
    else if (octets[at] != '\n' && !(octets[at] == '\r' && at + 1 < field->end && octets[at + 1] == '\n'))
      g_string_append_c (value, (char) octets[at]);
  return g_strstrip (g_string_free (value, FALSE));
}

gboolean
message_field_is (const guint8 *octets, const OctetRange *field, gsize name_length, const char *name)
{
  return strlen (name) == name_length && g_ascii_strncasecmp ((const char *) octets + field->start, name, name_length) == 0;
}

char *
message_header_in (const Message *message, OctetRange header, const char *name)
{
  gsize length, name_length;
  const guint8 *octets = message_octets (message, &length);
  OctetRange field;

  g_assert (header.start <= header.end && header.end <= length);
  while (message_field_next (octets, &header.start, header.end, &field, &name_length))
    if (message_field_is (octets, &field, name_length, name))
      return message_field_value (octets, &field, name_length);
  return NULL;
}

GArray *
message_header_fields (const Message *message, OctetRange header, GStrv names, gboolean keep)
{
  gsize length, name_length;
  const guint8 *octets = message_octets (message, &length);
  GArray *fields = g_array_new (FALSE, FALSE, sizeof (OctetRange));
  OctetRange field;

  g_assert (header.start <= header.end && header.end <= length);
  while (message_field_next (octets, &header.start, header.end, &field, &name_length))
    {
      gboolean named = FALSE;

      for (guint i = 0; names != NULL && names[i] != NULL && !named; i++)
        named = message_field_is (octets, &field, name_length, names[i]);
      if (named == !!keep)
        g_array_append_val (fields, field);
    }
  return fields;
}

OctetRange
message_header_range (const Message *message)
{
  gsize length;
  const guint8 *octets = message_octets (message, &length);

  return message_header_scan (octets, 0, length);
}

const char *
message_header (const Message *message, const char *name)
{
  Message *self = (Message *) message; /* the cache is no part of its state */
  char *value;

  if (self->headers == NULL)
    self->headers = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < self->headers->len; i += 2)
    if (g_ascii_strcasecmp (self->headers->pdata[i], name) == 0)
      return self->headers->pdata[i + 1];
  value = message_header_in (message, message_header_range (message), name);
  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, value);
  return value;
}
