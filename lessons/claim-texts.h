/* The files of lessons/claims, made into C by data/presets/embed.py. */
#pragma once

#include <glib.h>

typedef struct {
  const char *name; /* "C05" */
  const char *text;
} ClaimText;

extern const ClaimText claim_texts[];
extern const guint claim_n_texts;
