/* What becomes of an accepted message: trace fields (RFC 5321 §4.4), what submission adds (RFC 6409
 * §8), and where it goes. It goes to all its recipients or, with a refusal, to none: a client that
 * tries again makes no duplicates.
 *
 *   Return-path-line = "Return-Path:" FWS Reverse-path CRLF
 *   Time-stamp-line  = "Received:" FWS From-domain By-domain [With] [ID] [For] ";" FWS date-time CRLF */
#include <string.h>

#include "rng.h"
#include "smtp/smtp-server-private.h"
#include "world/delivery-report.h"

/* date-time of RFC 5322 §3.3, in English whatever the locale. */
static void
put_date (GString *out, gint64 now, int zone_minutes)
{
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
    = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
  gint64 local = now / G_USEC_PER_SEC + zone_minutes * (gint64) 60;
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (local);
  int zone = ABS (zone_minutes);

  g_assert (date != NULL);
  g_string_append_printf (out, "%s, %d %s %04d %02d:%02d:%02d %c%02d%02d",
                          days[g_date_time_get_day_of_week (date) - 1], g_date_time_get_day_of_month (date),
                          months[g_date_time_get_month (date) - 1], g_date_time_get_year (date),
                          g_date_time_get_hour (date), g_date_time_get_minute (date), g_date_time_get_second (date),
                          zone_minutes < 0 ? '-' : '+', zone / 60, zone % 60);
}

static int
zone_of (const SmtpCall *call)
{
  return call->host != NULL ? call->host->policy.zone_minutes : 0;
}

/* RFC 3848 and RFC 6531 §4.3: how it came. */
static const char *
with_protocol (const SmtpServer *server)
{
  if (!server->esmtp)
    return "SMTP";
  if (server->store != 0)
    return server->utf8 ? server->tls ? "UTF8SMTPSA" : "UTF8SMTPA" : server->tls ? "ESMTPSA" : "ESMTPA";
  return server->utf8 ? server->tls ? "UTF8SMTPS" : "UTF8SMTP" : server->tls ? "ESMTPS" : "ESMTP";
}

static void
put_received (const SmtpCall *call, GString *out)
{
  const SmtpServer *server = call->server;

  g_string_append_printf (out, "Received: from %s by %s with %s id %u.%u", server->helo, server->hostname,
                          with_protocol (server), server->session, server->accepted);
  if (server->to->len == 1)
    g_string_append_printf (out, "\r\n\tfor <%s>", (const char *) server->to->pdata[0]);
  g_string_append (out, ";\r\n\t");
  put_date (out, call->now, zone_of (call));
  g_string_append (out, "\r\n");
}

static void
put_missing_fields (const SmtpCall *call, const Message *message, GString *out)
{
  const SmtpServer *server = call->server;
  guint64 drawn;

  if (message_header (message, "Date") == NULL)
    {
      g_string_append (out, "Date: ");
      put_date (out, call->now, zone_of (call));
      g_string_append (out, "\r\n");
    }
  if (message_header (message, "Message-ID") != NULL)
    return;
  drawn = rng_u64 (call->host->seed, "message-id", server->hostname, server->session);
  g_string_append_printf (out, "Message-ID: <%u.%u.%016" G_GINT64_MODIFIER "x@%s>\r\n", server->session,
                          server->accepted, drawn, server->hostname);
}

static Message *
prepend (const GString *fields, const Message *message)
{
  gsize size;
  const guint8 *octets = message_octets (message, &size);
  g_autoptr (GByteArray) all = g_byte_array_sized_new ((guint) (fields->len + size));
  g_autoptr (GBytes) bytes = NULL;

  g_byte_array_append (all, (const guint8 *) fields->str, (guint) fields->len);
  g_byte_array_append (all, octets, (guint) size);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&all));
  return message_new (bytes);
}

static guint
count_hops (const Message *message)
{
  char *names[] = { (char *) "Received", NULL };
  g_autoptr (GArray) hops = message_header_fields (message, message_header_range (message), names, TRUE);

  return hops->len;
}

static gboolean
is_local (const SmtpCall *call, const char *to)
{
  return call->server->mode != SMTP_OUTSIDE && (strchr (to, '@') == NULL || mail_host_is_local (call->host, to));
}

static SmtpOutcome
refuse_delivery (SmtpCall *call, DeliverResult result, const char *to)
{
  const MailStore *store = mail_host_find (call->host, to);

  if (result == DELIVER_NO_SUCH_USER)
    return smtp_reply (call, 550, "5.1.1", "The user is not here any more");
  if (store != NULL)
    engine_note_quota (call->out, mail_store_used (store), store->quota, TRUE);
  if (call->host->policy.over_quota_temporary)
    return smtp_reply (call, 452, "4.2.2", "A mailbox is full: nobody has got the message");
  return smtp_reply (call, 552, "5.2.2", "A mailbox is full: nobody has got the message");
}

static void
put_outside (SmtpCall *call, Message *message)
{
  SmtpServer *server = call->server;
  QueuedMail *mail = queued_mail_new (server->from, server->asked, server->to, server->to_asked, message);

  mail->id = server->accepted;
  mail->accepted = call->now;
  g_ptr_array_add (server->received, mail);
}

/* Whoever asked is told of those whose mailbox it is in (RFC 3461 §5.2.6). */
static void
report_delivered (SmtpCall *call, Message *delivered)
{
  const SmtpServer *server = call->server;
  g_autofree char *id = g_strdup_printf ("%u-%u.%" G_GUINT64_FORMAT, server->session, server->accepted, call->host->seed);
  DeliveryReport report;

  delivery_report_begin (&report, call->host->hostname, id);
  report.from = server->from;
  report.asked = server->asked;
  report.message = delivered;
  report.arrival = report.now = call->now;
  report.zone_minutes = zone_of (call);
  for (guint i = 0; i < server->to->len; i++)
    if (is_local (call, server->to->pdata[i]))
      delivery_report_add (&report, server->to->pdata[i], server->to_asked->pdata[i], REPORT_DELIVERED, NULL);
  delivery_report_send (&report, call->host, &call->out->changes);
}

/* Local recipients get it with its Return-Path: this is the final delivery. The others' go on. */
static void
distribute (SmtpCall *call, Message *passed_on, Message *delivered)
{
  const SmtpServer *server = call->server;
  g_autoptr (GArray) remote = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < server->to->len; i++)
    if (is_local (call, server->to->pdata[i]))
      mail_host_deliver (call->host, server->to->pdata[i], delivered, call->now, &call->out->changes);
    else
      g_array_append_val (remote, i);
  if (server->mode == SMTP_SUBMISSION && server->store != 0)
    mail_host_store_sent (call->host, mail_host_store (call->host, server->store), passed_on, call->now,
                          &call->out->changes);
  if (remote->len > 0)
    {
      QueuedMail *mail = queued_mail_new (server->from, server->asked, server->to, server->to_asked, passed_on);

      queued_mail_keep (mail, remote);
      mail_host_queue (call->host, mail, call->now);
    }
  report_delivered (call, delivered);
}

static SmtpOutcome
check_room (SmtpCall *call, guint64 octets)
{
  const SmtpServer *server = call->server;

  for (guint i = 0; i < server->to->len; i++)
    {
      const char *to = server->to->pdata[i];
      DeliverResult result = is_local (call, to) ? mail_host_can_deliver (call->host, to, octets) : DELIVER_OK;

      if (result != DELIVER_OK)
        return refuse_delivery (call, result, to);
    }
  return SMTP_OUT_2YZ;
}

static SmtpOutcome
hand_on (SmtpCall *call, const Message *message)
{
  SmtpServer *server = call->server;
  g_autoptr (GString) fields = g_string_new (NULL);
  g_autoptr (Message) passed_on = NULL;
  g_autoptr (Message) delivered = NULL;
  g_autofree char *text = NULL;
  SmtpOutcome refused;

  server->accepted++;
  put_received (call, fields);
  if (server->mode == SMTP_SUBMISSION)
    put_missing_fields (call, message, fields);
  passed_on = prepend (fields, message);
  g_string_truncate (fields, 0);
  g_string_append_printf (fields, "Return-Path: <%s>\r\n", server->from);
  delivered = prepend (fields, passed_on);
  refused = check_room (call, message_size (delivered));
  if (refused != SMTP_OUT_2YZ)
    return refused;
  if (server->mode == SMTP_OUTSIDE)
    put_outside (call, passed_on);
  else
    distribute (call, passed_on, delivered);
  server->errors = 0;
  text = g_strdup_printf ("Message taken, id %u.%u", server->session, server->accepted);
  return smtp_reply (call, 250, "2.6.0", text);
}

SmtpOutcome
smtp_accept_message (SmtpCall *call)
{
  SmtpServer *server = call->server;
  g_autoptr (GBytes) octets = g_byte_array_free_to_bytes (g_steal_pointer (&server->data));
  g_autoptr (Message) message = message_new (octets);

  if (server->bad_ends)
    return smtp_reply (call, 554, "5.6.0", "A lone CR or LF is in the message (RFC 5321 section 2.3.8)");
  if (server->too_large)
    return smtp_reply (call, 552, "5.3.4", "The message is too large");
  if (smtp_disk_full (call))
    return smtp_reply (call, 452, "4.3.1", "The disk is full: nobody has got the message");
  if (count_hops (message) > SMTP_HOPS_MAX)
    return smtp_reply (call, 554, "5.4.6", "The message goes in circles");
  return hand_on (call, message);
}
