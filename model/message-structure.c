/* The MIME structure of a message (RFC 2045, RFC 2046), with exact octet ranges.
 *
 * A multipart is cut at its own delimiter lines before its parts are looked at, so that what is wrong inside a
 * part cannot reach beyond it. This is done on the octets themselves: GMime tells the ranges of leaves only, and
 * decodes parameters that IMAP has to repeat as they are (RFC 3501 §7.4.2). The tests hold both against each other.
 *
 * Depth and number of parts are bounded; what lies beyond stays undivided in the part around it. */
#include "message-private.h"

#include <string.h>

#define DEPTH_MAX 50
#define PARTS_MAX 5000

typedef struct {
  const Message *message;
  const guint8 *octets;
  guint n_parts;
} Parser;

/* A piece between two delimiter lines. The line end before a delimiter belongs to the delimiter (RFC 2046 §5.1.1),
 * but a header's blank line may be that very line end. */
typedef struct {
  gsize start;
  gsize end;           /* of the body */
  gsize delimiter;     /* where the delimiter line begins */
} Piece;

static MessagePart *parse_entity (Parser *parser, const Piece *piece, const MessagePart *parent, guint depth);

void
message_part_free (MessagePart *part)
{
  const char *owned[] = { part->type, part->subtype, part->encoding, part->id,
                          part->description, part->md5, part->disposition, part->location };

  for (guint i = 0; i < G_N_ELEMENTS (owned); i++)
    g_free ((char *) owned[i]);
  g_ptr_array_unref (part->params);
  g_ptr_array_unref (part->disposition_params);
  g_ptr_array_unref (part->languages);
  g_ptr_array_unref (part->children);
  g_free (part);
}

static char *
take_lower (char *text)
{
  char *lower = text != NULL ? g_ascii_strdown (text, -1) : NULL;

  g_free (text);
  return lower;
}

static void
set_type (MessagePart *part, const char *type, const char *subtype)
{
  g_free ((char *) part->type);
  g_free ((char *) part->subtype);
  part->type = g_strdup (type);
  part->subtype = g_strdup (subtype);
}

/* RFC 2045 §5.2: what says nothing, or nothing that can be understood, is plain text. */
static void
set_plain (MessagePart *part)
{
  set_type (part, "text", "plain");
  g_ptr_array_set_size (part->params, 0);
  g_ptr_array_add (part->params, g_strdup ("charset"));
  g_ptr_array_add (part->params, g_strdup ("us-ascii"));
}

static gboolean
is_token (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (*c <= ' ' || *c >= 127 || strchr ("()<>@,;:\\\"/[]?=", *c) != NULL)
      return FALSE;
  return *text != '\0';
}

static void
read_type (MessagePart *part, const Message *message)
{
  g_autofree char *value = message_header_in (message, part->header, "Content-Type");
  g_autofree char *type = NULL;
  char *slash;

  if (value != NULL)
    type = take_lower (message_parse_params (value, part->params));
  slash = type != NULL ? strchr (type, '/') : NULL;
  if (slash != NULL)
    {
      *slash = '\0';
      g_strchomp (type);
      g_strchug (slash + 1);
    }
  if (slash != NULL && is_token (type) && is_token (slash + 1))
    set_type (part, type, slash + 1);
  else if (value == NULL && part->parent != NULL && g_str_equal (part->parent->type, "multipart")
           && g_str_equal (part->parent->subtype, "digest"))
    set_type (part, "message", "rfc822"); /* RFC 2046 §5.1.5 */
  else
    set_plain (part);
}

static char *
read_encoding (const MessagePart *part, const Message *message)
{
  g_autofree char *value = message_header_in (message, part->header, "Content-Transfer-Encoding");
  g_autoptr (GPtrArray) params = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *name = value != NULL ? message_parse_params (value, params) : NULL;

  return name != NULL && is_token (name) ? g_ascii_strup (name, -1) : g_strdup ("7BIT");
}

static void
read_fields (MessagePart *part, const Message *message)
{
  g_autofree char *disposition = message_header_in (message, part->header, "Content-Disposition");
  g_autofree char *languages = message_header_in (message, part->header, "Content-Language");
  g_auto (GStrv) list = languages != NULL ? g_strsplit (languages, ",", 100) : NULL;

  read_type (part, message);
  part->encoding = read_encoding (part, message);
  part->id = message_header_in (message, part->header, "Content-ID");
  part->description = message_header_in (message, part->header, "Content-Description");
  part->md5 = message_header_in (message, part->header, "Content-MD5");
  part->location = message_header_in (message, part->header, "Content-Location");
  if (disposition != NULL)
    part->disposition = take_lower (message_parse_params (disposition, part->disposition_params));
  for (guint i = 0; list != NULL && list[i] != NULL; i++)
    if (*g_strstrip (list[i]) != '\0')
      g_ptr_array_add (part->languages, g_strdup (list[i]));
}

static const char *
find_param (const GPtrArray *params, const char *name)
{
  for (guint i = 0; i + 1 < params->len; i += 2)
    if (g_ascii_strcasecmp (params->pdata[i], name) == 0)
      return params->pdata[i + 1];
  return NULL;
}

typedef enum { NO_DELIMITER, DELIMITER, CLOSE_DELIMITER } DelimiterKind;

/* "--" boundary ["--"] *LWSP, on a line of its own (RFC 2046 §5.1.1). */
static DelimiterKind
delimiter_kind (const guint8 *octets, gsize at, gsize line_end, const char *boundary, gsize length)
{
  DelimiterKind kind = DELIMITER;

  if (line_end - at < length + 2 || octets[at] != '-' || octets[at + 1] != '-'
      || memcmp (octets + at + 2, boundary, length) != 0)
    return NO_DELIMITER;
  at += length + 2;
  if (line_end - at >= 2 && octets[at] == '-' && octets[at + 1] == '-')
    {
      kind = CLOSE_DELIMITER;
      at += 2;
    }
  for (; at < line_end; at++)
    if (strchr (" \t\r\n", octets[at]) == NULL || octets[at] == '\0')
      return NO_DELIMITER;
  return kind;
}

/* start, unless a line end comes right before at. */
static gsize
without_line_end (const guint8 *octets, gsize start, gsize at)
{
  if (at > start && octets[at - 1] == '\n')
    at--;
  if (at > start && octets[at - 1] == '\r')
    at--;
  return at;
}

/* Cuts the body at its delimiters. Preamble and epilogue are in no piece; without a close delimiter the last piece
 * goes up to the end. */
static GArray *
split_multipart (const Parser *parser, const MessagePart *part, const char *boundary)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  gsize length = strlen (boundary);
  Piece piece = { 0 };
  gboolean inside = FALSE;
  DelimiterKind kind = NO_DELIMITER;
  gsize line_end;

  for (gsize at = part->body.start; at < part->body.end && kind != CLOSE_DELIMITER; at = line_end)
    {
      line_end = message_line_end (parser->octets, at, part->body.end);
      kind = delimiter_kind (parser->octets, at, line_end, boundary, length);
      if (kind == NO_DELIMITER || (kind == DELIMITER && pieces->len + parser->n_parts >= PARTS_MAX))
        continue;
      piece.delimiter = at;
      piece.end = inside ? without_line_end (parser->octets, piece.start, at) : 0;
      if (inside)
        g_array_append_val (pieces, piece);
      inside = kind == DELIMITER;
      piece.start = line_end;
    }
  if (inside)
    {
      piece.end = piece.delimiter = part->body.end;
      g_array_append_val (pieces, piece);
    }
  return pieces;
}

static void
read_multipart (Parser *parser, MessagePart *part, guint depth)
{
  const char *boundary = find_param (part->params, "boundary");
  g_autoptr (GArray) pieces = NULL;

  if (boundary != NULL && *boundary != '\0' && depth < DEPTH_MAX)
    pieces = split_multipart (parser, part, boundary);
  if (pieces == NULL || pieces->len == 0)
    set_plain (part);
  parser->n_parts += pieces != NULL ? pieces->len : 0;
  for (guint i = 0; pieces != NULL && i < pieces->len; i++)
    g_ptr_array_add (part->children, parse_entity (parser, &g_array_index (pieces, Piece, i), part, depth + 1));
}

static void
read_rfc822 (Parser *parser, MessagePart *part, guint depth)
{
  Piece content = { part->body.start, part->body.end, part->body.end };
  MessagePart *child;

  if (depth >= DEPTH_MAX || parser->n_parts >= PARTS_MAX)
    {
      set_plain (part);
      return;
    }
  parser->n_parts++;
  child = parse_entity (parser, &content, part, depth + 1);
  part->rfc822_header = child->header;
  g_ptr_array_add (part->children, child);
}

/* RFC 2046 §5.2.1; RFC 6532 §3.7 */
static gboolean
holds_message (const MessagePart *part)
{
  return g_str_equal (part->type, "message")
         && (g_str_equal (part->subtype, "rfc822") || g_str_equal (part->subtype, "global"));
}

static guint64
count_lines (const guint8 *octets, const OctetRange *range)
{
  guint64 lines = 0;

  for (gsize at = range->start; at < range->end; at++)
    lines += octets[at] == '\n';
  return lines;
}

static MessagePart *
parse_entity (Parser *parser, const Piece *piece, const MessagePart *parent, guint depth)
{
  MessagePart *part = g_new0 (MessagePart, 1);

  part->parent = parent;
  part->params = g_ptr_array_new_with_free_func (g_free);
  part->disposition_params = g_ptr_array_new_with_free_func (g_free);
  part->languages = g_ptr_array_new_with_free_func (g_free);
  part->children = g_ptr_array_new_with_free_func ((GDestroyNotify) message_part_free);
  part->header = message_header_scan (parser->octets, piece->start, piece->delimiter);
  part->body.start = part->header.end;
  part->body.end = MAX (part->body.start, piece->end);
  read_fields (part, parser->message);
  if (g_str_equal (part->type, "multipart"))
    read_multipart (parser, part, depth);
  else if (holds_message (part))
    read_rfc822 (parser, part, depth);
  if (g_str_equal (part->type, "text") || g_str_equal (part->type, "message"))
    part->lines = count_lines (parser->octets, &part->body);
  return part;
}

MessagePart *
message_structure_parse (const Message *message)
{
  Parser parser = { .message = message, .n_parts = 1 };
  Piece whole = { 0 };

  parser.octets = message_octets (message, &whole.end);
  whole.delimiter = whole.end;
  return parse_entity (&parser, &whole, NULL, 0);
}

const MessagePart *
message_structure (const Message *message)
{
  Message *self = (Message *) message; /* the cache is no part of its state */

  if (self->structure == NULL)
    self->structure = message_structure_parse (message);
  return self->structure;
}

const MessagePart *
message_part (const Message *message, const guint *path, guint length)
{
  const MessagePart *part = message_structure (message);

  for (guint i = 0; i < length; i++)
    {
      /* A message's text, the outermost or one inside, that is no multipart is its own part 1. */
      gboolean is_multipart = g_str_equal (part->type, "multipart");

      if (i > 0 && !is_multipart && part->children->len > 0)
        {
          part = part->children->pdata[0];
          is_multipart = g_str_equal (part->type, "multipart");
        }
      else if (i > 0 && !is_multipart)
        return NULL;
      if (is_multipart && (path[i] == 0 || path[i] > part->children->len))
        return NULL;
      if (!is_multipart && path[i] != 1)
        return NULL;
      if (is_multipart)
        part = part->children->pdata[path[i] - 1];
    }
  return part;
}
