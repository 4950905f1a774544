/* The message itself (RFC 5321 §4.1.1.4, §4.5.2): only CRLF "." CRLF ends it, the dot that was put
 * before a line with a dot is undone. "\n.\n", "\r.\r" and their like end nothing; a message with a
 * lone CR or LF is read to its real end and then refused (§2.3.8), so that no second server can find
 * commands in it. */
#include <string.h>

#include "smtp/smtp-server-private.h"

static void
keep (SmtpServer *server, const guint8 *octets, gsize length, guint64 limit)
{
  if (server->data->len + length > limit)
    server->too_large = TRUE;
  if (!server->too_large)
    g_byte_array_append (server->data, octets, (guint) length);
}

/* How many octets from here on are neither CR nor LF. */
static gsize
plain_run (const guint8 *octets, gsize length)
{
  gsize n = 0;

  while (n < length && octets[n] != '\r' && octets[n] != '\n')
    n++;
  return n;
}

static void
after_cr (SmtpServer *server, guint8 octet, guint64 limit)
{
  server->bad_ends |= octet != '\n';
  if (octet == '\n')
    keep (server, (const guint8 *) "\r\n", 2, limit);
  server->scan = octet == '\n' ? SMTP_SCAN_LINE_START : octet == '\r' ? SMTP_SCAN_CR : SMTP_SCAN_IN_LINE;
}

static void
in_line (SmtpServer *server, guint8 octet, guint64 limit)
{
  server->bad_ends |= octet == '\n';
  server->scan = octet == '\r' ? SMTP_SCAN_CR : SMTP_SCAN_IN_LINE;
  if (octet != '\r')
    keep (server, &octet, 1, limit);
}

static void
take_octet (SmtpServer *server, guint8 octet, guint64 limit)
{
  switch ((SmtpScan) server->scan)
    {
    case SMTP_SCAN_LINE_START:
      if (octet == '.')
        server->scan = SMTP_SCAN_DOT;
      else
        in_line (server, octet, limit);
      break;
    case SMTP_SCAN_CR:
      after_cr (server, octet, limit);
      break;
    case SMTP_SCAN_DOT:
      if (octet == '\r')
        server->scan = SMTP_SCAN_DOT_CR;
      else
        in_line (server, octet, limit);
      break;
    case SMTP_SCAN_DOT_CR:
      if (octet == '\n')
        server->scan = SMTP_SCAN_END;
      else
        after_cr (server, octet, limit);
      break;
    case SMTP_SCAN_IN_LINE:
    case SMTP_SCAN_END:
      in_line (server, octet, limit);
      break;
    }
}

gsize
smtp_data_take (SmtpServer *server, const guint8 *octets, gsize length, guint64 limit)
{
  gsize i = 0;

  while (i < length && server->scan != SMTP_SCAN_END)
    {
      gsize run = server->scan == SMTP_SCAN_IN_LINE ? plain_run (octets + i, length - i) : 0;

      if (run > 0)
        keep (server, octets + i, run, limit);
      else
        take_octet (server, octets[i], limit);
      i += MAX (run, 1);
    }
  return i;
}
