/* RandomWorld: journals made by chance from a seed: devices, mail programs, servers, what people do, and what breaks.
 * The last lines mend everything and let everybody look for mail, so that what has to agree in the end can be asked. */
#pragma once

#include <glib.h>

typedef struct {
  GPtrArray *lines; /* of char *, each one journal line, in order */
  guint n_fixed;    /* so many at the end mend things: a shrunk journal keeps them */
} RandomWorld;

RandomWorld *random_world_new (guint64 seed);
void random_world_free (RandomWorld *world);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RandomWorld, random_world_free)

/* As a file. Caller owns. */
char *random_world_text (const RandomWorld *world);

/* Lives the journal and asks for all laws. NULL when they hold; otherwise which one does not, and where: "LAW: what".
 * "journal: ..." when the text is no journal. copy_at > 0: at that step the world is left to a copy, and the two have to
 * end alike. Caller owns. */
char *random_world_break (const char *text, guint copy_at);

/* The fewest lines that still break the same law. Takes long: every try is a life. */
RandomWorld *random_world_shrink (const RandomWorld *world, const char *broken, guint copy_at);
