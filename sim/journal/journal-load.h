/* The mail that a journal's `load` brings in. */
#pragma once

#include "journal/action.h"

/* Reads action->path (relative to folder) into action->loaded and checks action->digest, or fills it in.
 * FALSE with error. */
gboolean journal_load (Action *action, const char *folder, GError **error);
/* The same from base64 in the journal's own text. */
gboolean journal_load_embedded (Action *action, const char *base64, GError **error);
/* As an mbox (mboxrd quoting, LF line ends): reads back as the same mail. */
GByteArray *journal_loaded_to_mbox (const GArray *loaded);
