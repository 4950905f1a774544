#include "sync-print.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "terminal.h"

/* Lines with more octets than this are told by their beginning and their size. */
#define FOLD_OCTETS 400
#define LINES_MAX 12
#define COLUMNS_MAX 400

static void
print_line (const Trace *trace, const TraceEvent *event)
{
  guint64 size = event->line.end - event->line.start;
  g_autofree char *whole = trace_line_shown (trace, event, FOLD_OCTETS);
  g_auto (GStrv) lines = g_strsplit (whole, "\n", -1);
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL && i < LINES_MAX; i++)
    {
      g_string_append (out, i > 0 ? "   " : event->line.direction == TO_SERVER ? "C: " : "S: ");
      terminal_cut (out, lines[i], COLUMNS_MAX);
      g_string_append_c (out, '\n');
    }
  if (size > FOLD_OCTETS || g_strv_length (lines) > LINES_MAX)
    {
      g_autofree char *octets = terminal_size (size);

      g_string_append_printf (out, _("   … %s in all\n"), octets);
    }
  fputs (out->str, stdout);
}

void
sync_print_event (const Trace *trace, const TraceEvent *event, gpointer data)
{
  if (event->kind == TRACE_LINE)
    print_line (trace, event);
  else if (event->kind == TRACE_CONNECTION && event->conn.change == CONNECTION_RESET)
    puts (_("The connection broke."));
  fflush (stdout);
}

static const char *
part_words (CopyPart part)
{
  return part == PART_FULL ? _("whole") : part == PART_NONE ? _("nothing") : part == PART_TEXT ? _("text") : _("header");
}

static void
print_item (const ReplicaItem *item, const ReplicaFolder *folder)
{
  g_autofree char *subject = item->message != NULL ? message_dup_subject (item->message) : g_strdup ("");
  g_autofree char *size = terminal_size (item->size);
  g_autoptr (GString) flags = g_string_new (NULL);
  g_autoptr (GString) out = g_string_new ("  ");
  g_autofree char *uid = g_strdup_printf ("%u", item->uid);

  flag_set_format (&item->flags, &folder->keywords, flags);
  terminal_pad (out, item->uid != 0 ? uid : item->uidl != NULL ? item->uidl : "-", 8);
  g_string_append (out, "  ");
  terminal_pad (out, size, 9);
  g_string_append (out, "  ");
  terminal_pad (out, part_words (item->part), 7);
  g_string_append (out, "  (");
  terminal_cut (out, flags->str, COLUMNS_MAX);
  g_string_append (out, ")  ");
  terminal_cut (out, subject, COLUMNS_MAX);
  puts (out->str);
}

static void
print_folder (const ReplicaFolder *folder, Protocol protocol)
{
  g_autoptr (GString) out = g_string_new (NULL);

  terminal_cut (out, folder->name, COLUMNS_MAX);
  g_string_append_printf (out, ngettext (": %u message", ": %u messages", folder->items->len), folder->items->len);
  if (protocol == PROTOCOL_IMAP && folder->uid_validity != 0)
    g_string_append_printf (out, " (UIDVALIDITY %u, UIDNEXT %u)", folder->uid_validity, folder->uid_next);
  if (folder->highest_modseq != 0)
    g_string_append_printf (out, " HIGHESTMODSEQ %" G_GUINT64_FORMAT, folder->highest_modseq);
  puts (out->str);
  for (guint i = 0; i < folder->items->len; i++)
    print_item (&g_array_index (folder->items, ReplicaItem, i), folder);
}

void
sync_print_replica (const Replica *replica, Protocol protocol)
{
  g_autoptr (GString) heading = g_string_new (NULL);

  terminal_styled (heading, STYLE_HEADING, _("What the device holds"));
  printf ("\n%s\n", heading->str);
  for (guint i = 0; i < replica->folders->len; i++)
    print_folder (replica->folders->pdata[i], protocol);
  if (protocol == PROTOCOL_POP3)
    printf (ngettext ("%u UIDL remembered\n", "%u UIDLs remembered\n", replica->uidls->len), replica->uidls->len);
}
