#include "lesson/lesson-shelf.h"

#include <glib/gi18n.h>

#include "lesson-catalog.h"
#include "lesson/lesson-keeper.h"
#include "lesson/lesson-picture.h"
#include "widgets/card-grid.h"

#define COLUMNS 4
#define HOOK 110 /* characters: more than one sentence only if they are not longer together */

struct _PrLessonShelf {
  GtkWidget parent_instance;

  GtkWidget *grid;
  GPtrArray *names; /* of char *: lessons, as the cards lie */
  GPtrArray *feet;  /* of GtkLabel *: how far the learner has come; borrowed */
  GtkWidget *first; /* borrowed */
};

G_DEFINE_FINAL_TYPE (PrLessonShelf, pr_lesson_shelf, GTK_TYPE_WIDGET)

static void
pr_lesson_shelf_dispose (GObject *object)
{
  g_clear_pointer (&PR_LESSON_SHELF (object)->grid, gtk_widget_unparent);
  G_OBJECT_CLASS (pr_lesson_shelf_parent_class)->dispose (object);
}

static void
pr_lesson_shelf_finalize (GObject *object)
{
  g_ptr_array_unref (PR_LESSON_SHELF (object)->names);
  g_ptr_array_unref (PR_LESSON_SHELF (object)->feet);
  G_OBJECT_CLASS (pr_lesson_shelf_parent_class)->finalize (object);
}

static void
pr_lesson_shelf_class_init (PrLessonShelfClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = pr_lesson_shelf_dispose;
  G_OBJECT_CLASS (klass)->finalize = pr_lesson_shelf_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
add_text (GtkWidget *box, const char *text, const char *class, int lines)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_yalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_lines (GTK_LABEL (label), lines);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  /* An ellipsized label that may become narrower than its ellipsis is warned about. */
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 28);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);
  return label;
}

/* The summary's first sentences: enough to know what it is about, and never cut off in the middle of one. */
static char *
dup_hook (const char *summary)
{
  glong n = g_utf8_strlen (summary, -1), end = n;
  g_autofree PangoLogAttr *attributes = g_new0 (PangoLogAttr, n + 1);

  pango_get_log_attrs (summary, -1, -1, pango_language_get_default (), attributes, (int) n + 1);
  for (glong i = 1, first = 0; i < n && (i <= HOOK || first == 0); i++)
    if (attributes[i].is_sentence_start)
      first = end = i;
  if (n <= HOOK)
    end = n;
  return g_strchomp (g_utf8_substring (summary, 0, end));
}

static GtkWidget *
new_card (PrLessonShelf *self, const LessonEntry *entry)
{
  GtkWidget *card = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3), *foot;
  g_autofree char *hook = dup_hook (entry->summary);

  gtk_box_append (GTK_BOX (box), pr_lesson_picture_new (entry->picture));
  add_text (box, entry->title, "card-title", 3);
  add_text (box, hook, "card-detail", 6);
  foot = add_text (box, NULL, "card-foot", 1);
  gtk_widget_set_vexpand (foot, TRUE);
  gtk_widget_set_valign (foot, GTK_ALIGN_END);
  gtk_button_set_child (GTK_BUTTON (card), box);
  gtk_widget_set_tooltip_text (card, entry->summary);
  gtk_widget_add_css_class (card, "card");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "s", entry->name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), "win.open-lesson");
  g_ptr_array_add (self->names, g_strdup (entry->name));
  g_ptr_array_add (self->feet, foot);
  g_object_set_data (G_OBJECT (foot), "minutes", GUINT_TO_POINTER (entry->minutes));
  g_object_set_data_full (G_OBJECT (foot), "title", g_strdup_printf ("%s: %s", entry->title, entry->summary), g_free);
  return card;
}

static char *
dup_progress (const ProgressLesson *kept, guint minutes)
{
  if (kept == NULL)
    return g_strdup_printf (ngettext ("%u minute", "%u minutes", minutes), minutes);
  if (kept->finished)
    return g_strdup_printf (ngettext ("%u minute · ✓ done", "%u minutes · ✓ done", minutes), minutes);
  return g_strdup_printf (_("Continue: step %u of %u"), kept->reached, kept->n_steps);
}

static void
update (PrLessonShelf *self)
{
  const Progress *progress = lesson_keeper_progress ();
  gint64 latest = G_MININT64;

  for (guint i = 0; i < self->names->len; i++)
    {
      GtkWidget *foot = self->feet->pdata[i], *card = gtk_widget_get_ancestor (foot, GTK_TYPE_BUTTON);
      const ProgressLesson *kept = progress_find (progress, self->names->pdata[i]);
      guint minutes = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (foot), "minutes"));
      g_autofree char *text = dup_progress (kept, minutes);
      g_autofree char *name = g_strdup_printf ("%s %s", (const char *) g_object_get_data (G_OBJECT (foot), "title"), text);

      gtk_label_set_text (GTK_LABEL (foot), text);
      gtk_widget_remove_css_class (foot, "done");
      gtk_widget_remove_css_class (foot, "begun");
      if (kept != NULL)
        gtk_widget_add_css_class (foot, kept->finished ? "done" : "begun");
      gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
      if (i == 0 || (kept != NULL && !kept->finished && kept->last > latest))
        self->first = card;
      if (kept != NULL && !kept->finished)
        latest = MAX (latest, kept->last);
    }
}

static void
pr_lesson_shelf_init (PrLessonShelf *self)
{
  g_autoptr (GPtrArray) entries = lesson_catalog_list (g_get_language_names ());

  self->names = g_ptr_array_new_with_free_func (g_free);
  self->feet = g_ptr_array_new ();
  self->grid = pr_card_grid_new (COLUMNS);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
  for (guint i = 0; i < entries->len; i++)
    pr_card_grid_append (PR_CARD_GRID (self->grid), new_card (self, entries->pdata[i]));
  update (self);
  lesson_keeper_connect (G_CALLBACK (update), self);
}

GtkWidget *
pr_lesson_shelf_new (void)
{
  return g_object_new (PR_TYPE_LESSON_SHELF, NULL);
}

GtkWidget *
pr_lesson_shelf_first (PrLessonShelf *shelf)
{
  return shelf->first;
}
