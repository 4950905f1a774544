#include "lesson/lesson-panel.h"

#include <glib/gi18n.h>
#include <math.h>

#include "lesson-catalog.h"
#include "lesson/lesson-card.h"
#include "lesson/lesson-prose.h"

#define WIDTH 300
#define FRAMES 2      /* what is added in one is laid out at its end, and the keyboard has moved by then */
#define PAGE 0.8      /* of what is seen: the last lines come along */
#define LEAST_TURN 20 /* pixels: less is the margin below the words */

struct _PrLessonPanel {
  GtkWidget parent_instance;

  LessonCards cards;   /* its session and player are owned */
  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *where;    /* "Step 3 of 8 · about 10 minutes" */
  GtkWidget *dots;
  GtkWidget *scroller;
  GtkWidget *content;
  GtkWidget *back;
  GtkWidget *next;
  GtkWidget *fresh;    /* the first thing that was not there before; borrowed, NULL */
  guint scrolling;     /* tick callback, 0 */
  guint frames;        /* until what is new has its place */
  guint n_shown;       /* what stood there before */
  const LessonStep *step;
  const LessonBlock *open;
};

G_DEFINE_FINAL_TYPE (PrLessonPanel, pr_lesson_panel, GTK_TYPE_WIDGET)

static void
pr_lesson_panel_dispose (GObject *object)
{
  PrLessonPanel *self = PR_LESSON_PANEL (object);

  if (self->scrolling != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scrolling);
  self->scrolling = 0;
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->cards.session);
  g_clear_object (&self->cards.player);
  G_OBJECT_CLASS (pr_lesson_panel_parent_class)->dispose (object);
}

static void
pr_lesson_panel_class_init (PrLessonPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_lesson_panel_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lessonpanel");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
}

static GtkWidget *
new_label (const char *class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, class);
  return label;
}

static void
add_head (PrLessonPanel *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->title = new_label ("section-title");
  self->where = new_label ("dim");
  self->dots = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  gtk_box_set_homogeneous (GTK_BOX (self->dots), TRUE);
  gtk_widget_add_css_class (self->dots, "dots");
  gtk_widget_add_css_class (head, "lesson-head");
  gtk_box_append (GTK_BOX (head), self->title);
  gtk_box_append (GTK_BOX (head), self->where);
  gtk_box_append (GTK_BOX (head), self->dots);
  gtk_box_append (GTK_BOX (self->box), head);
}

static void
add_foot (PrLessonPanel *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  self->back = lesson_card_button (_("Back"), "win.lesson-back");
  self->next = lesson_card_button (_("Next"), "win.lesson-next");
  gtk_widget_set_focus_on_click (self->next, FALSE);
  gtk_widget_set_hexpand (space, TRUE);
  gtk_widget_add_css_class (foot, "lesson-foot");
  gtk_box_append (GTK_BOX (foot), self->back);
  gtk_box_append (GTK_BOX (foot), space);
  gtk_box_append (GTK_BOX (foot), self->next);
  gtk_box_append (GTK_BOX (self->box), foot);
}

static void
pr_lesson_panel_init (PrLessonPanel *self)
{
  self->cards.chosen = -1;
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_size_request (self->box, WIDTH, -1);
  add_head (self);
  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  gtk_widget_add_css_class (self->content, "lesson-content");
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->content);
  gtk_widget_add_css_class (self->scroller, "fades");
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_box_append (GTK_BOX (self->box), self->scroller);
  add_foot (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Lesson"), -1);
}

static GtkWidget *
new_block (PrLessonPanel *self, const LessonBlock *block, guint index)
{
  switch (block->kind)
    {
    case LESSON_PROSE:
      return lesson_prose_new (block->text, FALSE);
    case LESSON_PREDICT:
      return lesson_predict_new (&self->cards, block);
    case LESSON_TASK:
      return lesson_task_new (&self->cards, block);
    case LESSON_EXPLORE:
      return lesson_explore_new (&self->cards, block);
    case LESSON_SHOW:
      return lesson_show_new (&self->cards, block, index);
    case LESSON_SETUP:
    case LESSON_DO:
    case LESSON_EXPECT:
    case LESSON_NOTE:
      break;
    }
  return NULL;
}

/* The lesson that follows in the list, NULL. */
static const LessonEntry *
find_following (GPtrArray *entries, const Lesson *lesson)
{
  for (guint i = 0; i + 1 < entries->len; i++)
    if (g_str_equal (((const LessonEntry *) entries->pdata[i])->name, lesson->name))
      return entries->pdata[i + 1];
  return NULL;
}

static void
add_end (PrLessonPanel *self, const Lesson *lesson)
{
  g_autoptr (GPtrArray) entries = lesson_catalog_list (g_get_language_names ());
  const LessonEntry *following = find_following (entries, lesson);
  GtkWidget *card = lesson_card_new (_("✓ The lesson is done"), "task");

  if (following != NULL)
    {
      g_autofree char *label = g_strdup_printf (_("Next lesson: %s"), following->title);
      GtkWidget *button = lesson_card_button (label, "win.open-lesson");

      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", following->name);
      gtk_widget_add_css_class (button, "suggested-action");
      gtk_box_append (GTK_BOX (card), button);
    }
  gtk_box_append (GTK_BOX (card), lesson_card_button (_("All lessons"), "win.show-start"));
  gtk_box_append (GTK_BOX (self->content), card);
}

static gboolean
scroll (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  PrLessonPanel *self = PR_LESSON_PANEL (widget);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  graphene_rect_t bounds;

  if (self->frames-- > 0)
    return G_SOURCE_CONTINUE;
  self->scrolling = 0;
  if (self->fresh == NULL)
    gtk_adjustment_set_value (adjustment, 0);
  else if (gtk_widget_compute_bounds (self->fresh, self->content, &bounds))
    gtk_adjustment_set_value (adjustment, bounds.origin.y - 8);
  return G_SOURCE_REMOVE;
}

static void
rebuild_content (PrLessonPanel *self, const LessonStep *step)
{
  guint n = pr_lesson_player_n_shown (self->cards.player);
  const LessonRun *run = pr_lesson_player_run (self->cards.player);
  const Lesson *lesson = pr_lesson_player_lesson (self->cards.player);
  GtkWidget *child, *heading = new_label ("lesson-heading");
  gboolean more = step != self->step || n > self->n_shown;

  while ((child = gtk_widget_get_first_child (self->content)) != NULL)
    gtk_box_remove (GTK_BOX (self->content), child);
  self->fresh = NULL;
  gtk_label_set_text (GTK_LABEL (heading), step->title);
  gtk_box_append (GTK_BOX (self->content), heading);
  if (lesson_run_trouble (run) != NULL)
    {
      g_autofree char *what = lesson_fault_text (lesson_run_trouble (run), lesson_run_lesson (run)->path);
      g_autofree char *text = g_strdup_printf (_("This could not happen in the world that you have made: %s"), what);
      GtkWidget *label = new_label ("trouble");

      gtk_label_set_text (GTK_LABEL (label), text);
      gtk_box_append (GTK_BOX (self->content), label);
    }
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *widget = new_block (self, lesson_step_block (step, i), i);

      if (widget == NULL)
        continue;
      gtk_box_append (GTK_BOX (self->content), widget);
      /* What was answered comes into view with what follows from it. */
      if (step == self->step && self->n_shown > 0 && i + 1 >= self->n_shown && self->fresh == NULL)
        self->fresh = widget;
    }
  if (lesson_run_step (run) + 1 == lesson_n_steps (lesson))
    add_end (self, lesson);
  if (more)
    self->frames = FRAMES;
  if (more && self->scrolling == 0)
    self->scrolling = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll, NULL, NULL);
  self->step = step;
  self->n_shown = n;
}

static void
update_head (PrLessonPanel *self)
{
  const Lesson *lesson = pr_lesson_player_lesson (self->cards.player);
  guint n = lesson_n_steps (lesson), at = lesson_run_step (pr_lesson_player_run (self->cards.player));
  g_autofree char *where = g_strdup_printf (ngettext ("Step %u of %u · about %u minute", "Step %u of %u · about %u minutes",
                                                      lesson->minutes),
                                            at + 1, n, lesson->minutes);
  GtkWidget *child;

  gtk_label_set_text (GTK_LABEL (self->title), lesson->title);
  gtk_label_set_text (GTK_LABEL (self->where), where);
  while ((child = gtk_widget_get_first_child (self->dots)) != NULL)
    gtk_box_remove (GTK_BOX (self->dots), child);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *dot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_add_css_class (dot, "dot");
      if (i <= at)
        gtk_widget_add_css_class (dot, i < at ? "past" : "now");
      gtk_box_append (GTK_BOX (self->dots), dot);
    }
}

/* What had the keyboard is not there any more, or may not be pressed now: the next thing to do gets it. What is read before it
 * stays where it is. */
static gboolean
on_settled (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (PR_LESSON_PANEL (widget)->scroller));
  GtkRoot *root = gtk_widget_get_root (widget);
  double at = gtk_adjustment_get_value (adjustment);

  if (root != NULL && gtk_root_get_focus (root) == NULL && gtk_widget_get_mapped (widget))
    {
      gtk_widget_child_focus (widget, GTK_DIR_TAB_FORWARD);
      gtk_adjustment_set_value (adjustment, at);
    }
  return G_SOURCE_REMOVE;
}

gboolean
pr_lesson_panel_choose (PrLessonPanel *self, guint choice)
{
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return FALSE;
  for (GtkWidget *card = gtk_widget_get_first_child (self->content); card != NULL; card = gtk_widget_get_next_sibling (card))
    if (lesson_predict_choose (card, choice))
      return TRUE;
  return FALSE;
}

int
pr_lesson_panel_chosen (PrLessonPanel *self)
{
  return self->open != NULL && self->open->kind == LESSON_PREDICT ? self->cards.chosen : -1;
}

gboolean
pr_lesson_panel_turn (PrLessonPanel *self, gboolean forward)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  double page = gtk_adjustment_get_page_size (adjustment), last = gtk_adjustment_get_upper (adjustment) - page;
  double at = gtk_adjustment_get_value (adjustment), to = CLAMP (at + (forward ? page : -page) * PAGE, 0, MAX (last, 0));

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || fabs (to - at) < LEAST_TURN)
    return FALSE;
  gtk_adjustment_set_value (adjustment, to);
  return TRUE;
}

static void
update (PrLessonPanel *self)
{
  const LessonStep *step = pr_lesson_player_step (self->cards.player);
  const LessonBlock *open;

  gtk_widget_set_visible (GTK_WIDGET (self), step != NULL);
  if (step == NULL)
    {
      self->step = NULL;
      self->n_shown = 0;
      return;
    }
  open = lesson_run_open (pr_lesson_player_run (self->cards.player));
  if (open != self->open)
    self->cards.chosen = -1;
  self->open = open;
  update_head (self);
  rebuild_content (self, step);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), on_settled, NULL, NULL);
  gtk_button_set_label (GTK_BUTTON (self->next), pr_session_playing (self->cards.session) ? _("Skip") : _("Next"));
  if (pr_lesson_player_can_next (self->cards.player) && !pr_session_playing (self->cards.session))
    gtk_widget_add_css_class (self->next, "suggested-action");
  else
    gtk_widget_remove_css_class (self->next, "suggested-action");
}

GtkWidget *
pr_lesson_panel_new (PrSession *session, PrLessonPlayer *player)
{
  PrLessonPanel *self = g_object_new (PR_TYPE_LESSON_PANEL, NULL);

  self->cards.session = g_object_ref (session);
  self->cards.player = g_object_ref (player);
  g_signal_connect_object (player, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (player, "closed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
