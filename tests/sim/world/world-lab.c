#include "../../rows.h"

#include <string.h>

#include "world-lab.h"

void
lab_open (WorldLab *lab, const char *text, guint variant)
{
  static const char header[] = "postroom 1\nseed 7\ndate 2026-03-02\nzone +07:00\n";
  g_autofree char *all = g_strconcat (header, text, NULL);
  g_autoptr (GError) error = NULL;

  lab->journal = journal_parse (all, -1, "lab", &error);
  if (lab->journal == NULL)
    fail_msg ("%s", error->message);
  lab->script = journal_script (lab->journal, 0, variant);
  lab->world = world_new (lab->journal, variant);
  lab->trace = trace_new ();
}

void
lab_close (WorldLab *lab)
{
  world_free (lab->world);
  trace_free (lab->trace);
  g_array_free (lab->script, TRUE);
  journal_unref (lab->journal);
}

void
lab_run (WorldLab *lab)
{
  guint steps = 0;

  while (world_step (lab->world, lab->journal, lab->script, lab->trace))
    assert_true (++steps < 1000000);
}

char *
lab_json (const WorldLab *lab)
{
  GString *json = g_string_new (NULL);

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    trace_event_to_json (lab->trace, trace_event (lab->trace, id), json);
  return g_string_free (json, FALSE);
}

void
lab_check_trace (const WorldLab *lab)
{
  gint64 time = 0;
  guint32 step = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);

      assert_int_equal (event->id, id);
      assert_true (event->cause < id);
      assert_true (event->time >= time && event->step >= step);
      time = event->time;
      step = event->step;
      rows_note_event (event);
      if (event->kind == TRACE_LINE)
        {
          gsize length;

          trace_line_octets (lab->trace, event, &length);
          assert_true (event->line.start < event->line.end && event->line.end <= length);
          assert_true (event->line.answers < id);
        }
    }
}

void
lab_live (WorldLab *lab, const char *text)
{
  lab_open (lab, text, 0);
  lab_run (lab);
  lab_check_trace (lab);
}

guint
lab_lines (const WorldLab *lab, Direction direction, const char *text)
{
  guint found = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);
      g_autofree char *line = NULL;

      if (event->kind != TRACE_LINE || event->line.arrived || event->line.direction != direction)
        continue;
      line = trace_line_text (lab->trace, event, 200);
      found += g_str_has_prefix (line, text);
    }
  return found;
}

const TraceAction *
lab_outcome (const WorldLab *lab, ActionKind kind)
{
  for (guint id = trace_length (lab->trace); id > 0; id--)
    {
      const TraceEvent *event = trace_event (lab->trace, id);

      if (event->kind == TRACE_ACTION && journal_action (lab->journal, event->action.action)->kind == kind)
        return &event->action;
    }
  fail_msg ("no action of kind %d was carried out", kind);
  return NULL;
}

guint
lab_server_count (const WorldLab *lab, const char *folder)
{
  const Mailbox *mailbox = mail_store_mailbox (mail_host_store (lab->world->host, 1), folder);

  return mailbox != NULL ? mailbox_count (mailbox) : 0;
}

guint
lab_device_count (const WorldLab *lab, const char *name, const char *folder)
{
  const ReplicaFolder *found = replica_folder (world_find_device (lab->world, name)->replica, folder);
  guint count = 0;

  for (guint i = 0; found != NULL && i < found->items->len; i++)
    count += !g_array_index (found->items, ReplicaItem, i).hidden;
  return count;
}

const ReplicaItem *
lab_item (const WorldLab *lab, const char *name, guint32 letter)
{
  const ReplicaFolder *folder;

  return device_find_letter (world_find_device (lab->world, name), letter, &folder);
}

guint
lab_copies (const WorldLab *lab, PlaceKind place, CopyChange change, CopyReason reason)
{
  guint found = 0;

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);

      found += event->kind == TRACE_COPY && event->place.kind == place && event->copy.change == change
               && event->copy.reason == reason;
    }
  return found;
}
