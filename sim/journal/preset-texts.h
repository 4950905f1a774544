/* The files of data/presets, made into C by data/presets/embed.py: a world reads nothing of its surroundings. */
#pragma once

#include <glib.h>

typedef struct {
  const char *name; /* of the file, without .preset */
  const char *text;
} PresetText;

extern const PresetText preset_texts[];
extern const guint preset_n_texts;
