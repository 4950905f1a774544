#include "pages/advise-page.h"

#include <glib/gi18n.h>

#include "pages/advise-answer.h"
#include "pages/advise-form.h"
#include "widgets/page-parts.h"

#define SLICE 200                            /* steps between two looks at the clock */
#define SLICE_TIME (8 * G_TIME_SPAN_MILLISECOND) /* less than a frame */

struct _PrAdvisePage {
  GtkWidget parent_instance;

  AdviseForm *form;     /* lives with its widget */
  GtkWidget *hint;      /* GtkLabel */
  GtkWidget *measure;   /* GtkButton */
  GtkWidget *progress;  /* GtkProgressBar */
  GtkWidget *area;      /* GtkBox: the answer */
  AdviserRun *run;      /* NULL: nothing was measured yet */
  guint idle;           /* 0: not measuring */
  gboolean changed;     /* the form, since the measuring began */
};

G_DEFINE_FINAL_TYPE (PrAdvisePage, pr_advise_page, GTK_TYPE_WIDGET)

static void
clear_area (PrAdvisePage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->area)) != NULL)
    gtk_box_remove (GTK_BOX (self->area), child);
}

static void
show_answer (PrAdvisePage *self)
{
  AdviserAnswer answer;

  adviser_answer_init (&answer, self->run);
  clear_area (self);
  gtk_box_append (GTK_BOX (self->area), advise_answer_new (&answer));
  if (!self->changed)
    gtk_widget_remove_css_class (self->area, "old");
  gtk_widget_set_visible (self->progress, FALSE);
}

/* By whole hundredths: each change costs a frame. */
static void
show_progress (PrAdvisePage *self)
{
  double lived = adviser_run_progress (self->run);

  if (lived - gtk_progress_bar_get_fraction (GTK_PROGRESS_BAR (self->progress)) >= 0.01)
    gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), lived);
}

static gboolean
on_idle (gpointer data)
{
  PrAdvisePage *self = data;
  gint64 until = g_get_monotonic_time () + SLICE_TIME;
  gboolean more = TRUE;

  while (more && g_get_monotonic_time () < until)
    more = adviser_run_slice (self->run, SLICE);
  show_progress (self);
  if (more)
    return G_SOURCE_CONTINUE;
  self->idle = 0;
  show_answer (self);
  return G_SOURCE_REMOVE;
}

static void
stop (PrAdvisePage *self)
{
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_pointer (&self->run, adviser_run_free);
}

/* What stands on the page was measured for other answers: it says so. */
static void
show_hint (PrAdvisePage *self, gboolean can)
{
  gtk_label_set_text (GTK_LABEL (self->hint), can ? _("You have changed something: measure again.")
                                                  : _("Choose one device at least."));
  gtk_widget_set_visible (self->hint, !can || self->changed);
  gtk_widget_set_sensitive (self->measure, can);
}

static gboolean
begin (PrAdvisePage *self)
{
  AdviserPerson person;
  gboolean can = advise_form_read (self->form, &person);

  self->changed = self->changed && !can;
  show_hint (self, can);
  if (!can)
    return FALSE;
  stop (self);
  self->run = adviser_run_new (&person);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), 0);
  gtk_widget_set_visible (self->progress, TRUE);
  return TRUE;
}

static void
on_measure (PrAdvisePage *self)
{
  if (begin (self))
    self->idle = g_idle_add (on_idle, self);
}

static void
on_changed (gpointer data)
{
  PrAdvisePage *self = data;
  AdviserPerson person;
  gboolean can = advise_form_read (self->form, &person);

  self->changed = self->run != NULL;
  if (self->changed)
    gtk_widget_add_css_class (self->area, "old");
  show_hint (self, can);
}

static void
on_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PrAdvisePage *self = PR_ADVISE_PAGE (widget);
  guint32 setup = g_variant_get_uint32 (parameter);
  g_autofree char *text = NULL;

  if (self->run == NULL || setup >= ADVISER_N_SETUPS)
    return;
  text = adviser_month_text (adviser_run_person (self->run), setup);
  gtk_widget_activate_action (widget, "win.open-text", "s", text);
}

/* A picture is taken at once: nobody works in it meanwhile. */
static void
pr_advise_page_map (GtkWidget *widget)
{
  PrAdvisePage *self = PR_ADVISE_PAGE (widget);
  gboolean picture = gtk_widget_has_css_class (GTK_WIDGET (gtk_widget_get_root (widget)), "picture");

  GTK_WIDGET_CLASS (pr_advise_page_parent_class)->map (widget);
  if (self->run != NULL)
    return;
  if (!picture)
    on_measure (self);
  else if (begin (self))
    {
      while (adviser_run_slice (self->run, G_MAXINT))
        ;
      show_answer (self);
    }
}

static void
pr_advise_page_dispose (GObject *object)
{
  GtkWidget *child;

  stop (PR_ADVISE_PAGE (object));
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pr_advise_page_parent_class)->dispose (object);
}

static void
pr_advise_page_class_init (PrAdvisePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_advise_page_dispose;
  widget_class->map = pr_advise_page_map;
  gtk_widget_class_install_action (widget_class, "advise.play", "u", on_play);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "advisepage");
}

static GtkWidget *
new_label (const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 38);
  gtk_widget_add_css_class (label, class);
  return label;
}

static GtkWidget *
new_questions (PrAdvisePage *self)
{
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 14);

  self->form = advise_form_new (on_changed, self);
  self->hint = new_label (NULL, "dim");
  gtk_widget_set_visible (self->hint, FALSE);
  self->measure = gtk_button_new_with_mnemonic (_("_Measure"));
  gtk_widget_add_css_class (self->measure, "suggested-action");
  g_signal_connect_swapped (self->measure, "clicked", G_CALLBACK (on_measure), self);
  gtk_box_append (GTK_BOX (side), new_label (_("Your month of mail is made up from this and lived four times. "
                                               "The answer is what was measured."), "dim"));
  gtk_box_append (GTK_BOX (side), advise_form_widget (self->form));
  gtk_box_append (GTK_BOX (side), self->hint);
  gtk_box_append (GTK_BOX (side), self->measure);
  gtk_widget_add_css_class (side, "start-sidebar");
  gtk_widget_add_css_class (side, "advise-form");
  return side;
}

static void
pr_advise_page_init (PrAdvisePage *self)
{
  GtkWidget *side = page_scroller_new (new_questions (self)), *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18), *scrolled;

  gtk_widget_set_size_request (side, 310, -1);
  gtk_widget_set_hexpand (side, FALSE); /* the room is for the answer */
  gtk_widget_add_css_class (GTK_WIDGET (self), "advise-columns");
  gtk_widget_set_parent (side, GTK_WIDGET (self));
  self->progress = gtk_progress_bar_new ();
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (self->progress), _("Living your month…"));
  gtk_progress_bar_set_show_text (GTK_PROGRESS_BAR (self->progress), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->progress), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Living your month…"), -1);
  gtk_widget_set_visible (self->progress, FALSE);
  self->area = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->area, "advise-area");
  gtk_box_append (GTK_BOX (content), self->progress);
  gtk_box_append (GTK_BOX (content), self->area);
  gtk_widget_add_css_class (content, "start-content");
  scrolled = page_scroller_new (content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_hexpand (scrolled, TRUE);
  gtk_widget_set_parent (scrolled, GTK_WIDGET (self));
}

GtkWidget *
pr_advise_page_new (void)
{
  return g_object_new (PR_TYPE_ADVISE_PAGE, NULL);
}

gboolean
pr_advise_page_is_measuring (PrAdvisePage *self)
{
  return self->idle != 0;
}

const AdviserRun *
pr_advise_page_run (PrAdvisePage *self)
{
  return self->run;
}
