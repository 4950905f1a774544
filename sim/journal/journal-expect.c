/* expect [WORLD] PLACE [FOLDER] has|lacks LETTER|N [STATE] | said TEXT | state NAME | octets CMP SIZE |
 * gone LETTER because REASON | eavesdropper [LINK] reads TEXT, then now | by TIME | ever | never | when idle. */
#include "journal/journal-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/journal-time.h"
#include "journal/units.h"

typedef struct {
  const Journal *journal;
  gint64 time;
  const Word *words;
  guint n;
  guint next;
  guint *column;
  GError **error;
} Cursor;

static gboolean
fail (Cursor *cursor, const char *message)
{
  if (cursor->next < cursor->n)
    *cursor->column = cursor->words[cursor->next].column;
  else if (cursor->n > 0)
    *cursor->column = cursor->words[cursor->n - 1].column + (guint) g_utf8_strlen (cursor->words[cursor->n - 1].text, -1);
  g_set_error_literal (cursor->error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, message);
  return FALSE;
}

static const char *
peek (const Cursor *cursor)
{
  return cursor->next < cursor->n ? cursor->words[cursor->next].text : NULL;
}

static gboolean
take_keyword (Cursor *cursor, const char *word)
{
  if (cursor->next >= cursor->n || cursor->words[cursor->next].quoted || strcmp (peek (cursor), word) != 0)
    return FALSE;
  cursor->next++;
  return TRUE;
}

static int
find_kind (const char *word)
{
  static const char *const kinds[] = { "has", "lacks", "said", "state", "octets", "gone", "reads" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (strcmp (kinds[i], word) == 0)
      return (int) i;
  return -1;
}

static const char *
take_comparison (const char *text, ExpectCompare *compare)
{
  static const struct { const char *sign; ExpectCompare compare; } signs[]
      = { { "<=", COMPARE_LE }, { ">=", COMPARE_GE }, { "<", COMPARE_LT }, { ">", COMPARE_GT } };

  *compare = COMPARE_EQ;
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (g_str_has_prefix (text, signs[i].sign))
      {
        *compare = signs[i].compare;
        return text + strlen (signs[i].sign);
      }
  return text;
}

static gboolean
is_when (const char *word)
{
  return strcmp (word, "now") == 0 || strcmp (word, "by") == 0 || strcmp (word, "ever") == 0
         || strcmp (word, "never") == 0 || strcmp (word, "when") == 0;
}

static gboolean
is_letter_state (const char *word)
{
  static const char *const states[]
      = { "read", "unread", "flagged", "unflagged", "answered", "header", "text", "full", "waiting", "marked", "hidden", "twice",
          NULL };

  return g_strv_contains (states, word);
}

static gboolean
take_has (Cursor *cursor, Expect *expect)
{
  const char *number;

  if (peek (cursor) == NULL)
    return fail (cursor, _("a letter or a number is missing here"));
  number = take_comparison (peek (cursor), &expect->compare);
  if (cursor->words[cursor->next].quoted || !g_ascii_string_to_unsigned (number, 10, 0, G_MAXINT64, &expect->number, NULL))
    expect->letter = g_strdup (peek (cursor));
  cursor->next++;
  if (peek (cursor) == NULL || is_when (peek (cursor)))
    return TRUE;
  if (!is_letter_state (peek (cursor)))
    return fail (cursor, _("a letter is read, unread, flagged, unflagged, answered, header, full, waiting, marked, "
                           "hidden or twice"));
  expect->state = g_strdup (cursor->words[cursor->next++].text);
  return TRUE;
}

static gboolean
take_octets (Cursor *cursor, Expect *expect)
{
  const char *size;

  if (peek (cursor) == NULL)
    return fail (cursor, _("a size such as <1MB is missing here"));
  size = take_comparison (peek (cursor), &expect->compare);
  if (*size == '\0' && cursor->next + 1 < cursor->n)
    size = cursor->words[++cursor->next].text;
  if (!unit_parse_size (size, &expect->number))
    return fail (cursor, _("a size with its unit is expected here, such as <1MB"));
  cursor->next++;
  return TRUE;
}

static gboolean
take_gone (Cursor *cursor, Expect *expect)
{
  CopyReason reason;

  if (peek (cursor) == NULL)
    return fail (cursor, _("a letter is missing here"));
  expect->letter = g_strdup (cursor->words[cursor->next++].text);
  if (!take_keyword (cursor, "because") || peek (cursor) == NULL)
    return fail (cursor, _("“because” and a reason are expected here"));
  if (!copy_reason_parse (peek (cursor), &reason))
    return fail (cursor, _("this is no reason why a letter can be gone"));
  expect->state = g_strdup (cursor->words[cursor->next++].text);
  return TRUE;
}

static gboolean
take_text (Cursor *cursor, char **member)
{
  if (peek (cursor) == NULL)
    return fail (cursor, _("a word is missing here"));
  *member = g_strdup (cursor->words[cursor->next++].text);
  return TRUE;
}

static gboolean
take_by (Cursor *cursor, Expect *expect)
{
  gint64 start = journal_start (cursor->journal);
  guint day = (guint) ((cursor->time - start) / DAY_US) + 1;
  GString *text = g_string_new (NULL);
  gint64 clock;
  guint after;

  if (peek (cursor) != NULL && journal_parse_day (peek (cursor), &day))
    g_string_append_printf (text, "%s ", cursor->words[cursor->next++].text);
  expect->when = EXPECT_BY;
  if (peek (cursor) != NULL)
    g_string_append (text, peek (cursor));
  expect->by_text = g_string_free (text, FALSE);
  if (peek (cursor) == NULL || !journal_parse_clock (peek (cursor), &clock, &after))
    return fail (cursor, _("“by” needs a time such as 08:07"));
  cursor->next++;
  expect->by = start + (gint64) (day - 1) * DAY_US + clock;
  return TRUE;
}

static gboolean
take_when (Cursor *cursor, Expect *expect)
{
  if (take_keyword (cursor, "by"))
    return take_by (cursor, expect);
  if (take_keyword (cursor, "ever"))
    expect->when = EXPECT_EVER;
  else if (take_keyword (cursor, "never"))
    expect->when = EXPECT_NEVER;
  else if (take_keyword (cursor, "when"))
    {
      if (!take_keyword (cursor, "idle"))
        return fail (cursor, _("“idle” is expected after “when”"));
      expect->when = EXPECT_WHEN_IDLE;
    }
  else
    take_keyword (cursor, "now");
  if (cursor->next < cursor->n)
    return fail (cursor, _("this word is not understood here"));
  return TRUE;
}

static gboolean
take_what (Cursor *cursor, Expect *expect)
{
  switch (expect->kind)
    {
    case EXPECT_HAS:
    case EXPECT_LACKS:
      return take_has (cursor, expect);
    case EXPECT_SAID:
    case EXPECT_READS:
      return take_text (cursor, &expect->text);
    case EXPECT_STATE:
      return take_text (cursor, &expect->state);
    case EXPECT_OCTETS:
      return take_octets (cursor, expect);
    case EXPECT_GONE_BECAUSE:
      return take_gone (cursor, expect);
    }
  return FALSE;
}

static gboolean
take_place (Cursor *cursor, Expect *expect)
{
  int kind;

  if (peek (cursor) != NULL)
    expect->variant = (guint32) (journal_find_variant (cursor->journal, peek (cursor)) + 1);
  if (expect->variant != 0)
    cursor->next++;
  if (peek (cursor) == NULL)
    return fail (cursor, _("a place is missing here: server, outside or a device"));
  expect->place = g_strdup (cursor->words[cursor->next++].text);
  if (peek (cursor) != NULL && find_kind (peek (cursor)) < 0)
    expect->folder = g_strdup (cursor->words[cursor->next++].text);
  kind = peek (cursor) != NULL ? find_kind (peek (cursor)) : -1;
  if (kind < 0)
    return fail (cursor, _("has, lacks, said, state, octets, gone or reads is expected here"));
  expect->kind = (ExpectKind) kind;
  if (expect->kind == EXPECT_READS && !g_str_equal (expect->place, "eavesdropper"))
    return fail (cursor, _("“reads” is what the eavesdropper does"));
  cursor->next++;
  return TRUE;
}

Expect *
journal_parse_expect (const Journal *journal, gint64 time, const Word *words, guint n_words, guint *column,
                      GError **error)
{
  Cursor cursor = { journal, time, words, n_words, 0, column, error };
  g_autoptr (Expect) expect = expect_new (EXPECT_HAS);

  if (!take_place (&cursor, expect) || !take_what (&cursor, expect) || !take_when (&cursor, expect))
    return NULL;
  return g_steal_pointer (&expect);
}
