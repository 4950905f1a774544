/* The lessons that come with Postroom. They are part of the program: nothing is read at run time. */
#pragma once

#include "lesson.h"

/* What a list of lessons shows. */
typedef struct {
  char *name;
  char *language; /* of what follows */
  char *title;
  char *summary;  /* plain text */
  char *picture;  /* as in Lesson */
  guint minutes;
  guint order;
  guint n_predictions;
} LessonEntry;

/* By `order`, then name; each in the first of the languages (NULL-terminated, as from g_get_language_names(); may be NULL) that
 * it has, else in English. GPtrArray of LessonEntry *, which it owns. Caller owns. */
GPtrArray *lesson_catalog_list (const char *const *languages);
/* A shipped lesson by its name, or a file by its path (with a '/' or ending in .md). NULL with error. */
Lesson *lesson_catalog_open (const char *name, const char *const *languages, GError **error);
/* The text of a shipped lesson in that very language, NULL. */
const char *lesson_catalog_text (const char *name, const char *language);
/* What a lesson of one's own begins with. */
const char *lesson_catalog_template (void);
/* All texts, for checking them: keys as "en/NAME". */
guint lesson_catalog_n_texts (void);
const char *lesson_catalog_key (guint index);
