#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "engine.h"

static void
test_lines_end_at_crlf (void **state)
{
  EngineIo io;
  const char *octets = "one\ntwo\r\nrest";

  engine_io_init (&io);
  engine_io_receive (&io, (const guint8 *) octets, strlen (octets));
  assert_int_equal (engine_io_line (&io, FALSE), 4);
  assert_int_equal (engine_io_line (&io, TRUE), 9);
  engine_io_consume (&io, 9);
  assert_int_equal (io.in_offset, 9);
  assert_int_equal (engine_io_line (&io, FALSE), 0);
  state_clear (&engine_io_state, &io);
}

static void
test_written_lines_are_ranges_with_tokens (void **state)
{
  EngineIo io;
  EngineOut out;
  guint32 next_copy = 1;
  LineWriter line;
  const TraceEvent *event;
  const TraceToken *token;

  engine_io_init (&io);
  engine_out_init (&out, &next_copy, 1);
  io.out_offset = 100;
  line_begin (&line, &out, &io, ROLE_CLIENT, LINE_COMMAND);
  line_put (&line, TOKEN_COMMAND, "DELE");
  line_add (&line, " ");
  line_put (&line, TOKEN_NUMBER, "3")->number = 3;
  line_end (&line);

  assert_int_equal (out.events->len, 1);
  event = &g_array_index (out.events, TraceEvent, 0);
  assert_int_equal (event->line.direction, TO_SERVER);
  assert_int_equal (event->line.start, 100);
  assert_int_equal (event->line.end, 108);
  assert_false (event->line.arrived);
  assert_int_equal (event->line.n_tokens, 2);
  token = &g_array_index (out.tokens, TraceToken, 1);
  assert_int_equal (token->start, 5);
  assert_int_equal (token->length, 1);
  assert_int_equal (token->number, 3);
  assert_int_equal (io.out_offset, 108);
  engine_out_clear (&out);
  state_clear (&engine_io_state, &io);
}

static void
test_a_transition_follows_its_row (void **state)
{
  static const char *const states[] = { "A", "B" };
  static const char *const inputs[] = { "GO" };
  static const char *const outcomes[] = { "OK", "NO" };
  static const StateRow rows[] = { { 0, 0, 0, 1, "RFC 0 §1" }, { 0, 0, 1, 0, "RFC 0 §1" } };
  static const StateTable table = { "TEST", "server", states, 2, inputs, 1, outcomes, 2, rows, 2 };
  EngineOut out;
  guint32 next_copy = 1;
  guint32 at = 0;
  const TraceEvent *event;

  engine_out_init (&out, &next_copy, 1);
  engine_transition (&out, &table, &at, 0, 1, ROLE_SERVER);
  assert_int_equal (at, 0);
  engine_transition (&out, &table, &at, 0, 0, ROLE_SERVER);
  assert_int_equal (at, 1);
  event = &g_array_index (out.events, TraceEvent, 1);
  assert_int_equal (event->state.row, 0);
  assert_int_equal (event->state.old_state, 0);
  assert_int_equal (event->state.new_state, 1);
  assert_true (state_table_allows (&table, 0, 0));
  assert_false (state_table_allows (&table, 1, 0));
  engine_out_clear (&out);
}

static void
test_io_is_covered (void **state)
{
  char *missing = NULL;

  assert_true (state_type_covers (&engine_io_state, &missing));
  assert_null (missing);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines_end_at_crlf),
    cmocka_unit_test (test_written_lines_are_ranges_with_tokens),
    cmocka_unit_test (test_a_transition_follows_its_row),
    cmocka_unit_test (test_io_is_covered),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
