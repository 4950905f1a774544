#include "pages/start-page.h"

#include <glib/gi18n.h>
#include <string.h>

#include "lesson/lesson-shelf.h"
#include "widgets/card-grid.h"
#include "widgets/letter-chip.h"
#include "widgets/page-parts.h"
#include "palette.h"
#include "stage/place-view.h"
#include "pages/start-journals.h"
#include "pages/tool-page.h"
#include "widgets/reader-name.h"
#include "words.h"

#define SUFFIX ".postroom"
#define PICTURE_LETTERS 5
#define MOST_LINES 6 /* of a card, on what happens */

struct _PrStartPage {
  GtkWidget parent_instance;

  GtkWidget *sidebar;    /* GtkBox */
  GtkWidget *recent;     /* GtkBox, within the sidebar */
  GtkWidget *scrolled;
  GtkWidget *content;    /* GtkBox: sections */
  GtkWidget *shelf;      /* PrLessonShelf; borrowed */
  GtkWidget *laptop;     /* GtkDropDown: what free play begins with */
  GtkWidget *phone;
};

G_DEFINE_FINAL_TYPE (PrStartPage, pr_start_page, GTK_TYPE_WIDGET)

static const char *const protocols[] = { "pop3", "imap" };

static GtkWidget *
new_text (const char *text, const char *class, gboolean wraps)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), wraps);
  /* An ellipsized label that may become narrower than its ellipsis is warned about. */
  gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 34);
  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  return label;
}

/* The journal's own letters, as they look everywhere else; beside the words of a card as wide as the page. */
static GtkWidget *
new_picture (const Journal *journal)
{
  GtkWidget *picture = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  guint n = MIN (journal_n_letters (journal), PICTURE_LETTERS);

  for (guint letter = 1; letter <= n; letter++)
    {
      ChipView view = { .label = journal_letter_name (journal, letter), .letter = letter, .part = PART_FULL, .quiet = TRUE };

      gtk_box_append (GTK_BOX (box), pr_letter_chip_new (&view, NULL));
    }
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (picture), box);
  gtk_widget_add_css_class (picture, "card-picture");
  gtk_widget_add_css_class (picture, "beside");
  gtk_widget_set_hexpand (picture, FALSE);
  gtk_widget_set_can_target (picture, FALSE);
  return picture;
}

static GtkWidget *
new_card (const StartJournal *journal, gboolean customer)
{
  GtkWidget *card = gtk_button_new (), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 16), *box, *scenes;
  gboolean quoted = g_str_has_prefix (journal->title, "“");
  /* Translators: what a customer says */
  g_autofree char *said = customer && !quoted ? g_strdup_printf (_("“%s”"), journal->title) : g_strdup (journal->title);
  g_autofree char *name = g_strdup_printf ("%s: %s", said, journal->scenes);

  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  if (!customer)
    gtk_box_append (GTK_BOX (row), new_picture (journal->journal));
  gtk_box_append (GTK_BOX (row), box);
  gtk_box_append (GTK_BOX (box), new_text (said, customer ? NULL : "card-title", TRUE));
  scenes = new_text (journal->scenes, "card-detail", TRUE);
  gtk_label_set_lines (GTK_LABEL (scenes), MOST_LINES);
  gtk_label_set_ellipsize (GTK_LABEL (scenes), PANGO_ELLIPSIZE_END);
  gtk_widget_set_visible (scenes, *journal->scenes != '\0');
  gtk_box_append (GTK_BOX (box), scenes);
  gtk_widget_set_hexpand (box, TRUE);
  gtk_widget_set_valign (box, customer ? GTK_ALIGN_START : GTK_ALIGN_CENTER);
  gtk_button_set_child (GTK_BUTTON (card), row);
  gtk_widget_add_css_class (card, "card");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "s", journal->path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), "win.open-path");
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return card;
}

static void
on_section (GtkButton *button, gpointer data)
{
  GtkWidget *heading = data;
  PrStartPage *self = PR_START_PAGE (gtk_widget_get_ancestor (heading, PR_TYPE_START_PAGE));
  GtkWidget *section = gtk_widget_get_parent (heading);
  graphene_rect_t bounds;

  gtk_widget_child_focus (section, GTK_DIR_TAB_FORWARD);
  if (gtk_widget_compute_bounds (section, self->content, &bounds))
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled)), bounds.origin.y);
}

/* A section with a heading, and the way to it in the sidebar. */
static GtkWidget *
add_section (PrStartPage *self, const char *title)
{
  GtkWidget *section = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *heading = new_text (title, "section-title", FALSE);
  GtkWidget *button = gtk_button_new_with_label (title);

  gtk_box_append (GTK_BOX (section), heading);
  gtk_box_append (GTK_BOX (self->content), section);
  gtk_widget_set_halign (gtk_button_get_child (GTK_BUTTON (button)), GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_section), heading, 0);
  gtk_box_append (GTK_BOX (self->sidebar), button);
  return section;
}

static void
add_journals (PrStartPage *self, const char *title, gboolean support)
{
  g_autoptr (GPtrArray) journals = start_journals_shipped (support);
  GtkWidget *section, *grid;

  if (journals->len == 0)
    return;
  section = add_section (self, title);
  if (!support)
    gtk_box_append (GTK_BOX (section), new_text (_("One day, lived twice: with POP3 and with IMAP. "
                                                   "Press play, and see where they part."), "dim", TRUE));
  grid = pr_card_grid_new (support ? 3 : 1);
  for (guint i = 0; i < journals->len; i++)
    pr_card_grid_append (PR_CARD_GRID (grid), new_card (g_ptr_array_index (journals, i), support));
  gtk_box_append (GTK_BOX (section), grid);
}

static GtkWidget *
new_tool_card (const ToolPage *page)
{
  GtkWidget *card = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  g_autofree char *name = g_strdup_printf ("%s: %s", _(page->title), _(page->detail));

  gtk_box_append (GTK_BOX (box), new_text (_(page->title), "card-title", TRUE));
  gtk_box_append (GTK_BOX (box), new_text (_(page->detail), "card-detail", TRUE));
  gtk_button_set_child (GTK_BUTTON (card), box);
  gtk_widget_add_css_class (card, "card");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (card), "s", page->name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (card), "win.page");
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return card;
}

static void
add_tools (PrStartPage *self)
{
  GtkWidget *section = add_section (self, _("Find out")), *grid = pr_card_grid_new (3);

  for (guint i = 0; i < tool_page_count (); i++)
    pr_card_grid_append (PR_CARD_GRID (grid), new_tool_card (tool_page_get (i)));
  gtk_box_append (GTK_BOX (section), grid);
}

static GtkWidget *
add_choice (GtkWidget *box, const char *device, guint chosen)
{
  const char *const names[] = { words_protocol (PROTOCOL_POP3), words_protocol (PROTOCOL_IMAP), NULL };
  GtkWidget *label = gtk_label_new (device), *choice = gtk_drop_down_new_from_strings (names);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), chosen);
  reader_name (choice, device);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), choice);
  return choice;
}

static void
on_free_play (GtkButton *button, gpointer data)
{
  PrStartPage *self = data;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.free-play", "(ss)",
                              protocols[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->laptop))],
                              protocols[gtk_drop_down_get_selected (GTK_DROP_DOWN (self->phone))]);
}

static void
add_free_play (PrStartPage *self)
{
  GtkWidget *section = add_section (self, _("Free play"));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10), *button = gtk_button_new_with_label (_("Begin"));

  gtk_box_append (GTK_BOX (section), new_text (_("An account with two devices, and everything is up to you."), "dim", FALSE));
  self->laptop = add_choice (box, _("Laptop"), 0);
  self->phone = add_choice (box, _("Phone"), 1);
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_free_play), self, 0);
  gtk_box_append (GTK_BOX (box), button);
  gtk_box_append (GTK_BOX (section), box);
}

static void
rebuild_recent (PrStartPage *self)
{
  g_auto (GStrv) paths = start_recent_dup ();
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->recent)) != NULL)
    gtk_box_remove (GTK_BOX (self->recent), child);
  if (paths[0] != NULL)
    gtk_box_append (GTK_BOX (self->recent), new_text (_("Recent"), "recent-title", FALSE));
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autofree char *base = g_path_get_basename (paths[i]), *name = g_filename_display_name (base);
      GtkWidget *button = gtk_button_new (), *label;

      /* What all of them end with tells nothing, and takes the room of what does. */
      if (g_str_has_suffix (name, SUFFIX) && !g_str_equal (name, SUFFIX))
        name[strlen (name) - strlen (SUFFIX)] = '\0';
      label = new_text (name, NULL, FALSE);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_label_set_max_width_chars (GTK_LABEL (label), 22);
      gtk_button_set_child (GTK_BUTTON (button), label);
      gtk_widget_set_tooltip_text (button, paths[i]);
      gtk_widget_add_css_class (button, "flat");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", paths[i]);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open-path");
      gtk_box_append (GTK_BOX (self->recent), button);
    }
}

/* A stack that turns to a page goes on by Tab from what has the keyboard there: that would be the second card. */
static gboolean
focus_first (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  pr_start_page_focus (PR_START_PAGE (widget));
  return G_SOURCE_REMOVE;
}

/* Nothing is read before somebody looks. */
static void
pr_start_page_map (GtkWidget *widget)
{
  PrStartPage *self = PR_START_PAGE (widget);

  if (self->laptop == NULL)
    {
      /* The difference itself comes first: one day, with both. */
      add_journals (self, _("Begin here"), FALSE);
      self->shelf = pr_lesson_shelf_new ();
      gtk_box_append (GTK_BOX (add_section (self, _("Lessons"))), self->shelf);
      add_tools (self);
      add_journals (self, _("A customer says…"), TRUE);
      add_free_play (self);
      self->recent = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
      gtk_box_append (GTK_BOX (self->sidebar), self->recent);
      gtk_widget_add_tick_callback (widget, focus_first, NULL, NULL);
    }
  rebuild_recent (self);
  GTK_WIDGET_CLASS (pr_start_page_parent_class)->map (widget);
}

static void
pr_start_page_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (pr_start_page_parent_class)->dispose (object);
}

static void
pr_start_page_class_init (PrStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_start_page_dispose;
  widget_class->map = pr_start_page_map;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "startpage");
}

static void
pr_start_page_init (PrStartPage *self)
{
  GtkWidget *side, *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);

  self->sidebar = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  gtk_widget_add_css_class (self->sidebar, "start-sidebar");
  side = page_scroller_new (self->sidebar);
  gtk_widget_set_size_request (side, 220, -1);
  gtk_widget_set_parent (side, GTK_WIDGET (self));

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 24);
  gtk_widget_add_css_class (self->content, "start-content");
  gtk_box_append (GTK_BOX (head), new_text (_("See what POP3, IMAP and SMTP really do"), "start-title", TRUE));
  gtk_box_append (GTK_BOX (head), new_text (_("Real conversations between a mail server and several devices. Step forwards, "
                                              "step back, change what happens."), "dim", TRUE));
  gtk_box_append (GTK_BOX (self->content), head);
  self->scrolled = page_scroller_new (self->content);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_hexpand (self->scrolled, TRUE);
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
}

GtkWidget *
pr_start_page_new (void)
{
  return g_object_new (PR_TYPE_START_PAGE, NULL);
}

void
pr_start_page_focus (PrStartPage *page)
{
  GtkWidget *first = page->shelf != NULL ? pr_lesson_shelf_first (PR_LESSON_SHELF (page->shelf)) : NULL;

  if (first != NULL)
    gtk_widget_grab_focus (first);
}
