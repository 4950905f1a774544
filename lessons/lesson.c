#include "lesson-private.h"

#include <string.h>

G_DEFINE_QUARK (lesson-error, lesson_error)

static void
choice_free (gpointer data)
{
  LessonChoice *choice = data;

  g_clear_pointer (&choice->text, lesson_text_free);
  g_clear_pointer (&choice->wrong, lesson_text_free);
  g_clear_pointer (&choice->right, lesson_text_free);
  g_ptr_array_unref (choice->expects);
  g_free (choice);
}

LessonBlock *
lesson_block_new (LessonBlockKind kind, guint line)
{
  LessonBlock *block = g_new0 (LessonBlock, 1);

  block->kind = kind;
  block->line = line;
  block->last_line = line;
  block->until = G_MININT64;
  block->at = G_MININT64;
  block->choices = g_ptr_array_new_with_free_func (choice_free);
  block->goals = g_ptr_array_new_with_free_func ((GDestroyNotify) action_free);
  block->hints = g_ptr_array_new_with_free_func ((GDestroyNotify) lesson_text_free);
  return block;
}

static void
block_free (gpointer data)
{
  LessonBlock *block = data;

  g_clear_pointer (&block->text, lesson_text_free);
  g_ptr_array_unref (block->choices);
  g_ptr_array_unref (block->goals);
  g_ptr_array_unref (block->hints);
  g_free (block->console);
  g_free (block->protocol);
  g_free (block->page);
  g_free (block->tab);
  g_free (block->show_line);
  g_free (block->variant);
  g_free (block);
}

LessonStep *
lesson_step_new (const char *title, guint line)
{
  LessonStep *step = g_new0 (LessonStep, 1);

  step->title = g_strdup (title);
  step->line = line;
  step->blocks = g_ptr_array_new_with_free_func (block_free);
  return step;
}

static void
step_free (gpointer data)
{
  LessonStep *step = data;

  g_ptr_array_unref (step->blocks);
  g_free (step->title);
  g_free (step);
}

/* "…/id/name.md" → name and language */
static void
take_names (Lesson *lesson, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *language = g_path_get_basename (folder);

  lesson->path = g_strdup (path);
  lesson->name = g_path_get_basename (path);
  if (g_str_has_suffix (lesson->name, ".md"))
    lesson->name[strlen (lesson->name) - 3] = '\0';
  if (strlen (language) == 2 && g_ascii_islower (language[0]) && g_ascii_islower (language[1]))
    lesson->language = g_steal_pointer (&language);
  else
    lesson->language = g_strdup ("");
}

Lesson *
lesson_new (const char *path)
{
  Lesson *lesson = g_new0 (Lesson, 1);

  take_names (lesson, path);
  lesson->claims = g_new0 (char *, 1);
  lesson->steps = g_ptr_array_new_with_free_func (step_free);
  return lesson;
}

void
lesson_free (Lesson *lesson)
{
  if (lesson == NULL)
    return;
  g_free (lesson->name);
  g_free (lesson->language);
  g_free (lesson->path);
  g_free (lesson->title);
  g_clear_pointer (&lesson->summary, lesson_text_free);
  g_strfreev (lesson->claims);
  g_free (lesson->picture);
  g_free (lesson->after);
  g_ptr_array_unref (lesson->steps);
  g_clear_pointer (&lesson->journal, journal_unref);
  g_free (lesson->start);
  g_free (lesson);
}

guint
lesson_n_steps (const Lesson *lesson)
{
  return lesson->steps->len;
}

const LessonStep *
lesson_step (const Lesson *lesson, guint step)
{
  g_assert (step < lesson->steps->len);
  return lesson->steps->pdata[step];
}

guint
lesson_step_n_blocks (const LessonStep *step)
{
  return step->blocks->len;
}

const LessonBlock *
lesson_step_block (const LessonStep *step, guint block)
{
  g_assert (block < step->blocks->len);
  return step->blocks->pdata[block];
}

guint
lesson_n_blocks_of (const Lesson *lesson, LessonBlockKind kind)
{
  guint n = 0;

  for (guint i = 0; i < lesson->steps->len; i++)
    for (guint k = 0; k < lesson_step (lesson, i)->blocks->len; k++)
      n += lesson_step_block (lesson_step (lesson, i), k)->kind == kind;
  return n;
}

static void
fault_free (gpointer data)
{
  g_free (((LessonFault *) data)->message);
  g_free (data);
}

GPtrArray *
lesson_faults_new (void)
{
  return g_ptr_array_new_with_free_func (fault_free);
}

void
lesson_fault (GPtrArray *faults, guint line, guint column, const char *format, ...)
{
  LessonFault *fault = g_new0 (LessonFault, 1);
  va_list arguments;

  fault->line = line;
  fault->column = column;
  va_start (arguments, format);
  fault->message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (faults, fault);
}

char *
lesson_fault_text (const LessonFault *fault, const char *path)
{
  return g_strdup_printf ("%s:%u:%u: %s", path, fault->line, fault->column, fault->message);
}
