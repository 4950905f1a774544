/* A lesson's file: CommonMark's blocks → title, summary, what the lesson is about, steps. What stands in the fences is read by
 * lesson-block.c and lesson-journal.c. */
#include "lesson-private.h"

#include <cmark.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "claim.h"

#define MAX_OCTETS (1 << 20)
#define MAX_MINUTES 120

static void
pending_free (gpointer data)
{
  g_free (((LessonPending *) data)->text);
  g_free (data);
}

LessonPending *
lesson_pending_new (LessonBlock *block, LessonChoice *choice, const char *text, guint line, guint column)
{
  LessonPending *pending = g_new0 (LessonPending, 1);

  *pending = (LessonPending) { block, choice, g_strdup (text), line, column };
  return pending;
}

/* Where the octet at `at` stands. */
static void
fault_at (GPtrArray *faults, const char *text, gsize at, const char *message)
{
  guint line = 1;
  gsize start = 0;

  for (gsize i = 0; i < at; i++)
    if (text[i] == '\n')
      {
        line++;
        start = i + 1;
      }
  lesson_fault (faults, line, (guint) g_utf8_strlen (text + start, (gssize) (at - start)) + 1, "%s", message);
}

/* With \n as the only line end; NULL when it is no text. */
static char *
dup_text (const char *text, gsize length, GPtrArray *faults)
{
  const char *end;
  GString *out;

  if (length > MAX_OCTETS)
    lesson_fault (faults, 1, 1, _("a lesson has at most 1 MB"));
  else if (!g_utf8_validate (text, (gssize) length, &end))
    fault_at (faults, text, (gsize) (end - text), _("this is not UTF-8"));
  if (faults->len > 0)
    return NULL;
  out = g_string_sized_new (length + 1);
  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\r' && i + 1 < length && text[i + 1] == '\n')
        continue;
      g_string_append_c (out, text[i] == '\r' ? '\n' : text[i]);
    }
  return g_string_free (out, FALSE);
}

/* Pictures and HTML would be shown nowhere; a comment is for the writer. */
static gboolean
is_comment (cmark_node *node)
{
  const char *html = cmark_node_get_literal (node);

  return g_str_has_prefix (html + strspn (html, " \t\n"), "<!--");
}

static void
check_inlines (LessonParser *parser, cmark_node *top)
{
  cmark_iter *iter = cmark_iter_new (top);
  guint line = (guint) cmark_node_get_start_line (top);

  while (cmark_iter_next (iter) != CMARK_EVENT_DONE)
    {
      cmark_node *node = cmark_iter_get_node (iter);
      cmark_node_type type = cmark_node_get_type (node);

      if (cmark_iter_get_event_type (iter) == CMARK_EVENT_EXIT)
        continue;
      if (cmark_node_get_start_line (node) > 0)
        line = MAX (line, (guint) cmark_node_get_start_line (node));
      if (type == CMARK_NODE_IMAGE)
        lesson_fault (parser->faults, line, 1, _("a lesson has no pictures of its own: the stage is its picture"));
      else if ((type == CMARK_NODE_HTML_INLINE || type == CMARK_NODE_HTML_BLOCK) && !is_comment (node))
        lesson_fault (parser->faults, line, 1, _("HTML is shown nowhere: write CommonMark; <word> can be written as `<word>`"));
      else if (type == CMARK_NODE_CODE_BLOCK && node != top)
        {
          g_auto (GStrv) words = g_strsplit (cmark_node_get_fence_info (node), " ", 2);

          if (words[0] != NULL && lesson_block_find_word (words[0]) >= 0)
            lesson_fault (parser->faults, (guint) cmark_node_get_start_line (node), 1,
                          _("“%s” has to stand at the line's beginning, in no list and no quotation"), words[0]);
        }
    }
  cmark_iter_free (iter);
}

static char *
dup_heading (cmark_node *node)
{
  g_autoptr (LessonText) text = lesson_text_alloc ();

  lesson_text_add_node (text, node);
  return lesson_text_plain (text);
}

static void
take_claims (LessonParser *parser, guint line)
{
  const char *text = parser->lines[line - 1];
  GStrvBuilder *builder = g_strv_builder_new ();
  gsize length;

  for (const char *at = strchr (text, ':') + 1; *(at += strspn (at, " \t,")) != '\0'; at += length)
    {
      g_autofree char *word = NULL;
      const Claim *claim;

      length = strcspn (at, " \t,");
      word = g_strndup (at, length);
      claim = claim_find (word);
      if (claim == NULL || strcmp (claim_id (claim), word) != 0)
        lesson_fault (parser->faults, line, (guint) g_utf8_strlen (text, at - text) + 1,
                      _("there is no claim “%s”: they are %s to %s"), word, claim_id (claim_get (0)),
                      claim_id (claim_get (claim_count () - 1)));
      g_strv_builder_add (builder, word);
    }
  g_strfreev (parser->lesson->claims);
  parser->lesson->claims = g_strv_builder_end (builder);
  g_strv_builder_unref (builder);
}

static gboolean
is_name (const char *text)
{
  return *text != '\0' && strspn (text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (text);
}

static void
take_key (LessonParser *parser, guint line, const char *key, const char *value, guint column)
{
  static const char *const pictures[] = { "pop3", "keep", "later", "two", "locked", "cut", "imap", "sync", "offline", "apart",
                                          "both", "move", "smtp", "travel", "tls", NULL };
  Lesson *lesson = parser->lesson;
  guint64 number;

  if (strcmp (key, "minutes") == 0 && g_ascii_string_to_unsigned (value, 10, 1, MAX_MINUTES, &number, NULL))
    lesson->minutes = (guint) number;
  else if (strcmp (key, "order") == 0 && g_ascii_string_to_unsigned (value, 10, 1, 999999, &number, NULL))
    lesson->order = (guint) number;
  else if (strcmp (key, "minutes") == 0 || strcmp (key, "order") == 0)
    lesson_fault (parser->faults, line, column, _("a number is expected here, such as “%s: 10”"), key);
  else if (strcmp (key, "claims") == 0)
    take_claims (parser, line);
  else if (strcmp (key, "picture") == 0 && g_strv_contains (pictures, value))
    {
      g_free (lesson->picture);
      lesson->picture = g_strdup (value);
    }
  else if (strcmp (key, "picture") == 0)
    {
      g_autofree char *known = g_strjoinv (", ", (char **) pictures);

      lesson_fault (parser->faults, line, column, _("the picture is one of these: %s"), known);
    }
  else if (strcmp (key, "after") == 0 && is_name (value))
    {
      g_free (lesson->after);
      lesson->after = g_strdup (value);
    }
  else if (strcmp (key, "after") == 0)
    lesson_fault (parser->faults, line, column, _("the name of a lesson is expected here, without .md"));
  else
    lesson_fault (parser->faults, line, 1, _("“%s” is not known here: minutes, order, claims, picture or after is meant"), key);
}

/* The ```lesson fence. */
static void
take_about (LessonParser *parser, cmark_node *node)
{
  guint first = (guint) cmark_node_get_start_line (node);
  guint last = (guint) cmark_node_get_end_line (node);

  parser->lesson->about = first;
  for (guint line = first + 1; line < last && line <= parser->n_lines; line++)
    {
      const char *text = parser->lines[line - 1];
      const char *colon = strchr (text, ':');
      g_autofree char *key = colon != NULL ? g_strstrip (g_strndup (text, (gsize) (colon - text))) : NULL;
      g_autofree char *value = colon != NULL ? g_strstrip (g_strdup (colon + 1)) : NULL;

      if (strspn (text, " \t") == strlen (text) || *text == '#')
        continue;
      if (colon == NULL)
        lesson_fault (parser->faults, line, 1, _("“key: value” is expected here, such as “minutes: 8”"));
      else
        take_key (parser, line, key, value,
                  (guint) g_utf8_strlen (text, colon + 1 - text + (gssize) strspn (colon + 1, " \t")) + 1);
    }
}

/* TRUE when the fence is closed, and begins at the line's beginning. */
static gboolean
check_fence (LessonParser *parser, cmark_node *node)
{
  guint first = (guint) cmark_node_get_start_line (node);
  guint last = MIN ((guint) cmark_node_get_end_line (node), parser->n_lines);
  const char *begin = parser->lines[first - 1];
  const char *end = parser->lines[last - 1];

  if (*begin != '`' && *begin != '~')
    lesson_fault (parser->faults, first, 1, _("the fence has to stand at the line's beginning"));
  else if (last == first || (!g_str_has_prefix (end, "```") && !g_str_has_prefix (end, "~~~")))
    lesson_fault (parser->faults, first, 1, _("this block is never closed: ``` is missing after it"));
  else
    return TRUE;
  return FALSE;
}

static gboolean
is_plain_code (const char *word)
{
  static const char *const words[] = { "", "text", "journal", "pop3", "imap", "smtp", NULL };

  return g_strv_contains (words, word);
}

static LessonStep *
last_step (LessonParser *parser)
{
  GPtrArray *steps = parser->lesson->steps;

  return steps->len > 0 ? steps->pdata[steps->len - 1] : NULL;
}

static void
add_prose (LessonParser *parser, cmark_node *node)
{
  LessonStep *step = last_step (parser);
  LessonBlock *block = step->blocks->len > 0 ? step->blocks->pdata[step->blocks->len - 1] : NULL;

  check_inlines (parser, node);
  if (block == NULL || block->kind != LESSON_PROSE)
    {
      block = lesson_block_new (LESSON_PROSE, (guint) cmark_node_get_start_line (node));
      block->text = lesson_text_alloc ();
      g_ptr_array_add (step->blocks, block);
    }
  block->last_line = (guint) cmark_node_get_end_line (node);
  lesson_text_add_node (block->text, node);
}

static void
add_block (LessonParser *parser, cmark_node *node, LessonBlockKind kind, const Word *words, guint n_words)
{
  LessonBlock *block = lesson_block_new (kind, (guint) cmark_node_get_start_line (node));

  block->last_line = MIN ((guint) cmark_node_get_end_line (node), parser->n_lines);
  g_ptr_array_add (last_step (parser)->blocks, block);
  lesson_block_parse (parser, block, words, n_words);
}

static void
take_fence (LessonParser *parser, cmark_node *node)
{
  g_auto (WordLine) info = { 0 };
  const char *text = cmark_node_get_fence_info (node);
  guint line = (guint) cmark_node_get_start_line (node);
  const char *message;
  const Word *words;
  guint column;
  int kind;

  if (!word_line_split (&info, text, strlen (text), &message, &column))
    {
      lesson_fault (parser->faults, line, column + 3, "%s", message);
      return;
    }
  words = (const Word *) info.words->data;
  kind = info.words->len > 0 ? lesson_block_find_word (words[0].text) : -1;
  if (info.words->len == 0)
    add_prose (parser, node);
  else if (is_plain_code (words[0].text))
    {
      if (check_fence (parser, node))
        add_prose (parser, node);
    }
  else if (strcmp (words[0].text, "lesson") == 0)
    lesson_fault (parser->faults, line, 1, _("“lesson” stands once, before the first step"));
  else if (kind < 0)
    lesson_fault (parser->faults, line, 4,
                  _("there is no block “%s”: setup, do, expect, predict, task, note, show or explore is meant, or text"),
                  words[0].text);
  else if (check_fence (parser, node))
    add_block (parser, node, (LessonBlockKind) kind, words + 1, info.words->len - 1);
}

static void
take_in_step (LessonParser *parser, cmark_node *node)
{
  cmark_node_type type = cmark_node_get_type (node);

  if (type == CMARK_NODE_CODE_BLOCK)
    take_fence (parser, node);
  else if (type != CMARK_NODE_HTML_BLOCK || !is_comment (node))
    add_prose (parser, node);
}

/* Title, summary, what it is about. */
static void
take_before_steps (LessonParser *parser, cmark_node *node)
{
  Lesson *lesson = parser->lesson;
  cmark_node_type type = cmark_node_get_type (node);
  guint line = (guint) cmark_node_get_start_line (node);

  if (type == CMARK_NODE_HTML_BLOCK && is_comment (node))
    return;
  if (type == CMARK_NODE_HEADING && cmark_node_get_heading_level (node) == 1 && lesson->title == NULL)
    lesson->title = dup_heading (node);
  else if (lesson->title == NULL)
    {
      lesson_fault (parser->faults, line, 1, _("a lesson begins with its title: # …"));
      lesson->title = g_strdup ("");
    }
  else if (type == CMARK_NODE_PARAGRAPH && lesson->summary == NULL)
    {
      check_inlines (parser, node);
      lesson->summary = lesson_text_alloc ();
      lesson_text_add_node (lesson->summary, node);
    }
  else if (type == CMARK_NODE_CODE_BLOCK && strcmp (cmark_node_get_fence_info (node), "lesson") == 0 && lesson->summary != NULL
           && lesson->minutes == 0)
    {
      if (check_fence (parser, node))
        take_about (parser, node);
    }
  else
    lesson_fault (parser->faults, line, 1,
                  _("before the first step (## …) stand the title, one paragraph as summary, and the “lesson” block, each once"));
}

static void
take_heading (LessonParser *parser, cmark_node *node)
{
  guint line = (guint) cmark_node_get_start_line (node);
  g_autofree char *title = dup_heading (node);

  if (*title == '\0')
    lesson_fault (parser->faults, line, 1, _("a step needs a heading"));
  g_ptr_array_add (parser->lesson->steps, lesson_step_new (title, line));
}

static void
take_document (LessonParser *parser, cmark_node *document)
{
  for (cmark_node *node = cmark_node_first_child (document); node != NULL; node = cmark_node_next (node))
    {
      int level = cmark_node_get_type (node) == CMARK_NODE_HEADING ? cmark_node_get_heading_level (node) : 0;

      if (level == 2)
        take_heading (parser, node);
      else if (parser->lesson->steps->len == 0)
        take_before_steps (parser, node);
      else if (level == 1)
        lesson_fault (parser->faults, (guint) cmark_node_get_start_line (node), 1,
                      _("a lesson has one title; a step begins with ##"));
      else
        take_in_step (parser, node);
    }
}

static void
check_whole (LessonParser *parser)
{
  const Lesson *lesson = parser->lesson;

  if (!is_name (lesson->name))
    lesson_fault (parser->faults, 1, 1, _("a lesson's file is named with a-z, 0-9 and - only, and ends in .md"));
  if (lesson->title == NULL)
    lesson_fault (parser->faults, 1, 1, _("a lesson begins with its title: # …"));
  else if (lesson->summary == NULL)
    lesson_fault (parser->faults, 1, 1, _("a paragraph after the title has to say what the lesson is about"));
  else if (lesson->minutes == 0)
    lesson_fault (parser->faults, 1, 1, _("the “lesson” block with “minutes: …” is missing after the summary"));
  if (lesson->steps->len == 0)
    lesson_fault (parser->faults, MAX (1, parser->n_lines), 1, _("the lesson has no step: ## …"));
}

static int
compare_faults (gconstpointer a, gconstpointer b)
{
  const LessonFault *x = *(LessonFault *const *) a;
  const LessonFault *y = *(LessonFault *const *) b;

  return x->line != y->line ? (x->line < y->line ? -1 : 1) : (int) x->column - (int) y->column;
}

static void
parse_text (LessonParser *parser, const char *text)
{
  cmark_node *document = cmark_parse_document (text, strlen (text), CMARK_OPT_DEFAULT);

  parser->lines = g_strsplit (text, "\n", -1);
  parser->n_lines = g_strv_length (parser->lines);
  parser->pending = g_ptr_array_new_with_free_func (pending_free);
  parser->times = g_ptr_array_new_with_free_func (pending_free);
  take_document (parser, document);
  check_whole (parser);
  if (parser->lesson->steps->len > 0)
    lesson_journal_parse (parser);
  cmark_node_free (document);
  g_strfreev (parser->lines);
  g_ptr_array_unref (parser->pending);
  g_ptr_array_unref (parser->times);
}

Lesson *
lesson_parse_all (const char *text, gssize length, const char *name, GPtrArray *faults)
{
  g_autoptr (GPtrArray) own = lesson_faults_new ();
  g_autofree char *plain = dup_text (text, length < 0 ? strlen (text) : (gsize) length, own);
  LessonParser parser = { .lesson = lesson_new (name), .faults = own };
  gboolean good;

  if (plain != NULL)
    parse_text (&parser, plain);
  good = own->len == 0;
  g_ptr_array_sort (own, compare_faults);
  g_ptr_array_extend_and_steal (faults, g_steal_pointer (&own));
  if (!good)
    g_clear_pointer (&parser.lesson, lesson_free);
  return parser.lesson;
}

Lesson *
lesson_parse (const char *text, gssize length, const char *name, GError **error)
{
  g_autoptr (GPtrArray) faults = lesson_faults_new ();
  Lesson *lesson = lesson_parse_all (text, length, name, faults);

  if (lesson == NULL)
    {
      g_autofree char *message = lesson_fault_text (faults->pdata[0], name);

      g_set_error_literal (error, LESSON_ERROR, LESSON_ERROR_SYNTAX, message);
    }
  return lesson;
}

Lesson *
lesson_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return lesson_parse (text, (gssize) length, path, error);
}
