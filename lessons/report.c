#include "report.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "explain.h"
#include "letter-color.h"
#include "symptom.h"
#include "world/copies.h"

#define TEXT_MAX 600
#define LINES_SHOWN 3

typedef struct {
  GString *out;
  Journal *journal;
  const char *language;
  Timeline *timeline;
  GHashTable *proofs;  /* set of event ids */
} Report;

static const char style[] =
  "body{font:15px/1.45 sans-serif;color:#1c1c1c;max-width:60em;margin:2em auto;padding:0 1em}"
  "h1{font-size:1.6em}h2{font-size:1.2em;margin-top:1.6em;border-bottom:1px solid #ccc}h3{font-size:1em}"
  "table{border-collapse:collapse;width:100%}td,th{text-align:left;vertical-align:top;padding:.25em .5em;"
  "border-bottom:1px solid #ddd}code{font:13px monospace;white-space:pre-wrap;overflow-wrap:anywhere}"
  ".proof{background:#fff3c4}.note{color:#444}.clause{color:#666;font-size:.85em}.cause{font-size:1.1em}"
  ".letter{display:inline-block;min-width:1.1em;padding:0 .3em;border-radius:.3em;color:#fff;text-align:center;"
  "font-weight:bold;-webkit-print-color-adjust:exact;print-color-adjust:exact}"
  "@media print{body{margin:0;max-width:none;font-size:11px}h2,h3{break-after:avoid}tr,li{break-inside:avoid}}";

static void
add_text (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (out, escaped);
}

static void
add_element (GString *out, const char *open, const char *text, const char *close)
{
  g_string_append (out, open);
  add_text (out, text);
  g_string_append (out, close);
}

static void
add_letter (const Report *report, guint32 letter)
{
  g_string_append_printf (report->out, "<span class=\"letter\" style=\"background:%s\">", letter_color (letter));
  add_text (report->out, journal_letter_name (report->journal, letter));
  g_string_append (report->out, "</span>");
}

/* Who says it, to whom. */
static char *
dup_speaker (const Report *report, const TraceEvent *line)
{
  const World *world = timeline_world (report->timeline);
  const TraceEvent *opening = trace_connection (timeline_trace (report->timeline), line->connection);
  g_autofree char *client = NULL, *server = place_dup_name (world, (Place) { PLACE_SERVER, 0 });

  if (opening == NULL)
    return g_strdup ("");
  client = place_dup_name (world, opening->conn.client);
  if (line->line.direction == TO_SERVER)
    return g_strdup_printf ("%s → %s", client, server);
  return g_strdup_printf ("%s → %s", server, client);
}

static char *
dup_shown (const Trace *trace, const TraceEvent *line)
{
  g_autofree char *text = trace_line_shown (trace, line, TEXT_MAX);
  g_auto (GStrv) lines = g_strsplit (text, "\n", LINES_SHOWN + 1);

  if (g_strv_length (lines) > LINES_SHOWN)
    {
      g_free (lines[LINES_SHOWN]);
      lines[LINES_SHOWN] = g_strdup ("…");
    }
  return g_strjoinv ("\n", lines);
}

static void
add_line (const Report *report, const TraceEvent *line)
{
  const Trace *trace = timeline_trace (report->timeline);
  g_autofree char *time = journal_format_time (report->journal, line->time, 3), *who = dup_speaker (report, line);
  g_autofree char *text = dup_shown (trace, line);
  gboolean proof = g_hash_table_contains (report->proofs, GUINT_TO_POINTER (line->id)), known;
  g_autoptr (Explanation) explanation = explain_line (trace, report->journal, line, &known);

  g_string_append (report->out, proof ? "<tr class=\"proof\"><td>" : "<tr><td>");
  add_text (report->out, time);
  add_element (report->out, "</td><td>", who, "</td><td>");
  if (line->line.letter != 0)
    add_letter (report, line->line.letter);
  add_element (report->out, "<code>", text, "</code></td><td class=\"note\">");
  add_text (report->out, explanation->note);
  if (proof)
    add_element (report->out, ". ", explanation->meaning, "");
  if (*explanation->clause != '\0')
    add_element (report->out, " <span class=\"clause\">", explanation->clause, "</span>");
  g_string_append (report->out, "</td></tr>\n");
}

/* What proves it and is no line: a letter that came or went, a state. */
static void
add_event (const Report *report, const TraceEvent *event)
{
  g_autofree char *time = journal_format_time (report->journal, event->time, 3);
  g_autofree char *where = place_dup_name (timeline_world (report->timeline), event->place);

  add_element (report->out, "<tr class=\"proof\"><td>", time, "</td><td>");
  add_element (report->out, "", where, "</td><td>");
  if (event->kind == TRACE_COPY)
    {
      add_letter (report, event->copy.letter);
      g_string_append (report->out, "</td><td class=\"note\">");
      add_text (report->out, explain_reason (event->copy.reason));
    }
  else if (event->kind == TRACE_STATE)
    {
      add_text (report->out, event->state.table->states[event->state.new_state]);
      g_string_append (report->out, "</td><td class=\"note\">");
      add_text (report->out, event->state.table->rows[event->state.row].clause);
    }
  else
    g_string_append (report->out, "</td><td>");
  g_string_append (report->out, "</td></tr>\n");
}

static void
add_proof (const Report *report, const Proof *proof)
{
  const Trace *trace = timeline_trace (report->timeline);

  add_element (report->out, "<p>", proof->text, "");
  g_string_append (report->out, proof->verdict.answer == ANSWER_TRUE ? " ✓</p>\n" : " ✗</p>\n");
  if (proof->verdict.proofs->len == 0)
    return;
  g_string_append (report->out, "<table>\n");
  for (guint i = 0; i < proof->verdict.proofs->len; i++)
    {
      const TraceEvent *event = trace_event (trace, g_array_index (proof->verdict.proofs, guint32, i));

      if (event->kind == TRACE_LINE)
        add_line (report, event);
      else
        add_event (report, event);
    }
  g_string_append (report->out, "</table>\n");
}

static void
add_cell (const Report *report, const CopyCell *cell)
{
  g_string_append (report->out, "<td>");
  if (cell->present || cell->hidden)
    {
      add_text (report->out, cell->folder != NULL ? cell->folder : "✓");
      if (cell->place.kind != PLACE_OUTSIDE)
        add_element (report->out, ", ", cell->flags.system & FLAG_SEEN ? _("read") : _("unread"), "");
      if (cell->flags.system & FLAG_DELETED)
        add_element (report->out, ", ", _("marked as deleted"), "");
      if (cell->part < PART_FULL)
        add_element (report->out, ", ", cell->part == PART_TEXT ? _("text only") : _("header only"), "");
      if (cell->copies > 1)
        g_string_append_printf (report->out, ", ×%u", cell->copies);
    }
  else if (cell->gone != REASON_NONE)
    add_text (report->out, explain_reason (cell->gone));
  else
    g_string_append (report->out, "–");
  g_string_append (report->out, "</td>");
}

static void
add_places (const Report *report)
{
  const World *world = timeline_world (report->timeline);
  g_autoptr (CopyTable) table = copy_table_new (world, timeline_trace (report->timeline), timeline_position (report->timeline));

  g_string_append (report->out, "<table>\n<tr>");
  add_element (report->out, "<th>", _("Letter"), "</th>");
  for (guint i = 0; i < table->places->len; i++)
    {
      g_autofree char *name = place_dup_name (world, g_array_index (table->places, Place, i));

      add_element (report->out, "<th>", name, "</th>");
    }
  g_string_append (report->out, "</tr>\n");
  for (guint row = 0; row < table->letters->len; row++)
    {
      guint32 letter = g_array_index (table->letters, guint32, row);
      const Letter *known = world_letter (world, letter);

      g_string_append (report->out, "<tr><td>");
      add_letter (report, letter);
      add_element (report->out, " ", known != NULL && known->subject != NULL ? known->subject : "", "</td>");
      for (guint column = 0; column < table->places->len; column++)
        add_cell (report, copy_table_cell (table, row, column));
      g_string_append (report->out, "</tr>\n");
    }
  g_string_append (report->out, "</table>\n");
}

static void
add_conversation (const Report *report)
{
  const Trace *trace = timeline_trace (report->timeline);

  add_element (report->out, "<details open><summary>", _("The whole conversation"), "</summary>\n<table>\n");
  for (guint id = 1; id <= trace_length (trace); id++)
    {
      const TraceEvent *event = trace_event (trace, id);

      if (event->kind == TRACE_LINE && !event->line.arrived)
        add_line (report, event);
    }
  g_string_append (report->out, "</table></details>\n");
}

static void
add_world (Report *report, guint variant)
{
  g_autoptr (Timeline) timeline = timeline_new (report->journal, 0, variant);
  g_autoptr (GPtrArray) proofs = symptom_prove (timeline);
  g_autoptr (GHashTable) events = g_hash_table_new (NULL, NULL);
  const char *name = journal_variant_title (report->journal, variant, report->language);

  report->timeline = timeline;
  report->proofs = events;
  for (guint i = 0; i < proofs->len; i++)
    for (guint k = 0; k < ((Proof *) proofs->pdata[i])->verdict.proofs->len; k++)
      g_hash_table_add (events, GUINT_TO_POINTER (g_array_index (((Proof *) proofs->pdata[i])->verdict.proofs, guint32, k)));
  if (*name != '\0')
    add_element (report->out, "<h2>", name, "</h2>\n");
  if (proofs->len > 0)
    add_element (report->out, "<h3>", _("The proof"), "</h3>\n");
  for (guint i = 0; i < proofs->len; i++)
    add_proof (report, proofs->pdata[i]);
  add_element (report->out, "<h3>", _("Where each message is in the end"), "</h3>\n");
  add_places (report);
  add_conversation (report);
}

static void
add_symptom (const Report *report)
{
  guint n = journal_n_remarks (report->journal, REMARK_ADVICE);

  if (symptom_has (report->journal))
    {
      add_element (report->out, "<h2>", _("The cause"), "</h2>\n");
      add_element (report->out, "<p class=\"cause\">", journal_remark (report->journal, REMARK_CAUSE, 0, report->language),
          "</p>\n");
    }
  if (n == 0)
    return;
  add_element (report->out, "<h2>", _("What to change"), "</h2>\n<ul>\n");
  for (guint i = 0; i < n; i++)
    add_element (report->out, "<li>", journal_remark (report->journal, REMARK_ADVICE, i, report->language), "</li>\n");
  g_string_append (report->out, "</ul>\n");
}

char *
report_html (Journal *journal, const char *language)
{
  Report report = { .out = g_string_new ("<!DOCTYPE html>\n<html lang=\""), .journal = journal, .language = language };
  const char *title = journal_title (journal, language);

  add_text (report.out, language != NULL ? language : "en");
  add_element (report.out, "\">\n<head><meta charset=\"utf-8\"><title>", title, "</title>\n<style>");
  g_string_append_printf (report.out, "%s</style></head>\n<body>\n", style);
  add_element (report.out, "<h1>", title, "</h1>\n");
  add_symptom (&report);
  for (guint variant = 0; variant < journal_n_variants (journal); variant++)
    add_world (&report, variant);
  add_element (report.out, "<p class=\"clause\">",
               _("Made with Postroom: every line and every place is read from a simulated day. Passwords are masked."),
               "</p>\n</body>\n</html>\n");
  return g_string_free (report.out, FALSE);
}
