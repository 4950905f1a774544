/* Which line proves what: never the octets of a letter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "proof-line.h"
#include "time/timeline.h"

static const char day[] =
  "postroom 1\nseed 7\ndate 2026-03-02\n"
  "account ada@kantor.example password=rahasia\n"
  "device laptop account=ada protocol=pop3 keep=never\n"
  "device phone account=ada protocol=imap save-sent=on idle=off\n"
  "at 08:00 deliver from=budi@luar.example subject=Photos size=24kB\n"
  "at 08:02 phone check\n"
  "at 08:03 phone flag A\n"
  "at 08:05 laptop check\n"
  "at 08:10 phone write to=budi@luar.example subject=Hello size=3kB\n"
  "at 08:15 phone check\n"
  "at 08:40 scene end\n";

static const struct { PlaceKind place; CopyChange change; const char *reason; const char *line; } proofs[] = {
  { PLACE_SERVER, COPY_APPEARED, "delivered", "250 2.6.0 Message taken" },
  { PLACE_DEVICE, COPY_APPEARED, "downloaded", "FETCH (UID 1 " },
  { PLACE_SERVER, COPY_CHANGED, NULL, "UID STORE 1 +FLAGS (\\Flagged)" },
  { PLACE_DEVICE, COPY_APPEARED, "downloaded", "+OK 24" },
  { PLACE_SERVER, COPY_VANISHED, "pop-deleted", "QUIT" },
  { PLACE_SERVER, COPY_APPEARED, "appended", "OK [APPENDUID " },
  { PLACE_OUTSIDE, COPY_APPEARED, "relayed", "250 2.6.0 Message taken" },
};

static Timeline *
begin (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_parse (day, -1, "test", &error);

  if (journal == NULL)
    fail_msg ("%s", error->message);
  return timeline_new (journal, 0, 0);
}

static Timeline *
live (void)
{
  Timeline *timeline = begin ();

  timeline_seek_end (timeline);
  return timeline;
}

static gboolean
proves (const Trace *trace, const TraceEvent *event, guint which)
{
  guint32 id = proof_line (trace, event->id);
  g_autofree char *text = NULL;

  if (id == 0 || event->place.kind != proofs[which].place || event->copy.change != proofs[which].change
      || (proofs[which].reason != NULL && strcmp (copy_reason_name (event->copy.reason), proofs[which].reason) != 0))
    return FALSE;
  text = trace_line_text (trace, trace_event (trace, id), 80);
  return strstr (text, proofs[which].line) != NULL;
}

static void
test_copies (void **state)
{
  g_autoptr (Timeline) timeline = live ();
  const Trace *trace = timeline_trace (timeline);
  const GArray *copies = trace_copies (trace);

  for (guint k = 0; k < G_N_ELEMENTS (proofs); k++)
    {
      gboolean found = FALSE;

      for (guint i = 0; i < copies->len && !found; i++)
        found = proves (trace, trace_event (trace, g_array_index (copies, guint32, i)), k);
      if (!found)
        fail_msg ("nothing is proved by %s", proofs[k].line);
    }
}

/* Whatever happened: it is a line as written, not later than it was taken, and no octets of a letter. */
static void
test_all (void **state)
{
  g_autoptr (Timeline) timeline = live ();
  const Trace *trace = timeline_trace (timeline);
  guint found = 0;

  for (guint32 id = 1; id <= trace_length (trace); id++)
    {
      guint32 line = proof_line (trace, id);
      const TraceEvent *event = line != 0 ? trace_event (trace, line) : NULL;

      if (event == NULL)
        continue;
      found++;
      assert_int_equal (event->kind, TRACE_LINE);
      assert_false (event->line.arrived);
      assert_int_not_equal (event->line.kind, LINE_DATA);
      assert_int_not_equal (event->line.kind, LINE_CLIENT_DATA);
    }
  assert_true (found > 100);
  assert_int_equal (proof_line (trace, 1), 0); /* what somebody does is no line */
}

/* As long as the server has not answered, what was sent is announced by its command. */
static void
test_unanswered (void **state)
{
  g_autoptr (Timeline) timeline = begin ();
  const Trace *trace = timeline_trace (timeline);
  guint32 data = 0;
  g_autofree char *text = NULL;

  while (data == 0 && timeline_step (timeline))
    {
      const TraceEvent *event = trace_event (trace, trace_length (trace));

      for (guint32 id = event->id; id > 0 && trace_event (trace, id)->step == event->step; id--)
        if (trace_event (trace, id)->kind == TRACE_LINE && trace_event (trace, id)->line.kind == LINE_CLIENT_DATA)
          data = id;
    }
  assert_int_not_equal (data, 0);
  text = trace_line_text (trace, trace_event (trace, proof_line (trace, data)), 80);
  assert_string_equal (text, "DATA");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_copies),
    cmocka_unit_test (test_all),
    cmocka_unit_test (test_unanswered),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
