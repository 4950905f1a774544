/* UidSet: sorted, disjoint, non-adjacent ranges of UIDs or sequence numbers, never mixed in one
 * set (RFC 3501 §9 sequence-set, RFC 4315 uid-set). */
#pragma once

#include <glib.h>

#include "state.h"

typedef struct {
  guint32 from; /* from <= to, both > 0 */
  guint32 to;
} UidRange;

typedef struct {
  GArray *ranges; /* of UidRange */
} UidSet;

extern const StateType uid_set_state;

/* A zeroed set is a valid empty one too. */
void uid_set_init (UidSet *set);
void uid_set_clear (UidSet *set);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UidSet, uid_set_clear)

void uid_set_add (UidSet *set, guint32 n);
void uid_set_add_range (UidSet *set, guint32 from, guint32 to); /* either order */
void uid_set_remove (UidSet *set, guint32 n);
gboolean uid_set_contains (const UidSet *set, guint32 n);
gboolean uid_set_is_empty (const UidSet *set);
guint64 uid_set_count (const UidSet *set);

/* Replaces what is in the set; leaves it empty when it fails. A range with a `*` that names nothing is empty too.
 * "1:3,7,*": `*` stands for star; with star 0 (empty mailbox) `*` names nothing.
 * FALSE on anything that the grammar does not allow (0, empty, signs, over 2^32-1). length -1: NUL-terminated. */
gboolean uid_set_parse (UidSet *set, const char *text, gssize length, guint32 star);
void uid_set_format (const UidSet *set, GString *out);
