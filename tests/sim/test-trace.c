#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "trace.h"

static guint32
add_line_in (Trace *trace, guint32 step, guint connection, Direction direction, const char *octets, const TraceToken *tokens,
             guint n_tokens)
{
  gsize start;
  TraceEvent event = { .kind = TRACE_LINE, .connection = connection, .role = ROLE_CLIENT, .step = step, .time = 42 };

  trace_octets (trace, connection, direction, &start);
  trace_append_octets (trace, step, connection, direction, (const guint8 *) octets, strlen (octets));
  event.line.direction = direction;
  event.line.kind = LINE_COMMAND;
  event.line.start = start;
  event.line.end = start + strlen (octets);
  event.line.n_tokens = n_tokens;
  return trace_append (trace, &event, tokens);
}

static guint32
add_line (Trace *trace, guint connection, Direction direction, const char *octets, const TraceToken *tokens, guint n_tokens)
{
  return add_line_in (trace, 3, connection, direction, octets, tokens, n_tokens);
}

static gsize
written (const Trace *trace, guint connection)
{
  gsize length;

  trace_octets (trace, connection, TO_SERVER, &length);
  return length;
}

static gsize
sent (const Trace *trace, guint connection)
{
  gsize length;

  trace_wire (trace, connection, TO_SERVER, &length);
  return length;
}

static void
assert_text (const Trace *trace, guint id, gsize max, const char *expected)
{
  g_autofree char *text = trace_line_text (trace, trace_event (trace, id), max);

  assert_string_equal (text, expected);
}

static void
test_lines (void **state)
{
  g_autoptr (Trace) trace = trace_new ();
  gsize length;

  assert_int_equal (add_line (trace, 2, TO_SERVER, "STAT\r\n", NULL, 0), 1);
  assert_int_equal (add_line (trace, 2, TO_CLIENT, "+OK one\r\ntwo\r\nthree\r\n.\r\n", NULL, 0), 2);
  assert_int_equal (add_line (trace, 2, TO_SERVER, "bad \xff\xc3 octets\r\n", NULL, 0), 3);
  assert_text (trace, 1, 0, "STAT");
  assert_text (trace, 2, 0, "+OK one\ntwo\nthree\n.");
  assert_text (trace, 2, 15, "+OK one\ntwo");
  assert_text (trace, 2, 3, "+OK one");
  assert_text (trace, 3, 3, "bad \xef\xbf\xbd\xef\xbf\xbd octets");
  trace_octets (trace, 2, TO_SERVER, &length);
  assert_int_equal (length, 6 + 15);
  trace_octets (trace, 9, TO_SERVER, &length);
  assert_int_equal (length, 0);
  assert_int_equal (trace_length (trace), 3);
}

static void
test_secrets_are_masked (void **state)
{
  g_autoptr (Trace) trace = trace_new ();
  g_autoptr (GString) json = g_string_new (NULL);
  const TraceToken tokens[] = { { .kind = TOKEN_COMMAND, .start = 0, .length = 4 },
                                { .kind = TOKEN_SECRET, .start = 5, .length = 7 } };
  const TraceToken later = { .kind = TOKEN_SECRET, .start = 6, .length = 9 };
  g_autofree char *shown = NULL, *other = NULL;

  add_line (trace, 1, TO_SERVER, "PASS rahasia\r\n", tokens, 2);
  assert_text (trace, 1, 0, "PASS *******");
  shown = trace_line_shown (trace, trace_event (trace, 1), 0);
  assert_string_equal (shown, "PASS ••••••");
  add_line (trace, 1, TO_SERVER, "\xff ada \"ra\r\nsia\" x\r\n", &later, 1);
  other = trace_line_shown (trace, trace_event (trace, 2), 0);
  assert_string_equal (other, "\xef\xbf\xbd ada •••••• x");
  trace_event_to_json (trace, trace_event (trace, 1), json);
  assert_string_equal (json->str,
                       "{\"id\":1,\"step\":3,\"time\":42,\"cause\":0,\"kind\":\"line\",\"connection\":1,"
                       "\"role\":\"client\",\"direction\":\"to-server\",\"line\":\"command\",\"fate\":\"sent\","
                       "\"start\":0,\"end\":14,\"text\":\"PASS *******\","
                       "\"tokens\":[[\"command\",0,4],[\"secret\",5,7]]}\n");
}

static void
test_truncate (void **state)
{
  g_autoptr (Trace) trace = trace_new ();
  const TraceToken token = { .kind = TOKEN_COMMAND, .start = 0, .length = 4 };

  add_line_in (trace, 2, 1, TO_SERVER, "STAT\r\n", &token, 1);
  add_line_in (trace, 3, 1, TO_SERVER, "LIST\r\n", &token, 1);
  add_line_in (trace, 3, 2, TO_SERVER, "NOOP\r\n", &token, 1);
  trace_truncate (trace, 3);
  assert_int_equal (trace_length (trace), 3);
  assert_int_equal (written (trace, 2), 6);
  trace_truncate (trace, 2);
  assert_int_equal (trace_length (trace), 1);
  assert_int_equal (written (trace, 1), 6);
  assert_int_equal (written (trace, 2), 0);
  assert_int_equal (add_line_in (trace, 3, 1, TO_SERVER, "QUIT\r\n", &token, 1), 2);
  assert_text (trace, 2, 0, "QUIT");
  assert_int_equal (trace_event (trace, 2)->line.first_token, 1);
}

/* Octets that no event tells of belong to their step all the same, also when steps without any event follow. */
static void
test_truncate_what_waits (void **state)
{
  g_autoptr (Trace) trace = trace_new ();

  add_line_in (trace, 2, 1, TO_SERVER, "STLS\r\n", NULL, 0);
  trace_append_octets (trace, 4, 1, TO_SERVER, (const guint8 *) "USER", 4);
  trace_append_octets (trace, 6, 1, TO_SERVER, (const guint8 *) " ada", 4);
  trace_append_wire (trace, 7, 1, TO_SERVER, (const guint8 *) "hello", 5, 14);
  trace_append_wire (trace, 8, 1, TO_SERVER, (const guint8 *) "record", 6, 14);
  assert_int_equal (sent (trace, 1), 14 + 5 + 6);
  trace_truncate (trace, 7);
  assert_int_equal (sent (trace, 1), 14 + 5);
  trace_truncate (trace, 6);
  assert_int_equal (sent (trace, 1), 14);
  trace_truncate (trace, 5);
  assert_int_equal (written (trace, 1), 6 + 4);
  assert_int_equal (trace_length (trace), 1);
  trace_truncate (trace, 3);
  assert_int_equal (written (trace, 1), 6);
}

static void
test_json_of_copies (void **state)
{
  g_autoptr (Trace) trace = trace_new ();
  g_autoptr (GString) json = g_string_new (NULL);
  TraceEvent event = { .kind = TRACE_COPY, .step = 1, .time = 7, .cause = 0, .place = { PLACE_SERVER, 1 } };

  event.copy = (CopyEvent) { .change = COPY_APPEARED, .reason = REASON_DELIVERED, .copy = 4, .letter = 2, .uid = 9,
                             .folder = "IN\"BOX", .part = PART_FULL, .octets = 100,
                             .new_flags = { .system = FLAG_SEEN, .keywords = 2 } };
  trace_append (trace, &event, NULL);
  trace_event_to_json (trace, trace_event (trace, 1), json);
  assert_string_equal (json->str,
                       "{\"id\":1,\"step\":1,\"time\":7,\"cause\":0,\"kind\":\"copy\",\"place\":\"server\","
                       "\"place-id\":1,\"change\":\"appeared\",\"reason\":\"delivered\",\"copy\":4,\"letter\":2,"
                       "\"uid\":9,\"folder\":\"IN\\\"BOX\",\"old-flags\":[],"
                       "\"new-flags\":[\"\\\\Seen\",\"keyword-1\"],\"part\":\"full\",\"octets\":100}\n");
}

static void
count_lines (const TraceEvent *event, gpointer data)
{
  if (event->kind == TRACE_LINE)
    (*(guint *) data)++;
}

static void
test_watched (void **state)
{
  guint lines = 0;
  g_autoptr (Trace) trace = trace_new_watched (count_lines, &lines);
  TraceEvent event = { .kind = TRACE_LINE, .id = 7, .connection = 3 };
  gsize length;

  trace_append_octets (trace, 1, 3, TO_SERVER, (const guint8 *) "QUIT\r\n", 6);
  assert_int_equal (trace_append (trace, &event, NULL), 7);
  event = (TraceEvent){ .kind = TRACE_TIMER, .id = 8 };
  assert_int_equal (trace_append (trace, &event, NULL), 8);
  assert_int_equal (lines, 1);
  assert_int_equal (trace_length (trace), 0);
  trace_octets (trace, 3, TO_SERVER, &length);
  assert_int_equal (length, 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_lines),
    cmocka_unit_test (test_secrets_are_masked),
    cmocka_unit_test (test_truncate),
    cmocka_unit_test (test_truncate_what_waits),
    cmocka_unit_test (test_json_of_copies),
    cmocka_unit_test (test_watched),
  };

  return cmocka_run_group_tests_name ("trace", tests, NULL, NULL);
}
