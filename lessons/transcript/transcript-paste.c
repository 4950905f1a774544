/* A pasted text → lines, and who spoke them. Each tool marks them in its own way; the form is found by counting. */
#include <string.h>

#include "transcript/transcript-private.h"

/* The group that is matched last is the line itself; what matches neither is as rest says. */
typedef enum { REST_REMARK, REST_GUESS } Rest;

typedef struct {
  const char *client;
  const char *server;
  const char *remark;  /* NULL: none */
  Rest rest;
} Style;

static const Style styles[] = {
  { "^(?:C|Client|CLIENT) ?[:>] ?(.*)$", "^(?:S|Server|SERVER) ?[:>] ?(.*)$", NULL, REST_GUESS },
  /* curl -v: "* " is curl's own, "{ [12 bytes data]" too */
  { "^> ?(.*)$", "^< ?(.*)$", "^\\r?(?:\\* |[{}] \\[|  % |\\s*\\d+ +\\d+ +\\d+ ).*$", REST_GUESS },
  /* swaks; "~" within TLS, "*" a refusal */
  { "^ [-~*]{1,2}> ?(.*)$", "^<(?:[-~] ? ?|[-~]?\\*{1,2} ?)(.*)$", "^(?:===|\\*\\*\\*).*$", REST_REMARK },
  { "^--> ?(.*)$", "^<-- ?(.*)$", NULL, REST_GUESS },
  { "^>>> ?(?:\\d+ )?(.*)$", "^<<< ?(.*)$", NULL, REST_GUESS },
  { "^fetchmail: (?:POP3|IMAP|SMTP|ESMTP)> ?(.*)$", "^fetchmail: (?:POP3|IMAP|SMTP|ESMTP)< ?(.*)$", "^fetchmail: .*$",
    REST_GUESS },
  /* Mutt's debug file */
  { "^(?:\\[[^\\]]*\\] )?\\d+> ?(.*)$", "^(?:\\[[^\\]]*\\] )?\\d+< ?(.*)$", "^\\[.*$", REST_REMARK },
  /* Dovecot's rawlog of both directions */
  { "^I: ?(.*)$", "^O: ?(.*)$", NULL, REST_GUESS },
  /* Python's smtplib */
  { "^send: b?'(.*?)(?:\\\\r\\\\n)?'$", "^reply: b?'(.*?)(?:\\\\r\\\\n)?'$", "^(?:reply: retcode|data:|connect:).*$",
    REST_REMARK },
  { "^.*→ ?(.*)$", "^.*← ?(.*)$", NULL, REST_REMARK },
};

/* Of no style: telnet, openssl s_client, a shell. */
#define NOISE                                                                                                                  \
  "^(?:Trying [0-9a-fA-F.:]+|Connected to |Escape character is|Connection closed|Connection to |CONNECTED\\(|depth=|verify |"  \
  "---|read R BLOCK|RENEGOTIATING|closed$|[$#%] |Server certificate|SSL handshake|SSL-Session|New, |Verif|Certificate chain|"  \
  "[ ]{2,}\\S|DONE$(?#openssl)|No ALPN|Early data|Secure Renegotiation|Compression:|Expansion:|Peer sign|Server Temp|"    \
  "subject=|issuer=|No client cert|Acceptable client|~?\\S*@\\S+[:~][^ ]*[$#] )"

#define TIME_PREFIX                                                                                                            \
  "^(?:\\d{9,10}\\.\\d{3,9}|\\[?\\d{4}-\\d\\d-\\d\\d[T ]"                                                                     \
  "\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?Z?\\]?|\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?\\]?):? "

typedef struct {
  const char *octets;
  gsize length;
  LineEnd end;
  guint source;
} Raw;

static gboolean
match (const GRegex *regex, const char *octets, gsize length, gsize *start, gsize *end)
{
  g_autoptr (GMatchInfo) info = NULL;
  int from, to;

  if (regex == NULL || !g_regex_match_full (regex, octets, (gssize) length, 0, 0, &info, NULL))
    return FALSE;
  if (!g_match_info_fetch_pos (info, 1, &from, &to) || from < 0)
    g_match_info_fetch_pos (info, 0, &from, &to);
  *start = (gsize) from;
  *end = (gsize) to;
  return TRUE;
}

static GRegex *
compile (const char *pattern)
{
  return pattern != NULL ? g_regex_new (pattern, G_REGEX_RAW | G_REGEX_OPTIMIZE, 0, NULL) : NULL;
}

static GArray *
split (const char *text, gsize length)
{
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Raw));
  gsize at = 0;
  guint source = 0, ends = 0;

  while (at < length)
    {
      const char *lf = memchr (text + at, '\n', length - at);
      gsize end = lf != NULL ? (gsize) (lf - text) : length;
      Raw raw = { text + at, end - at, END_UNKNOWN, ++source };

      if (raw.length > 0 && raw.octets[raw.length - 1] == '\r')
        {
          raw.length--;
          raw.end = END_CRLF;
          ends++;
        }
      g_array_append_val (lines, raw);
      at = end + 1;
    }
  /* Where nearly all lines end with CR LF the text is as on the wire, and a lone LF was one there. */
  for (guint i = 0; ends * 5 >= lines->len * 4 && i + 1 < lines->len; i++)
    if (g_array_index (lines, Raw, i).end == END_UNKNOWN)
      g_array_index (lines, Raw, i).end = END_LF;
  return lines;
}

static guint
count (const GArray *lines, const char *pattern)
{
  g_autoptr (GRegex) regex = compile (pattern);
  guint n = 0;
  gsize start, end;

  for (guint i = 0; i < lines->len; i++)
    n += match (regex, g_array_index (lines, Raw, i).octets, g_array_index (lines, Raw, i).length, &start, &end);
  return n;
}

static void
cut_front (GArray *lines, const char *pattern)
{
  g_autoptr (GRegex) regex = compile (pattern);

  for (guint i = 0; i < lines->len; i++)
    {
      Raw *raw = &g_array_index (lines, Raw, i);
      g_autoptr (GMatchInfo) info = NULL;
      int from, to;

      if (g_regex_match_full (regex, raw->octets, (gssize) raw->length, 0, 0, &info, NULL)
          && g_match_info_fetch_pos (info, 0, &from, &to))
        {
          raw->octets += to;
          raw->length -= (gsize) to;
        }
    }
}

static guint
count_full (const GArray *lines)
{
  guint n = 0;

  for (guint i = 0; i < lines->len; i++)
    n += g_array_index (lines, Raw, i).length > 0;
  return n;
}

static const Style *
find_style (const GArray *lines)
{
  const Style *best = NULL;
  guint most = 0, all = count_full (lines);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++)
    {
      guint client = count (lines, styles[i].client), server = count (lines, styles[i].server);
      gboolean both = client > 0 && server > 0;

      if (client + server > most && (both || (client + server == all && all > 0)))
        {
          most = client + server;
          best = &styles[i];
        }
    }
  return best;
}

static void
add (GArray *out, const Raw *raw, Role role, gboolean remark, gsize start, gsize end)
{
  Spoken spoken = { .role = role, .remark = remark, .end = raw->end, .octets = raw->octets + start, .length = end - start,
                    .source = raw->source };

  g_array_append_val (out, spoken);
}

static void
mark (const GArray *lines, const Style *style, GArray *out)
{
  g_autoptr (GRegex) client = compile (style->client), server = compile (style->server), remark = compile (style->remark);
  Role last = ROLE_NONE;

  for (guint i = 0; i < lines->len; i++)
    {
      const Raw *raw = &g_array_index (lines, Raw, i);
      gsize start = 0, end = raw->length;

      if (match (client, raw->octets, raw->length, &start, &end))
        add (out, raw, last = ROLE_CLIENT, FALSE, start, end);
      else if (match (server, raw->octets, raw->length, &start, &end))
        add (out, raw, last = ROLE_SERVER, FALSE, start, end);
      else if (last == ROLE_NONE || style->rest == REST_REMARK || match (remark, raw->octets, raw->length, &start, &end))
        {
          if (raw->length > 0)
            add (out, raw, ROLE_NONE, TRUE, 0, raw->length);
        }
      else
        /* A long line that was wrapped, or the octets of a letter: whoever spoke last. */
        add (out, raw, last, FALSE, 0, raw->length);
    }
}

/* Before the greeting openssl prints certificates: nothing of it is the session's. */
static gsize
find_greeting (const GArray *lines)
{
  g_autoptr (GRegex) regex = compile ("^(?:\\+OK|-ERR|\\* (?:OK|PREAUTH|BYE)|220[ -]|554[ -])");
  g_autoptr (GRegex) tool = compile ("^(?:CONNECTED\\(|Connecting to |Trying [0-9a-f.:]+)");
  gsize start, end;
  guint opened = G_MAXUINT;

  for (guint i = 0; i < lines->len; i++)
    {
      const Raw *raw = &g_array_index (lines, Raw, i);

      if (match (tool, raw->octets, raw->length, &start, &end))
        opened = i;
      else if (opened != G_MAXUINT && match (regex, raw->octets, raw->length, &start, &end))
        return i;
    }
  return 0;
}

static void
take_unmarked (const GArray *lines, GArray *out)
{
  g_autoptr (GRegex) noise = compile (NOISE);
  gsize start, end, greeting = find_greeting (lines);
  gboolean tool = greeting > 0 || count (lines, "^(?:CONNECTED\\(|Trying |Escape character)") > 0;

  for (guint i = 0; i < lines->len; i++)
    {
      const Raw *raw = &g_array_index (lines, Raw, i);
      gboolean remark = i < greeting || (tool && match (noise, raw->octets, raw->length, &start, &end)
                                         && !(raw->length == 4 && memcmp (raw->octets, "DONE", 4) == 0 && i + 1 < lines->len));

      if (!remark || raw->length > 0)
        add (out, raw, ROLE_NONE, remark, 0, raw->length);
    }
}

/* "Follow TCP stream": blocks of so many octets, the second node's with a tab in front of the number. */
static void
take_follow (const GArray *lines, GArray *out)
{
  g_autoptr (GRegex) number = compile ("^(\\t?\\d+)$");
  Role role = ROLE_NONE;
  gint64 left = 0;
  gsize start, end;

  for (guint i = 0; i < lines->len; i++)
    {
      const Raw *raw = &g_array_index (lines, Raw, i);

      if (left <= 0 && match (number, raw->octets, raw->length, &start, &end))
        {
          role = raw->octets[0] == '\t' ? ROLE_SERVER : ROLE_CLIENT;
          left = (gint64) g_ascii_strtoull (raw->octets + (raw->octets[0] == '\t'), NULL, 10);
        }
      else if (left > 0)
        {
          add (out, raw, role, FALSE, 0, raw->length);
          left -= (gint64) raw->length + 2;
        }
      else if (raw->length > 0)
        add (out, raw, ROLE_NONE, TRUE, 0, raw->length);
    }
}

/* The first node is who spoke first in the capture, mostly the server of a mail protocol's greeting. */
static void
turn_follow (GArray *out)
{
  g_autoptr (GRegex) server = compile ("^(?:\\+OK|-ERR|\\* |[2-5]\\d\\d[ -])");
  gsize start, end;

  for (guint i = 0; i < out->len; i++)
    {
      const Spoken *spoken = &g_array_index (out, Spoken, i);

      if (spoken->remark)
        continue;
      if ((spoken->role == ROLE_SERVER) == match (server, spoken->octets, spoken->length, &start, &end))
        return;
      break;
    }
  for (guint i = 0; i < out->len; i++)
    {
      Spoken *spoken = &g_array_index (out, Spoken, i);

      if (spoken->role != ROLE_NONE)
        spoken->role = spoken->role == ROLE_CLIENT ? ROLE_SERVER : ROLE_CLIENT;
    }
}

GArray *
paste_read (const char *text, gsize length)
{
  g_autoptr (GArray) lines = split (text, length);
  GArray *out = g_array_new (FALSE, TRUE, sizeof (Spoken));
  guint all = count_full (lines);
  const Style *style;

  if (count (lines, "^Follow: tcp,ascii") > 0)
    {
      take_follow (lines, out);
      turn_follow (out);
      return out;
    }
  if (count (lines, TIME_PREFIX) * 5 >= all * 4)
    cut_front (lines, TIME_PREFIX);
  /* A quoted letter: one mark in front of every line. */
  if (all > 0 && count (lines, "^> ?[<>CS]") == all)
    cut_front (lines, "^> ?");
  style = find_style (lines);
  if (style != NULL)
    mark (lines, style, out);
  else
    take_unmarked (lines, out);
  return out;
}
