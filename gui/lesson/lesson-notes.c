#include "lesson/lesson-notes.h"

#include <glib/gi18n.h>

#include "lesson/lesson-prose.h"
#include "palette.h"
#include "widgets/focus-keeper.h"
#include "widgets/page-parts.h"
#include "window/window.h"

#define KEY "lesson-notes"
#define WIDTH 460
#define HEIGHT 560

typedef struct {
  PrLessonPlayer *player; /* owned */
  GtkWidget *content;
  GtkWidget *clock;
  GtkWidget *back;
  GtkWidget *next;
  const Lesson *lesson;   /* only to see that it is another one */
  gint64 begun;           /* monotonic µs */
  guint timeout;
} Notes;

static void
notes_free (gpointer data)
{
  Notes *notes = data;

  g_clear_handle_id (&notes->timeout, g_source_remove);
  g_object_unref (notes->player);
  g_free (notes);
}

static gboolean
update_clock (gpointer data)
{
  Notes *notes = data;
  const Lesson *lesson = pr_lesson_player_lesson (notes->player);
  guint gone = (guint) ((g_get_monotonic_time () - notes->begun) / (60 * G_USEC_PER_SEC));
  g_autofree char *text = NULL;

  if (lesson == NULL)
    return G_SOURCE_CONTINUE;
  text = g_strdup_printf (_("Minute %u of about %u"), gone + 1, lesson->minutes);
  gtk_label_set_text (GTK_LABEL (notes->clock), text);
  return G_SOURCE_CONTINUE;
}

static guint
add_notes (Notes *notes, const LessonStep *step)
{
  guint n = 0;

  for (guint i = 0; i < lesson_step_n_blocks (step); i++)
    {
      const LessonBlock *block = lesson_step_block (step, i);

      if (block->kind != LESSON_NOTE)
        continue;
      gtk_box_append (GTK_BOX (notes->content), lesson_prose_new (block->text, FALSE));
      n++;
    }
  return n;
}

static void
update (Notes *notes)
{
  const Lesson *lesson = pr_lesson_player_lesson (notes->player);
  const LessonStep *step = pr_lesson_player_step (notes->player);
  guint at;
  GtkWidget *child;

  if (step == NULL)
    return;
  if (lesson != notes->lesson)
    notes->begun = g_get_monotonic_time ();
  notes->lesson = lesson;
  at = lesson_run_step (pr_lesson_player_run (notes->player));
  while ((child = gtk_widget_get_first_child (notes->content)) != NULL)
    gtk_box_remove (GTK_BOX (notes->content), child);
  page_add_label (notes->content, step->title, "lesson-heading");
  if (add_notes (notes, step) == 0)
    page_add_label (notes->content, _("There are no notes on this step."), "dim");
  if (at + 1 < lesson_n_steps (lesson))
    {
      const LessonStep *next = lesson_step (lesson, at + 1);
      g_autofree char *text = g_strdup_printf (_("Next: %s"), next->title);

      gtk_box_append (GTK_BOX (notes->content), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
      page_add_label (notes->content, text, "card-title");
      add_notes (notes, next);
    }
  gtk_widget_set_sensitive (notes->back, at > 0);
  gtk_widget_set_sensitive (notes->next, pr_lesson_player_can_go_on (notes->player));
  update_clock (notes);
}

static void
on_closed (GtkWindow *window)
{
  gtk_window_destroy (window);
}

static void
on_next (GtkButton *button, gpointer data)
{
  pr_lesson_player_next (((Notes *) data)->player);
}

static void
on_back (GtkButton *button, gpointer data)
{
  pr_lesson_player_back (((Notes *) data)->player);
}

static void
add_buttons (Notes *notes, GtkWidget *box)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  notes->back = gtk_button_new_with_label (_("Back"));
  notes->next = gtk_button_new_with_label (_("Next"));
  notes->clock = page_add_label (foot, NULL, "dim");
  gtk_widget_set_hexpand (notes->clock, TRUE);
  g_signal_connect (notes->back, "clicked", G_CALLBACK (on_back), notes);
  g_signal_connect (notes->next, "clicked", G_CALLBACK (on_next), notes);
  gtk_widget_set_valign (notes->back, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (notes->next, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (foot, "lesson-foot");
  gtk_box_append (GTK_BOX (foot), notes->back);
  gtk_box_append (GTK_BOX (foot), notes->next);
  gtk_box_append (GTK_BOX (box), foot);
}

/* The clicker turns the pages and blackens the screen, whichever of the two windows has the keyboard. */
static gboolean
on_key (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType modifiers, gpointer parent)
{
  modifiers &= gtk_accelerator_get_default_mod_mask ();
  return PR_IS_WINDOW (parent) && key != GDK_KEY_Escape && key != GDK_KEY_F10
         && window_present_key (parent, key, modifiers);
}

static void
add_keys (GtkWindow *window, GtkWindow *parent)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key), parent, 0);
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}

static void
on_gone (GtkWidget *window, gpointer parent)
{
  g_object_set_data (G_OBJECT (parent), KEY, NULL);
}

static void
on_parent_gone (GtkWidget *parent, gpointer window)
{
  gtk_window_destroy (GTK_WINDOW (window));
}

GtkWindow *
lesson_notes_find (GtkWindow *parent)
{
  return g_object_get_data (G_OBJECT (parent), KEY);
}

static void
on_player_changed (PrLessonPlayer *player, gpointer window)
{
  update (g_object_get_data (G_OBJECT (window), KEY));
}

GtkWindow *
lesson_notes_present (GtkWindow *parent, PrLessonPlayer *player)
{
  GtkWindow *window = lesson_notes_find (parent);
  GtkWidget *box, *scroller;
  Notes *notes;

  if (window != NULL)
    {
      gtk_window_present (window);
      return window;
    }
  window = GTK_WINDOW (gtk_window_new ());
  focus_keeper_watch (window);
  notes = g_new0 (Notes, 1);
  notes->player = g_object_ref (player);
  g_object_set_data_full (G_OBJECT (window), KEY, notes, notes_free);
  gtk_window_set_title (window, _("Instructor's notes"));
  gtk_widget_add_css_class (GTK_WIDGET (window), "notes");
  gtk_window_set_default_size (window, palette_scaled (GTK_WIDGET (parent), WIDTH), palette_scaled (GTK_WIDGET (parent), HEIGHT));
  add_keys (window, parent);
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  notes->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_add_css_class (notes->content, "lesson-content");
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), notes->content);
  gtk_box_append (GTK_BOX (box), scroller);
  add_buttons (notes, box);
  gtk_window_set_child (window, box);
  g_object_set_data (G_OBJECT (parent), KEY, window);
  g_signal_connect_object (window, "destroy", G_CALLBACK (on_gone), parent, 0);
  g_signal_connect_object (player, "changed", G_CALLBACK (on_player_changed), window, 0);
  g_signal_connect_object (player, "closed", G_CALLBACK (on_closed), window, G_CONNECT_SWAPPED);
  g_signal_connect_object (parent, "destroy", G_CALLBACK (on_parent_gone), window, 0);
  notes->timeout = g_timeout_add_seconds (10, update_clock, notes);
  update (notes);
  gtk_window_set_focus (window, gtk_widget_get_sensitive (notes->next) ? notes->next : NULL);
  gtk_window_present (window);
  return window;
}
