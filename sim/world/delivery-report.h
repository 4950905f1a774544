/* DeliveryReport: what a mail's sender is told about its fate (RFC 3461 §5 and §6): a multipart/report (RFC 6522) with
 * words for people, fields for programs (RFC 3464), and the mail itself or its header. */
#pragma once

#include "world/mail-host.h"

typedef enum { REPORT_FAILED, REPORT_DELAYED, REPORT_RELAYED, REPORT_DELIVERED } ReportAction;

/* Strings are borrowed, and so is the message. */
typedef struct {
  const char *hostname;
  const char *id;       /* unlike any other report's of this host */
  const char *from;     /* whose mail it was: the report goes there */
  const char *asked;    /* with MAIL, see smtp/dsn.h */
  Message *message;
  gint64 arrival;       /* µs UTC, as all times: when the mail had come */
  gint64 now;
  gint64 retry_until;   /* for what is delayed */
  int zone_minutes;
  GArray *recipients;   /* of ReportRecipient, see delivery_report_add() */
} DeliveryReport;

void delivery_report_begin (DeliveryReport *report, const char *hostname, const char *id);
/* Only when that is what was asked for with RCPT. reply: what the next server said, NULL: nothing. */
void delivery_report_add (DeliveryReport *report, const char *address, const char *asked, ReportAction action,
                          const char *reply);
/* There must be a recipient. Caller owns. */
Message *delivery_report_message (const DeliveryReport *report);
/* Sends it off with a null reverse-path, and ends. Nothing goes to a null reverse-path: nobody is told of what became of a
 * report (RFC 3461 §6.1). */
void delivery_report_send (DeliveryReport *report, MailHost *host, Changes *changes);
