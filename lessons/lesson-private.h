/* What the files of the lesson's parser share. */
#pragma once

#include "lesson.h"

#include "journal/journal-words.h"

/* An expectation or time whose meaning depends on journal lines that are not read yet. */
typedef struct {
  LessonBlock *block;
  LessonChoice *choice; /* expectation of a choice; NULL: a goal */
  char *text;           /* "expect phone Inbox has A", or a time */
  guint line;
  guint column;
  gboolean is_until;    /* a time: until, not at */
} LessonPending;

typedef struct {
  Lesson *lesson;
  GPtrArray *faults;
  char **lines;          /* of the file, without line ends */
  guint n_lines;
  GPtrArray *pending;    /* expectations: of LessonPending * */
  GPtrArray *times;      /* untils and ats: of LessonPending * */
  guint n_predictions;
  guint n_tasks;
} LessonParser;

/* lesson-block.c: what is within a fence whose first word told the kind. words: those of the fence after the kind. */
void lesson_block_parse (LessonParser *parser, LessonBlock *block, const Word *words, guint n_words);
LessonPending *lesson_pending_new (LessonBlock *block, LessonChoice *choice, const char *text, guint line, guint column);
LessonBlock *lesson_block_new (LessonBlockKind kind, guint line);
LessonStep *lesson_step_new (const char *title, guint line);
Lesson *lesson_new (const char *path);
/* What a kind's fence is called; NULL for prose. */
const char *lesson_block_word (LessonBlockKind kind);
/* -1: none */
int lesson_block_find_word (const char *word);

/* lesson-journal.c: reads all journal lines of the steps, then what was pending. */
void lesson_journal_parse (LessonParser *parser);
/* Lets every world of the branch live to that time at least, with what programs do by themselves: appends a line that does
 * nothing for those that have none there or later. */
gboolean lesson_journal_wait (Journal *journal, guint branch, gint64 until, GError **error);

/* lesson-text.c */
struct cmark_node;
LessonText *lesson_text_alloc (void);
void lesson_text_add_node (LessonText *text, struct cmark_node *node);
