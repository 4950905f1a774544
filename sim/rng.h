/* Rng: randomness keyed by (seed, purpose, name, counter), never drawn from a shared stream, so
 * that adding a device does not change another's luck. No state: the caller holds the counter.
 *
 * The values are part of what a journal means: they are the same on every machine and must
 * never change (FNV-1a of the strings, mixed with seed and counter as SplitMix64 does). Not for
 * secrets. */
#pragma once

#include <glib.h>

/* A NULL string counts as empty. */
guint64 rng_u64 (guint64 seed, const char *purpose, const char *name, guint64 counter);
/* 0 <= x < 1 */
double rng_unit (guint64 seed, const char *purpose, const char *name, guint64 counter);
