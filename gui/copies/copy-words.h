/* What a cell of the copies table says. */
#pragma once

#include "playback/playback-session.h"

/* One column: a place in a world. */
typedef struct {
  guint world;
  guint column; /* in that world's CopyTable */
  gboolean first; /* of its world */
} CopyColumn;

typedef enum { CELL_SAME, CELL_OTHER /* state differs */, CELL_MISSING /* is there in another world, not here */ } CellMark;

/* Columns of one world or of all (world G_MAXUINT). GArray of CopyColumn. */
GArray *copy_columns (PrSession *session, guint world);
/* Letters of all those worlds, ascending. GArray of guint32. */
GArray *copy_letters (PrSession *session, const GArray *columns);
/* NULL when that world does not know the letter. */
const CopyCell *copy_cell (PrSession *session, const CopyColumn *column, guint32 letter);
/* Caller owns. */
char *copy_cell_words (PrSession *session, const CopyColumn *column, guint32 letter);
char *copy_kept_words (PrSession *session, const CopyColumn *column);
/* The same words for a label that wraps: a line ends at a dot where it can, and never begins with one. Caller owns. */
char *copy_words_for_lines (const char *words);
CellMark copy_cell_mark (PrSession *session, const GArray *columns, guint index, guint32 letter);
