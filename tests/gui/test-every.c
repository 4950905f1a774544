/* Every action is done, every template comes up, and every control of every page and dialog has a name: which ones there are
 * is asked of the program, so that what is added later is missed here until it is done, too. */
#include "lesson-test.h"

#include <string.h>

#include "application.h"
#include "window/theme.h"

#define RESOURCES "/io/github/postroom/Postroom"

static void
run_dry (void)
{
  while (g_main_context_pending (NULL))
    g_main_context_iteration (NULL, FALSE);
}

/* All toplevels but the window. */
static void
close_others (GtkWindow *window)
{
  g_autoptr (GListModel) toplevels = g_object_ref (gtk_window_get_toplevels ());

  for (guint i = g_list_model_get_n_items (toplevels); i > 0; i--)
    {
      g_autoptr (GtkWindow) other = g_list_model_get_item (toplevels, i - 1);

      if (other != window && gtk_widget_get_visible (GTK_WIDGET (other)))
        gtk_window_close (other);
    }
  gui_test_settle (window);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static GPtrArray *
list_actions (GActionGroup *group)
{
  g_auto (GStrv) names = g_action_group_list_actions (group);
  GPtrArray *sorted = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; names[i] != NULL; i++)
    g_ptr_array_add (sorted, g_strdup (names[i]));
  g_ptr_array_sort (sorted, compare_names);
  return sorted;
}

/* What each action that wants something is given. */
static const struct {
  const char *name;
  const char *value; /* as g_variant_parse() reads it; NULL: the file that is open */
} values[] = {
  { "act", "'laptop check'" },
  { "act-in", "('laptop check', 0)" },
  { "branch", "0" },
  { "compare-branch", "0" },
  { "free-play", "('pop3', 'imap')" },
  { "lesson-answer", "0" },
  { "lesson-point", "0" },
  { "letter", "('laptop',)" },
  { "live-start", "'here'" },
  { "open-lesson", "'a-letter-travels'" },
  { "open-path", NULL },
  { "open-text", "'postroom 1\\ndate 2026-03-02\\naccount ada@kantor.example password=x\\n'" },
  { "page", "'compare'" },
  { "scheme", "'dark'" },
  { "settings", "('device', 'laptop', 0)" },
  { "show-line", "(0, uint32 1)" },
  { "speed", "0.5" },
  { "step-by", "-3" },
  { "unit", "3" },
  { "world", "1" },
  { "advise.play", "uint32 0" },
  { "classroom.choose", "'folder'" },
  { "classroom.choose-own", "'json'" },
  { "classroom.export", "'/no/such/folder/a.csv'" },
  { "classroom.export-class", "'/no/such/folder/b.csv'" },
  { "classroom.open", "'/no/such/folder'" },
  { "console.insert", "'NOOP'" },
};

static GVariant *
value_for (const char *name, const GVariantType *type)
{
  if (type == NULL)
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    if (g_str_equal (values[i].name, name))
      return values[i].value != NULL ? g_variant_parse (type, values[i].value, NULL, NULL, NULL)
                                     : g_variant_new_string (g_getenv ("POSTROOM_TEST_JOURNAL"));
  fail_msg ("what is %s given?", name);
  return NULL;
}

static PrWindow *
an_open_day (void)
{
  PrWindow *window = gui_test_window ();

  window_start_autosave (window);
  pr_session_seek (pr_window_session (window), pr_session_start (pr_window_session (window)) + 6 * G_TIME_SPAN_MINUTE);
  gui_test_settle (window);
  return window;
}

static PrWindow *
a_changed_day (void)
{
  PrWindow *window = an_open_day ();

  gui_test_act (window, "act", g_variant_new_string ("laptop check"));
  return window;
}

static PrWindow *
a_live_day (void)
{
  PrWindow *window = gui_test_window ();

  gui_test_act (window, "live-start", g_variant_new_string ("new"));
  return window;
}

/* Answers, and goes on until what is open is of that kind. */
static PrWindow *
lesson_at (LessonBlockKind kind)
{
  PrWindow *window = open_lesson ("pop3-download-delete");

  for (guint i = 0; i < 20; i++)
    {
      const LessonBlock *open = lesson_run_open (run_of (window));

      if (open != NULL && open->kind == kind)
        return window;
      if (open != NULL && open->kind == LESSON_PREDICT)
        gui_test_act (window, "lesson-answer", g_variant_new_int32 (0));
      else
        gui_test_act (window, open != NULL ? "lesson-solve" : "lesson-next", NULL);
      pass_over (window);
    }
  fail_msg ("the lesson has nothing of that kind");
  return NULL;
}

static PrWindow *
a_question (void)
{
  return lesson_at (LESSON_PREDICT);
}

static PrWindow *
a_task (void)
{
  return lesson_at (LESSON_TASK);
}

static PrWindow *
a_trial (void)
{
  PrWindow *window = a_task ();

  gui_test_act (window, "lesson-solve", NULL);
  pass_over (window);
  gui_test_act (window, "lesson-next", NULL);
  pass_over (window);
  return window;
}

static PrWindow *
trying_out (void)
{
  PrWindow *window = a_trial ();

  gui_test_act (window, "lesson-explore", NULL);
  return window;
}

/* In each of these something may be done that may not elsewhere. */
static PrWindow *(*const contexts[]) (void) = { an_open_day, a_changed_day, a_question, a_task, a_trial, trying_out, a_live_day };

/* What may be done there is done. TRUE: there was something. */
static gboolean
do_what_may_be_done (PrWindow *(*context) (void), GPtrArray *left)
{
  PrWindow *window = context ();
  GActionGroup *group = G_ACTION_GROUP (window);
  guint before = left->len;

  for (guint i = 0; i < left->len;)
    {
      g_autofree char *name = g_strdup (left->pdata[i]);

      /* The window's group gains some later: autosave's. */
      if (!g_action_group_has_action (group, name) || !g_action_group_get_action_enabled (group, name))
        {
          i++;
          continue;
        }
      gui_test_act (window, name, value_for (name, g_action_group_get_action_parameter_type (group, name)));
      close_others (GTK_WINDOW (window));
      g_ptr_array_remove_index (left, i);
    }
  gui_test_close (window);
  return left->len < before;
}

static void
every_action_of_a_window_is_done (void **state)
{
  PrWindow *window = an_open_day ();
  g_autoptr (GPtrArray) left = list_actions (G_ACTION_GROUP (window));
  gboolean more = TRUE;

  gui_test_close (window);
  assert_true (left->len > 40);
  while (more && left->len > 0)
    {
      more = FALSE;
      for (guint i = 0; i < G_N_ELEMENTS (contexts) && left->len > 0; i++)
        more = do_what_may_be_done (contexts[i], left) || more;
    }
  for (guint i = 0; i < left->len; i++)
    print_error ("never done: win.%s\n", (const char *) left->pdata[i]);
  assert_int_equal (left->len, 0);
  theme_set_scheme (SCHEME_SYSTEM);
  theme_set_contrast (FALSE);
  theme_set_zoom (1);
}

static gboolean
do_all_of_application (gpointer data)
{
  GApplication *application = g_application_get_default ();
  g_autoptr (GPtrArray) names = list_actions (G_ACTION_GROUP (application));
  guint *done = data;

  for (guint i = 0; i < names->len; i++)
    {
      g_action_group_activate_action (G_ACTION_GROUP (application), names->pdata[i], NULL);
      (*done)++;
      if (!g_str_equal (names->pdata[i], "quit"))
        close_others (gtk_application_get_window_by_id (GTK_APPLICATION (application), 1));
    }
  return G_SOURCE_REMOVE;
}

/* About, and the one that ends it: g_application_run() returns. */
static void
every_action_of_the_application_is_done (void **state)
{
  g_autofree char *journal = g_strdup_printf ("--journal=%s", g_getenv ("POSTROOM_TEST_JOURNAL"));
  char *arguments[] = { (char *) "postroom", journal, NULL };
  g_autoptr (PrApplication) application = pr_application_new (arguments);
  guint done = 0;

  g_timeout_add (300, do_all_of_application, &done);
  assert_int_equal (g_application_run (G_APPLICATION (application), 2, arguments), 0);
  assert_int_equal (done, 2);
  theme_start ();
}

typedef struct {
  PrWindow *window;
  GHashTable *seen; /* of GType as pointers */
  guint done;
} Widgets;

/* The actions that belong to a kind of widget. */
static void
do_actions_of (GtkWidget *widget, gpointer data)
{
  Widgets *widgets = data;
  const GVariantType *type;
  const char *name, *property;
  GType owner;

  if (!g_str_has_prefix (G_OBJECT_TYPE_NAME (widget), "Pr")
      || !g_hash_table_add (widgets->seen, GSIZE_TO_POINTER (G_OBJECT_TYPE (widget))))
    return;
  for (guint i = 0; gtk_widget_class_query_action (GTK_WIDGET_GET_CLASS (widget), i, &owner, &name, &type, &property); i++)
    if (owner == G_OBJECT_TYPE (widget))
      {
        gtk_widget_action_set_enabled (widget, name, TRUE);
        assert_true (gtk_widget_activate_action_variant (widget, name, value_for (name, type)));
        close_others (GTK_WINDOW (widgets->window));
        widgets->done++;
      }
}

static void
collect_pages (GtkWidget *below, GPtrArray *names)
{
  if (GTK_IS_DROP_DOWN (below) || GTK_IS_POPOVER (below))
    return; /* they have stacks of their own */
  if (GTK_IS_STACK (below))
    {
      g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (GTK_STACK (below));

      for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
        {
          g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

          g_ptr_array_add (names, g_strdup (gtk_stack_page_get_name (GTK_STACK_PAGE (page))));
        }
    }
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    collect_pages (child, names);
}

static GPtrArray *
list_pages (PrWindow *window)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  collect_pages (GTK_WIDGET (window), names);
  assert_true (names->len > 10);
  return names;
}

static void
every_action_of_a_widget_is_done (void **state)
{
  Widgets widgets = { an_open_day (), g_hash_table_new (NULL, NULL), 0 };
  g_autoptr (GPtrArray) pages = list_pages (widgets.window);

  for (guint i = 0; i < pages->len; i++)
    {
      gui_test_act (widgets.window, "page", g_variant_new_string (pages->pdata[i]));
      gui_test_each (GTK_WIDGET (widgets.window), do_actions_of, &widgets);
    }
  assert_true (widgets.done > 10);
  g_hash_table_unref (widgets.seen);
  gui_test_close (widgets.window);
}

static void
come_up (const char *path)
{
  g_autoptr (GBytes) octets = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *text = g_strndup (g_bytes_get_data (octets, NULL), g_bytes_get_size (octets));
  const char *template = strstr (text, "<template class=\"");
  g_autoptr (GtkBuilder) builder = NULL;
  GSList *objects;

  if (template != NULL)
    {
      const char *name = template + strlen ("<template class=\"");
      g_autofree char *class = g_strndup (name, strcspn (name, "\""));
      GtkWidget *widget = g_object_ref_sink (g_object_new (g_type_from_name (class), NULL));

      if (GTK_IS_WINDOW (widget))
        gtk_window_destroy (GTK_WINDOW (widget));
      g_object_unref (widget);
      return;
    }
  builder = gtk_builder_new_from_resource (path);
  objects = gtk_builder_get_objects (builder);
  for (GSList *at = objects; at != NULL; at = at->next)
    if (GTK_IS_WINDOW (at->data))
      {
        gtk_window_present (at->data);
        run_dry ();
        gtk_window_destroy (at->data);
      }
  g_slist_free (objects);
}

static guint
come_up_below (const char *folder)
{
  g_auto (GStrv) names = g_resources_enumerate_children (folder, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  guint n = 0;

  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("%s/%s", folder, names[i]);

      if (g_str_has_suffix (names[i], "/"))
        path[strlen (path) - 1] = '\0';
      if (g_str_has_suffix (names[i], ".ui"))
        come_up (path);
      n += g_str_has_suffix (names[i], ".ui") ? 1 : g_str_has_suffix (names[i], "/") ? come_up_below (path) : 0;
    }
  return n;
}

static void
every_template_comes_up (void **state)
{
  g_type_ensure (PR_TYPE_WINDOW);
  assert_true (come_up_below (RESOURCES) >= 2);
  run_dry ();
}

/* Of a menu and its sections; a submenu is a menu of its own. */
static void
collect_keys (GMenuModel *menu, GString *keys)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *label = NULL;
      const char *mark;

      if (section != NULL)
        collect_keys (section, keys);
      if (!g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL, "s", &label))
        continue;
      mark = strchr (label, '_');
      assert_non_null (mark);
      if (strchr (keys->str, g_ascii_toupper (mark[1])) != NULL)
        fail_msg ("“%s”: that key is another item's", label);
      g_string_append_c (keys, g_ascii_toupper (mark[1]));
    }
}

static void
find_main_menu (GtkWidget *widget, gpointer data)
{
  GtkMenuButton *button = GTK_IS_MENU_BUTTON (widget) ? GTK_MENU_BUTTON (widget) : NULL;

  if (button != NULL && g_strcmp0 (gtk_menu_button_get_icon_name (button), "open-menu-symbolic") == 0)
    *(GMenuModel **) data = gtk_menu_button_get_menu_model (button);
}

static void
every_item_of_the_menu_has_its_key (void **state)
{
  PrWindow *window = an_open_day ();
  g_autoptr (GString) keys = g_string_new (NULL);
  GMenuModel *menu = NULL;

  gui_test_each (GTK_WIDGET (window), find_main_menu, &menu);
  assert_non_null (menu);
  collect_keys (menu, keys);
  assert_true (keys->len > 15);
  gui_test_close (window);
}

static gboolean
has_words (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0')
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (has_words (child))
      return TRUE;
  return FALSE;
}

static gboolean
has_name (GtkWidget *widget)
{
  for (GtkWidget *at = widget; at != NULL && at != GTK_WIDGET (gtk_widget_get_root (widget)); at = gtk_widget_get_parent (at))
    {
      if (gtk_test_accessible_has_property (GTK_ACCESSIBLE (at), GTK_ACCESSIBLE_PROPERTY_LABEL))
        return TRUE;
      /* A part inside what has the name: of a menu button, a drop-down, an entry. */
      if (!GTK_IS_MENU_BUTTON (gtk_widget_get_parent (at)) && !GTK_IS_DROP_DOWN (gtk_widget_get_parent (at))
          && !GTK_IS_EDITABLE (gtk_widget_get_parent (at)))
        break;
    }
  return has_words (widget);
}

static void
check_name (GtkWidget *widget, gpointer data)
{
  guint *count = data;

  if (!gtk_widget_get_mapped (widget) || !gtk_widget_get_focusable (widget) || GTK_IS_SCROLLED_WINDOW (widget))
    return;
  /* The frame's own buttons are GTK's. */
  if (gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL)
    return;
  (*count)++;
  if (!has_name (widget))
    fail_msg ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (widget), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (widget)));
}

/* Of the window, and of what is open beside it. */
static void
check_names (PrWindow *window, const char *where, guint least)
{
  GListModel *toplevels = gtk_window_get_toplevels ();
  guint count = 0;

  gui_test_settle (window);
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWidget) toplevel = g_list_model_get_item (toplevels, i);

      gui_test_each (toplevel, check_name, &count);
    }
  if (count < least)
    fail_msg ("only %u controls in %s", count, where);
}

static void
every_page_has_names (void **state)
{
  PrWindow *window = an_open_day ();
  g_autoptr (GPtrArray) pages = list_pages (window);

  for (guint i = 0; i < pages->len; i++)
    {
      gui_test_act (window, "page", g_variant_new_string (pages->pdata[i]));
      check_names (window, pages->pdata[i], 8);
    }
  gui_test_act (window, "page", g_variant_new_string ("stage"));
  gui_test_act (window, "go-to", NULL);
  check_names (window, "going to a time", 12);
  gui_test_act (window, "present", NULL);
  check_names (window, "presenting", 8);
  gui_test_close (window);
}

static void
press_diagram (GtkWidget *widget, gpointer data)
{
  if (gtk_widget_has_css_class (widget, "diagram"))
    *(GtkWidget **) data = widget;
}

static void
every_dialog_has_names (void **state)
{
  static const char *const settings[] = { "('device', 'laptop', 0)", "('add', '', 0)", "('account', 'ada@kantor.example', 0)",
                                          "('server', '', 0)", "('link', 'laptop', 0)" };
  PrWindow *window = an_open_day ();
  GtkWidget *diagram = NULL;

  gui_test_act (window, "page", g_variant_new_string ("stage"));
  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      gui_test_act (window, "settings", g_variant_parse (G_VARIANT_TYPE ("(ssi)"), settings[i], NULL, NULL, NULL));
      assert_int_equal (g_list_model_get_n_items (gtk_window_get_toplevels ()), 2);
      check_names (window, settings[i], 15);
      close_others (GTK_WINDOW (window));
    }
  for (guint i = 0; i < 2; i++)
    {
      gui_test_act (window, "letter", g_variant_new ("(s)", i == 0 ? "laptop" : ""));
      check_names (window, "a letter", 15);
      close_others (GTK_WINDOW (window));
    }
  gui_test_each (GTK_WIDGET (window), press_diagram, &diagram);
  assert_non_null (diagram);
  g_signal_emit_by_name (diagram, "clicked");
  check_names (window, "the diagram of the states", 10);
  gui_test_close (window);
}

static void
every_lesson_card_has_names (void **state)
{
  for (guint i = 2; i < G_N_ELEMENTS (contexts); i++)
    {
      PrWindow *window = contexts[i] ();

      check_names (window, "a lesson", 8);
      if (g_action_group_get_action_enabled (G_ACTION_GROUP (window), "lesson-notes"))
        gui_test_act (window, "lesson-notes", NULL);
      check_names (window, "a lesson's notes", 8);
      gui_test_close (window);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (every_template_comes_up),
    cmocka_unit_test (every_action_of_a_window_is_done),
    cmocka_unit_test (every_action_of_the_application_is_done),
    cmocka_unit_test (every_action_of_a_widget_is_done),
    cmocka_unit_test (every_item_of_the_menu_has_its_key),
    cmocka_unit_test (every_page_has_names),
    cmocka_unit_test (every_dialog_has_names),
    cmocka_unit_test (every_lesson_card_has_names),
  };

  gui_test_init ();
  return cmocka_run_group_tests (tests, NULL, NULL);
}
