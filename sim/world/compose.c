#include "world/compose.h"

#include <string.h>

/* RFC 2047 §2: an encoded-word has at most 75 characters; 12 of them are =?UTF-8?B??=. */
#define ENCODED_WORD_OCTETS 45
/* RFC 2045 §6.7 */
#define QUOTED_LINE 76

char *
compose_dup_date (gint64 time, int zone_minutes)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  gint64 local = time / G_USEC_PER_SEC + zone_minutes * 60;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (local);
  int zone = ABS (zone_minutes);

  return g_strdup_printf ("%s, %02d %s %04d %02d:%02d:%02d %c%02d%02d",
                          days[g_date_time_get_day_of_week (date) - 1], g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date),
                          zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

char *
compose_dup_address (const char *text)
{
  const char *open = strrchr (text, '<');
  const char *end = open != NULL ? strchr (open, '>') : NULL;

  return end != NULL ? g_strndup (open + 1, (gsize) (end - open) - 1) : g_strstrip (g_strdup (text));
}

static gboolean
is_plain (const char *text)
{
  for (const guchar *c = (const guchar *) text; *c != '\0'; c++)
    if (*c >= 0x7f || (*c < 0x20 && *c != '\t' && *c != '\n' && *c != '\r'))
      return FALSE;
  return TRUE;
}

/* Whole characters, so that each encoded-word stands alone (RFC 2047 §5). */
static gsize
encoded_word_length (const char *text)
{
  gsize length = 0;

  while (text[length] != '\0')
    {
      gsize next = (gsize) (g_utf8_next_char (text + length) - text);

      if (next > ENCODED_WORD_OCTETS)
        break;
      length = next;
    }
  return length;
}

void
compose_add_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_strdelimit (valid, "\r\n", ' '); /* a field is one line */
  if (is_plain (valid) && strstr (valid, "=?") == NULL)
    {
      g_string_append (out, valid);
      return;
    }
  for (const char *at = valid; *at != '\0';)
    {
      gsize length = encoded_word_length (at);
      g_autofree char *encoded = g_base64_encode ((const guchar *) at, length);

      g_string_append_printf (out, "%s=?UTF-8?B?%s?=", at == valid ? "" : "\r\n ", encoded);
      at += length;
    }
}

/* "Name <address>" with the name encoded where it must be, or a bare address. */
static void
add_mailbox (GString *out, const char *text)
{
  g_autofree char *address = compose_dup_address (text);
  const char *open = strrchr (text, '<');
  g_autofree char *name = open != NULL ? g_strstrip (g_strndup (text, (gsize) (open - text))) : NULL;

  if (name == NULL || *name == '\0')
    {
      g_string_append (out, address);
      return;
    }
  compose_add_text (out, name);
  g_string_append_printf (out, " <%s>", address);
}

static void
add_header (GString *out, const Composition *c, const char *encoding)
{
  g_autofree char *date = compose_dup_date (c->time, c->zone_minutes);

  g_string_append_printf (out, "Date: %s\r\nFrom: ", date);
  add_mailbox (out, c->from);
  g_string_append (out, "\r\nTo: ");
  for (guint i = 0; i < c->to->len; i++)
    {
      g_string_append (out, i > 0 ? ",\r\n " : "");
      add_mailbox (out, c->to->pdata[i]);
    }
  g_string_append (out, "\r\nSubject: ");
  compose_add_text (out, c->subject != NULL ? c->subject : "");
  g_string_append_printf (out, "\r\nMessage-ID: %s\r\n", c->message_id);
  if (c->in_reply_to != NULL)
    g_string_append_printf (out, "In-Reply-To: %s\r\n", c->in_reply_to);
  if (c->references != NULL)
    g_string_append_printf (out, "References: %s\r\n", c->references);
  g_string_append_printf (out,
                          "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n"
                          "Content-Transfer-Encoding: %s\r\n\r\n",
                          encoding);
}

/* Every line end becomes CRLF, also the last one. */
static void
add_plain (GString *out, const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '\r' && c[1] == '\n')
        continue;
      if (*c == '\n' || *c == '\r')
        g_string_append (out, "\r\n");
      else
        g_string_append_c (out, *c);
    }
  if (*text != '\0' && !g_str_has_suffix (out->str, "\r\n"))
    g_string_append (out, "\r\n");
}

/* RFC 2045 §6.7. text: line ends are CRLF. */
static void
add_quoted (GString *out, const char *text)
{
  gsize column = 0;

  for (const guchar *c = (const guchar *) text; *c != '\0'; c++)
    {
      gboolean line_end = c[0] == '\r' && c[1] == '\n';
      gboolean before_end = c[1] == '\r' || c[1] == '\0';
      gboolean safe = (*c > 0x20 && *c < 0x7f && *c != '=') || ((*c == ' ' || *c == '\t') && !before_end);
      gsize width = safe ? 1 : 3;

      if (line_end)
        {
          g_string_append (out, "\r\n");
          column = 0;
          c++;
          continue;
        }
      if (column + width >= QUOTED_LINE)
        {
          g_string_append (out, "=\r\n");
          column = 0;
        }
      g_string_append_printf (out, safe ? "%c" : "=%02X", *c);
      column += width;
    }
}

static gboolean
has_long_line (const char *text)
{
  gsize column = 0;

  for (; *text != '\0'; text++)
    {
      column = *text == '\n' ? 0 : column + 1;
      if (column > 998)
        return TRUE;
    }
  return FALSE;
}

/* Sentences of a letter that nobody has to read, in lines of at most 72 characters, until the message has
 * exactly that many octets. */
static void
pad (GString *out, guint64 size)
{
  static const char *const lines[] = {
    "Dear friend, this is the part of the letter that takes up room.",
    "The road to the harbour was open again, and the boats came in early.",
    "We counted the boxes twice, and both times one was left over.",
    "Please bring the list with you, and a pencil, and good shoes.",
    "In the afternoon it rained a little; nobody minded.",
    "The tables are in the attachment that everybody forgets to add.",
    "Yours, and with greetings to all at home.",
  };
  guint line = 0;

  while (size - out->len > 80)
    {
      g_string_append (out, lines[line++ % G_N_ELEMENTS (lines)]);
      g_string_append (out, "\r\n");
    }
  while (size - out->len > 2)
    g_string_append_c (out, '.');
  if (size - out->len == 2)
    g_string_append (out, "\r\n");
}

Message *
compose_message (const Composition *c)
{
  g_autoptr (GString) body = g_string_new (NULL);
  GString *out = g_string_new (NULL);
  g_autofree char *valid = g_utf8_make_valid (c->body != NULL ? c->body : "", -1);
  g_autoptr (GBytes) octets = NULL;
  gboolean quoted;

  add_plain (body, valid);
  quoted = !is_plain (body->str) || has_long_line (body->str);
  add_header (out, c, quoted ? "quoted-printable" : "7bit");
  if (quoted)
    add_quoted (out, body->str);
  else
    g_string_append_len (out, body->str, (gssize) body->len);
  if (c->size >= out->len + 2)
    pad (out, c->size);
  octets = g_string_free_to_bytes (out);
  return message_new (octets);
}
