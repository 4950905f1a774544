/* Compose: makes messages (RFC 5322, RFC 2045, RFC 2047) as the people in a world write them.
 * The same arguments give the same octets. */
#pragma once

#include <glib.h>

#include "message.h"

typedef struct {
  const char *from;        /* an address, with or without a name */
  const GPtrArray *to;     /* of char * */
  const char *subject;     /* UTF-8; NULL: none */
  const char *body;        /* UTF-8, lines end in LF or CRLF; NULL: none */
  const char *message_id;  /* with its angle brackets */
  const char *in_reply_to; /* NULL: no reply */
  const char *references;  /* NULL: none */
  guint64 size;            /* of the whole message in octets, reached with text of no meaning; 0, or less than the
                              message needs: as it is */
  gint64 time;             /* µs UTC, for Date */
  int zone_minutes;
} Composition;

/* Caller owns. */
Message *compose_message (const Composition *composition);

/* The address alone: "Budi <budi@luar.example>" gives "budi@luar.example". Caller owns. */
char *compose_dup_address (const char *text);
/* "Mon, 02 Mar 2026 08:00:00 +0700" (RFC 5322 §3.3). Caller owns. */
char *compose_dup_date (gint64 time, int zone_minutes);
/* RFC 2047 where the text needs it. Appends to out. */
void compose_add_text (GString *out, const char *text);
