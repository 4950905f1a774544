/* Outside: everybody else's mail servers: sends letters in by SMTP, takes what the host sends out. */
#pragma once

#include "mail-host.h"

typedef struct {
  GPtrArray *outgoing;  /* of QueuedMail *: to be delivered to the host */
  GPtrArray *arrived;   /* of QueuedMail *: came from the host */
  GPtrArray *bounced;   /* of QueuedMail *: the host refused them */
  guint32 next;
  guint32 unused;
} Outside; /* the world's owner may add fields */

extern const StateType outside_state;
