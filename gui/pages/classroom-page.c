#include "pages/classroom-page.h"

#include <glib/gi18n.h>

#include "compat.h"
#include "lesson/lesson-keeper.h"
#include "pages/classroom-table.h"
#include "widgets/page-parts.h"
#include "window/window.h"

struct _PrClassroomPage {
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *name;      /* GtkEntry */
  GtkWidget *own_table;
  GtkWidget *own_words; /* while there is nothing */
  GtkWidget *question;  /* "really?" */
  GtkWidget *class_table;
  GtkWidget *class_words;
  GtkWidget *export_class;
  Classroom *own;
  Classroom *class;
};

G_DEFINE_FINAL_TYPE (PrClassroomPage, pr_classroom_page, GTK_TYPE_WIDGET)

static void
complain (PrClassroomPage *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (PR_IS_WINDOW (root))
    pr_window_error (PR_WINDOW (root), text);
}

static void
say (PrClassroomPage *self, const char *text)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (PR_IS_WINDOW (root))
    pr_window_toast (PR_WINDOW (root), text, NULL, NULL);
}

static void
update_own (PrClassroomPage *self)
{
  Classroom *own = classroom_new ();

  classroom_add (own, lesson_keeper_progress (), NULL);
  classroom_sort (own, CLASSROOM_LAST, TRUE);
  classroom_table_set (self->own_table, own);
  g_clear_pointer (&self->own, classroom_free);
  self->own = own;
  gtk_widget_set_visible (self->own_table, own->rows->len > 0);
  gtk_widget_set_visible (self->own_words, own->rows->len == 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "classroom.choose-own", own->rows->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "classroom.export", own->rows->len > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "classroom.ask-reset", own->rows->len > 0);
}

static void
update_class (PrClassroomPage *self)
{
  gboolean any = self->class != NULL && self->class->rows->len > 0;
  guint n = self->class != NULL ? classroom_n_learners (self->class) : 0;
  g_autofree char *others = self->class != NULL ? classroom_dup_others (self->class) : NULL;
  g_autoptr (GString) words = g_string_new (NULL);

  if (self->class == NULL)
    g_string_append (words, _("Collect the exports of your learners (.json or .csv) in one folder, and open it."));
  else if (!any)
    g_string_append (words, _("There are no records of progress in this folder."));
  else
    g_string_append_printf (words, ngettext ("%u learner", "%u learners", n), n);
  for (guint i = 0; self->class != NULL && i < self->class->faults->len; i++)
    g_string_append_printf (words, "\n%s", (const char *) self->class->faults->pdata[i]);
  if (others != NULL)
    g_string_append_printf (words, "\n%s", others);
  gtk_label_set_text (GTK_LABEL (self->class_words), words->str);
  gtk_widget_set_visible (self->class_table, any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "classroom.export-class", any);
}

static void
on_export (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PrClassroomPage *self = PR_CLASSROOM_PAGE (widget);
  const char *path = g_variant_get_string (parameter, NULL);
  g_autofree char *text = g_str_has_suffix (path, ".csv") ? progress_to_csv (lesson_keeper_progress ())
                                                          : progress_to_json (lesson_keeper_progress ());
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, text, -1, &error))
    complain (self, error->message);
  else
    say (self, _("Your progress is saved there"));
}

static void
on_export_class (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PrClassroomPage *self = PR_CLASSROOM_PAGE (widget);
  g_autofree char *text = self->class != NULL ? classroom_to_csv (self->class) : NULL;
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    return;
  if (!g_file_set_contents (g_variant_get_string (parameter, NULL), text, -1, &error))
    complain (self, error->message);
  else
    say (self, _("The table is saved there"));
}

static void
on_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PrClassroomPage *self = PR_CLASSROOM_PAGE (widget);
  Classroom *class = classroom_new ();
  g_autoptr (GError) error = NULL;

  if (!classroom_add_folder (class, g_variant_get_string (parameter, NULL), &error))
    {
      complain (self, error->message);
      classroom_free (class);
      return;
    }
  classroom_sort (class, CLASSROOM_LEARNER, FALSE);
  classroom_table_set (self->class_table, class);
  g_clear_pointer (&self->class, classroom_free);
  self->class = class;
  update_class (self);
}

static void
on_ask_reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_set_visible (PR_CLASSROOM_PAGE (widget)->question, TRUE);
}

static void
on_keep (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_widget_set_visible (PR_CLASSROOM_PAGE (widget)->question, FALSE);
}

/* What was changed in the record of progress is written. FALSE: it could not be, and that is told. */
static gboolean
write_progress (PrClassroomPage *self)
{
  g_autofree char *trouble = NULL;

  lesson_keeper_write ();
  trouble = lesson_keeper_steal_trouble ();
  if (trouble != NULL)
    complain (self, trouble);
  return trouble == NULL;
}

static void
on_reset (GtkWidget *widget, const char *name, GVariant *parameter)
{
  PrClassroomPage *self = PR_CLASSROOM_PAGE (widget);

  gtk_widget_set_visible (self->question, FALSE);
  progress_reset (lesson_keeper_progress (), NULL);
  if (write_progress (self))
    say (self, _("Your progress is forgotten"));
}

static void
run_action (const char *path, gpointer data, const char *action)
{
  if (path != NULL)
    gtk_widget_activate_action (data, action, "s", path);
}

static void
on_export_chosen (const char *path, gpointer data)
{
  run_action (path, data, "classroom.export");
}

static void
on_class_chosen (const char *path, gpointer data)
{
  run_action (path, data, "classroom.export-class");
}

static void
on_folder_chosen (const char *path, gpointer data)
{
  run_action (path, data, "classroom.open");
}

/* Which of the two is asked for is told by the file's name. */
static void
on_choose (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const json[] = { "*.json", NULL }, *const csv[] = { "*.csv", NULL };
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (widget));
  const char *what = g_variant_get_string (parameter, NULL);
  const char *learner = lesson_keeper_progress ()->learner;
  g_autofree char *proposed = g_strdup_printf ("%s.%s", *learner != '\0' ? learner : "postroom", what);

  g_strdelimit (proposed, "/\\:", '-');
  if (g_str_equal (what, "folder"))
    compat_choose_file (window, _("Open a Folder of Exports"), CHOOSE_FOLDER, NULL, NULL, NULL, on_folder_chosen, widget);
  else if (g_str_equal (what, "class"))
    compat_choose_file (window, _("Save the Table"), CHOOSE_SAVE, _("Tables (.csv)"), csv, "class.csv", on_class_chosen, widget);
  else
    compat_choose_file (window, _("Export My Progress"), CHOOSE_SAVE,
                        g_str_equal (what, "csv") ? _("Tables (.csv)") : _("Records of progress (.json)"),
                        g_str_equal (what, "csv") ? csv : json, proposed, on_export_chosen, widget);
}

static void
pr_classroom_page_dispose (GObject *object)
{
  PrClassroomPage *self = PR_CLASSROOM_PAGE (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->own, classroom_free);
  g_clear_pointer (&self->class, classroom_free);
  G_OBJECT_CLASS (pr_classroom_page_parent_class)->dispose (object);
}

static void
pr_classroom_page_class_init (PrClassroomPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_classroom_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_install_action (widget_class, "classroom.export", "s", on_export);
  gtk_widget_class_install_action (widget_class, "classroom.export-class", "s", on_export_class);
  gtk_widget_class_install_action (widget_class, "classroom.open", "s", on_open);
  gtk_widget_class_install_action (widget_class, "classroom.ask-reset", NULL, on_ask_reset);
  gtk_widget_class_install_action (widget_class, "classroom.keep", NULL, on_keep);
  gtk_widget_class_install_action (widget_class, "classroom.reset", NULL, on_reset);
  gtk_widget_class_install_action (widget_class, "classroom.choose", "s", on_choose);
  gtk_widget_class_install_action (widget_class, "classroom.choose-own", "s", on_choose);
}

static void
on_name (GtkEditable *entry, gpointer data)
{
  if (g_str_equal (gtk_editable_get_text (entry), lesson_keeper_progress ()->learner))
    return;
  progress_set_learner (lesson_keeper_progress (), gtk_editable_get_text (entry));
  write_progress (data);
}

static GtkWidget *
add_button (GtkWidget *box, const char *label, const char *action, const char *target)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (target != NULL)
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static void
add_own (PrClassroomPage *self, GtkWidget *box)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  page_add_label (box, _("My progress"), "section-title");
  page_add_label (row, _("My name"), "dim");
  self->name = gtk_entry_new ();
  gtk_editable_set_text (GTK_EDITABLE (self->name), lesson_keeper_progress ()->learner);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->name), 24);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->name), _("as your instructor knows you"));
  gtk_entry_set_max_length (GTK_ENTRY (self->name), 80);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->name), GTK_ACCESSIBLE_PROPERTY_LABEL, _("My name"), -1);
  g_signal_connect_object (self->name, "changed", G_CALLBACK (on_name), self, 0);
  gtk_box_append (GTK_BOX (row), self->name);
  gtk_box_append (GTK_BOX (box), row);
  self->own_words = page_add_label (box, _("No lesson has been begun yet. Everything stays on this computer."), "dim");
  self->own_table = classroom_table_new (_("My progress"));
  gtk_box_append (GTK_BOX (box), self->own_table);
  add_button (buttons, _("Export for the Instructor…"), "classroom.choose-own", "json");
  add_button (buttons, _("Export as a Table…"), "classroom.choose-own", "csv");
  add_button (buttons, _("Forget…"), "classroom.ask-reset", NULL);
  gtk_box_append (GTK_BOX (box), buttons);
  self->question = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  page_add_label (self->question, _("Forget all that you have done in lessons? It cannot be brought back."), "trouble");
  gtk_widget_add_css_class (add_button (self->question, _("Forget It"), "classroom.reset", NULL), "destructive-action");
  add_button (self->question, _("Keep It"), "classroom.keep", NULL);
  gtk_widget_set_visible (self->question, FALSE);
  gtk_box_append (GTK_BOX (box), self->question);
}

static void
add_class (PrClassroomPage *self, GtkWidget *box)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);

  gtk_widget_set_margin_top (page_add_label (box, _("My class"), "section-title"), 20);
  self->class_words = page_add_label (box, NULL, "dim");
  self->class_table = classroom_table_new (_("My class"));
  gtk_box_append (GTK_BOX (box), self->class_table);
  add_button (buttons, _("Open a Folder…"), "classroom.choose", "folder");
  self->export_class = add_button (buttons, _("Save the Table…"), "classroom.choose", "class");
  g_object_bind_property (self->class_table, "visible", self->export_class, "visible", G_BINDING_SYNC_CREATE);
  gtk_box_append (GTK_BOX (box), buttons);
}

static void
pr_classroom_page_init (PrClassroomPage *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);

  gtk_widget_add_css_class (box, "claims");
  add_own (self, box);
  add_class (self, box);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), box);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
  update_own (self);
  update_class (self);
  lesson_keeper_connect (G_CALLBACK (update_own), self);
}

GtkWidget *
pr_classroom_page_new (void)
{
  return g_object_new (PR_TYPE_CLASSROOM_PAGE, NULL);
}

guint
pr_classroom_page_n_own (PrClassroomPage *page)
{
  return classroom_table_n_rows (page->own_table);
}

guint
pr_classroom_page_n_class (PrClassroomPage *page)
{
  return classroom_table_n_rows (page->class_table);
}

GtkEntry *
pr_classroom_page_name (PrClassroomPage *page)
{
  return GTK_ENTRY (page->name);
}
