/* Outside: everybody else's mail servers: sends letters in by SMTP, takes what the host sends out. */
#pragma once

#include "world/mail-host.h"

typedef enum { OUTSIDE_TO_SEND, OUTSIDE_SENT, OUTSIDE_BOUNCED, OUTSIDE_ARRIVED } OutsideFate;

/* A letter that the outside world has: what it wrote stays with it. */
typedef struct {
  guint32 letter;
  guint32 copy;
  guint32 item;         /* id in outgoing or bounced, 0 */
  OutsideFate fate;
  guint64 octets;
} OutsideCopy;

typedef struct {
  GPtrArray *outgoing;  /* of QueuedMail *: to be delivered to the host */
  GPtrArray *arrived;   /* of QueuedMail *: came from the host */
  GPtrArray *bounced;   /* of QueuedMail *: the host refused them */
  GArray *copies;       /* of OutsideCopy */
  guint32 next;         /* id of the next outgoing one */
  guint32 unused;
} Outside; /* the world's owner may add fields */

extern const StateType outside_state;

void outside_init (Outside *outside);
/* Takes a reference on the message, copies the rest. Returns the item's id. */
guint32 outside_queue (Outside *outside, const char *from, GPtrArray *to, Message *message, guint32 letter, gint64 now);
QueuedMail *outside_find (const Outside *outside, guint32 item); /* among outgoing; NULL */
/* Moves it out of outgoing: sent ones are forgotten, refused ones kept. */
void outside_done (Outside *outside, guint32 item, gboolean refused);
/* First copy of the letter, NULL. */
OutsideCopy *outside_copy (const Outside *outside, guint32 letter);
/* "Outgoing", "Sent", "Bounced", "Inbox": as folder names in copy events. Interned. */
const char *outside_folder (OutsideFate fate);
