/* AdviserTable: the figures of all set-ups as rows that can be shown. */
#pragma once

#include "adviser-answer.h"

typedef struct {
  char *label;                    /* for people: "Laptop: Data moved" */
  char *texts[ADVISER_N_SETUPS];
  double bars[ADVISER_N_SETUPS];  /* 0 to 1, how much of the whole or of the largest */
  gboolean more_is_better;        /* a long bar is a good one */
} AdviserRow;

/* Of AdviserRow *; rows that have nothing to say of this person are left out. */
GPtrArray *adviser_table_new (const AdviserAnswer *answer);
