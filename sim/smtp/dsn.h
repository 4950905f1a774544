/* What somebody asks to be told about their mail (RFC 3461 §4). It is kept as the words that asked for it, so that the
 * next server is asked for the very same (§5.2.1):
 *
 *   of MAIL  "RET=HDRS ENVID=QQ314159"
 *   of RCPT  "NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;bob@luar.example"
 *
 * NULL and "" ask for nothing. */
#pragma once

#include <glib.h>

typedef enum { DSN_SUCCESS = 1 << 0, DSN_FAILURE = 1 << 1, DSN_DELAY = 1 << 2 } DsnNotify;

/* DSN_OTHER: the parameter is none of these; DSN_WRONG: it is said twice, or its value has not the form. */
typedef enum { DSN_TAKEN, DSN_OTHER, DSN_WRONG } DsnTake;

/* One parameter of MAIL or RCPT, added to *asked, which the caller owns and which begins as NULL.
 * utf8: the transaction is one of RFC 6531, so that an original recipient may be "utf-8;dörte@…" (RFC 6533 §3). */
DsnTake dsn_take_mail (char **asked, const char *parameter);
DsnTake dsn_take_rcpt (char **asked, const char *parameter, gboolean utf8);

/* "ORCPT=rfc822;bob@luar.example" for that address; "" for one beyond US-ASCII. Caller owns. */
char *dsn_dup_original (const char *address);

/* DsnNotify bits. Where nothing was asked for, failures are told (§4.1); 0: NEVER. */
guint dsn_notify (const char *asked);
/* The whole message is wanted back with a failure (§4.3). */
gboolean dsn_wants_full (const char *asked);
/* Without xtext; NULL when it was not said. Caller owns. */
char *dsn_dup_envid (const char *asked);
/* "rfc822;bob@luar.example", without xtext; NULL when it was not said. Caller owns. */
char *dsn_dup_orcpt (const char *asked);
