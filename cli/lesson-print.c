#include "lesson-print.h"

#include <string.h>

#include "terminal.h"

#define COLUMNS 96

typedef struct {
  GString *out;
  const char *indent; /* of every line */
  guint hang;         /* more columns, of every line but the first */
  guint column;
  gboolean fresh;     /* nothing stands in this line yet */
} Writer;

static void
begin_line (Writer *writer, guint hang)
{
  g_string_append (writer->out, writer->indent);
  terminal_pad (writer->out, "", hang);
  writer->column = terminal_width (writer->indent) + hang;
  writer->fresh = TRUE;
}

static void
break_line (Writer *writer)
{
  g_string_append_c (writer->out, '\n');
  begin_line (writer, writer->hang);
}

static void
add_word (Writer *writer, const char *word)
{
  guint width = terminal_width (word);

  if (!writer->fresh && writer->column + 1 + width > COLUMNS)
    break_line (writer);
  else if (!writer->fresh)
    {
      g_string_append_c (writer->out, ' ');
      writer->column++;
    }
  g_string_append (writer->out, word);
  writer->column += width;
  writer->fresh = FALSE;
}

/* As it is said without styles: code keeps its backquotes, so that it is told from prose. */
static char *
dup_words (const Paragraph *paragraph)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < paragraph->runs->len; i++)
    {
      const TextRun *run = &g_array_index (paragraph->runs, TextRun, i);
      const char *mark = (run->style & RUN_CODE) != 0 ? "`" : (run->style & (RUN_STRONG | RUN_EMPHASIS)) != 0 ? "*" : "";

      g_string_append_printf (text, "%s%s%s", mark, run->text, mark);
      if (run->url != NULL && strcmp (run->url, run->text) != 0)
        g_string_append_printf (text, " (%s)", run->url);
    }
  return g_string_free (text, FALSE);
}

static void
add_code (Writer *writer, const Paragraph *paragraph)
{
  const char *code = paragraph->runs->len > 0 ? g_array_index (paragraph->runs, TextRun, 0).text : "";
  g_auto (GStrv) lines = g_strsplit (code, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      begin_line (writer, 4);
      g_string_append_printf (writer->out, "%s\n", lines[i]);
    }
}

static void
add_paragraph (Writer *writer, const Paragraph *paragraph)
{
  g_autofree char *text = dup_words (paragraph);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint left = paragraph->depth > 0 ? (paragraph->depth - 1) * 2 : 0;

  writer->hang = paragraph->depth > 0 ? left + 2 : 0;
  begin_line (writer, paragraph->kind == PARAGRAPH_ITEM ? left : writer->hang);
  if (paragraph->kind == PARAGRAPH_ITEM && paragraph->number > 0)
    {
      g_autofree char *number = g_strdup_printf ("%u.", paragraph->number);

      add_word (writer, number);
    }
  else if (paragraph->kind == PARAGRAPH_ITEM)
    add_word (writer, "•");
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i], " ", -1);

      if (i > 0)
        break_line (writer);
      for (guint k = 0; words[k] != NULL; k++)
        if (*words[k] != '\0')
          add_word (writer, words[k]);
    }
  g_string_append_c (writer->out, '\n');
}

void
lesson_print_text (GString *out, const LessonText *text, const char *indent)
{
  gboolean in_list = FALSE;

  for (guint i = 0; i < lesson_text_length (text); i++)
    {
      const Paragraph *paragraph = lesson_text_paragraph (text, i);
      g_autofree char *quoted = g_strconcat (indent, paragraph->quote ? "> " : "", NULL);
      Writer writer = { .out = out, .indent = quoted };

      if (i > 0 && !(in_list && paragraph->kind == PARAGRAPH_ITEM))
        g_string_append_c (out, '\n');
      if (paragraph->kind == PARAGRAPH_CODE)
        add_code (&writer, paragraph);
      else if (paragraph->kind == PARAGRAPH_RULE)
        g_string_append_printf (out, "%s* * *\n", quoted);
      else
        add_paragraph (&writer, paragraph);
      in_list = paragraph->kind == PARAGRAPH_ITEM;
    }
}
