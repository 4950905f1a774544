#include "imap-response.h"

#include <string.h>

/* "{123}" or "{123+}" before the line end at end: a literal follows (RFC 3501 §4.3). FALSE when there is
 * none. Sizes of more than 19 digits count as G_MAXINT64. */
static gboolean
literal_at_end (const guint8 *line, gsize end, guint64 *size)
{
  gsize at = end;
  gsize digits;

  if (at > 0 && line[at - 1] == '\r')
    at--;
  if (at == 0 || line[at - 1] != '}')
    return FALSE;
  at--;
  if (at > 0 && line[at - 1] == '+')
    at--;
  digits = at;
  while (at > 0 && g_ascii_isdigit (line[at - 1]))
    at--;
  if (at == digits || at == 0 || line[at - 1] != '{')
    return FALSE;
  *size = 0;
  if (digits - at > 18)
    *size = G_MAXINT64;
  else
    for (; at < digits; at++)
      *size = *size * 10 + (line[at] - '0');
  return TRUE;
}

FrameResult
imap_frame_find (ImapFrame *frame, const guint8 *input, gsize n, gsize *length)
{
  while (frame->scanned < n)
    {
      const guint8 *lf = memchr (input + frame->scanned, '\n', n - frame->scanned);
      gsize end = lf != NULL ? (gsize) (lf - input) : n;
      guint64 size;

      if (end - frame->literals > IMAP_RESPONSE_TEXT_MAX)
        return FRAME_TOO_LONG;
      if (lf == NULL)
        {
          frame->scanned = n;
          return FRAME_INCOMPLETE;
        }
      if (!literal_at_end (input + frame->start, end - frame->start, &size))
        {
          *length = end + 1;
          memset (frame, 0, sizeof *frame);
          return FRAME_COMPLETE;
        }
      if (size > IMAP_RESPONSE_MAX - frame->literals)
        return FRAME_TOO_LONG;
      frame->literals += size;
      frame->scanned = frame->start = end + 1 + size;
    }
  return FRAME_INCOMPLETE;
}
