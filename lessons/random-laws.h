/* Laws: what holds in every world, whatever people do and whatever breaks. Each NULL, or which one does not hold and where:
 * "LAW: what". Caller owns. */
#pragma once

#include "world/world.h"

/* At any step. */
char *law_octets (const World *world);   /* what an account uses is the sum of its messages */
char *law_uids (const World *world);     /* UIDs grow (RFC 3501 §2.3.1.1) */
/* Between looks at one world: what a UID stood for, it stands for, to the octet, there and on every device (RFC 3501
 * §2.3.1.1). known: law_same_octets_new(), what was seen so far. */
GHashTable *law_same_octets_new (void);
char *law_same_octets (const World *world, GHashTable *known);
/* Of a trace, and the world that it led to. */
char *law_copies (const World *world, const Trace *trace); /* nothing comes or goes without being told, with its reason */
char *law_pop3 (const Trace *trace);     /* nothing is deleted but by QUIT (RFC 1939 §6) */
char *law_expunges (const Trace *trace); /* told once, and where it may be (RFC 3501 §7.4.1) */
/* When everybody is online and has looked for mail. */
char *law_agreement (const World *world); /* what an IMAP program shows is what the server has, octet for octet */
