#include "timeline-lab.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void
assert_world_is (const Timeline *timeline, const char *digest)
{
  g_autofree char *now = world_digest (timeline_world (timeline));

  if (!g_str_equal (now, digest))
    fail_msg ("event %u, step %u: another world", timeline_position (timeline), timeline_world (timeline)->step);
}

GPtrArray *
run_forward (Timeline *timeline)
{
  GPtrArray *digests = g_ptr_array_new_with_free_func (g_free);

  do
    g_ptr_array_add (digests, world_digest (timeline_world (timeline)));
  while (timeline_step (timeline));
  return digests;
}

void
check_every_step_back (Journal *journal, guint variant)
{
  g_autoptr (Timeline) timeline = timeline_new (journal, 0, variant);
  g_autoptr (GPtrArray) digests = run_forward (timeline);
  guint step = timeline_world (timeline)->step;
  guint events = trace_length (timeline_trace (timeline));

  assert_int_equal (step + 1, digests->len);
  assert_int_equal (events, timeline_position (timeline));
  while (timeline_step_back (timeline))
    {
      assert_int_equal (timeline_world (timeline)->step, --step);
      assert_world_is (timeline, digests->pdata[step]);
    }
  assert_int_equal (step, 0);
  assert_int_equal (timeline_position (timeline), 0);
  assert_int_equal (trace_length (timeline_trace (timeline)), events);
}
