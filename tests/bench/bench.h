/* What the benchmarks share: days made to measure, the clocks, and how a figure is told. */
#pragma once

#include <glib.h>

#include "journal/journal.h"

/* One account, that many letters, each device fetching the flags of all of them at each of its checks: a line a letter. */
Journal *bench_day (guint letters, guint devices, guint checks);
/* A week of 12 devices, all manners of collecting mail, a letter a quarter of an hour. */
Journal *bench_week (void);
/* 12 devices that check at the same time and have much to fetch: as much as can move at once. */
Journal *bench_crowd (void);

gint64 bench_now (void);  /* µs */
gint64 bench_cpu (void);  /* µs that this process has computed */
/* Sorts; p from 0 to 1. 0 of none. */
double bench_percentile (GArray *doubles, double p);
/* "NAME VALUE UNIT" and, with a goal, how many times the goal it is: tests/bench/run reads it. */
void bench_tell (const char *name, double value, const char *unit, double goal);
