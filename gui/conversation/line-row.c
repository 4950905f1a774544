#include "conversation/line-row.h"

#include <glib/gi18n.h>
#include <string.h>

#include "eavesdropper.h"
#include "stage/place-view.h"
#include "conversation/line-note.h"
#include "palette.h"
#include "widgets/glyph.h"
#include "words.h"

#define LONGEST_LINE 300 /* octets shown of one line */
#define LEAST_WHO 7
#define MOST_WHO 14

struct _PrLineRow {
  GtkWidget parent_instance;

  GtkWidget *time;
  GtkWidget *side;
  GtkWidget *who;
  GtkWidget *lock;  /* shown when TLS protects the line */
  GtkWidget *text;
  GtkWidget *chip;  /* NULL without a letter */
  GtkWidget *note;
};

G_DEFINE_FINAL_TYPE (PrLineRow, pr_line_row, GTK_TYPE_WIDGET)

static void
pr_line_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pr_line_row_parent_class)->dispose (object);
}

static void
pr_line_row_class_init (PrLineRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_line_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "linerow");
}

/* What there was no room for. */
static gboolean
on_tooltip (GtkWidget *label, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (label))))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (GTK_LABEL (label)));
  return TRUE;
}

static void
shorten (GtkWidget *label)
{
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_has_tooltip (label, TRUE);
  g_signal_connect (label, "query-tooltip", G_CALLBACK (on_tooltip), NULL);
}

static GtkWidget *
add_label (PrLineRow *self, const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_single_line_mode (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, class);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
  return label;
}

static void
pr_line_row_init (PrLineRow *self)
{
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))), 8);
  self->time = add_label (self, "time");
  self->who = add_label (self, "who");
  shorten (self->who);
  self->side = add_label (self, "side");
  self->lock = pr_glyph_new (GLYPH_LOCK, 11, FALSE);
  gtk_widget_set_valign (self->lock, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (self->lock, _("Protected by TLS"));
  gtk_widget_set_visible (self->lock, FALSE);
  gtk_widget_set_parent (self->lock, GTK_WIDGET (self));
  self->text = add_label (self, "text");
  shorten (self->text);
  self->note = add_label (self, "note");
  shorten (self->note);
  gtk_label_set_xalign (GTK_LABEL (self->note), 1);
  gtk_widget_set_hexpand (self->note, TRUE);
}

GtkWidget *
pr_line_row_new (void)
{
  return g_object_new (PR_TYPE_LINE_ROW, NULL);
}

/* folded: there is more than is shown, and the end of the text says how much. */
static char *
folded_text (const Trace *trace, const TraceEvent *line, gboolean *folded)
{
  g_autofree char *text = trace_line_shown (trace, line, LONGEST_LINE);
  guint64 length = line->line.end - line->line.start;
  char *end = strpbrk (text, "\r\n");
  guint more = 0;
  gboolean cut = end != NULL || length > LONGEST_LINE + 2;

  for (const char *at = end; at != NULL && *at != '\0'; at++)
    more += *at == '\n' && at[1] != '\0' && strcmp (at + 1, ".") != 0;
  *folded = end != NULL && length < LONGEST_LINE ? more > 0 : cut;
  if (end != NULL)
    *end = '\0';
  if (end != NULL && length < LONGEST_LINE)
    return more == 0 ? g_steal_pointer (&text)
                     : g_strdup_printf (g_dngettext (NULL, "%s … (and %u more line)", "%s … (and %u more lines)", more),
                                        text, more);
  if (cut)
    {
      g_autofree char *size = words_size (length);

      return g_strdup_printf (_("%s … (%s in all)"), text, size);
    }
  return g_steal_pointer (&text);
}

static void
set_chip (PrLineRow *self, const Journal *journal, guint32 letter)
{
  ChipView view = { .letter = letter, .part = PART_FULL, .quiet = TRUE };

  g_clear_pointer (&self->chip, gtk_widget_unparent);
  if (letter == 0)
    return;
  view.label = journal_letter_name (journal, letter);
  self->chip = pr_letter_chip_new (&view, NULL);
  gtk_widget_insert_after (self->chip, GTK_WIDGET (self), self->text);
}

static void
set_protocol (GtkWidget *label, Protocol protocol)
{
  static const char *const classes[] = { "pop3", "imap", "smtp", "none" };

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    gtk_widget_remove_css_class (label, classes[i]);
  gtk_widget_add_css_class (label, palette_protocol_class (protocol));
}

/* What is left of a line for somebody who listens: all of it, its password too, or how many octets went by. */
static char *
heard_text (PrSession *session, guint world, const TraceEvent *event, gboolean *folded)
{
  const Trace *trace = pr_session_trace (session, world);
  g_autofree char *text = eavesdrop_line (pr_session_world (session, world), trace, event);
  g_autofree char *size = NULL;
  guint64 start, end;

  if (text != NULL && event->line.end - event->line.start > LONGEST_LINE)
    return folded_text (trace, event, folded);
  if (text != NULL)
    return g_strdelimit (g_steal_pointer (&text), "\n", ' ');
  trace_line_on_wire (trace, event, &start, &end);
  size = words_size (end - start);
  return g_strdup_printf (_("%s, unreadable"), size);
}

static void
bind_line (PrLineRow *self, PrSession *session, guint world, const TraceEvent *event, gboolean heard)
{
  const Trace *trace = pr_session_trace (session, world);
  const IndexedConnection *connection = trace_index_connection (pr_session_index (session, world), event->connection);
  gboolean hidden = heard && event->line.protected, folded = FALSE;
  g_autofree char *text = heard ? heard_text (session, world, event, &folded) : folded_text (trace, event, &folded);
  g_autofree char *note = hidden ? g_strdup ("") : line_note (session, world, event);
  g_autofree char *who = connection != NULL ? place_dup_name (pr_session_world (session, world), connection->client) : NULL;

  gtk_widget_remove_css_class (GTK_WIDGET (self), "event");
  gtk_label_set_ellipsize (GTK_LABEL (self->text), folded ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_END);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  gtk_label_set_text (GTK_LABEL (self->note), note);
  gtk_label_set_text (GTK_LABEL (self->who), who != NULL ? who : "");
  gtk_label_set_text (GTK_LABEL (self->side), event->role == ROLE_CLIENT ? C_("client", "C") : C_("server", "S"));
  gtk_widget_set_tooltip_text (self->side, event->role == ROLE_CLIENT ? _("said by the client") : _("said by the server"));
  set_protocol (self->side, event->role == ROLE_CLIENT && connection != NULL ? connection->protocol : PROTOCOL_NONE);
  set_protocol (self->who, connection != NULL ? connection->protocol : PROTOCOL_NONE);
  gtk_widget_set_visible (self->lock, event->line.protected != 0);
  set_chip (self, pr_session_journal (session), hidden ? 0 : line_best (session, world, event)->line.letter);
}

static void
bind_event (PrLineRow *self, PrSession *session, guint world, const TraceEvent *event)
{
  g_autofree char *text = event_text (session, world, event);

  gtk_widget_add_css_class (GTK_WIDGET (self), "event");
  gtk_label_set_ellipsize (GTK_LABEL (self->text), PANGO_ELLIPSIZE_END);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  gtk_label_set_text (GTK_LABEL (self->note), "");
  gtk_label_set_text (GTK_LABEL (self->who), "");
  gtk_label_set_text (GTK_LABEL (self->side), event->kind == TRACE_ACTION ? "▸" : "·");
  gtk_widget_set_tooltip_text (self->side, NULL);
  set_protocol (self->side, PROTOCOL_NONE);
  gtk_widget_set_visible (self->lock, FALSE);
  set_chip (self, pr_session_journal (session), 0);
}

void
line_row_widths (PrSession *session, int *time, int *who)
{
  const World *world = pr_session_world (session, pr_session_focus (session));
  const Trace *trace = pr_session_trace (session, pr_session_focus (session));
  const TraceEvent *last = trace_length (trace) > 0 ? trace_event (trace, trace_length (trace)) : NULL;
  g_autofree char *latest = last != NULL ? journal_format_time (pr_session_journal (session), last->time, 3) : NULL;
  glong longest = LEAST_WHO;

  for (guint i = 0; i < world->devices->len; i++)
    {
      g_autofree char *name
        = place_dup_name (world, (Place) { PLACE_DEVICE, ((const Device *) g_ptr_array_index (world->devices, i))->id });

      longest = MAX (longest, g_utf8_strlen (name, -1));
    }
  *time = latest != NULL ? (int) strlen (latest) : 0;
  *who = (int) MIN (longest, MOST_WHO);
}

/* Whatever the rows say, their columns stand below each other. */
static void
set_widths (PrLineRow *self, PrSession *session)
{
  int time, who;

  line_row_widths (session, &time, &who);
  gtk_label_set_width_chars (GTK_LABEL (self->time), time);
  gtk_label_set_width_chars (GTK_LABEL (self->who), who);
  gtk_label_set_max_width_chars (GTK_LABEL (self->who), who);
}

void
pr_line_row_bind (PrLineRow *self, PrSession *session, guint32 id, gboolean heard, gboolean alone)
{
  guint world = pr_session_focus (session);
  const TraceEvent *event = trace_event (pr_session_trace (session, world), id);
  g_autofree char *time = journal_format_time (pr_session_journal (session), event->time, 3);

  gtk_label_set_text (GTK_LABEL (self->time), time);
  gtk_widget_set_visible (self->who, !alone);
  set_widths (self, session);
  if (event->kind == TRACE_LINE)
    bind_line (self, session, world, event, heard);
  else
    bind_event (self, session, world, event);
}

char *
line_row_text (PrSession *session, guint32 id)
{
  guint world = pr_session_focus (session);
  const Trace *trace = pr_session_trace (session, world);
  const TraceEvent *event = trace_event (trace, id);
  const IndexedConnection *connection = trace_index_connection (pr_session_index (session, world), event->connection);
  gboolean folded;
  g_autofree char *time = journal_format_time (pr_session_journal (session), event->time, 3);
  g_autofree char *who = connection != NULL ? place_dup_name (pr_session_world (session, world), connection->client) : NULL;
  g_autofree char *text = event->kind == TRACE_LINE ? folded_text (trace, event, &folded)
                                                               : event_text (session, world, event);
  const char *side = event->kind != TRACE_LINE ? "-" : event->role == ROLE_CLIENT ? C_("client", "C") : C_("server", "S");

  return g_strdup_printf ("%s %s %s: %s", time, who != NULL ? who : "", side, text);
}
