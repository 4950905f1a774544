/* Addresses (RFC 5322 §3.4), taken apart for ENVELOPE as they are on the wire:
 *
 *     address-list = address *("," address)
 *     address      = [phrase] "<" [route ":"] local-part "@" domain ">" / local-part "@" domain / group
 *     group        = phrase ":" [address-list] ";"
 *
 * Encoded words stay encoded, quoting is removed (RFC 3501 §7.4.2). Whatever is wrong is read as well as it goes. */
#include "message-private.h"

#include <string.h>

typedef struct {
  const char *at;
  GString *words;   /* what was read since the last delimiter */
  GString *comment; /* the last one: old programs put the name there */
  gboolean space;   /* white space since the last word */
  GPtrArray *list;
} Parser;

static void
address_free (gpointer data)
{
  MessageAddress *address = data;

  g_free (address->name);
  g_free (address->adl);
  g_free (address->mailbox);
  g_free (address->host);
  g_free (address);
}

/* Takes its arguments. */
static void
add_address (Parser *parser, char *name, char *adl, char *mailbox, char *host)
{
  MessageAddress *address = g_new0 (MessageAddress, 1);

  address->name = name;
  address->adl = adl;
  address->mailbox = mailbox;
  address->host = host;
  g_ptr_array_add (parser->list, address);
}

static void
read_comment (Parser *parser)
{
  guint depth = 1;

  g_string_truncate (parser->comment, 0);
  for (parser->at++; *parser->at != '\0'; parser->at++)
    {
      if (*parser->at == '\\' && parser->at[1] != '\0')
        parser->at++;
      else if (*parser->at == '(')
        depth++;
      else if (*parser->at == ')' && --depth == 0)
        break;
      g_string_append_c (parser->comment, *parser->at);
    }
  if (*parser->at == ')')
    parser->at++;
}

static void
read_quoted (Parser *parser)
{
  for (parser->at++; *parser->at != '\0' && *parser->at != '"'; parser->at++)
    {
      if (*parser->at == '\\' && parser->at[1] != '\0')
        parser->at++;
      g_string_append_c (parser->words, *parser->at);
    }
  if (*parser->at == '"')
    parser->at++;
}

/* Reads words into parser->words, up to one of the stops or the end, with one space where there was any. */
static void
read_words (Parser *parser, const char *stops)
{
  g_string_truncate (parser->words, 0);
  parser->space = FALSE;
  while (*parser->at != '\0' && strchr (stops, *parser->at) == NULL)
    {
      char c = *parser->at;

      if (g_ascii_isspace (c) || c == '(')
        {
          parser->space = TRUE;
          if (c == '(')
            read_comment (parser);
          else
            parser->at++;
          continue;
        }
      if (parser->space && parser->words->len > 0)
        g_string_append_c (parser->words, ' ');
      parser->space = FALSE;
      if (c == '"')
        read_quoted (parser);
      else
        g_string_append_c (parser->words, *parser->at++);
    }
}

static char *
dup_or_null (const GString *text)
{
  return text->len > 0 ? g_strndup (text->str, text->len) : NULL;
}

/* At "@": the domain behind it, "" when there is none. */
static char *
read_domain (Parser *parser, const char *stops)
{
  if (*parser->at != '@')
    return g_strdup ("");
  parser->at++;
  read_words (parser, stops);
  return g_strdup (parser->words->str);
}

/* At "<". Takes the name. */
static void
read_angle (Parser *parser, char *name)
{
  char *adl = NULL;
  char *mailbox;

  parser->at++;
  if (*parser->at == '@') /* obsolete route (RFC 5322 §4.4) */
    {
      read_words (parser, ":>");
      adl = dup_or_null (parser->words);
      if (*parser->at == ':')
        parser->at++;
    }
  read_words (parser, "@>");
  mailbox = g_strdup (parser->words->str);
  add_address (parser, name, adl, mailbox, read_domain (parser, ">"));
  read_words (parser, ",;"); /* "<a@b> junk" */
}

static void
read_bare (Parser *parser)
{
  char *mailbox = g_strdup (parser->words->str);
  char *host;

  g_string_truncate (parser->comment, 0);
  host = read_domain (parser, ",;<");
  read_words (parser, ",;");
  add_address (parser, dup_or_null (parser->comment), NULL, mailbox, host);
}

static void
read_list (Parser *parser)
{
  gboolean in_group = FALSE;

  while (*parser->at != '\0')
    {
      read_words (parser, "<@,:;");
      if (*parser->at == ':' && !in_group)
        {
          in_group = TRUE;
          add_address (parser, NULL, NULL, g_strdup (parser->words->str), NULL);
        }
      else if (*parser->at == '<')
        read_angle (parser, dup_or_null (parser->words));
      else if (parser->words->len > 0)
        read_bare (parser);
      if (*parser->at == ';' && in_group)
        {
          in_group = FALSE;
          add_address (parser, NULL, NULL, NULL, NULL);
        }
      if (*parser->at != '\0')
        parser->at++;
    }
  if (in_group)
    add_address (parser, NULL, NULL, NULL, NULL);
}

GPtrArray *
message_addresses (const Message *message, OctetRange header, const char *name)
{
  gsize length, name_length;
  const guint8 *octets = message_octets (message, &length);
  Parser parser = { .list = g_ptr_array_new_with_free_func (address_free) };
  OctetRange field;

  g_assert (header.start <= header.end && header.end <= length);
  parser.words = g_string_new (NULL);
  parser.comment = g_string_new (NULL);
  while (message_field_next (octets, &header.start, header.end, &field, &name_length))
    if (message_field_is (octets, &field, name_length, name))
      {
        g_autofree char *value = message_field_value (octets, &field, name_length);

        parser.at = value;
        read_list (&parser);
      }
  g_string_free (parser.words, TRUE);
  g_string_free (parser.comment, TRUE);
  return parser.list;
}
