/* STATUS items: what STATUS and LIST RETURN (STATUS ...) tell of a mailbox that need not be selected. */
#pragma once

#include "imap/imap-server-private.h"

/* "(" status-att *(SP status-att) ")" as indexes of known items, each once. NULL when not well formed. */
GArray *imap_parse_status_items (ImapCommand *command); /* of guint */
/* "* STATUS mailbox (...)" */
void imap_tell_status (ImapCommand *command, const Mailbox *mailbox, const GArray *items);

/* "\Drafts" in any case; 0 when it is no attribute of RFC 6154. */
SpecialUse imap_special_use_parse (const char *name);
/* "\Drafts \Sent", nothing for none. Appends to out, with spaces between. */
void imap_special_use_format (guint32 uses, GString *out);
