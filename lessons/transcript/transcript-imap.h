/* What the two ends of IMAP's walk share. */
#pragma once

#include "transcript/transcript-private.h"

gboolean imap_is_tagged_answer (const Spoken *spoken);
/* Borrowed, NULL when none is. */
Command *imap_find_pending (const Walk *walk, const char *tag);
Command *imap_find_dialogue (const Walk *walk);
