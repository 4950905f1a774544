#include "window/symptom-bar.h"

#include <glib/gi18n.h>
#include <string.h>

#include "palette.h"
#include "symptom.h"
#include "words.h"

#define HIGHEST 250 /* pixels of what lies over the page; more is scrolled to */
#define SPACING 12

struct _PrSymptomBar {
  GtkWidget parent_instance;

  PrSession *session;   /* owned */
  GtkWidget *row;       /* GtkBox: what is scrolled, and the button that closes it */
  GtkWidget *scrolled;
  GtkWidget *close;     /* GtkButton */
  GtkWidget *button;    /* GtkToggleButton that opens it; owned, for it lives in the header */
  GtkWidget *parts;     /* GtkBox: cause, proof, advice */
  GPtrArray *buttons;   /* borrowed: of lines that prove */
  Journal *journal;     /* borrowed, only compared */
  guint world;
  guint branch;
  gboolean told;        /* it has opened by itself */
};

G_DEFINE_FINAL_TYPE (PrSymptomBar, pr_symptom_bar, GTK_TYPE_WIDGET)

static void
pr_symptom_bar_dispose (GObject *object)
{
  PrSymptomBar *self = PR_SYMPTOM_BAR (object);

  g_clear_pointer (&self->row, gtk_widget_unparent);
  g_clear_object (&self->button);
  g_clear_pointer (&self->buttons, g_ptr_array_unref);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_symptom_bar_parent_class)->dispose (object);
}

static GtkSizeRequestMode
pr_symptom_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

/* As high as its words are in that width, which a scrolled window does not tell. Large text needs more room. */
static void
pr_symptom_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  PrSymptomBar *self = PR_SYMPTOM_BAR (widget);
  int close, least, row;

  gtk_widget_measure (self->row, orientation, for_size, &row, natural, NULL, NULL);
  *minimum = row;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  gtk_widget_measure (self->close, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &close, NULL, NULL);
  gtk_widget_measure (self->parts, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  for_size = for_size < 0 ? -1 : MAX (for_size - close - SPACING, least);
  gtk_widget_measure (self->parts, GTK_ORIENTATION_VERTICAL, for_size, NULL, natural, NULL, NULL);
  *natural = MAX (row, MIN (*natural, palette_scaled (widget, HIGHEST)));
  *minimum = *natural;
}

static void
pr_symptom_bar_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (PR_SYMPTOM_BAR (widget)->row, &(GtkAllocation) { 0, 0, width, height }, -1);
}

static void
pr_symptom_bar_class_init (PrSymptomBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_symptom_bar_dispose;
  widget_class->get_request_mode = pr_symptom_bar_get_request_mode;
  widget_class->measure = pr_symptom_bar_measure;
  widget_class->size_allocate = pr_symptom_bar_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "symptombar");
}

static GtkWidget *
add_text (GtkWidget *box, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

static GtkWidget *
add_part (PrSymptomBar *self, const char *title)
{
  GtkWidget *part = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  gtk_widget_add_css_class (part, "symptom-part");
  gtk_widget_set_hexpand (part, TRUE);
  add_text (part, title, "symptom-title");
  gtk_box_append (GTK_BOX (self->parts), part);
  return part;
}

/* To the line that proves it, in the conversation. */
static void
on_proof (GtkButton *button, gpointer data)
{
  PrSymptomBar *self = data;
  guint32 event = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "event"));

  pr_session_set_playing (self->session, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.page", "s", "conversation");
  pr_session_seek_event (self->session, pr_session_focus (self->session), event);
  pr_session_select (self->session, event);
}

static void
add_proof (PrSymptomBar *self, GtkWidget *part, const Proof *proof, const Timeline *timeline)
{
  guint32 event = proof->verdict.proofs->len > 0 ? g_array_index (proof->verdict.proofs, guint32, 0) : 0;
  g_autofree char *time = NULL, *text = NULL;
  GtkWidget *button, *label;

  if (event == 0)
    {
      add_text (part, proof->text, NULL);
      return;
    }
  time = journal_format_time (timeline_journal (timeline), trace_event (timeline_trace (timeline), event)->time, 0);
  text = g_strdup_printf ("%s  %s", time, proof->text);
  button = gtk_button_new ();
  label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (button), label);
  gtk_widget_set_tooltip_text (button, _("Show this line"));
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "proof");
  g_object_set_data (G_OBJECT (button), "event", GUINT_TO_POINTER (event));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_proof), self, 0);
  gtk_box_append (GTK_BOX (part), button);
  g_ptr_array_add (self->buttons, button);
}

static void
add_proofs (PrSymptomBar *self)
{
  g_autoptr (Timeline) timeline = timeline_new (self->journal, self->branch, self->world);
  g_autoptr (GPtrArray) proofs = symptom_prove (timeline);
  GtkWidget *part = add_part (self, _("The proof"));

  for (guint i = 0; i < proofs->len; i++)
    if (((Proof *) proofs->pdata[i])->verdict.answer == ANSWER_TRUE)
      add_proof (self, part, proofs->pdata[i], timeline);
}

static void
rebuild (PrSymptomBar *self)
{
  g_autofree char *code = words_dup_language ();
  GtkWidget *child, *part, *button;

  while ((child = gtk_widget_get_first_child (self->parts)) != NULL)
    gtk_box_remove (GTK_BOX (self->parts), child);
  g_ptr_array_set_size (self->buttons, 0);
  part = add_part (self, _("The cause"));
  add_text (part, journal_remark (self->journal, REMARK_CAUSE, 0, code), NULL);
  button = gtk_button_new_with_mnemonic (_("Export as O_ne Page…"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.export-report");
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_set_margin_top (button, 4);
  gtk_box_append (GTK_BOX (part), button);
  add_proofs (self);
  part = add_part (self, _("What to change"));
  for (guint i = 0; i < journal_n_remarks (self->journal, REMARK_ADVICE); i++)
    {
      g_autofree char *text = g_strdup_printf ("• %s", journal_remark (self->journal, REMARK_ADVICE, i, code));

      add_text (part, text, NULL);
    }
}

static void
on_changed (PrSymptomBar *self)
{
  Journal *journal = pr_session_journal (self->session);
  gboolean has = journal != NULL && symptom_has (journal);
  gboolean same = journal == self->journal;

  gtk_widget_set_visible (self->button, has);
  if (same && self->world == pr_session_focus (self->session) && self->branch == pr_session_branch (self->session))
    return;
  self->journal = journal;
  self->world = pr_session_focus (self->session);
  self->branch = pr_session_branch (self->session);
  if (!same)
    {
      pr_symptom_bar_set_open (self, FALSE);
      self->told = FALSE;
    }
  if (has)
    rebuild (self);
}

/* Once, for the button in the header brings it back; as often as the end comes where there is no header, before an audience. */
static void
on_moved (PrSymptomBar *self)
{
  gboolean ended = pr_session_time (self->session) >= pr_session_end (self->session);

  if (!ended && !gtk_widget_get_mapped (self->button))
    self->told = FALSE;
  if (self->told || !ended || self->journal == NULL || !symptom_has (self->journal))
    return;
  self->told = TRUE;
  pr_symptom_bar_set_open (self, TRUE);
}

static void
on_close (PrSymptomBar *self)
{
  pr_symptom_bar_set_open (self, FALSE);
}

static void
on_toggled (PrSymptomBar *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), pr_symptom_bar_open (self));
}

static void
pr_symptom_bar_init (PrSymptomBar *self)
{
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  self->buttons = g_ptr_array_new ();
  self->parts = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 24);
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), self->parts);
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  self->close = close;
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_set_valign (close, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (close, _("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Close"), -1);
  g_signal_connect_object (close, "clicked", G_CALLBACK (on_close), self, G_CONNECT_SWAPPED);
  self->row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, SPACING);
  gtk_box_append (GTK_BOX (self->row), self->scrolled);
  gtk_box_append (GTK_BOX (self->row), close);
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  self->button = g_object_ref_sink (gtk_toggle_button_new_with_label (_("Why?")));
  gtk_widget_set_tooltip_text (self->button, _("Cause, proof and advice"));
  g_signal_connect_object (self->button, "toggled", G_CALLBACK (on_toggled), self, G_CONNECT_SWAPPED);
}

GtkWidget *
pr_symptom_bar_new (PrSession *session)
{
  PrSymptomBar *self = g_object_new (PR_TYPE_SYMPTOM_BAR, NULL);

  self->session = g_object_ref (session);
  g_signal_connect_object (session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "selected", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "moved", G_CALLBACK (on_moved), self, G_CONNECT_SWAPPED);
  on_changed (self);
  return GTK_WIDGET (self);
}

void
pr_symptom_bar_set_open (PrSymptomBar *self, gboolean open)
{
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->button), open);
}

gboolean
pr_symptom_bar_open (PrSymptomBar *self)
{
  return gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->button));
}

guint
pr_symptom_bar_n_proofs (PrSymptomBar *self)
{
  return self->buttons->len;
}

void
pr_symptom_bar_go (PrSymptomBar *self, guint proof)
{
  g_signal_emit_by_name (self->buttons->pdata[proof], "clicked");
}

GtkWidget *
pr_symptom_bar_button (PrSymptomBar *self)
{
  return self->button;
}
