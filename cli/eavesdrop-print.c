#include "eavesdrop-print.h"

#include <glib/gi18n.h>

#include "eavesdropper.h"
#include "terminal.h"
#include "world/copies.h"

#define COLUMNS_MAX 120
#define NAME_WIDTH 9

static gboolean
find_link (const World *world, const char *link, Place *place)
{
  const Device *device = world_find_device (world, link);

  *place = (Place) { g_str_equal (link, "outside") ? PLACE_OUTSIDE : PLACE_NONE, 0 };
  if (device != NULL)
    *place = device_place (device);
  return place->kind != PLACE_NONE || g_str_equal (link, "all");
}

static void
add_text (GString *out, const Heard *heard)
{
  g_auto (GStrv) lines = g_strsplit (heard->text, "\n", -1);

  terminal_cut (out, lines[0] != NULL ? lines[0] : "", COLUMNS_MAX);
  if (lines[0] != NULL && lines[1] != NULL)
    g_string_append_printf (out, ngettext (" … %u more line", " … %u more lines", g_strv_length (lines) - 1),
                            g_strv_length (lines) - 1);
  if (heard->login != NULL)
    {
      g_autoptr (GString) login = g_string_new ("= ");

      terminal_cut (login, heard->login, COLUMNS_MAX);
      g_string_append (out, "  ");
      terminal_styled (out, STYLE_BAD, login->str);
    }
}

static void
add_heard (GString *out, const Timeline *timeline, const Heard *heard)
{
  const TraceEvent *opening = trace_connection (timeline_trace (timeline), heard->connection);
  g_autofree char *time = journal_format_time (timeline_journal (timeline), heard->time, 3);
  g_autofree char *who = place_dup_name (timeline_world (timeline), opening->conn.client);
  g_autofree char *size = terminal_size (heard->octets);

  g_string_append_printf (out, "%s  ", time);
  terminal_pad (out, who, NAME_WIDTH);
  g_string_append (out, heard->direction == TO_SERVER ? " → " : " ← ");
  if (heard->kind == HEARD_LINE)
    add_text (out, heard);
  else
    {
      g_autofree char *what = heard->kind == HEARD_NAME ? g_strdup_printf (_("%s, TLS begins, to “%s”"), size, heard->text)
                                                         : g_strdup_printf (_("%s, unreadable"), size);

      terminal_styled (out, STYLE_FAINT, what);
    }
  g_string_append_c (out, '\n');
}

gboolean
eavesdrop_write (const Timeline *timeline, const char *link, GString *out)
{
  const Trace *trace = timeline_trace (timeline);
  g_autoptr (GArray) heard = NULL;
  Place place;

  if (!find_link (timeline_world (timeline), link, &place))
    return FALSE;
  terminal_styled (out, STYLE_HEADING, _("What somebody reads who listens on the way (TLS is modelled, without cryptography)"));
  g_string_append_c (out, '\n');
  heard = eavesdrop (timeline_world (timeline), trace, trace_length (trace), place);
  for (guint i = 0; i < heard->len; i++)
    add_heard (out, timeline, &g_array_index (heard, Heard, i));
  return TRUE;
}
