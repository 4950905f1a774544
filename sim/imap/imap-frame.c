#include "imap-lexer.h"
#include "imap-response.h"

#include <string.h>

FrameResult
imap_frame_find (ImapFrame *frame, const guint8 *input, gsize n, gsize *length)
{
  while (frame->scanned < n)
    {
      const guint8 *lf = memchr (input + frame->scanned, '\n', n - frame->scanned);
      gsize end = lf != NULL ? (gsize) (lf - input) : n;
      ImapLiteral literal;

      if (end - frame->literals > IMAP_RESPONSE_TEXT_MAX)
        return FRAME_TOO_LONG;
      if (lf == NULL)
        {
          frame->scanned = n;
          return FRAME_INCOMPLETE;
        }
      if (!imap_line_announces_literal (input + frame->start, end - frame->start, &literal))
        {
          *length = end + 1;
          memset (frame, 0, sizeof *frame);
          return FRAME_COMPLETE;
        }
      if (literal.octets > IMAP_RESPONSE_MAX - frame->literals)
        return FRAME_TOO_LONG;
      frame->literals += literal.octets;
      frame->scanned = frame->start = end + 1 + literal.octets;
    }
  return FRAME_INCOMPLETE;
}
