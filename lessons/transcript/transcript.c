/* From what came in to sessions, and through the walk. */
#include "transcript/transcript.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "net/capture-read.h"
#include "transcript/transcript-private.h"

G_DEFINE_QUARK (transcript-error-quark, transcript_error)

/* One end's octets of a capture that make no whole line yet. */
typedef struct {
  gsize from;     /* in the stream's octets */
  gboolean gap;
} Rest;

static const char *const names[] = { [PROTOCOL_POP3] = "POP3", [PROTOCOL_IMAP] = "IMAP", [PROTOCOL_SMTP] = "SMTP",
                                     [PROTOCOL_SUBMISSION] = "SMTP" };

const char *
transcript_protocol_name (Protocol protocol)
{
  return names[protocol];
}

Protocol
transcript_parse_protocol (const char *name)
{
  for (guint i = PROTOCOL_POP3; i <= PROTOCOL_SMTP; i++)
    if (g_ascii_strcasecmp (names[i], name) == 0)
      return (Protocol) i;
  return PROTOCOL_NONE;
}

static void
session_free (gpointer data)
{
  TranscriptSession *session = data;

  g_free (session->client);
  g_free (session->server);
  g_ptr_array_unref (session->lines);
  g_free (session);
}

void
transcript_free (Transcript *transcript)
{
  g_ptr_array_unref (transcript->sessions);
  g_free (transcript->remark);
  g_free (transcript);
}

guint
transcript_n_breaches (const Transcript *transcript)
{
  guint n = 0;

  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const TranscriptSession *session = transcript->sessions->pdata[i];

      for (guint j = 0; j < session->lines->len; j++)
        n += ((TranscriptLine *) session->lines->pdata[j])->breaches->len;
    }
  return n;
}

/* Takes the text. Whatever octets were said, also in a note that names them. What holds NUL ends there for g_strdup, so
 * nothing behind it is shown. */
static char *
show (const GPtrArray *secrets, char *text)
{
  g_autofree char *masked = mask_learned (secrets, text);

  return mask_printable (masked, strlen (masked));
}

/* A secret is learned where it is said; it may stand in lines before, too. */
static void
finish (Transcript *transcript, GPtrArray *secrets)
{
  mask_order (secrets);
  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const TranscriptSession *session = transcript->sessions->pdata[i];

      for (guint j = 0; j < session->lines->len; j++)
        {
          TranscriptLine *line = session->lines->pdata[j];

          line->text = show (secrets, line->text);
          for (guint k = 0; k < line->breaches->len; k++)
            {
              Breach *breach = line->breaches->pdata[k];

              breach->text = show (secrets, breach->text);
            }
          line->note = show (secrets, line->note);
          line->meaning = show (secrets, line->meaning);
        }
    }
}

static gboolean
is_greeting (const Spoken *spoken)
{
  g_autofree char *text = g_strndup (spoken->octets, MIN (spoken->length, 16));

  return spoken->role != ROLE_CLIENT
         && (g_str_has_prefix (text, "+OK") || g_str_has_prefix (text, "* OK") || g_str_has_prefix (text, "220 ")
             || g_str_has_prefix (text, "* PREAUTH") || g_str_has_prefix (text, "220-"));
}

static void
walk_text (Transcript *transcript, const GArray *spoken, Protocol protocol, const TranscriptHints *hints, GPtrArray *secrets)
{
  Walk walk;

  walk_begin (&walk, protocol, hints, secrets);
  walk.pasted = TRUE;
  for (guint i = 0; i < spoken->len; i++)
    {
      const Spoken *line = &g_array_index (spoken, Spoken, i);

      if (line->length == 0 && walk.mode == MODE_LINES && walk.reply_line == NULL)
        continue;
      /* One recording, several sessions one after the other. */
      if (walk.closed && is_greeting (line))
        {
          g_ptr_array_add (transcript->sessions, walk_end (&walk));
          walk_begin (&walk, protocol, NULL, secrets);
          walk.pasted = TRUE;
        }
      walk_line (&walk, line);
    }
  g_ptr_array_add (transcript->sessions, walk_end (&walk));
}

/* One SASL step alone: base64 of a password, or of a name and a password. Every protocol has it. */
static void
walk_step (Transcript *transcript, const Spoken *spoken, const TranscriptHints *hints, GPtrArray *secrets)
{
  Command *command = command_new ("AUTHENTICATE");
  TranscriptLine *line;
  Walk walk;

  walk_begin (&walk, PROTOCOL_IMAP, hints, secrets);
  line = walk_add (&walk, spoken, ROLE_CLIENT, LINE_CLIENT_DATA);
  g_free (line->text);
  line->text = mask_sasl (secrets, spoken->octets, spoken->length, FALSE);
  walk_explain (&walk, line, SAYS_CLIENT_DATA, command->word, command);
  command_free (command);
  g_ptr_array_add (transcript->sessions, walk_end (&walk));
}

static gboolean
explain_text (Transcript *transcript, const char *text, gsize length, const TranscriptHints *hints, GPtrArray *secrets,
              GError **error)
{
  g_autoptr (GArray) spoken = paste_read (text, length);
  Protocol protocol = hints != NULL ? hints->protocol : PROTOCOL_NONE;

  if (protocol == PROTOCOL_NONE)
    protocol = guess_protocol (spoken);
  if (protocol == PROTOCOL_NONE && spoken->len == 1)
    {
      const Spoken *line = &g_array_index (spoken, Spoken, 0);

      if (mask_is_step (line->octets, line->length))
        {
          walk_step (transcript, line, hints, secrets);
          return TRUE;
        }
    }
  if (protocol == PROTOCOL_NONE)
    {
      g_set_error_literal (error, TRANSCRIPT_ERROR, TRANSCRIPT_ERROR_NOTHING,
                           _("no line of POP3, IMAP or SMTP was found; name the protocol if you know it"));
      return FALSE;
    }
  walk_text (transcript, spoken, protocol, hints, secrets);
  return TRUE;
}

static Protocol
protocol_of_port (guint port)
{
  switch (port)
    {
    case 110:
    case 995:
      return PROTOCOL_POP3;
    case 143:
    case 993:
      return PROTOCOL_IMAP;
    case 25:
    case 465:
    case 587:
    case 2525:
      return PROTOCOL_SMTP;
    default:
      return PROTOCOL_NONE;
    }
}

static void
add_spoken (GArray *out, const CaptureStream *stream, const CaptureChunk *chunk, Rest *rest, gsize end, LineEnd kind,
            gsize ending)
{
  Spoken spoken = { .role = chunk->direction == TO_SERVER ? ROLE_CLIENT : ROLE_SERVER, .gap = rest->gap, .end = kind,
                    .octets = (const char *) stream->octets[chunk->direction]->data + rest->from,
                    .length = end - ending - rest->from, .time = chunk->time };

  g_array_append_val (out, spoken);
  rest->from = end;
  rest->gap = FALSE;
}

/* Lines in the order in which their last octet was read. */
static GArray *
read_stream (const CaptureStream *stream)
{
  GArray *out = g_array_new (FALSE, TRUE, sizeof (Spoken));
  Rest rests[2] = { { 0, FALSE }, { 0, FALSE } };

  for (guint i = 0; i < stream->chunks->len; i++)
    {
      const CaptureChunk *chunk = &g_array_index (stream->chunks, CaptureChunk, i);
      const guint8 *octets = stream->octets[chunk->direction]->data;
      Rest *rest = &rests[chunk->direction];

      if (chunk->gap)
        rest->gap = TRUE;
      for (gsize at = chunk->start; at < chunk->start + chunk->length; at++)
        if (octets[at] == '\n')
          {
            gboolean cr = at > rest->from && octets[at - 1] == '\r';

            add_spoken (out, stream, chunk, rest, at + 1, cr ? END_CRLF : END_LF, cr ? 2 : 1);
          }
      /* The handshake of TLS has no lines. */
      if (rest->from == chunk->start && chunk->length >= 3 && octets[rest->from] >= 0x14 && octets[rest->from] <= 0x17
          && octets[rest->from + 1] == 3)
        add_spoken (out, stream, chunk, rest, chunk->start + chunk->length, END_UNKNOWN, 0);
    }
  for (Direction direction = TO_SERVER; direction <= TO_CLIENT; direction++)
    if (rests[direction].from < stream->octets[direction]->len)
      add_spoken (out, stream, &(CaptureChunk) { .direction = direction }, &rests[direction], stream->octets[direction]->len,
                  END_UNKNOWN, 0);
  return out;
}

static void
explain_stream (Transcript *transcript, const CaptureStream *stream, const TranscriptHints *hints, GPtrArray *secrets)
{
  g_autoptr (GArray) spoken = read_stream (stream);
  Protocol protocol = hints != NULL ? hints->protocol : PROTOCOL_NONE;
  TranscriptSession *session;
  Walk walk;

  if (protocol == PROTOCOL_NONE)
    protocol = protocol_of_port (stream->server_port);
  if (protocol == PROTOCOL_NONE)
    protocol = guess_protocol (spoken);
  if (protocol == PROTOCOL_NONE || spoken->len == 0)
    return;
  walk_begin (&walk, protocol, hints, secrets);
  if (!stream->from_start)
    walk.begun = TRUE;
  for (guint i = 0; i < spoken->len; i++)
    walk_line (&walk, &g_array_index (spoken, Spoken, i));
  session = walk_end (&walk);
  session->client = g_strdup (stream->client);
  session->server = g_strdup (stream->server);
  g_ptr_array_add (transcript->sessions, session);
}

static gboolean
explain_capture (Transcript *transcript, const guint8 *octets, gsize length, const TranscriptHints *hints, GPtrArray *secrets,
                 GError **error)
{
  g_autoptr (Capture) capture = capture_read (octets, length, error);

  if (capture == NULL)
    return FALSE;
  for (guint i = 0; i < capture->streams->len; i++)
    explain_stream (transcript, capture->streams->pdata[i], hints, secrets);
  if (capture->cut_off)
    {
      g_autofree char *at = g_strdup_printf ("%" G_GUINT64_FORMAT, capture->cut_off_at);

      transcript->remark = g_strdup_printf (_("the capture breaks off at octet %s"), at);
    }
  if (transcript->sessions->len > 0)
    return TRUE;
  g_set_error_literal (error, TRANSCRIPT_ERROR, TRANSCRIPT_ERROR_NOTHING,
                       _("the capture has no connection of POP3, IMAP or SMTP"));
  return FALSE;
}

Transcript *
transcript_explain (const guint8 *octets, gsize length, const TranscriptHints *hints, GError **error)
{
  g_autoptr (Transcript) transcript = g_new0 (Transcript, 1);
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func (g_free);
  gboolean good;

  transcript->sessions = g_ptr_array_new_with_free_func (session_free);
  if (capture_is (octets, length))
    good = explain_capture (transcript, octets, length, hints, secrets, error);
  else
    good = explain_text (transcript, (const char *) octets, length, hints, secrets, error);
  if (!good)
    return NULL;
  finish (transcript, secrets);
  return g_steal_pointer (&transcript);
}
