#include "world/delivery-report.h"

#include <string.h>

#include "smtp/dsn.h"
#include "world/compose.h"

typedef struct {
  char *address;
  char *orcpt;  /* NULL */
  char *reply;  /* NULL */
  ReportAction action;
} ReportRecipient;

static const struct {
  const char *name;    /* RFC 3464 §2.3.3 */
  guint notify;        /* DsnNotify */
  const char *subject;
  const char *words;
} actions[] = {
  [REPORT_FAILED] = { "failed", DSN_FAILURE, "Undelivered mail returned to sender", "could not be delivered to" },
  [REPORT_DELAYED] = { "delayed", DSN_DELAY, "Delayed mail, still being tried",
                       "has not been delivered yet, and will be tried again, to" },
  [REPORT_RELAYED] = { "relayed", DSN_SUCCESS, "Relayed mail",
                       "was passed on to a mail system that may not tell what becomes of it, for" },
  [REPORT_DELIVERED] = { "delivered", DSN_SUCCESS, "Delivered mail", "was delivered to" },
};

static void
clear_recipient (gpointer data)
{
  ReportRecipient *recipient = data;

  g_free (recipient->address);
  g_free (recipient->orcpt);
  g_free (recipient->reply);
}

void
delivery_report_begin (DeliveryReport *report, const char *hostname, const char *id)
{
  *report = (DeliveryReport) { .hostname = hostname, .id = id };
  report->recipients = g_array_new (FALSE, TRUE, sizeof (ReportRecipient));
  g_array_set_clear_func (report->recipients, clear_recipient);
}

void
delivery_report_add (DeliveryReport *report, const char *address, const char *asked, ReportAction action,
                     const char *reply)
{
  ReportRecipient recipient = { .action = action };

  if ((dsn_notify (asked) & actions[action].notify) == 0)
    return;
  recipient.address = g_strdup (address);
  recipient.orcpt = dsn_dup_orcpt (asked);
  recipient.reply = g_strdup (reply);
  g_array_append_val (report->recipients, recipient);
}

static const ReportRecipient *
recipient_at (const DeliveryReport *report, guint index)
{
  return &g_array_index (report->recipients, ReportRecipient, index);
}

static ReportAction
worst_action (const DeliveryReport *report)
{
  ReportAction worst = REPORT_DELIVERED;

  for (guint i = 0; i < report->recipients->len; i++)
    worst = MIN (worst, recipient_at (report, i)->action);
  return worst;
}

/* "550 5.1.1 text" gives 5.1.1; without one, what the class says (RFC 3463 §2). */
static char *
dup_reply_status (const char *reply)
{
  g_auto (GStrv) words = g_strsplit (reply, " ", 3);

  if (words[0] != NULL && words[1] != NULL && strchr (words[1], '.') != NULL
      && strspn (words[1], "0123456789.") == strlen (words[1]))
    return g_strdup (words[1]);
  return g_strdup (reply[0] == '4' ? "4.0.0" : "5.0.0");
}

static char *
dup_status (const ReportRecipient *recipient)
{
  if (recipient->action == REPORT_RELAYED || recipient->action == REPORT_DELIVERED)
    return g_strdup ("2.0.0");
  if (recipient->reply != NULL)
    return dup_reply_status (recipient->reply);
  /* RFC 3463 §3.5: no answer from the host; and expired. */
  return g_strdup (recipient->action == REPORT_DELAYED ? "4.4.1" : "4.4.7");
}

/* The field is US-ASCII: an address beyond it is written as utf-8-addr-xtext (RFC 6533 §3). */
static void
put_address (GString *out, const char *type, const char *address)
{
  g_string_append_printf (out, "%s; ", type);
  for (const char *c = address; *c != '\0'; c = g_utf8_next_char (c))
    if ((guint8) *c < 0x80)
      g_string_append_c (out, *c);
    else
      g_string_append_printf (out, "\\x{%X}", g_utf8_get_char (c));
  g_string_append (out, "\r\n");
}

static void
put_original (GString *out, char *orcpt)
{
  char *semicolon = strchr (orcpt, ';');

  *semicolon = '\0';
  g_string_append (out, "Original-Recipient: ");
  put_address (out, orcpt, semicolon + 1);
}

/* RFC 3464 §2.3 */
static void
put_recipient (GString *out, const DeliveryReport *report, const ReportRecipient *recipient)
{
  g_autofree char *status = dup_status (recipient);
  g_autofree char *orcpt = g_strdup (recipient->orcpt);

  g_string_append (out, "\r\n");
  if (orcpt != NULL)
    put_original (out, orcpt);
  g_string_append (out, "Final-Recipient: ");
  put_address (out, g_str_is_ascii (recipient->address) ? "rfc822" : "utf-8", recipient->address);
  g_string_append_printf (out, "Action: %s\r\nStatus: %s\r\n", actions[recipient->action].name, status);
  if (recipient->reply != NULL && g_str_is_ascii (recipient->reply))
    g_string_append_printf (out, "Diagnostic-Code: smtp; %s\r\n", recipient->reply);
  if (recipient->action == REPORT_DELAYED)
    {
      g_autofree char *until = compose_dup_date (report->retry_until, report->zone_minutes);

      g_string_append_printf (out, "Will-Retry-Until: %s\r\n", until);
    }
}

/* RFC 3464 §2.2 */
static void
put_status (GString *out, const DeliveryReport *report)
{
  g_autofree char *arrival = compose_dup_date (report->arrival, report->zone_minutes);
  g_autofree char *envid = dsn_dup_envid (report->asked);

  if (envid != NULL)
    g_string_append_printf (out, "Original-Envelope-Id: %s\r\n", envid);
  g_string_append_printf (out, "Reporting-MTA: dns; %s\r\nArrival-Date: %s\r\n", report->hostname, arrival);
  for (guint i = 0; i < report->recipients->len; i++)
    put_recipient (out, report, recipient_at (report, i));
}

static void
put_group (GString *out, const DeliveryReport *report, ReportAction action)
{
  g_autofree char *subject = message_dup_subject (report->message);
  gboolean begun = FALSE;

  for (guint i = 0; i < report->recipients->len; i++)
    {
      const ReportRecipient *recipient = recipient_at (report, i);

      if (recipient->action != action)
        continue;
      if (!begun)
        g_string_append_printf (out, "\r\nYour letter \"%s\" %s:\r\n\r\n", subject, actions[action].words);
      begun = TRUE;
      g_string_append_printf (out, "  %s\r\n", recipient->address);
      if (recipient->reply != NULL)
        g_string_append_printf (out, "    %s\r\n", recipient->reply);
    }
}

static void
put_words (GString *out, const DeliveryReport *report)
{
  g_string_append_printf (out, "This is the mail system at %s.\r\n", report->hostname);
  for (guint action = 0; action < G_N_ELEMENTS (actions); action++)
    put_group (out, report, action);
}

static void
put_header (GString *out, const DeliveryReport *report, const char *boundary)
{
  g_autofree char *date = compose_dup_date (report->now, report->zone_minutes);
  const char *id = message_header (report->message, "Message-ID");

  g_string_append_printf (out, "Return-Path: <>\r\nFrom: Mail delivery <MAILER-DAEMON@%s>\r\nTo: %s\r\n", report->hostname,
                          report->from);
  g_string_append_printf (out, "Subject: %s\r\nDate: %s\r\n", actions[worst_action (report)].subject, date);
  g_string_append_printf (out, "Message-ID: <report.%s@%s>\r\n", report->id, report->hostname);
  if (id != NULL)
    g_string_append_printf (out, "In-Reply-To: %s\r\n", id);
  g_string_append_printf (out, "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                               "Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary=\"%s\"\r\n\r\n",
                          boundary);
}

/* All of it only with a failure (RFC 3461 §4.3). */
static void
put_returned (GString *out, const DeliveryReport *report)
{
  gboolean full = worst_action (report) == REPORT_FAILED && dsn_wants_full (report->asked);
  gsize size;
  const char *octets = (const char *) message_octets (report->message, &size);
  gsize length = full ? size : message_header_range (report->message).end;
  gboolean beyond = FALSE;

  for (gsize i = 0; i < length; i++)
    beyond = beyond || (guint8) octets[i] >= 0x80;
  g_string_append_printf (out, "Content-Type: %s\r\n%s\r\n", full ? "message/rfc822" : "text/rfc822-headers",
                          beyond ? "Content-Transfer-Encoding: 8bit\r\n" : "");
  g_string_append_len (out, octets, (gssize) length);
}

/* RFC 2046 §5.1.1: it stands nowhere in what it parts. */
static char *
dup_boundary (const DeliveryReport *report)
{
  gsize size;
  const char *octets = (const char *) message_octets (report->message, &size);
  g_autoptr (GString) boundary = g_string_new ("=_report");

  while (g_strstr_len (octets, (gssize) size, boundary->str) != NULL && boundary->len < 30)
    g_string_append_c (boundary, '_');
  g_string_append_printf (boundary, ".%s", report->id);
  return g_string_free (g_steal_pointer (&boundary), FALSE);
}

Message *
delivery_report_message (const DeliveryReport *report)
{
  g_autofree char *boundary = dup_boundary (report);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  g_assert (report->recipients->len > 0);
  put_header (out, report, boundary);
  g_string_append_printf (out, "--%s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n",
                          boundary);
  put_words (out, report);
  g_string_append_printf (out, "\r\n--%s\r\nContent-Type: message/delivery-status\r\n\r\n", boundary);
  put_status (out, report);
  g_string_append_printf (out, "\r\n--%s\r\n", boundary);
  put_returned (out, report);
  g_string_append_printf (out, "\r\n--%s--\r\n", boundary);
  bytes = g_bytes_new (out->str, out->len);
  return message_new (bytes);
}

void
delivery_report_send (DeliveryReport *report, MailHost *host, Changes *changes)
{
  g_autoptr (Message) message = NULL;
  g_autoptr (GPtrArray) to = g_ptr_array_new ();

  if (report->recipients->len > 0 && report->from[0] != '\0')
    {
      message = delivery_report_message (report);
      g_ptr_array_add (to, (gpointer) report->from);
      if (mail_host_find (host, report->from) != NULL)
        mail_host_deliver (host, report->from, message, report->now, changes);
      else if (!mail_host_is_local (host, report->from))
        mail_host_enqueue (host, "", to, message, report->now);
    }
  g_array_unref (g_steal_pointer (&report->recipients));
}
