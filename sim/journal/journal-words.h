/* Words of a journal line, split as a shell would: blanks part words, "..." and '...' keep them
 * together, a backslash takes the next character as it is (not inside '...'), # at the start of a
 * word begins a comment. */
#pragma once

#include <glib.h>

typedef struct {
  char *text;
  guint column;     /* in characters, from 1 */
  guint end;        /* column behind it */
  gboolean quoted;  /* any part was: then it is never a keyword or an option */
} Word;

typedef struct {
  GArray *words;    /* of Word */
  guint indent;     /* columns of blank space before the first word; a tab counts to the next multiple of 8 */
} WordLine;

/* FALSE with error and its column when a quote is not closed or octets are not UTF-8. */
gboolean word_line_split (WordLine *line, const char *text, gsize length, const char **error, guint *column);
void word_line_clear (WordLine *line);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (WordLine, word_line_clear)

/* The text quoted so that it reads back as one word. Appends to out. */
void word_quote (GString *out, const char *text);
