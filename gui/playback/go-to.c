#include "playback/go-to.h"

#include <glib/gi18n.h>

#include "journal/journal-time.h"
#include "widgets/reader-name.h"

struct _PrGoTo {
  GtkWidget parent_instance;

  PrSession *session; /* owned */
  GtkWidget *button;
  GtkWidget *clock;
  GtkWidget *entry;
  GtkWidget *fault;
};

G_DEFINE_FINAL_TYPE (PrGoTo, pr_go_to, GTK_TYPE_WIDGET)

gboolean
go_to_parse_time (const Journal *journal, const char *text, gint64 *time)
{
  g_auto (GStrv) words = g_strsplit (text, " ", 2);
  guint n = g_strv_length (words), day = 1, after;
  gint64 us;

  if (n == 0 || (n == 2 && !journal_parse_day (words[0], &day)) || !journal_parse_clock (words[n - 1], &us, &after))
    return FALSE;
  *time = journal_start (journal) + (day - 1) * DAY_US + us;
  return TRUE;
}

gboolean
go_to_place (PrSession *session, const char *text)
{
  g_autofree char *bare = g_strstrip (g_strdup (text));
  guint world = pr_session_focus (session);
  guint64 event;
  gint64 time;

  if (pr_session_n_worlds (session) == 0)
    return FALSE;
  if (g_ascii_string_to_unsigned (bare, 10, 1, G_MAXUINT32, &event, NULL))
    {
      if (event > trace_length (pr_session_trace (session, world)))
        return FALSE;
      pr_session_seek_event (session, world, (guint32) event);
      pr_session_select (session, (guint32) event);
      return TRUE;
    }
  if (!go_to_parse_time (pr_session_journal (session), bare, &time))
    return FALSE;
  pr_session_set_playing (session, FALSE);
  pr_session_seek (session, time);
  return TRUE;
}

static void
on_activate (PrGoTo *self)
{
  gboolean gone = go_to_place (self->session, gtk_editable_get_text (GTK_EDITABLE (self->entry)));

  gtk_widget_set_visible (self->fault, !gone);
  if (gone)
    gtk_menu_button_popdown (GTK_MENU_BUTTON (self->button));
}

static void
on_show (PrGoTo *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->entry), gtk_label_get_text (GTK_LABEL (self->clock)));
  gtk_widget_set_visible (self->fault, FALSE);
  gtk_widget_grab_focus (self->entry);
}

static GtkWidget *
build_question (PrGoTo *self)
{
  GtkWidget *popover = gtk_popover_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *hint = gtk_label_new (_("A time such as 08:05 or 2d 08:05:03.2, or the number of an event"));

  self->entry = gtk_entry_new ();
  reader_name (self->entry, _("Go to"));
  self->fault = gtk_label_new (_("There is no such time or event."));
  gtk_widget_add_css_class (self->fault, "warning");
  gtk_widget_set_visible (self->fault, FALSE);
  gtk_widget_add_css_class (hint, "dim");
  gtk_label_set_wrap (GTK_LABEL (hint), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (hint), 32);
  gtk_label_set_xalign (GTK_LABEL (hint), 0);
  gtk_box_append (GTK_BOX (box), self->entry);
  gtk_box_append (GTK_BOX (box), self->fault);
  gtk_box_append (GTK_BOX (box), hint);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  g_signal_connect_object (self->entry, "activate", G_CALLBACK (on_activate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (popover, "show", G_CALLBACK (on_show), self, G_CONNECT_SWAPPED);
  return popover;
}

static void
pr_go_to_dispose (GObject *object)
{
  PrGoTo *self = PR_GO_TO (object);

  g_clear_pointer (&self->button, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_go_to_parent_class)->dispose (object);
}

static void
pr_go_to_class_init (PrGoToClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pr_go_to_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "goto");
}

static void
pr_go_to_init (PrGoTo *self)
{
  self->clock = gtk_label_new ("--:--:--.---");
  gtk_widget_add_css_class (self->clock, "clock");
  gtk_label_set_xalign (GTK_LABEL (self->clock), 1);
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_child (GTK_MENU_BUTTON (self->button), self->clock);
  gtk_menu_button_set_has_frame (GTK_MENU_BUTTON (self->button), FALSE);
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->button), GTK_ARROW_UP);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (self->button), build_question (self));
  reader_name (self->button, _("Go to a time or an event"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (self->button, _("Go to a time or an event (Ctrl+G)"));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}

GtkWidget *
pr_go_to_new (PrSession *session)
{
  PrGoTo *self = g_object_new (PR_TYPE_GO_TO, NULL);

  self->session = g_object_ref (session);
  return GTK_WIDGET (self);
}

void
pr_go_to_set_text (PrGoTo *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->clock), text);
}

void
pr_go_to_ask (PrGoTo *self)
{
  gtk_menu_button_popup (GTK_MENU_BUTTON (self->button));
}
