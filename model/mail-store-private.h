/* What the files of the mail-store share. */
#pragma once

#include <string.h>

#include "mail-store.h"

/* Room for peers to fill: mailboxes, and subscriptions, of one account. */
#define MAIL_STORE_NAMES_MAX 10000

/* The name as stored: INBOX in capitals (also as the first level), no '/' at the end. NULL when the name
 * is not allowed: empty or too long, an empty level, controls, wildcards, not UTF-8. */
char *mail_store_dup_name (const char *name);
/* -1 when there is none. */
int mail_store_index (const MailStore *store, const char *name);
/* A new empty mailbox with its own UIDVALIDITY. The name is as stored and free. */
Mailbox *mail_store_add_mailbox (MailStore *store, const char *name);
