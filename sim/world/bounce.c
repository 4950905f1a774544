#include "world/bounce.h"

#include <string.h>

#include "world/compose.h"

/* "550 5.1.1 text" gives 5.1.1; without one, what the class says (RFC 3463 §2). */
static char *
dup_status (const char *reply)
{
  g_auto (GStrv) words = g_strsplit (reply, " ", 3);

  if (words[0] != NULL && words[1] != NULL && strchr (words[1], '.') != NULL
      && strspn (words[1], "0123456789.") == strlen (words[1]))
    return g_strdup (words[1]);
  return g_strdup (reply[0] == '4' ? "4.0.0" : "5.0.0");
}

/* RFC 3464 §2.3. reply: NULL when nobody answered. */
static void
put_recipient (GString *out, const char *address, const char *reply)
{
  g_autofree char *status = reply != NULL ? dup_status (reply) : g_strdup ("4.4.7"); /* RFC 3463 §3.5: expired */

  g_string_append_printf (out, "\r\nFinal-Recipient: rfc822; %s\r\nAction: failed\r\nStatus: %s\r\n", address, status);
  if (reply != NULL && g_str_is_ascii (reply))
    g_string_append_printf (out, "Diagnostic-Code: smtp; %s\r\n", reply);
}

static void
put_words (GString *out, const MailHost *host, const QueuedMail *mail, const GPtrArray *refused)
{
  g_autofree char *subject = message_dup_subject (mail->message);

  g_string_append_printf (out, "This is the mail system at %s.\r\n\r\n", host->hostname);
  g_string_append_printf (out, "Your letter \"%s\" could not be delivered to:\r\n\r\n", subject);
  for (guint i = 0; refused != NULL && i + 1 < refused->len; i += 2)
    g_string_append_printf (out, "  %s\r\n    %s\r\n", (const char *) refused->pdata[i], (const char *) refused->pdata[i + 1]);
  for (guint i = 0; (refused == NULL || refused->len == 0) && i < mail->to->len; i++)
    g_string_append_printf (out, "  %s\r\n", (const char *) mail->to->pdata[i]);
}

static void
put_status (GString *out, const MailHost *host, const QueuedMail *mail, const GPtrArray *refused, int zone_minutes)
{
  g_autofree char *arrival = compose_dup_date (mail->accepted, zone_minutes);

  g_string_append_printf (out, "Reporting-MTA: dns; %s\r\nArrival-Date: %s\r\n", host->hostname, arrival);
  for (guint i = 0; refused != NULL && i + 1 < refused->len; i += 2)
    put_recipient (out, refused->pdata[i], refused->pdata[i + 1]);
  for (guint i = 0; (refused == NULL || refused->len == 0) && i < mail->to->len; i++)
    put_recipient (out, mail->to->pdata[i], NULL);
}

static void
put_header (GString *out, const MailHost *host, const QueuedMail *mail, guint64 seed, gint64 now, int zone_minutes,
            const char *boundary)
{
  g_autofree char *date = compose_dup_date (now, zone_minutes);
  const char *id = message_header (mail->message, "Message-ID");

  g_string_append_printf (out, "Return-Path: <>\r\nFrom: Mail delivery <MAILER-DAEMON@%s>\r\nTo: %s\r\n", host->hostname,
                          mail->from);
  g_string_append_printf (out, "Subject: Undelivered mail returned to sender\r\nDate: %s\r\n", date);
  g_string_append_printf (out, "Message-ID: <bounce.%u.%" G_GUINT64_FORMAT "@%s>\r\n", mail->id, seed, host->hostname);
  if (id != NULL)
    g_string_append_printf (out, "In-Reply-To: %s\r\n", id);
  g_string_append_printf (out, "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"%s\"\r\n\r\n",
                          boundary);
}

Message *
bounce_message (const MailHost *host, const QueuedMail *mail, const GPtrArray *refused, guint64 seed, gint64 now,
                int zone_minutes)
{
  g_autofree char *boundary = g_strdup_printf ("=_bounce.%u.%" G_GUINT64_FORMAT, mail->id, seed);
  g_autoptr (GString) out = g_string_new (NULL);
  const char *octets = (const char *) message_octets (mail->message, NULL);
  g_autoptr (GBytes) bytes = NULL;

  put_header (out, host, mail, seed, now, zone_minutes, boundary);
  g_string_append_printf (out, "--%s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
                          boundary);
  put_words (out, host, mail, refused);
  g_string_append_printf (out, "\r\n--%s\r\nContent-Type: message/delivery-status\r\n\r\n", boundary);
  put_status (out, host, mail, refused, zone_minutes);
  g_string_append_printf (out, "\r\n--%s\r\nContent-Type: text/rfc822-headers\r\n\r\n", boundary);
  g_string_append_len (out, octets, (gssize) message_header_range (mail->message).end);
  g_string_append_printf (out, "\r\n--%s--\r\n", boundary);
  bytes = g_bytes_new (out->str, out->len);
  return message_new (bytes);
}
