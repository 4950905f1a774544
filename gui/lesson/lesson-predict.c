/* The card of a prediction: the question while it is open, the verdict when the answer was seen to happen. */
#include "lesson/lesson-card.h"

#include <glib/gi18n.h>
#include <string.h>

#include "journal/journal-time.h"
#include "lesson/lesson-prose.h"
#include "proof-line.h"

#define MOST_PROOFS 4
#define CHOICE "lesson-choice"

GtkWidget *
lesson_card_new (const char *heading, const char *class)
{
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9), *label = gtk_label_new (heading);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "card-title");
  gtk_widget_add_css_class (card, "lesson-card");
  if (class != NULL)
    gtk_widget_add_css_class (card, class);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, heading, -1);
  gtk_box_append (GTK_BOX (card), label);
  return card;
}

GtkWidget *
lesson_card_button (const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_label_set_wrap (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), TRUE);
  gtk_label_set_justify (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (button))), GTK_JUSTIFY_CENTER);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  return button;
}

static void
on_toggled (GtkCheckButton *choice, gpointer data)
{
  LessonCards *cards = data;
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (choice)), *check;

  if (!gtk_check_button_get_active (choice))
    {
      gtk_widget_remove_css_class (row, "chosen");
      return;
    }
  gtk_widget_add_css_class (row, "chosen");
  cards->chosen = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (choice), CHOICE));
  check = gtk_widget_get_last_child (gtk_widget_get_parent (row));
  gtk_widget_set_sensitive (check, TRUE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (check), "i", cards->chosen);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (check), "win.lesson-answer");
}

/* What an audience votes by, and the key that chooses it. */
static GtkWidget *
new_number (guint number)
{
  g_autofree char *text = g_strdup_printf ("%u", number);
  GtkWidget *label = gtk_label_new (text);

  gtk_widget_set_margin_start (label, 8);
  gtk_widget_add_css_class (label, "dim");
  gtk_widget_add_css_class (label, "numeric");
  return label;
}

static void
add_choice (LessonCards *cards, GtkWidget *card, const LessonChoice *choice, guint index, GtkWidget **group)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0), *button = gtk_check_button_new ();
  g_autofree char *name = lesson_text_plain (choice->text);

  gtk_check_button_set_child (GTK_CHECK_BUTTON (button), lesson_prose_new (choice->text, TRUE));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (*group != NULL)
    gtk_check_button_set_group (GTK_CHECK_BUTTON (button), GTK_CHECK_BUTTON (*group));
  *group = button;
  gtk_widget_set_hexpand (button, TRUE);
  gtk_widget_add_css_class (row, "lesson-choice");
  g_object_set_data (G_OBJECT (button), CHOICE, GINT_TO_POINTER ((int) index));
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (row), new_number (index + 1));
  gtk_box_append (GTK_BOX (card), row);
  g_signal_connect (button, "toggled", G_CALLBACK (on_toggled), cards);
}

static GtkWidget *
new_question (LessonCards *cards, const LessonBlock *block)
{
  GtkWidget *card = lesson_card_new (_("Predict first"), NULL), *group = NULL;
  GtkWidget *check = gtk_button_new_with_label (_("Check"));
  int chosen = cards->chosen;

  gtk_widget_add_css_class (check, "suggested-action");
  gtk_box_append (GTK_BOX (card), lesson_prose_new (block->text, FALSE));
  for (guint i = 0; i < block->choices->len; i++)
    add_choice (cards, card, block->choices->pdata[i], i, &group);
  gtk_widget_set_sensitive (check, FALSE);
  gtk_widget_set_tooltip_text (check, _("Choose an answer; then see what happens"));
  gtk_box_append (GTK_BOX (card), check);
  for (GtkWidget *row = gtk_widget_get_first_child (card); row != NULL && chosen >= 0; row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_has_css_class (row, "lesson-choice") && chosen-- == 0)
      gtk_check_button_set_active (GTK_CHECK_BUTTON (gtk_widget_get_first_child (row)), TRUE);
  return card;
}

gboolean
lesson_predict_choose (GtkWidget *card, guint index)
{
  for (GtkWidget *row = gtk_widget_get_first_child (card); row != NULL; row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *choice = gtk_widget_get_first_child (row);

      if (!gtk_widget_has_css_class (row, "lesson-choice") || !GTK_IS_CHECK_BUTTON (choice) || index-- > 0)
        continue;
      gtk_check_button_set_active (GTK_CHECK_BUTTON (choice), TRUE);
      gtk_widget_grab_focus (gtk_widget_get_last_child (card));
      return TRUE;
    }
  return FALSE;
}

/* Right and wrong are told by a word, a shape and a colour. */
static void
add_outcome (GtkWidget *card, const LessonBlock *block, const LessonAnswer *answer, guint index)
{
  const LessonChoice *choice = block->choices->pdata[index];
  gboolean mine = answer->choice == index, right = answer->right == (int) index;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *shape = gtk_label_new (right ? "✓" : mine ? "✗" : "·"), *word;

  gtk_widget_set_valign (shape, GTK_ALIGN_START);
  gtk_widget_add_css_class (shape, "verdict-shape");
  gtk_widget_add_css_class (row, "lesson-choice");
  if (right || mine)
    gtk_widget_add_css_class (row, right ? "right" : "wrong");
  gtk_box_append (GTK_BOX (row), shape);
  gtk_box_append (GTK_BOX (box), lesson_prose_new (choice->text, TRUE));
  if (mine || right)
    {
      word = gtk_label_new (mine && right ? _("Your answer: right") : right ? _("The right answer")
                            : answer->right < 0 ? _("Your answer") : _("Your answer: not so"));
      gtk_label_set_xalign (GTK_LABEL (word), 0);
      gtk_widget_add_css_class (word, "verdict-word");
      gtk_box_append (GTK_BOX (box), word);
    }
  gtk_widget_set_hexpand (box, TRUE);
  gtk_box_append (GTK_BOX (row), box);
  gtk_box_append (GTK_BOX (card), row);
}

/* "08:05:01  +OK 4012 octets": several alike are told apart by their times. */
static GtkWidget *
new_proof (LessonCards *cards, guint world, guint32 id)
{
  const Trace *trace = pr_session_trace (cards->session, world);
  const TraceEvent *line = trace_event (trace, id);
  g_autofree char *time = journal_format_time (pr_session_journal (cards->session), line->time, 0);
  g_autofree char *said = trace_line_shown (trace, line, 60), *text = NULL, *name = NULL;
  GtkWidget *button, *label;

  if (strchr (said, '\n') != NULL)
    *strchr (said, '\n') = '\0';
  text = g_strdup_printf ("%s  %s", time, said);
  name = g_strdup_printf (_("Show the line “%s”"), said);
  button = gtk_button_new_with_label (text);
  label = gtk_button_get_child (GTK_BUTTON (button));
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_width_chars (GTK_LABEL (label), 8);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (button, "lesson-proof");
  gtk_widget_set_tooltip_text (button, name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(iu)", (int) world, id);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.show-line");
  return button;
}

static void
add_proofs (LessonCards *cards, GtkWidget *card, const LessonResult *result)
{
  guint world = result->variant < pr_session_n_worlds (cards->session) ? result->variant : 0, shown = 0;
  guint32 before = 0;
  const Trace *trace = pr_session_trace (cards->session, world);

  for (guint i = 0; i < result->proofs->len && shown < MOST_PROOFS; i++)
    {
      guint32 id = proof_line (trace, g_array_index (result->proofs, guint32, i));

      if (id == 0 || id == before)
        continue;
      before = id;
      if (shown++ == 0)
        {
          GtkWidget *label = gtk_label_new (_("See for yourself:"));

          gtk_label_set_xalign (GTK_LABEL (label), 0);
          gtk_widget_add_css_class (label, "dim");
          gtk_box_append (GTK_BOX (card), label);
        }
      gtk_box_append (GTK_BOX (card), new_proof (cards, world, id));
    }
}

static GtkWidget *
add_words (GtkWidget *card, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_box_append (GTK_BOX (card), label);
  return label;
}

static GtkWidget *
new_verdict (LessonCards *cards, const LessonBlock *block, const LessonAnswer *answer)
{
  const LessonChoice *mine = block->choices->pdata[answer->choice];
  gboolean right = answer->right == (int) answer->choice;
  GtkWidget *card = lesson_card_new (_("You predicted"), NULL);

  gtk_box_append (GTK_BOX (card), lesson_prose_new (block->text, FALSE));
  for (guint i = 0; i < block->choices->len; i++)
    add_outcome (card, block, answer, i);
  if (answer->right < 0)
    add_words (card, _("In the world that you have made, the question has no single answer. That is nobody's fault: "
                       "the lesson goes on."));
  else if (right && mine->right != NULL)
    gtk_box_append (GTK_BOX (card), lesson_prose_new (mine->right, FALSE));
  else if (!right)
    {
      const LessonChoice *other = block->choices->pdata[answer->right];

      if (mine->wrong != NULL)
        gtk_box_append (GTK_BOX (card), lesson_prose_new (mine->wrong, FALSE));
      if (other->right != NULL)
        gtk_box_append (GTK_BOX (card), lesson_prose_new (other->right, FALSE));
    }
  if (answer->right >= 0)
    add_proofs (cards, card, answer->results->pdata[answer->right]);
  return card;
}

static GtkWidget *
new_waiting (const LessonBlock *block, const LessonAnswer *answer)
{
  const LessonChoice *mine = block->choices->pdata[answer->choice];
  GtkWidget *card = lesson_card_new (_("You predicted"), NULL), *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_box_append (GTK_BOX (card), lesson_prose_new (block->text, FALSE));
  gtk_widget_add_css_class (row, "lesson-choice");
  gtk_widget_add_css_class (row, "chosen");
  gtk_box_append (GTK_BOX (row), lesson_prose_new (mine->text, TRUE));
  gtk_box_append (GTK_BOX (card), row);
  gtk_widget_add_css_class (add_words (card, _("Now watch what happens.")), "dim");
  return card;
}

GtkWidget *
lesson_predict_new (LessonCards *cards, const LessonBlock *block)
{
  const LessonAnswer *answer = lesson_run_answer_to (pr_lesson_player_run (cards->player), block);

  if (answer == NULL)
    return new_question (cards, block);
  return pr_lesson_player_is_revealed (cards->player, block) ? new_verdict (cards, block, answer) : new_waiting (block, answer);
}
