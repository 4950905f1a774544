#include "lesson-private.h"

#include <cmark.h>
#include <string.h>

#define MAX_LISTS 16

typedef struct {
  LessonText *text;
  Paragraph *open;   /* takes runs; NULL between paragraphs */
  guint next[MAX_LISTS]; /* number of each list's next item, 0: bullets */
  guint depth;
  guint item;        /* number of the item whose marker is still to come */
  gboolean marker;   /* it is to come */
  guint quotes;
  guint emphasis;
  guint strong;
  const char *url;
} Maker;

static void
run_clear (gpointer data)
{
  TextRun *run = data;

  g_free (run->text);
  g_free (run->url);
}

static void
paragraph_free (gpointer data)
{
  Paragraph *paragraph = data;

  g_array_unref (paragraph->runs);
  g_free (paragraph);
}

LessonText *
lesson_text_alloc (void)
{
  LessonText *text = g_new0 (LessonText, 1);

  text->paragraphs = g_ptr_array_new_with_free_func (paragraph_free);
  return text;
}

void
lesson_text_free (LessonText *text)
{
  if (text == NULL)
    return;
  g_ptr_array_unref (text->paragraphs);
  g_free (text);
}

static void
begin_paragraph (Maker *maker, ParagraphKind kind)
{
  Paragraph *paragraph = g_new0 (Paragraph, 1);

  paragraph->kind = kind;
  paragraph->depth = maker->depth;
  paragraph->quote = maker->quotes > 0;
  if (maker->marker && kind == PARAGRAPH_TEXT)
    {
      paragraph->kind = PARAGRAPH_ITEM;
      paragraph->number = maker->item;
      maker->marker = FALSE;
    }
  paragraph->runs = g_array_new (FALSE, FALSE, sizeof (TextRun));
  g_array_set_clear_func (paragraph->runs, run_clear);
  g_ptr_array_add (maker->text->paragraphs, paragraph);
  maker->open = paragraph;
}

static void
add_run (Maker *maker, const char *text, guint style)
{
  GArray *runs = maker->open != NULL ? maker->open->runs : NULL;
  TextRun run = { NULL, NULL, style };
  TextRun *last;

  if (runs == NULL || text == NULL || *text == '\0')
    return;
  run.style |= (maker->emphasis > 0 ? RUN_EMPHASIS : 0) | (maker->strong > 0 ? RUN_STRONG : 0)
               | (maker->url != NULL ? RUN_LINK : 0);
  last = runs->len > 0 ? &g_array_index (runs, TextRun, runs->len - 1) : NULL;
  if (last != NULL && last->style == run.style && maker->url == NULL)
    {
      g_autofree char *before = last->text;

      last->text = g_strconcat (before, text, NULL);
      return;
    }
  run.text = g_strdup (text);
  run.url = g_strdup (maker->url);
  g_array_append_val (runs, run);
}

static void
add_code (Maker *maker, cmark_node *node)
{
  g_autofree char *code = g_strdup (cmark_node_get_literal (node));
  gsize length = strlen (code);

  if (length > 0 && code[length - 1] == '\n')
    code[length - 1] = '\0';
  begin_paragraph (maker, PARAGRAPH_CODE);
  add_run (maker, code, RUN_CODE);
  maker->open = NULL;
}

static void
enter_list (Maker *maker, cmark_node *node)
{
  gboolean ordered = cmark_node_get_list_type (node) == CMARK_ORDERED_LIST;

  if (maker->depth < MAX_LISTS)
    maker->next[maker->depth] = ordered ? (guint) MAX (1, cmark_node_get_list_start (node)) : 0;
  maker->depth++;
}

static void
enter_item (Maker *maker)
{
  guint *next = &maker->next[MIN (maker->depth, MAX_LISTS) - 1];

  maker->marker = TRUE;
  maker->item = *next;
  if (*next > 0)
    (*next)++;
}

static void
enter_inline (Maker *maker, cmark_node *node)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_TEXT:
      add_run (maker, cmark_node_get_literal (node), 0);
      break;
    case CMARK_NODE_SOFTBREAK:
      add_run (maker, " ", 0);
      break;
    case CMARK_NODE_LINEBREAK:
      add_run (maker, "\n", 0);
      break;
    case CMARK_NODE_CODE:
      add_run (maker, cmark_node_get_literal (node), RUN_CODE);
      break;
    case CMARK_NODE_EMPH:
      maker->emphasis++;
      break;
    case CMARK_NODE_STRONG:
      maker->strong++;
      break;
    case CMARK_NODE_LINK:
      maker->url = cmark_node_get_url (node);
      break;
    default:
      break;
    }
}

static void
enter (Maker *maker, cmark_node *node)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_BLOCK_QUOTE:
      maker->quotes++;
      break;
    case CMARK_NODE_LIST:
      enter_list (maker, node);
      break;
    case CMARK_NODE_ITEM:
      enter_item (maker);
      break;
    case CMARK_NODE_PARAGRAPH:
      begin_paragraph (maker, PARAGRAPH_TEXT);
      break;
    case CMARK_NODE_HEADING:
      begin_paragraph (maker, PARAGRAPH_HEADING);
      break;
    case CMARK_NODE_CODE_BLOCK:
      add_code (maker, node);
      break;
    case CMARK_NODE_THEMATIC_BREAK:
      begin_paragraph (maker, PARAGRAPH_RULE);
      maker->open = NULL;
      break;
    default:
      enter_inline (maker, node);
    }
}

static void
leave (Maker *maker, cmark_node *node)
{
  switch (cmark_node_get_type (node))
    {
    case CMARK_NODE_BLOCK_QUOTE:
      maker->quotes--;
      break;
    case CMARK_NODE_LIST:
      maker->depth--;
      maker->marker = FALSE;
      break;
    case CMARK_NODE_PARAGRAPH:
    case CMARK_NODE_HEADING:
      maker->open = NULL;
      break;
    case CMARK_NODE_EMPH:
      maker->emphasis--;
      break;
    case CMARK_NODE_STRONG:
      maker->strong--;
      break;
    case CMARK_NODE_LINK:
      maker->url = NULL;
      break;
    default:
      break;
    }
}

void
lesson_text_add_node (LessonText *text, cmark_node *node)
{
  Maker maker = { .text = text };
  cmark_iter *iter = cmark_iter_new (node);
  cmark_event_type event;

  while ((event = cmark_iter_next (iter)) != CMARK_EVENT_DONE)
    {
      if (event == CMARK_EVENT_ENTER)
        enter (&maker, cmark_iter_get_node (iter));
      else
        leave (&maker, cmark_iter_get_node (iter));
    }
  cmark_iter_free (iter);
}

LessonText *
lesson_text_new (const char *markdown)
{
  LessonText *text = lesson_text_alloc ();
  cmark_node *document = cmark_parse_document (markdown, strlen (markdown), CMARK_OPT_DEFAULT);

  lesson_text_add_node (text, document);
  cmark_node_free (document);
  return text;
}

guint
lesson_text_length (const LessonText *text)
{
  return text->paragraphs->len;
}

const Paragraph *
lesson_text_paragraph (const LessonText *text, guint index)
{
  g_assert (index < text->paragraphs->len);
  return text->paragraphs->pdata[index];
}

char *
lesson_text_plain (const LessonText *text)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < text->paragraphs->len; i++)
    {
      const Paragraph *paragraph = lesson_text_paragraph (text, i);

      if (i > 0)
        g_string_append_c (out, '\n');
      for (guint k = 0; k < paragraph->runs->len; k++)
        g_string_append (out, g_array_index (paragraph->runs, TextRun, k).text);
    }
  return g_string_free (out, FALSE);
}
