#include "run-lesson.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "checks.h"
#include "cli.h"
#include "lesson-catalog.h"
#include "lesson-print.h"
#include "lesson-run.h"
#include "proof-line.h"
#include "terminal.h"
#include "transcript.h"
#include "where-table.h"

/* Lines that prove an answer may be many. */
#define PROOFS_MAX 3

typedef struct {
  Lesson *lesson;
  LessonRun *run;
  GPtrArray *timelines; /* of Timeline *, of the whole run, one for each world */
  GString *out;
  gint64 told;          /* what happened up to there is told */
  guint failed;
} Player;

gboolean
run_lesson_is_meant (const char *name)
{
  if (g_str_has_suffix (name, ".md"))
    return TRUE;
  return strchr (name, '/') == NULL && lesson_catalog_text (name, "en") != NULL && !g_file_test (name, G_FILE_TEST_EXISTS);
}

static gboolean G_GNUC_PRINTF (3, 4)
complain (Player *player, const LessonBlock *block, const char *format, ...)
{
  g_autofree char *place = g_strdup_printf ("%s:%u:1: ", player->lesson->path, block->line);
  va_list arguments;

  va_start (arguments, format);
  terminal_styled (player->out, STYLE_BAD, place);
  g_string_append_vprintf (player->out, format, arguments);
  g_string_append_c (player->out, '\n');
  va_end (arguments);
  player->failed++;
  return FALSE;
}

/* Answers and solves whatever opens. */
static void
live (Player *player)
{
  do
    {
      const LessonBlock *open;

      while ((open = lesson_run_open (player->run)) != NULL)
        {
          if (open->kind == LESSON_TASK)
            {
              if (!lesson_run_solve (player->run))
                complain (player, open, _("the solution does not reach the goal"));
              continue;
            }
          /* Whichever is chosen, the answer knows which one turns out right. */
          if (lesson_run_answer (player->run, 0)->right < 0)
            complain (player, open, _("not exactly one choice turns out right"));
        }
    }
  while (lesson_run_next (player->run));
  for (guint i = 0; i < journal_n_variants (lesson_run_journal (player->run)); i++)
    {
      Timeline *timeline = timeline_new (lesson_run_journal (player->run), lesson_run_branch (player->run), i);

      timeline_seek_end (timeline);
      g_ptr_array_add (player->timelines, timeline);
    }
}

static void
add_text (Player *player, const LessonText *text, const char *indent)
{
  lesson_print_text (player->out, text, indent);
}

static void
add_conversation (Player *player, gint64 to)
{
  for (guint i = 0; i < player->timelines->len; i++)
    {
      Timeline *timeline = player->timelines->pdata[i];
      const char *name = journal_variant_title (timeline_journal (timeline), i, player->lesson->language);

      if (*name != '\0')
        {
          g_autofree char *heading = g_strdup_printf ("── %s ──", name);

          terminal_styled (player->out, STYLE_FAINT, heading);
          g_string_append_c (player->out, '\n');
        }
      transcript_write_span (timeline, player->told, to, player->out);
    }
  player->told = to + 1;
  g_string_append_c (player->out, '\n');
}

/* Just before the block that next lets something happen; the end when there is none. */
static gint64
lived_until (const Player *player, guint step, guint block)
{
  for (guint i = step; i < lesson_n_steps (player->lesson); i++)
    for (guint k = i == step ? block + 1 : 0; k < lesson_step_n_blocks (lesson_step (player->lesson, i)); k++)
      {
        const LessonBlock *next = lesson_step_block (lesson_step (player->lesson, i), k);

        if ((next->kind == LESSON_DO || next->kind == LESSON_TASK) && next->n_actions > 0)
          return journal_action (player->lesson->journal, next->first_action)->time - 1;
      }
  return lesson_run_now (player->run);
}

static void
add_proofs (Player *player, const LessonResult *result)
{
  Timeline *timeline = player->timelines->pdata[result->variant];
  guint32 before = 0;

  for (guint i = 0; i < result->proofs->len && i < PROOFS_MAX; i++)
    {
      guint32 event = g_array_index (result->proofs, guint32, i), line;

      if (event > trace_length (timeline_trace (timeline)))
        continue;
      g_string_append (player->out, "      ");
      transcript_write_event (timeline, event, player->out);
      line = proof_line (timeline_trace (timeline), event);
      if (line == 0 || line == before || trace_event (timeline_trace (timeline), event)->kind == TRACE_LINE)
        continue;
      before = line;
      g_string_append (player->out, "        ");
      transcript_write_event (timeline, line, player->out);
    }
}

/* The mark stands in the indent of the choice's first line. */
static void
add_choice (Player *player, const LessonChoice *choice, gboolean is_true)
{
  g_autoptr (GString) text = g_string_new (NULL);

  lesson_print_text (text, choice->text, "    ");
  terminal_styled (player->out, is_true ? STYLE_GOOD : STYLE_FAINT, is_true ? "  ✓" : "  ✗");
  g_string_append (player->out, text->str + MIN (text->len, 3));
}

static void
add_prediction (Player *player, const LessonBlock *block)
{
  const LessonAnswer *answer = lesson_run_answer_to (player->run, block);

  terminal_styled (player->out, STYLE_HEADING, _("What do you expect?"));
  g_string_append_c (player->out, '\n');
  add_text (player, block->text, "  ");
  for (guint i = 0; i < block->choices->len; i++)
    {
      const LessonChoice *choice = block->choices->pdata[i];
      const LessonResult *result = answer->results->pdata[i];
      const LessonText *word = result->is_true ? choice->right : choice->wrong;

      add_choice (player, choice, result->is_true);
      if (word != NULL)
        add_text (player, word, "      ");
      if (result->is_true)
        add_proofs (player, result);
    }
  g_string_append_c (player->out, '\n');
}

static void
add_task (Player *player, const LessonBlock *block, gint64 until)
{
  terminal_styled (player->out, STYLE_HEADING, _("Your turn"));
  g_string_append_c (player->out, '\n');
  add_text (player, block->text, "  ");
  for (guint i = 0; i < block->hints->len; i++)
    {
      g_string_append_printf (player->out, "  %s\n", _("A hint:"));
      add_text (player, block->hints->pdata[i], "    ");
    }
  g_string_append_printf (player->out, "\n%s\n", _("One solution:"));
  add_conversation (player, until);
}

static void
add_block (Player *player, guint step, guint index)
{
  const LessonBlock *block = lesson_step_block (lesson_step (player->lesson, step), index);

  switch (block->kind)
    {
    case LESSON_PROSE:
      add_text (player, block->text, "");
      g_string_append_c (player->out, '\n');
      break;
    case LESSON_DO:
      add_conversation (player, lived_until (player, step, index));
      break;
    case LESSON_PREDICT:
      add_prediction (player, block);
      break;
    case LESSON_TASK:
      add_task (player, block, lived_until (player, step, index));
      break;
    case LESSON_EXPLORE:
      add_text (player, block->text, "  ");
      g_string_append_c (player->out, '\n');
      break;
    case LESSON_SETUP:
    case LESSON_EXPECT:
    case LESSON_NOTE:
    case LESSON_SHOW:
      break;
    }
}

static void
add_steps (Player *player)
{
  g_string_append (player->out, "\n");
  terminal_styled (player->out, STYLE_HEADING, player->lesson->title);
  g_string_append (player->out, "\n\n");
  add_text (player, player->lesson->summary, "");
  for (guint i = 0; i < lesson_n_steps (player->lesson); i++)
    {
      const LessonStep *step = lesson_step (player->lesson, i);
      g_autofree char *heading = g_strdup_printf ("\n%u. %s", i + 1, step->title);

      terminal_styled (player->out, STYLE_HEADING, heading);
      g_string_append (player->out, "\n\n");
      for (guint k = 0; k < lesson_step_n_blocks (step); k++)
        add_block (player, i, k);
    }
}

/* The lesson's journal has the lines of its file. */
static void
check (Player *player, gboolean quiet)
{
  guint n = 0;

  for (guint i = 0; i < journal_n_variants (player->lesson->journal); i++)
    {
      g_autoptr (Timeline) timeline = timeline_new (player->lesson->journal, 0, i);
      guint checked;

      timeline_seek_end (timeline);
      player->failed += checks_run (timeline, player->lesson->path, player->out, &checked);
      n += checked;
    }
  n += lesson_n_blocks_of (player->lesson, LESSON_PREDICT) + lesson_n_blocks_of (player->lesson, LESSON_TASK);
  if (player->failed == 0 && n > 0 && !quiet)
    g_string_append_printf (player->out, ngettext ("%u expectation, as expected\n", "%u expectations, all as expected\n", n), n);
}

int
run_lesson (const char *name, gboolean quiet)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (Lesson) lesson = lesson_catalog_open (name, g_get_language_names (), &error);
  g_autoptr (LessonRun) run = lesson != NULL ? lesson_run_new (lesson) : NULL;
  g_autoptr (GPtrArray) timelines = g_ptr_array_new_with_free_func ((GDestroyNotify) timeline_free);
  Player player = { lesson, run, timelines, out, G_MININT64, 0 };

  if (lesson == NULL)
    {
      cli_complain ("%s", error->message);
      return CLI_USAGE;
    }
  live (&player);
  if (!quiet)
    add_steps (&player);
  check (&player, quiet);
  fputs (out->str, stdout);
  return player.failed > 0 ? CLI_EXPECTATION_FAILED : CLI_OK;
}
