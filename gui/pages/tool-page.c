#include "pages/tool-page.h"

#include <glib/gi18n.h>

#include "live/live-page.h"
#include "pages/advise-page.h"
#include "pages/claims-page.h"
#include "pages/classroom-page.h"
#include "pages/explain-page.h"

struct _PrToolPage {
  GtkWidget parent_instance;

  const ToolPage *page;
  GtkWidget *back;    /* GtkButton */
  GtkWidget *area;    /* GtkBox */
  GtkWidget *content; /* NULL before it was looked at */
};

G_DEFINE_FINAL_TYPE (PrToolPage, pr_tool_page, GTK_TYPE_WIDGET)

static const ToolPage pages[] = {
  { "claims", N_("What articles say, tested"),
    N_("Claims about POP3 and IMAP, each lived as an experiment, with its figures and its verdict"), pr_claims_page_new },
  { "advise", N_("Which one suits me?"),
    N_("Your month of mail, lived with POP3 and with IMAP: what was measured, and what it speaks for"), pr_advise_page_new },
  { "explain", N_("Any session explained"),
    N_("A line, a pasted session or a capture of POP3, IMAP or SMTP: what each line means, and where it breaks the protocol"),
    pr_explain_page_new },
  { "connect", N_("Connect a real mail program"),
    N_("Thunderbird, your phone's program in an emulator, mutt: it talks to the servers here, and you see every word"),
    pr_live_page_new },
  { "classroom", N_("Progress and classroom"),
    N_("What you have done in the lessons, to keep or hand in; and a whole class as one table"), pr_classroom_page_new },
};

guint
tool_page_count (void)
{
  return G_N_ELEMENTS (pages);
}

const ToolPage *
tool_page_get (guint index)
{
  g_assert (index < G_N_ELEMENTS (pages));
  return &pages[index];
}

gboolean
tool_page_is (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    if (g_str_equal (pages[i].name, name))
      return TRUE;
  return FALSE;
}

static void
pr_tool_page_map (GtkWidget *widget)
{
  PrToolPage *self = PR_TOOL_PAGE (widget);

  if (self->content == NULL)
    {
      self->content = self->page->new_content ();
      gtk_widget_set_vexpand (self->content, TRUE);
      gtk_box_append (GTK_BOX (self->area), self->content);
    }
  GTK_WIDGET_CLASS (pr_tool_page_parent_class)->map (widget);
  gtk_widget_grab_focus (self->back);
}

static void
pr_tool_page_dispose (GObject *object)
{
  PrToolPage *self = PR_TOOL_PAGE (object);

  g_clear_pointer (&self->area, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_tool_page_parent_class)->dispose (object);
}

static void
pr_tool_page_class_init (PrToolPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_tool_page_dispose;
  widget_class->map = pr_tool_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "toolpage");
}

static gboolean
on_escape (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  gtk_widget_activate_action (widget, "win.page", "s", "start");
  return TRUE;
}

static void
pr_tool_page_init (PrToolPage *self)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_callback_action_new (on_escape, NULL, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  self->area = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->area, GTK_WIDGET (self));
}

GtkWidget *
pr_tool_page_new (const ToolPage *page)
{
  PrToolPage *self = g_object_new (PR_TYPE_TOOL_PAGE, NULL);
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *title = gtk_label_new (_(page->title));

  self->page = page;
  self->back = gtk_button_new_with_label (_("← Start"));
  gtk_widget_set_tooltip_text (self->back, _("Back to the start page (Esc)"));
  gtk_actionable_set_action_target (GTK_ACTIONABLE (self->back), "s", "start");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->back), "win.page");
  gtk_widget_add_css_class (self->back, "flat");
  gtk_widget_set_valign (self->back, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (title, "start-title");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (title), 12);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_widget_add_css_class (bar, "tool-bar");
  gtk_box_append (GTK_BOX (bar), self->back);
  gtk_box_append (GTK_BOX (bar), title);
  gtk_box_append (GTK_BOX (self->area), bar);
  return GTK_WIDGET (self);
}
