/* A pasted text → lines, and who spoke them. Each tool marks them in its own way; the form is found by counting. */
#include <string.h>

#include "transcript/transcript-private.h"

/* What bears no mark. GUESS: a long line that was wrapped, or the octets of a letter; whoever spoke last. PRINTED: data where
 * some are due. CONTINUES: more lines of what was said last, but for the tool's own words and the empty line behind it all. */
typedef enum { REST_REMARK, REST_GUESS, REST_PRINTED, REST_CONTINUES } Rest;

/* The group that is matched last is the line itself; what matches neither is as rest says. */
typedef struct {
  const char *client;
  const char *server;
  const char *remark;  /* NULL: none */
  Rest rest;
  gboolean apart;      /* as in Spoken */
  const char *front;   /* stands before a mark in the same line; NULL */
} Style;

/* curl's progress meter: 60 columns and more of figures, each time it is renewed behind a CR of its own. */
#define METER "^\\r? {0,3}\\d{1,3} +[\\d.kMGTP]+ +\\d{1,3} [ \\d.kMGTPdhms:\\r-]{50,}+(?=[<>*{}] |$)"

/* "Mar  2 08:00:00 fetchmail: ", or as syslog has it. While it counts, it says on in the same line, or begins one without. */
#define FETCHMAIL                                                                                                              \
  "(?:[A-Z][a-z]{2} [ \\d]\\d \\d\\d:\\d\\d:\\d\\d (?:\\S+ )?)?fetchmail(?:\\[\\d+\\])?: "
#define FETCHMAIL_SAYS                                                                                                         \
  "^(?:" FETCHMAIL ")?(?: ?(?:reading message \\S+ of \\d+ )?\\(\\d+ (?:\\w+ )?octets\\)[ .#*]*)?(?:POP3|IMAP|E?SMTP)"

#define PYTHON "b?(?:'|\")(.*?)(?:\\\\r\\\\n)?(?:'|\")$"
#define MUTT "^\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d[^\\]]*\\] "

static const Style styles[] = {
  { "^(?:C|Client|CLIENT) ?[:>] ?(.*)$", "^(?:S|Server|SERVER) ?[:>] ?(.*)$", NULL, REST_GUESS },
  /* curl -v: "* " is curl's own, "{ [12 bytes data]" too; the data themselves are on its standard output */
  { "^> ?(.*)$", "^< ?(.*)$", "^(?:\\* |[{}] \\[|  % | {20,}Dload ).*$", REST_PRINTED, TRUE, METER },
  /* swaks; "~" within TLS, "*" a refusal */
  { "^ [-~*]{1,2}> ?(.*)$", "^<(?:[-~] ? ?|[-~]?\\*{1,2} ?)(.*)$", "^(?:===|\\*\\*\\*).*$", REST_REMARK },
  /* mpop and msmtp */
  { "^--> ?(.*)$", "^<-- ?(.*)$", NULL, REST_PRINTED },
  { "^>>> ?(?:\\d+ )?(.*)$", "^<<< ?(.*)$", NULL, REST_GUESS },
  { FETCHMAIL_SAYS "> ?(.*)$", FETCHMAIL_SAYS "< ?(.*)$", "^" FETCHMAIL, REST_REMARK, TRUE },
  /* Mutt's debug file; a part of it, without the time */
  { MUTT "\\d+> ?(.*)$", MUTT "\\d+< ?(.*)$", MUTT, REST_CONTINUES },
  { "^(?:\\[[^\\]]*\\] )?\\d+> ?(.*)$", "^(?:\\[[^\\]]*\\] )?\\d+< ?(.*)$", "^\\[.*$", REST_REMARK },
  /* Dovecot's rawlog of both directions */
  { "^I: ?(.*)$", "^O: ?(.*)$", NULL, REST_GUESS },
  /* mbsync -Dn */
  { "^>>> (.*)$", "^((?:\\* |\\+ |\\d+ (?:OK|NO|BAD)\\b).*|\\)| [A-Z].*\\))$", NULL, REST_REMARK, TRUE },
  /* Python's smtplib, whose letters are one line; poplib; imaplib */
  { "^send: " PYTHON, "^reply: " PYTHON, "^(?:reply: retcode|data:|connect:).*$", REST_REMARK, TRUE },
  { "^\\*put\\* " PYTHON, "^\\*get\\* " PYTHON, NULL, REST_REMARK },
  { "^ +\\d+:\\d\\d\\.\\d\\d > " PYTHON, "^ +\\d+:\\d\\d\\.\\d\\d < " PYTHON, NULL, REST_REMARK, TRUE },
  { "^.*→ ?(.*)$", "^.*← ?(.*)$", NULL, REST_REMARK },
};

/* Of no style: telnet, openssl s_client, a shell. */
#define NOISE                                                                                                                  \
  "^(?:Trying [0-9a-fA-F.:]+|Connect(?:ed|ing) to |Can't use SSL|Escape character is|Connection closed|Connection to |"         \
  "CONNECTED\\(|depth=|verify |---|read R BLOCK|RENEGOTIATING|ERROR$|[0-9A-F]{4,}:error:|closed$|[$#%] |"                     \
  "Server certificate|SSL handshake|SSL-Session|New, |Verif|Certificate chain|"                                            \
  "[ ]{2,}\\S|DONE$(?#openssl)|No ALPN|Early data|Secure Renegotiation|Compression:|Expansion:|Peer sign|Server Temp|"    \
  "subject=|issuer=|No client cert|Acceptable client|~?\\S*@\\S+[:~][^ ]*[$#] )"

#define TIME_PREFIX                                                                                                            \
  "^(?:\\d{9,10}\\.\\d{3,9}|\\[?\\d{4}-\\d\\d-\\d\\d[T ]"                                                                     \
  "\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?Z?\\]?|\\[?\\d\\d:\\d\\d:\\d\\d(?:[.,]\\d+)?\\]?):? (?:\\[\\d+-[\\dx]+\\] )?"

typedef struct {
  const char *octets;
  gsize length;
  LineEnd end;
  guint source;
  gboolean cut;        /* something was in front */
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
      Raw raw = { text + at, end - at, END_UNKNOWN, ++source, FALSE };

      /* A recorded terminal adds a CR of its own. */
      while (raw.length > 0 && raw.octets[raw.length - 1] == '\r')
        {
          raw.length--;
          raw.end = END_CRLF;
        }
      ends += raw.end == END_CRLF;
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
          raw->cut = TRUE;
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
                    .source = raw->source, .mark = start };

  g_array_append_val (out, spoken);
}

static void
add_marked (GArray *out, const Raw *raw, const Style *style, Role role, gsize start, gsize end)
{
  add (out, raw, role, FALSE, start, end);
  g_array_index (out, Spoken, out->len - 1).apart = style->apart;
}

/* Neither end's mark, and not the tool's own. last may be ROLE_NONE. */
static void
add_rest (GArray *out, const GArray *lines, guint i, const Style *style, Role last)
{
  const Raw *raw = &g_array_index (lines, Raw, i);
  gboolean nothing = raw->length == 0 && raw->end != END_CRLF;

  if (last == ROLE_NONE || style->rest == REST_REMARK || (nothing && raw->cut))
    {
      if (raw->length > 0)
        add (out, raw, ROLE_NONE, TRUE, 0, raw->length);
    }
  else if (style->rest == REST_PRINTED)
    {
      add (out, raw, ROLE_NONE, FALSE, 0, raw->length);
      g_array_index (out, Spoken, out->len - 1).printed = TRUE;
    }
  else if (style->rest == REST_GUESS || !nothing
           || (i + 1 < lines->len && g_array_index (lines, Raw, i + 1).octets[0] != '['))
    add (out, raw, last, FALSE, 0, raw->length);
}

static void
mark (GArray *lines, const Style *style, GArray *out)
{
  g_autoptr (GRegex) client = compile (style->client), server = compile (style->server), remark = compile (style->remark);
  Role last = ROLE_NONE;

  if (style->front != NULL)
    cut_front (lines, style->front);
  for (guint i = 0; i < lines->len; i++)
    {
      const Raw *raw = &g_array_index (lines, Raw, i);
      gsize start = 0, end = raw->length;

      if (match (client, raw->octets, raw->length, &start, &end))
        add_marked (out, raw, style, last = ROLE_CLIENT, start, end);
      else if (match (server, raw->octets, raw->length, &start, &end))
        add_marked (out, raw, style, last = ROLE_SERVER, start, end);
      else if (raw->length > 0 && match (remark, raw->octets, raw->length, &start, &end))
        {
          add (out, raw, ROLE_NONE, TRUE, 0, raw->length);
          if (style->rest == REST_CONTINUES)
            last = ROLE_NONE;
        }
      else
        add_rest (out, lines, i, style, last);
    }
}

/* With -starttls openssl has read the greeting itself, and shows what it was told last before TLS: the end of EHLO's answer. */
static gsize
skip_before_tls (const GArray *lines, guint i)
{
  const Raw *raw = i < lines->len ? &g_array_index (lines, Raw, i) : NULL;

  return i + (raw != NULL && raw->length >= 4 && memcmp (raw->octets, "250 ", 4) == 0);
}

/* Before the greeting openssl prints certificates: nothing of it is the session's. */
static gsize
find_greeting (const GArray *lines)
{
  g_autoptr (GRegex) regex = compile ("^(?:\\+OK|-ERR|\\* (?:OK|PREAUTH|BYE)|220[ -]|554[ -]|250[ -]|\\. OK )");
  g_autoptr (GRegex) tool = compile ("^(?:CONNECTED\\(|Connecting to |Trying [0-9a-f.:]+)");
  gsize start, end;
  guint opened = G_MAXUINT, verified = G_MAXUINT;

  for (guint i = 0; i < lines->len; i++)
    {
      const Raw *raw = &g_array_index (lines, Raw, i);

      if (match (tool, raw->octets, raw->length, &start, &end))
        opened = i;
      else if (raw->length > 19 && memcmp (raw->octets, "Verify return code:", 19) == 0)
        verified = i;
      else if (verified != G_MAXUINT && raw->length == 3 && memcmp (raw->octets, "---", 3) == 0)
        return skip_before_tls (lines, i + 1);
      else if (opened != G_MAXUINT && match (regex, raw->octets, raw->length, &start, &end))
        return skip_before_tls (lines, i);
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
  /* In Mutt's file the time tells where the next words begin. */
  if (count (lines, TIME_PREFIX) * 5 >= all * 4 && count (lines, MUTT "\\d+[<>]") == 0)
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
