/* LineReader: command lines of a peer, bounded. Of a line that is too long nothing is kept but where
 * it began; it is told once its end has come. */
#pragma once

#include "engine.h"

/* Plain: goes into an engine's struct as a STATE_POD. */
typedef struct {
  guint64 from;     /* stream offset where the line that is too long began */
  guint32 skipping; /* TRUE: the rest of it is thrown away */
  guint32 secret;   /* 1 + where in it a password may begin, 0: nowhere */
} LineReader;

typedef enum { LINE_NOT_YET, LINE_WHOLE, LINE_OVERLONG } LineRead;

/* Looks for a line that CRLF or a lone LF ends. limit: octets with the line end. *length: octets at
 * the start of the input that belong to the line (of one that is too long, the last of them).
 * secret: where in what begins now a password may begin, -1 nowhere. */
LineRead line_reader_look (LineReader *reader, EngineIo *io, gsize limit, int secret, gsize *length);

/* Consumes the end of a line that is too long, as one event for all of it. */
void line_reader_end (LineReader *reader, EngineOut *out, EngineIo *io, gsize length);

/* TRUE when the input begins with that word in any case, or with its beginning. */
gboolean line_reader_begins (const EngineIo *io, const char *word);
