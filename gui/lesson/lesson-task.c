/* The cards of what the learner does: a task, a free trial; and of what to look at. */
#include "lesson/lesson-card.h"

#include <glib/gi18n.h>

#include "lesson-show.h"
#include "lesson/lesson-prose.h"
#include "widgets/flow-box.h"

static void
add_words (GtkWidget *card, const char *text, const char *class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (card), label);
}

static void
add_hints (LessonCards *cards, GtkWidget *card, const LessonBlock *block)
{
  guint n = MIN (pr_lesson_player_n_hints (cards->player, block), block->hints->len);

  for (guint i = 0; i < n; i++)
    {
      GtkWidget *hint = lesson_prose_new (block->hints->pdata[i], FALSE);

      gtk_widget_add_css_class (hint, "lesson-hint");
      gtk_box_append (GTK_BOX (card), hint);
    }
}

/* Hints first, one by one; the solution when there is no other. */
static void
add_help (LessonCards *cards, GtkWidget *card, const LessonBlock *block)
{
  GtkWidget *box = pr_flow_box_new (8);
  guint given = pr_lesson_player_n_hints (cards->player, block);

  if (block->console != NULL)
    {
      GtkWidget *console = lesson_card_button (_("Open the console"), "win.page");

      gtk_actionable_set_action_target (GTK_ACTIONABLE (console), "s", "console");
      pr_flow_box_append (PR_FLOW_BOX (box), console);
    }
  if (given < block->hints->len)
    {
      g_autofree char *label = g_strdup_printf (_("Hint %u of %u"), given + 1, block->hints->len);

      pr_flow_box_append (PR_FLOW_BOX (box), lesson_card_button (label, "win.lesson-hint"));
    }
  else
    pr_flow_box_append (PR_FLOW_BOX (box), lesson_card_button (_("Show me"), "win.lesson-solve"));
  gtk_box_append (GTK_BOX (card), box);
}

GtkWidget *
lesson_task_new (LessonCards *cards, const LessonBlock *block)
{
  TaskState state = lesson_run_task_state (pr_lesson_player_run (cards->player), block);
  GtkWidget *card = lesson_card_new (_("Your turn"), "task");

  gtk_box_append (GTK_BOX (card), lesson_prose_new (block->text, FALSE));
  add_hints (cards, card, block);
  if (state == TASK_NOT_DONE)
    {
      add_words (card,
                 block->console != NULL ? _("Not done yet. Type in the console below the stage; every way counts.")
                                        : _("Not done yet. Click on a device or a letter to act; every way counts."),
                 "dim");
      add_help (cards, card, block);
    }
  else
    add_words (card, state == TASK_DONE ? _("✓ Done") : _("✓ Done, as the lesson does it"), "verdict-done");
  return card;
}

GtkWidget *
lesson_explore_new (LessonCards *cards, const LessonBlock *block)
{
  gboolean exploring = lesson_run_is_exploring (pr_lesson_player_run (cards->player));
  GtkWidget *card = lesson_card_new (exploring ? _("You are trying things out") : _("Try it freely"), "task"), *button;

  gtk_box_append (GTK_BOX (card), lesson_prose_new (block->text, FALSE));
  if (exploring)
    {
      add_words (card, _("Whatever you do here, the lesson's own world stays as it was."), "dim");
      button = lesson_card_button (_("Back to the lesson"), "win.lesson-return");
      gtk_widget_add_css_class (button, "suggested-action");
    }
  else
    button = lesson_card_button (_("Try it"), "win.lesson-explore");
  gtk_box_append (GTK_BOX (card), button);
  return card;
}

/* What the person calls the world that the block names; NULL: it names none. */
static const char *
world_name (LessonCards *cards, const LessonBlock *show)
{
  for (guint i = 0; show->variant != NULL && i < pr_session_n_worlds (cards->session); i++)
    if (lesson_show_means_world (show, pr_session_timeline (cards->session, i)))
      return pr_session_world_name (cards->session, i);
  return NULL;
}

static char *
dup_show_label (const LessonBlock *show, const char *world)
{
  if (show->show_line != NULL && world != NULL)
    return g_strdup_printf (_("Look at “%s” (%s)"), show->show_line, world);
  if (show->show_line != NULL)
    return g_strdup_printf (_("Look at “%s”"), show->show_line);
  return world != NULL ? g_strdup_printf (_("Look at “%s”"), world) : g_strdup (_("Look there"));
}

GtkWidget *
lesson_show_new (LessonCards *cards, const LessonBlock *block, guint index)
{
  g_autofree char *label = dup_show_label (block, world_name (cards, block));
  GtkWidget *button;

  button = gtk_button_new_with_label (label);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), 8);
  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "i", (int) index);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.lesson-point");
  gtk_widget_add_css_class (button, "lesson-proof");
  return button;
}
