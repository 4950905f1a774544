#include "lesson-show.h"

#include <string.h>

#define LONGEST 998 /* octets of a line that are looked through */

gboolean
lesson_show_means_world (const LessonBlock *show, const Timeline *timeline)
{
  const char *name = journal_variant_name (timeline_journal (timeline), timeline_variant (timeline));

  return show->variant == NULL || strcmp (name, show->variant) == 0;
}

static gboolean
is_of_device (const Timeline *timeline, guint32 connection, const char *name)
{
  const TraceEvent *opening = trace_connection (timeline_trace (timeline), connection);
  const Device *device = NULL;

  if (opening != NULL && opening->conn.client.kind == PLACE_DEVICE)
    device = world_device (timeline_world (timeline), opening->conn.client.id);
  return device != NULL && strcmp (device->name, name) == 0;
}

gboolean
lesson_show_means_line (const LessonBlock *show, const Timeline *timeline, const TraceEvent *event)
{
  g_autofree char *line = NULL;

  if (event->kind != TRACE_LINE || event->line.arrived)
    return FALSE;
  if (show->console != NULL && !is_of_device (timeline, event->connection, show->console))
    return FALSE;
  line = trace_line_text (timeline_trace (timeline), event, LONGEST);
  return show->show_line == NULL || strstr (line, show->show_line) != NULL;
}
