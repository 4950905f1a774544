/* What a journal says about a customer's complaint: its cause, and what to change. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static const char *const words[] = { [REMARK_CAUSE] = "cause", [REMARK_ADVICE] = "advice" };

typedef struct {
  const char *kind;
  const char *number;
  const char *language;
  const char *text;
} Remark;

static Remark
remark_at (const Journal *journal, guint i)
{
  const char *const *at = (const char *const *) journal->remarks->pdata + i;

  return (Remark) { at[0], at[1], at[2], at[3] };
}

int
journal_find_remark_word (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (word, words[i]) == 0)
      return (int) i;
  return -1;
}

static void
add (Journal *journal, JournalRemark kind, guint number, const char *language, gsize length, const char *text)
{
  g_ptr_array_add (journal->remarks, g_strdup (words[kind]));
  g_ptr_array_add (journal->remarks, g_strdup_printf ("%u", number));
  g_ptr_array_add (journal->remarks, g_strndup (language, length));
  g_ptr_array_add (journal->remarks, g_strdup (text));
}

const char *
journal_take_remark (Journal *journal, JournalRemark kind, const WordLine *line, guint *word)
{
  guint number = journal_n_remarks (journal, kind);

  *word = 1;
  if (line->words->len < 2)
    return kind == REMARK_CAUSE ? _("“cause” needs a text") : _("“advice” needs a text");
  if (kind == REMARK_CAUSE && number > 0)
    return _("a journal has one cause");
  add (journal, kind, number, "", 0, g_array_index (line->words, Word, 1).text);
  for (*word = 2; *word < line->words->len; (*word)++)
    {
      const char *text = g_array_index (line->words, Word, *word).text;
      const char *equals = strchr (text, '=');

      if (equals == NULL || equals == text)
        return _("another language is written as in id=\"…\"");
      add (journal, kind, number, text, (gsize) (equals - text), equals + 1);
    }
  return NULL;
}

guint
journal_n_remarks (const Journal *journal, JournalRemark kind)
{
  guint n = 0;

  for (guint i = 0; i < journal->remarks->len; i += 4)
    {
      Remark remark = remark_at (journal, i);

      n += strcmp (remark.kind, words[kind]) == 0 && *remark.language == '\0';
    }
  return n;
}

static const char *
find (const Journal *journal, JournalRemark kind, guint index, const char *language)
{
  for (guint i = 0; i < journal->remarks->len; i += 4)
    {
      Remark remark = remark_at (journal, i);

      if (strcmp (remark.kind, words[kind]) == 0 && strtoul (remark.number, NULL, 10) == index
          && strcmp (remark.language, language) == 0)
        return remark.text;
    }
  return NULL;
}

const char *
journal_remark (const Journal *journal, JournalRemark kind, guint index, const char *language)
{
  const char *text = language != NULL ? find (journal, kind, index, language) : NULL;

  return text != NULL ? text : find (journal, kind, index, "");
}

gboolean
journal_remark_has (const Journal *journal, JournalRemark kind, guint index, const char *language)
{
  return find (journal, kind, index, language) != NULL;
}
