#include "trace-lines.h"

static char *
dup_member (const char *world)
{
  GString *member = g_string_new ("\"world\":\"");

  for (const char *c = world; *c != '\0'; c++)
    {
      if (*c == '"' || *c == '\\')
        g_string_append_c (member, '\\');
      if ((guchar) *c >= ' ')
        g_string_append_c (member, *c);
    }
  g_string_append (member, "\",");
  return g_string_free (member, FALSE);
}

void
trace_lines_append (GString *out, const Trace *trace, guint *written, const char *world)
{
  g_autofree char *member = world != NULL ? dup_member (world) : NULL;

  while (*written < trace_length (trace))
    {
      gsize start = out->len;

      trace_event_to_json (trace, trace_event (trace, ++*written), out);
      if (member != NULL)
        g_string_insert (out, (gssize) start + 1, member);
    }
}
