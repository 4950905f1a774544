/* The files of lessons/en and lessons/id, made into C by data/presets/embed.py. */
#pragma once

#include <glib.h>

typedef struct {
  const char *key;  /* "en/a-letter-travels" */
  const char *text;
} LessonfileText;

extern const LessonfileText lessonfile_texts[];
extern const guint lessonfile_n_texts;
