/* Checks that every described type owes to its tests. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "state.h"

/* The fields cover the struct. */
static inline void
check_covers (const StateType *type)
{
  g_autofree char *missing = NULL;

  if (!state_type_covers (type, &missing))
    fail_msg ("%s", missing);
}

static inline void
check_same (const StateType *type, gconstpointer a, gconstpointer b)
{
  g_autofree char *digest_a = state_digest_string (type, a);
  g_autofree char *digest_b = state_digest_string (type, b);

  assert_string_equal (digest_a, digest_b);
}

static inline void
check_differ (const StateType *type, gconstpointer a, gconstpointer b)
{
  g_autofree char *digest_a = state_digest_string (type, a);
  g_autofree char *digest_b = state_digest_string (type, b);

  assert_string_not_equal (digest_a, digest_b);
}
