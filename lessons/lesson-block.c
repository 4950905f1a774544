/* What stands within the fences of predict, task, note, show and explore, line by line. */
#include "lesson-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const kind_words[] = { NULL, "setup", "do", "expect", "predict", "task", "note", "show", "explore" };

const char *
lesson_block_word (LessonBlockKind kind)
{
  g_assert ((guint) kind < G_N_ELEMENTS (kind_words));
  return kind_words[kind];
}

int
lesson_block_find_word (const char *word)
{
  for (guint i = 1; i < G_N_ELEMENTS (kind_words); i++)
    if (strcmp (kind_words[i], word) == 0)
      return (int) i;
  return -1;
}

/* The text that lines are being added to. */
typedef struct {
  LessonParser *parser;
  LessonBlock *block;
  LessonChoice *choice; /* of predict: the one whose lines these are, NULL before the first */
  GString *text;        /* what is being collected */
  LessonText **target;  /* where it goes; NULL: to the hints */
  gboolean collecting;
  gboolean in_solution;
  gboolean has_solution;
} Reader;

static void
finish_text (Reader *reader)
{
  if (!reader->collecting)
    return;
  if (reader->target == NULL)
    g_ptr_array_add (reader->block->hints, lesson_text_new (reader->text->str));
  else
    *reader->target = lesson_text_new (reader->text->str);
  reader->collecting = FALSE;
}

static void
begin_text (Reader *reader, LessonText **target, const char *text, guint line, guint column)
{
  finish_text (reader);
  if (target != NULL && *target != NULL)
    {
      lesson_fault (reader->parser->faults, line, column, _("this is said twice"));
      return;
    }
  while (*text == ' ')
    text++;
  if (*text == '\0')
    {
      lesson_fault (reader->parser->faults, line, column, _("a text is missing here"));
      return;
    }
  reader->target = target;
  reader->collecting = TRUE;
  g_string_assign (reader->text, text);
}

/* A line that begins with no word of its own goes on with the text before it. */
static void
go_on (Reader *reader, const char *text, guint line, guint column)
{
  if (!reader->collecting)
    {
      lesson_fault (reader->parser->faults, line, column, _("this line is not understood here"));
      return;
    }
  g_string_append_c (reader->text, '\n');
  g_string_append (reader->text, text);
}

/* After the keyword, NULL when the line begins otherwise. */
static const char *
after (const char *text, const char *keyword)
{
  return g_str_has_prefix (text, keyword) ? text + strlen (keyword) : NULL;
}

static void
add_pending (Reader *reader, LessonChoice *choice, const char *text, guint line, guint column)
{
  finish_text (reader);
  g_ptr_array_add (reader->parser->pending, lesson_pending_new (reader->block, choice, text, line, column));
}

static void
begin_choice (Reader *reader, const char *text, guint line)
{
  LessonChoice *choice = g_new0 (LessonChoice, 1);

  finish_text (reader);
  choice->line = line;
  choice->expects = g_ptr_array_new_with_free_func ((GDestroyNotify) action_free);
  g_ptr_array_add (reader->block->choices, choice);
  reader->choice = choice;
  begin_text (reader, &choice->text, text, line, 3);
}

static void
predict_line (Reader *reader, const char *text, guint line, guint column)
{
  const char *rest;

  if (column == 1 && (rest = after (text, "- ")) != NULL)
    begin_choice (reader, rest, line);
  else if (reader->choice == NULL && (rest = after (text, "?")) != NULL)
    begin_text (reader, &reader->block->text, rest, line, column);
  else if (reader->choice != NULL && after (text, "expect ") != NULL)
    add_pending (reader, reader->choice, text, line, column);
  else if (reader->choice != NULL && (rest = after (text, "wrong:")) != NULL)
    begin_text (reader, &reader->choice->wrong, rest, line, column);
  else if (reader->choice != NULL && (rest = after (text, "right:")) != NULL)
    begin_text (reader, &reader->choice->right, rest, line, column);
  else
    go_on (reader, text, line, column);
}

static char *
dup_value (const char *text)
{
  return g_strstrip (g_strdup (text));
}

static void
take_protocol (Reader *reader, const char *value, guint line)
{
  static const char *const protocols[] = { "pop3", "imap", "smtp", NULL };

  finish_text (reader);
  g_free (reader->block->protocol);
  reader->block->protocol = dup_value (value);
  if (!g_strv_contains (protocols, reader->block->protocol))
    lesson_fault (reader->parser->faults, line, 1, _("the protocol of a console is pop3, imap or smtp"));
}

static void
task_line (Reader *reader, const char *text, guint line, guint column)
{
  const char *rest;

  if (reader->in_solution && column > 1)
    return; /* a line of the journal */
  reader->in_solution = FALSE;
  if ((rest = after (text, "?")) != NULL)
    begin_text (reader, &reader->block->text, rest, line, column);
  else if ((rest = after (text, "goal:")) != NULL)
    add_pending (reader, NULL, rest + strspn (rest, " "), line, column + 5 + (guint) strspn (rest, " "));
  else if ((rest = after (text, "hint:")) != NULL)
    begin_text (reader, NULL, rest, line, column);
  else if ((rest = after (text, "console:")) != NULL)
    {
      finish_text (reader);
      g_free (reader->block->console);
      reader->block->console = dup_value (rest);
      reader->block->console_at = (LessonPlace) { line, column + 8 + (guint) strspn (rest, " ") };
    }
  else if ((rest = after (text, "protocol:")) != NULL)
    take_protocol (reader, rest, line);
  else if ((rest = after (text, "solution:")) != NULL && strspn (rest, " ") == strlen (rest))
    {
      finish_text (reader);
      reader->in_solution = TRUE;
      reader->has_solution = TRUE;
    }
  else
    go_on (reader, text, line, column);
}

/* FALSE: it is there already, or there is nothing behind the "=". */
static gboolean
take_show_text (char **target, LessonPlace *at, const char *value, LessonPlace place)
{
  if (*value == '\0' || *target != NULL)
    return FALSE;
  *target = g_strdup (value);
  *at = place;
  return TRUE;
}

static gboolean
take_show_word (LessonBlock *block, const char *word, LessonPlace place)
{
  static const char *const pages[] = { "stage", "compare", NULL };
  static const char *const tabs[] = { "conversation", "copies", "packets", "traffic", "console", NULL };
  const char *value;
  LessonPlace at;

  if ((value = after (word, "page=")) != NULL)
    return g_strv_contains (pages, value) && take_show_text (&block->page, &at, value, place);
  if ((value = after (word, "tab=")) != NULL)
    return g_strv_contains (tabs, value) && take_show_text (&block->tab, &at, value, place);
  if ((value = after (word, "line=")) != NULL)
    return take_show_text (&block->show_line, &block->line_at, value, place);
  if ((value = after (word, "device=")) != NULL)
    return take_show_text (&block->console, &block->console_at, value, place);
  if ((value = after (word, "variant=")) != NULL)
    return take_show_text (&block->variant, &block->variant_at, value, place);
  return FALSE;
}

static void
show_line (LessonParser *parser, LessonBlock *block, const char *text, guint line)
{
  g_auto (WordLine) words = { 0 };
  const char *message;
  guint column;

  if (!word_line_split (&words, text, strlen (text), &message, &column))
    {
      lesson_fault (parser->faults, line, column, "%s", message);
      return;
    }
  for (guint i = 0; i < words.words->len; i++)
    {
      const Word *word = &g_array_index (words.words, Word, i);

      if (!take_show_word (block, word->text, (LessonPlace) { line, word->column }))
        lesson_fault (parser->faults, line, word->column,
                      _("page=stage|compare, tab=conversation|copies|packets|traffic|console, device=NAME, variant=NAME or "
                        "line=\"…\" is meant here, each once"));
    }
}

static void
explore_line (Reader *reader, const char *text, guint line, guint column)
{
  const char *rest = after (text, "?");

  if (rest != NULL)
    begin_text (reader, &reader->block->text, rest, line, column);
  else
    go_on (reader, text, line, column);
}

static void
read_line (Reader *reader, const char *text, guint line)
{
  guint indent = (guint) strspn (text, " \t");
  const char *rest = text + indent;

  if (*rest == '#' || *rest == '\0')
    return;
  if (reader->block->kind == LESSON_PREDICT)
    predict_line (reader, rest, line, indent + 1);
  else if (reader->block->kind == LESSON_TASK)
    task_line (reader, rest, line, indent + 1);
  else if (reader->block->kind == LESSON_SHOW)
    show_line (reader->parser, reader->block, text, line);
  else
    explore_line (reader, rest, line, indent + 1);
}

static void
take_note (LessonParser *parser, LessonBlock *block)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint line = block->line + 1; line < block->last_line; line++)
    g_string_append_printf (text, "%s\n", parser->lines[line - 1]);
  block->text = lesson_text_new (text->str);
  if (lesson_text_length (block->text) == 0)
    lesson_fault (parser->faults, block->line, 1, _("the note is empty"));
}

/* predict until=08:10 [at=08:06]; no other kind has words behind it. */
static void
take_words (LessonParser *parser, LessonBlock *block, const Word *words, guint n_words)
{
  for (guint i = 0; i < n_words; i++)
    {
      gboolean is_until = g_str_has_prefix (words[i].text, "until=");
      const char *value = strchr (words[i].text, '=');

      if (block->kind == LESSON_PREDICT && (is_until || g_str_has_prefix (words[i].text, "at=")))
        {
          LessonPending *pending = lesson_pending_new (block, NULL, value + 1, block->line, words[i].column + 3);

          pending->is_until = is_until;
          g_ptr_array_add (parser->times, pending);
        }
      else
        lesson_fault (parser->faults, block->line, words[i].column + 3, _("“%s” is not understood here"), words[i].text);
    }
}

static void
check_predict (LessonParser *parser, const LessonBlock *block)
{
  gboolean has_until = FALSE;

  for (guint i = 0; i < parser->times->len; i++)
    {
      const LessonPending *pending = parser->times->pdata[i];

      has_until = has_until || (pending->block == block && pending->is_until);
    }
  if (!has_until)
    lesson_fault (parser->faults, block->line, 1, _("a prediction needs the time at which it is decided: predict until=08:10"));
  if (block->choices->len < 2)
    lesson_fault (parser->faults, block->line, 1, _("a prediction needs two choices at least: “- …”"));
}

static void
check_block (const Reader *reader)
{
  const LessonBlock *block = reader->block;
  GPtrArray *faults = reader->parser->faults;
  gboolean has_goal = FALSE;

  if (block->kind == LESSON_SHOW)
    {
      if (block->page == NULL && block->tab == NULL && block->show_line == NULL && block->variant == NULL)
        lesson_fault (faults, block->line, 1, _("“show” says nothing: page=…, tab=…, variant=… or line=… is missing"));
      return;
    }
  if (block->text == NULL)
    lesson_fault (faults, block->line, 1, _("the question is missing: “? …”"));
  if (block->kind == LESSON_PREDICT)
    check_predict (reader->parser, block);
  if (block->kind != LESSON_TASK)
    return;
  for (guint i = 0; i < reader->parser->pending->len; i++)
    has_goal = has_goal || ((LessonPending *) reader->parser->pending->pdata[i])->block == block;
  if (!has_goal)
    lesson_fault (faults, block->line, 1, _("a task needs a goal: “goal: expect …”"));
  if (!reader->has_solution)
    lesson_fault (faults, block->line, 1, _("a task needs a solution: “solution:” and journal lines indented under it"));
  if ((block->console == NULL) != (block->protocol == NULL))
    lesson_fault (faults, block->line, 1, _("“console: DEVICE” and “protocol: …” stand together"));
}

void
lesson_block_parse (LessonParser *parser, LessonBlock *block, const Word *words, guint n_words)
{
  g_autoptr (GString) text = g_string_new (NULL);
  Reader reader = { .parser = parser, .block = block, .text = text };

  take_words (parser, block, words, n_words);
  if (block->kind == LESSON_NOTE)
    take_note (parser, block);
  if (block->kind < LESSON_PREDICT || block->kind == LESSON_NOTE)
    return;
  if (block->kind == LESSON_PREDICT)
    block->number = ++parser->n_predictions;
  if (block->kind == LESSON_TASK)
    block->number = ++parser->n_tasks;
  for (guint line = block->line + 1; line < block->last_line; line++)
    read_line (&reader, parser->lines[line - 1], line);
  finish_text (&reader);
  check_block (&reader);
}
