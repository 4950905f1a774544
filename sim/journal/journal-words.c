#include "journal/journal-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  const char *at;
  const char *end;
  guint column;
} Cursor;

static void
word_clear (gpointer word)
{
  g_free (((Word *) word)->text);
}

static void
cursor_take (Cursor *cursor, GString *out)
{
  const char *next = g_utf8_next_char (cursor->at);

  if (out != NULL)
    g_string_append_len (out, cursor->at, next - cursor->at);
  cursor->at = next;
  cursor->column++;
}

/* Inside quotes, up to and with the closing one. FALSE when it is missing. */
static gboolean
take_quoted (Cursor *cursor, GString *out)
{
  char quote = *cursor->at;

  cursor_take (cursor, NULL);
  while (cursor->at < cursor->end && *cursor->at != quote)
    {
      if (quote == '"' && *cursor->at == '\\' && cursor->at + 1 < cursor->end)
        {
          cursor_take (cursor, NULL);
          if (*cursor->at == 'n')
            {
              g_string_append_c (out, '\n');
              cursor_take (cursor, NULL);
              continue;
            }
        }
      cursor_take (cursor, out);
    }
  if (cursor->at >= cursor->end)
    return FALSE;
  cursor_take (cursor, NULL);
  return TRUE;
}

static gboolean
take_word (Cursor *cursor, Word *word)
{
  g_autoptr (GString) out = g_string_new (NULL);

  word->column = cursor->column;
  word->quoted = *cursor->at == '"' || *cursor->at == '\'';
  while (cursor->at < cursor->end && *cursor->at != ' ' && *cursor->at != '\t')
    {
      if (*cursor->at == '"' || *cursor->at == '\'')
        {
          if (!take_quoted (cursor, out))
            return FALSE;
          continue;
        }
      if (*cursor->at == '\\' && cursor->at + 1 < cursor->end)
        cursor_take (cursor, NULL);
      cursor_take (cursor, out);
    }
  word->end = cursor->column;
  word->text = g_string_free (g_steal_pointer (&out), FALSE);
  return TRUE;
}

static void
skip_blanks (Cursor *cursor)
{
  while (cursor->at < cursor->end && (*cursor->at == ' ' || *cursor->at == '\t'))
    cursor_take (cursor, NULL);
}

static guint
count_indent (const char *text, const char *end)
{
  guint indent = 0;

  for (; text < end && (*text == ' ' || *text == '\t'); text++)
    indent = *text == '\t' ? (indent / 8 + 1) * 8 : indent + 1;
  return indent;
}

gboolean
word_line_split (WordLine *line, const char *text, gsize length, const char **error, guint *column)
{
  Cursor cursor = { text, text + length, 1 };
  const char *valid_end;

  line->words = g_array_new (FALSE, TRUE, sizeof (Word));
  g_array_set_clear_func (line->words, word_clear);
  line->indent = count_indent (text, cursor.end);
  if (!g_utf8_validate (text, (gssize) length, &valid_end))
    {
      *error = _("not valid UTF-8");
      *column = (guint) g_utf8_strlen (text, valid_end - text) + 1;
      return FALSE;
    }
  for (skip_blanks (&cursor); cursor.at < cursor.end && *cursor.at != '#'; skip_blanks (&cursor))
    {
      Word word = { 0 };

      if (!take_word (&cursor, &word))
        {
          *error = _("a quotation mark is not closed");
          *column = word.column;
          return FALSE;
        }
      g_array_append_val (line->words, word);
    }
  return TRUE;
}

void
word_line_clear (WordLine *line)
{
  if (line->words != NULL)
    g_array_unref (line->words);
  line->words = NULL;
}

void
word_quote (GString *out, const char *text)
{
  if (*text != '\0' && strpbrk (text, " \t\n\"'\\#=") == NULL)
    {
      g_string_append (out, text);
      return;
    }
  g_string_append_c (out, '"');
  for (; *text != '\0'; text++)
    {
      if (*text == '\n')
        {
          g_string_append (out, "\\n");
          continue;
        }
      if (*text == '"' || *text == '\\')
        g_string_append_c (out, '\\');
      g_string_append_c (out, *text);
    }
  g_string_append_c (out, '"');
}
