/* Rng: randomness keyed by (seed, purpose, name, counter), never drawn from a shared stream, so
 * that adding a device does not change another's luck. No state: the caller holds the counter. */
#pragma once

#include <glib.h>

guint64 rng_u64 (guint64 seed, const char *purpose, const char *name, guint64 counter);
/* 0 <= x < 1 */
double rng_unit (guint64 seed, const char *purpose, const char *name, guint64 counter);
