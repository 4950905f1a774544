#include "pages/explain-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "compat.h"
#include "pages/explain-lines.h"

#define MOST_OCTETS (64 * 1024 * 1024)

struct _PrExplainPage {
  GtkWidget parent_instance;

  GtkWidget *stack;     /* GtkStack: what comes in, and what it means */
  GtkWidget *text;      /* GtkTextView */
  GtkWidget *wrong;     /* GtkLabel */
  GtkWidget *summary;   /* GtkLabel */
  GtkWidget *lines;     /* PrExplainLines */
  Transcript *transcript;
};

G_DEFINE_FINAL_TYPE (PrExplainPage, pr_explain_page, GTK_TYPE_WIDGET)

/* A short session with one fault, for who has none at hand. */
static const char example[]
  = "S: +OK mail.example ready\nC: USER ada\nS: +OK\nC: RETR 1\nS: -ERR log in first\nC: PASS rahasia\nS: +OK 1 message\n"
    "C: UIDL\nS: +OK\nS: 1 a1b2c3\nS: .\nC: RETR 1\nS: +OK 84 octets\nS: From: budi@luar.example\nS: Subject: Meeting at nine\n"
    "S: \nS: See you there.\nS: .\nC: DELE 1\nS: +OK marked\nC: QUIT\nS: +OK bye\n";

static void
pr_explain_page_dispose (GObject *object)
{
  PrExplainPage *self = PR_EXPLAIN_PAGE (object);

  g_clear_pointer (&self->stack, gtk_widget_unparent);
  g_clear_pointer (&self->transcript, transcript_free);
  G_OBJECT_CLASS (pr_explain_page_parent_class)->dispose (object);
}

static void
show_wrong (PrExplainPage *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->wrong), text);
  gtk_widget_set_visible (self->wrong, *text != '\0');
}

static void
show_summary (PrExplainPage *self)
{
  guint breaches = transcript_n_breaches (self->transcript);
  g_autofree char *broken = g_strdup_printf (ngettext ("The protocol is broken in %u place.",
                                                       "The protocol is broken in %u places.", breaches), breaches);
  g_autofree char *text = g_strdup_printf ("%s%s%s", breaches > 0 ? broken : _("Nothing breaks the protocol."),
                                           self->transcript->remark != NULL ? " · " : "",
                                           self->transcript->remark != NULL ? self->transcript->remark : "");

  gtk_label_set_text (GTK_LABEL (self->summary), text);
}

gboolean
pr_explain_page_explain (PrExplainPage *self, const char *octets, gsize length)
{
  g_autoptr (GError) error = NULL;
  Transcript *transcript = transcript_explain ((const guint8 *) octets, length, NULL, &error);

  if (transcript == NULL)
    {
      show_wrong (self, error->message);
      return FALSE;
    }
  show_wrong (self, "");
  pr_explain_lines_set_transcript (PR_EXPLAIN_LINES (self->lines), transcript);
  g_clear_pointer (&self->transcript, transcript_free);
  self->transcript = transcript;
  show_summary (self);
  /* A password that was pasted stands nowhere from here on. */
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text)), "", 0);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "lines");
  pr_explain_lines_select (PR_EXPLAIN_LINES (self->lines), 0);
  return TRUE;
}

static void
on_explain (PrExplainPage *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  g_autofree char *text = NULL;
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, TRUE);
  pr_explain_page_explain (self, text, strlen (text));
}

static void
on_example (PrExplainPage *self)
{
  pr_explain_page_explain (self, example, sizeof example - 1);
}

static void
on_again (PrExplainPage *self)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "paste");
  gtk_widget_grab_focus (self->text);
}

static gboolean
explain_file (PrExplainPage *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *octets = NULL;
  gsize length;

  if (!g_file_get_contents (path, &octets, &length, &error))
    show_wrong (self, error->message);
  else if (length > MOST_OCTETS)
    show_wrong (self, _("This file is too large."));
  else
    return pr_explain_page_explain (self, octets, length);
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "paste");
  return FALSE;
}

static void
on_chosen (const char *path, gpointer data)
{
  if (path != NULL)
    explain_file (data, path);
}

static void
on_open (PrExplainPage *self)
{
  compat_choose_file (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _("Open a Session or a Capture"), CHOOSE_OPEN, NULL,
                      NULL, NULL, on_chosen, self);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, gpointer data)
{
  g_autofree char *path = NULL;

  if (G_VALUE_HOLDS (value, G_TYPE_STRING))
    return pr_explain_page_explain (data, g_value_get_string (value), strlen (g_value_get_string (value)));
  path = g_file_get_path (g_value_get_object (value));
  return path != NULL && explain_file (data, path);
}

static void
pr_explain_page_map (GtkWidget *widget)
{
  PrExplainPage *self = PR_EXPLAIN_PAGE (widget);

  GTK_WIDGET_CLASS (pr_explain_page_parent_class)->map (widget);
  /* A picture shows what the page is for. */
  if (self->transcript == NULL && gtk_widget_has_css_class (GTK_WIDGET (gtk_widget_get_root (widget)), "picture"))
    on_example (self);
}

static void
pr_explain_page_class_init (PrExplainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_explain_page_dispose;
  widget_class->map = pr_explain_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
new_button (PrExplainPage *self, const char *text, GCallback callback)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);

  g_signal_connect_object (button, "clicked", callback, self, G_CONNECT_SWAPPED);
  return button;
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 20);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_paste (PrExplainPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *scrolled = gtk_scrolled_window_new (), *explain = new_button (self, _("_Explain"), G_CALLBACK (on_explain));

  self->text = gtk_text_view_new ();
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->text), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_LABEL, _("A line or a session"), -1);
  gtk_widget_add_css_class (self->text, "paste");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->text);
  gtk_widget_set_vexpand (scrolled, TRUE);
  self->wrong = new_label ("", "warning");
  gtk_widget_set_visible (self->wrong, FALSE);
  gtk_widget_add_css_class (explain, "suggested-action");
  gtk_box_append (GTK_BOX (bar), explain);
  gtk_box_append (GTK_BOX (bar), new_button (self, _("_Open a File…"), G_CALLBACK (on_open)));
  gtk_box_append (GTK_BOX (bar), new_button (self, _("Show an E_xample"), G_CALLBACK (on_example)));
  gtk_box_append (GTK_BOX (box), new_label (_("Paste one line or a whole session of POP3, IMAP or SMTP, as telnet, openssl, "
                                              "curl, swaks, "
                                              "a log or Wireshark show it, or drop a capture (pcapng, pcap) here. It stays on "
                                              "this computer, and passwords are masked."), "dim"));
  gtk_box_append (GTK_BOX (box), scrolled);
  gtk_box_append (GTK_BOX (box), self->wrong);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_widget_add_css_class (box, "explain-paste");
  return box;
}

static GtkWidget *
new_lines (PrExplainPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->summary = new_label ("", "explain-summary");
  gtk_widget_set_hexpand (self->summary, TRUE);
  gtk_box_append (GTK_BOX (bar), self->summary);
  gtk_box_append (GTK_BOX (bar), new_button (self, _("_Another One"), G_CALLBACK (on_again)));
  gtk_widget_add_css_class (bar, "explain-bar");
  self->lines = pr_explain_lines_new ();
  gtk_widget_set_vexpand (self->lines, TRUE);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), self->lines);
  return box;
}

static void
pr_explain_page_init (PrExplainPage *self)
{
  GType types[] = { G_TYPE_FILE, G_TYPE_STRING };
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);

  self->stack = gtk_stack_new ();
  gtk_stack_add_named (GTK_STACK (self->stack), new_paste (self), "paste");
  gtk_stack_add_named (GTK_STACK (self->stack), new_lines (self), "lines");
  gtk_widget_set_parent (self->stack, GTK_WIDGET (self));
  gtk_drop_target_set_gtypes (drop, types, G_N_ELEMENTS (types));
  g_signal_connect_object (drop, "drop", G_CALLBACK (on_drop), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

GtkWidget *
pr_explain_page_new (void)
{
  return g_object_new (PR_TYPE_EXPLAIN_PAGE, NULL);
}

const Transcript *
pr_explain_page_transcript (PrExplainPage *self)
{
  return self->transcript;
}

void
pr_explain_page_select (PrExplainPage *self, guint line)
{
  pr_explain_lines_select (PR_EXPLAIN_LINES (self->lines), line);
}

const char *
pr_explain_page_meaning (PrExplainPage *self)
{
  return pr_explain_lines_meaning (PR_EXPLAIN_LINES (self->lines));
}
