/* LessonText: CommonMark as a flat list of paragraphs with styled runs, so that a window can draw it and a terminal print
 * it without knowing CommonMark. Immutable once made. */
#pragma once

#include <glib.h>

typedef enum {
  PARAGRAPH_TEXT,
  PARAGRAPH_HEADING, /* below a step's own heading */
  PARAGRAPH_ITEM,    /* the first paragraph of a list's item: it has the bullet or number */
  PARAGRAPH_CODE,    /* one run, lines parted by \n, spaces kept */
  PARAGRAPH_RULE,    /* no run */
} ParagraphKind;

enum { RUN_EMPHASIS = 1, RUN_STRONG = 2, RUN_CODE = 4, RUN_LINK = 8 };

typedef struct {
  char *text;  /* UTF-8; a soft line break is a space, a hard one \n */
  char *url;   /* of RUN_LINK, NULL */
  guint style; /* RUN_ bits */
} TextRun;

typedef struct {
  ParagraphKind kind;
  guint depth;   /* 0: in no list; 1: in a list; 2: in a list of that ... */
  guint number;  /* of an item of a numbered list, 0: bullet */
  gboolean quote;
  GArray *runs;  /* of TextRun */
} Paragraph;

typedef struct {
  GPtrArray *paragraphs; /* of Paragraph * */
} LessonText;

/* Markdown, UTF-8. Never fails: what CommonMark does not know is text. Images and HTML are left out. */
LessonText *lesson_text_new (const char *markdown);
void lesson_text_free (LessonText *text);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LessonText, lesson_text_free)

guint lesson_text_length (const LessonText *text);
const Paragraph *lesson_text_paragraph (const LessonText *text, guint index);
/* All of it without styles, paragraphs parted by \n: for a label's accessible text. Caller owns. */
char *lesson_text_plain (const LessonText *text);
