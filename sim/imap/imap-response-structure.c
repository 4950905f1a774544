/* BODYSTRUCTURE, as far as a program needs it that fetches the text of a large letter without its attachments: which
 * body part is the first text, and how it is written (RFC 3501 §7.4.2, "body" in §9). */
#include "imap-response-private.h"

#include <string.h>

#define DEPTH_MAX 20
#define WORD_MAX 128

/* A word that may stand in a header line: nothing in it can end the line, or the word. */
static char *
dup_word (const ResponseValue *value)
{
  g_autofree char *word = value->kind == VALUE_STRING || value->kind == VALUE_LITERAL ? value_dup (value) : NULL;

  if (word == NULL || *word == '\0' || strlen (word) > WORD_MAX)
    return NULL;
  for (const char *at = word; *at != '\0'; at++)
    if (*at <= ' ' || *at >= 0x7f || strchr ("\"\\;:", *at) != NULL)
      return NULL;
  return g_steal_pointer (&word);
}

static ResponseValue
next_value (ResponseReader *reader)
{
  response_space (reader);
  return response_value (reader);
}

static gboolean
skip_next (ResponseReader *reader)
{
  ResponseValue value = next_value (reader);

  return value.kind != VALUE_NONE && value.kind != VALUE_CLOSE && response_skip (reader, &value);
}

/* body-fld-param = "(" string SP string *(SP string SP string) ")" / nil */
static gboolean
read_charset (ResponseReader *reader, char **charset)
{
  ResponseValue value = next_value (reader);

  if (value.kind != VALUE_OPEN)
    return value.kind == VALUE_ATOM;
  for (;;)
    {
      ResponseValue name = next_value (reader);

      if (name.kind == VALUE_CLOSE)
        return TRUE;
      value = next_value (reader);
      if ((name.kind != VALUE_STRING && name.kind != VALUE_LITERAL) ||
          (value.kind != VALUE_STRING && value.kind != VALUE_LITERAL))
        return FALSE;
      if (value_is (&name, "CHARSET") && *charset == NULL)
        *charset = dup_word (&value);
    }
}

/* What is left of a list. *attached: among it there is a list that begins with "attachment" (body-fld-dsp). */
static gboolean
read_rest (ResponseReader *reader, gboolean *attached)
{
  for (;;)
    {
      ResponseValue value = next_value (reader);
      const guint8 *inside = reader->at;

      if (value.kind == VALUE_CLOSE || value.kind == VALUE_NONE)
        return value.kind == VALUE_CLOSE;
      if (value.kind == VALUE_OPEN)
        {
          ResponseValue first = response_value (reader);

          *attached |= first.kind == VALUE_STRING && value_is (&first, "attachment");
          reader->at = inside;
        }
      if (!response_skip (reader, &value))
        return FALSE;
    }
}

static void
take_part (ImapResponse *response, const char *section, const char *subtype, const char *charset, const char *encoding)
{
  g_autoptr (GString) mime = g_string_new ("Content-Type: text/");

  if (response->section != NULL)
    return;
  g_string_append (mime, subtype != NULL ? subtype : "plain");
  if (charset != NULL)
    g_string_append_printf (mime, "; charset=%s", charset);
  g_string_append_printf (mime, "\r\nContent-Transfer-Encoding: %s\r\n", encoding != NULL ? encoding : "8BIT");
  response->section = g_strdup (section);
  response->mime = g_string_free (g_steal_pointer (&mime), FALSE);
}

/* body-type-1part: media type and subtype, parameters, id, description, encoding, octets, and what follows. */
static gboolean
read_leaf (ResponseReader *reader, const char *section)
{
  ResponseValue type = next_value (reader);
  ResponseValue subtype = next_value (reader);
  ResponseValue encoding;
  g_autofree char *charset = NULL;
  gboolean attached = FALSE;

  if (!read_charset (reader, &charset) || !skip_next (reader) || !skip_next (reader))
    return FALSE;
  encoding = next_value (reader);
  if (!read_rest (reader, &attached))
    return FALSE;
  if (type.kind == VALUE_STRING && value_is (&type, "text") && !attached)
    {
      g_autofree char *sub = dup_word (&subtype);
      g_autofree char *how = dup_word (&encoding);

      take_part (reader->response, section, sub, charset, how);
    }
  return TRUE;
}

static gboolean
read_body (ResponseReader *reader, const char *section, guint depth)
{
  gboolean attached = FALSE;
  guint child = 0;

  if (depth > DEPTH_MAX)
    return FALSE;
  response_space (reader);
  if (reader->at >= reader->end || *reader->at != '(')
    return read_leaf (reader, *section != '\0' ? section : "1");
  reader->response->has |= FETCH_HAS_PARTS;
  while (response_octet (reader, '('))
    {
      g_autofree char *number = g_strdup_printf ("%s%s%u", section, *section != '\0' ? "." : "", ++child);

      if (!read_body (reader, number, depth + 1))
        return FALSE;
      response_space (reader);
    }
  return read_rest (reader, &attached);
}

gboolean
response_structure (ResponseReader *reader)
{
  ImapResponse *response = reader->response;

  g_clear_pointer (&response->text, g_bytes_unref);
  g_clear_pointer (&response->section, g_free);
  g_clear_pointer (&response->mime, g_free);
  response->has |= FETCH_HAS_STRUCTURE;
  return read_body (reader, "", 0);
}
