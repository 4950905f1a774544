#include "line-reader.h"

#include <string.h>

static void
skip_begin (LineReader *reader, const EngineIo *io, int secret)
{
  if (reader->skipping)
    return;
  reader->skipping = TRUE;
  reader->from = io->in_offset;
  reader->secret = (guint32) (secret + 1);
}

LineRead
line_reader_look (LineReader *reader, EngineIo *io, gsize limit, int secret, gsize *length)
{
  *length = engine_io_line (io, FALSE);
  if (*length > limit || (*length == 0 && io->input->len > limit))
    skip_begin (reader, io, secret);
  if (*length > 0)
    return reader->skipping ? LINE_OVERLONG : LINE_WHOLE;
  if (reader->skipping)
    engine_io_consume (io, io->input->len);
  return LINE_NOT_YET;
}

void
line_reader_end (LineReader *reader, EngineOut *out, EngineIo *io, gsize length)
{
  guint32 all = (guint32) (io->in_offset + length - reader->from);
  guint32 start = reader->secret > 0 ? reader->secret - 1 : all;
  TraceToken token = { .kind = TOKEN_SECRET, .start = start, .length = all - start };

  engine_received (out, io, ROLE_SERVER, LINE_COMMAND, length, &token, token.length > 0 ? 1 : 0);
  g_array_index (out->events, TraceEvent, out->events->len - 1).line.start = reader->from;
  reader->skipping = FALSE;
  reader->secret = 0;
}

gboolean
line_reader_begins (const EngineIo *io, const char *word)
{
  gsize length = MIN (io->input->len, strlen (word));

  return length == 0 || g_ascii_strncasecmp ((const char *) io->input->data, word, length) == 0;
}
