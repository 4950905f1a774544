/* LIST: a query parsed and answered (RFC 3501 §6.3.8, RFC 5258). */
#pragma once

#include "imap/imap-status.h"

typedef struct {
  GPtrArray *patterns; /* of char *: UTF-8, the reference before each */
  GArray *status;      /* items to tell along (RFC 5819); NULL */
  gboolean extended;   /* options or several patterns were given */
  gboolean level_only; /* the pattern was "": the hierarchy's delimiter is asked for */
  gboolean select_subscribed;
  gboolean select_special;
  gboolean recursive;
  gboolean return_subscribed;
} ListQuery;

/* "* LIST" of that mailbox, as SELECT tells it (RFC 9051 §6.3.2) */
void imap_list_one (ImapCommand *command, const char *name);
void imap_list (ImapCommand *command, const ListQuery *query);
