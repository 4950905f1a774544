/* What the two ends of IMAP's walk share. */
#pragma once

#include "transcript/transcript-private.h"

gboolean imap_is_tagged_answer (const Spoken *spoken);
/* Borrowed, NULL when none is. */
Command *imap_find_pending (const Walk *walk, const char *tag);
Command *imap_find_dialogue (const Walk *walk);
/* As clients make them: letters and figures, with a figure at the end. */
gboolean imap_is_tag (const char *word, gsize length);
/* Octets of the literal that the server has announced and that are not there yet. */
gsize imap_walk_literal_left (const Walk *walk);
