/* Reading claims. */
#include "claim-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "claim-texts.h"
#include "journal/journal-time.h"
#include "journal/journal-words.h"

typedef struct {
  Claim *claim;
  const char *name;
  guint line;
  GArray *words; /* of Word */
  GError **error;
} Reader;

static gboolean
fail (const Reader *reader, guint word, const char *what)
{
  guint column = word < reader->words->len ? g_array_index (reader->words, Word, word).column : 1;

  g_set_error (reader->error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, "%s:%u:%u: %s", reader->name, reader->line, column,
               what);
  return FALSE;
}

static const char *
word_at (const Reader *reader, guint index)
{
  return index < reader->words->len ? g_array_index (reader->words, Word, index).text : NULL;
}

static void
rule_free (gpointer data)
{
  CaseRule *rule = data;

  g_ptr_array_unref (rule->texts);
  g_ptr_array_unref (rule->words);
  g_free (rule);
}

static void
measure_clear (gpointer data)
{
  ClaimMeasure *measure = data;

  g_free (measure->name);
  g_free (measure->place);
  g_free (measure->argument);
  g_strfreev (measure->variants);
  g_free (measure->when);
}

void
claim_free (Claim *claim)
{
  if (claim == NULL)
    return;
  g_free (claim->id);
  g_ptr_array_unref (claim->texts);
  g_array_unref (claim->measures);
  g_ptr_array_unref (claim->rules);
  g_free (claim->sweep);
  g_strfreev (claim->values);
  g_free (claim->journal);
  g_free (claim);
}

/* TEXT [id=TEXT …] from that word on. Returns the next word. */
static guint
take_texts (const Reader *reader, guint at, GPtrArray *texts)
{
  const char *word = word_at (reader, at);

  if (word == NULL || !g_array_index (reader->words, Word, at).quoted)
    return at;
  g_ptr_array_add (texts, g_strdup (""));
  g_ptr_array_add (texts, g_strdup (word));
  for (at++; (word = word_at (reader, at)) != NULL; at++)
    {
      const char *equals = strchr (word, '=');

      if (equals == NULL || equals == word)
        break;
      g_ptr_array_add (texts, g_strndup (word, (gsize) (equals - word)));
      g_ptr_array_add (texts, g_strdup (equals + 1));
    }
  return at;
}

static gboolean
take_case (Reader *reader, gboolean exception)
{
  CaseRule *rule = g_new0 (CaseRule, 1);
  guint at;

  rule->exception = exception;
  rule->texts = g_ptr_array_new_with_free_func (g_free);
  rule->words = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (reader->claim->rules, rule);
  at = take_texts (reader, 1, rule->texts);
  if (g_strcmp0 (word_at (reader, at), "when") != 0)
    return fail (reader, at, _("a case needs “when” and a rule"));
  while (word_at (reader, ++at) != NULL)
    g_ptr_array_add (rule->words, g_strdup (word_at (reader, at)));
  return rule->words->len > 0 || fail (reader, at, _("a case needs “when” and a rule"));
}

/* [15d] 08:00 from that word on, as µs from the start. Returns the next word; *time -1: it is none. */
static guint
take_time (const Reader *reader, guint at, gint64 *time)
{
  guint day = 1, after;
  gint64 clock;
  const char *word = word_at (reader, at);

  *time = -1;
  if (word != NULL && journal_parse_day (word, &day))
    word = word_at (reader, ++at);
  if (word == NULL || !journal_parse_clock (word, &clock, &after))
    return at;
  *time = (day - 1) * DAY_US + clock;
  return at + 1;
}

static const ClaimQuantity *
find_quantity (const char *word)
{
  for (guint i = 0; i < claim_n_quantities; i++)
    if (g_strcmp0 (claim_quantities[i].word, word) == 0)
      return &claim_quantities[i];
  return NULL;
}

static gboolean
take_moments (const Reader *reader, guint at, ClaimMeasure *measure)
{
  g_autoptr (GString) when = g_string_new (NULL);
  const char *word;

  for (guint i = at; i < reader->words->len; i++)
    g_string_append_printf (when, "%s%s", i > at ? " " : "", word_at (reader, i));
  measure->when = when->len > 0 ? g_strdup (when->str) : NULL;
  while ((word = word_at (reader, at)) != NULL)
    {
      gint64 *time = strcmp (word, "at") == 0 ? &measure->until : strcmp (word, "since") == 0 ? &measure->since : NULL;
      guint next = time != NULL ? take_time (reader, at + 1, time) : at;

      if (time == NULL || *time < 0)
        return fail (reader, at, _("this is no part of a measure: “since TIME” or “at TIME” may stand here"));
      at = next;
    }
  return TRUE;
}

static gboolean
take_measure (Reader *reader)
{
  ClaimMeasure measure = { .name = g_strdup (word_at (reader, 1)), .since = -1, .until = -1 };
  ClaimMeasure *own;
  guint at = 2;
  const char *word;

  if (g_strcmp0 (word_at (reader, at), "in") == 0 && word_at (reader, at + 1) != NULL)
    {
      measure.variants = g_strsplit (word_at (reader, at + 1), ",", -1);
      at += 2;
    }
  g_array_append_val (reader->claim->measures, measure);
  own = &g_array_index (reader->claim->measures, ClaimMeasure, reader->claim->measures->len - 1);
  if (g_strcmp0 (word_at (reader, at), "=") != 0 || word_at (reader, at + 1) == NULL)
    return fail (reader, at, _("a measure is “NAME = PLACE QUANTITY”"));
  own->place = g_strdup (word_at (reader, at + 1));
  own->quantity = find_quantity (word_at (reader, at + 2));
  if (own->quantity == NULL)
    return fail (reader, at + 2, _("there is no such quantity"));
  at += 3;
  word = word_at (reader, at);
  if (own->quantity->argument != ARGUMENT_NONE && word != NULL && strcmp (word, "at") != 0 && strcmp (word, "since") != 0)
    own->argument = g_strdup (word_at (reader, at++));
  if (own->quantity->argument == ARGUMENT_MUST && own->argument == NULL)
    return fail (reader, at, _("this quantity needs another word"));
  return take_moments (reader, at, own);
}

static gboolean
take_sweep (Reader *reader)
{
  const char *word = word_at (reader, 1);
  const char *equals = word != NULL ? strchr (word, '=') : NULL;

  if (equals == NULL)
    return fail (reader, 1, _("a sweep is “NAME=VALUE,VALUE”"));
  g_free (reader->claim->sweep);
  g_strfreev (reader->claim->values);
  reader->claim->sweep = g_strndup (word, (gsize) (equals - word));
  reader->claim->values = g_strsplit (equals + 1, ",", -1);
  return TRUE;
}

static gboolean
take_line (Reader *reader)
{
  const char *word = word_at (reader, 0);

  if (word == NULL)
    return TRUE;
  if (strcmp (word, "says") == 0)
    return take_texts (reader, 1, reader->claim->texts) > 1 || fail (reader, 1, _("“says” needs a text"));
  if (strcmp (word, "measure") == 0)
    return take_measure (reader);
  if (strcmp (word, "case") == 0 || strcmp (word, "except") == 0)
    return take_case (reader, *word == 'e');
  if (strcmp (word, "sweep") == 0)
    return take_sweep (reader);
  return fail (reader, 0, _("a claim has no such line"));
}

static gboolean
read_line (Reader *reader, const char *text)
{
  WordLine line;
  const char *what = NULL;
  guint column = 1;
  gboolean split = word_line_split (&line, text, strlen (text), &what, &column);
  gboolean taken;

  reader->words = line.words;
  if (!split)
    g_set_error (reader->error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, "%s:%u:%u: %s", reader->name, reader->line, column,
                 what);
  taken = split && take_line (reader);
  if (split)
    word_line_clear (&line);
  return taken;
}

static gboolean
is_whole (Reader *reader)
{
  g_autoptr (Journal) journal = NULL;
  g_autofree char *text = NULL;

  reader->words = NULL;
  if (reader->claim->journal == NULL || reader->claim->texts->len == 0 || reader->claim->rules->len == 0)
    {
      g_set_error (reader->error, JOURNAL_ERROR, JOURNAL_ERROR_SYNTAX, _("%s: a claim needs “says”, a case and a journal"),
                   reader->name);
      return FALSE;
    }
  text = claim_dup_journal (reader->claim);
  journal = journal_parse (text, -1, reader->name, reader->error);
  return journal != NULL;
}

Claim *
claim_parse (const char *text, const char *name, GError **error)
{
  g_autoptr (Claim) claim = g_new0 (Claim, 1);
  Reader reader = { .claim = claim, .name = name, .error = error };
  const char *at = text;

  claim->id = g_strdup (name);
  claim->texts = g_ptr_array_new_with_free_func (g_free);
  claim->measures = g_array_new (FALSE, TRUE, sizeof (ClaimMeasure));
  g_array_set_clear_func (claim->measures, measure_clear);
  claim->rules = g_ptr_array_new_with_free_func (rule_free);
  while (*at != '\0' && claim->journal == NULL)
    {
      gsize length = strcspn (at, "\n");
      g_autofree char *line = g_strndup (at, length);

      reader.line++;
      at += length + (at[length] == '\n');
      if (strcmp (line, "journal") == 0)
        claim->journal = g_strdup (at);
      else if (!read_line (&reader, line))
        return NULL;
    }
  return is_whole (&reader) ? g_steal_pointer (&claim) : NULL;
}

static char *
replace (const char *text, const char *name, const char *value)
{
  g_autoptr (GString) out = g_string_new (text);
  g_autofree char *wanted = g_strconcat ("$", name, NULL);

  g_string_replace (out, wanted, value, 0);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* repeat FIRST LAST NAME */
static void
repeat (GString *out, const char *head, const char *block)
{
  g_auto (GStrv) words = g_strsplit (head, " ", -1);
  gboolean good = g_strv_length (words) == 4;
  guint64 first = good ? g_ascii_strtoull (words[1], NULL, 10) : 0;
  guint64 last = good ? MIN (g_ascii_strtoull (words[2], NULL, 10), 1000) : 0;

  for (guint64 i = first; good && i <= last; i++)
    {
      g_autofree char *number = g_strdup_printf ("%" G_GUINT64_FORMAT, i);
      g_autofree char *lines = replace (block, words[3], number);

      g_string_append (out, lines);
    }
}

static char *
expand (const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (GString) block = g_string_new (NULL);
  const char *head = NULL;

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], "repeat "))
        head = lines[i];
      else if (strcmp (lines[i], "done") == 0 && head != NULL)
        {
          repeat (out, head, block->str);
          g_string_truncate (block, 0);
          head = NULL;
        }
      else if (lines[i + 1] != NULL || *lines[i] != '\0')
        g_string_append_printf (head != NULL ? block : out, "%s\n", lines[i]);
    }
  return g_string_free (g_steal_pointer (&out), FALSE);
}

char *
claim_dup_journal_at (const Claim *claim, guint value)
{
  g_autofree char *expanded = expand (claim->journal);

  if (claim->sweep == NULL)
    return g_steal_pointer (&expanded);
  return replace (expanded, claim->sweep, claim->values[value]);
}

char *
claim_dup_journal (const Claim *claim)
{
  return claim_dup_journal_at (claim, 0);
}

Journal *
claim_journal (const Claim *claim)
{
  g_autofree char *text = claim_dup_journal (claim);

  return journal_parse (text, -1, claim->id, NULL);
}

static const char *
text_in (const GPtrArray *texts, const char *language)
{
  for (guint i = 0; language != NULL && i + 1 < texts->len; i += 2)
    if (strcmp (texts->pdata[i], language) == 0)
      return texts->pdata[i + 1];
  return texts->len > 1 ? texts->pdata[1] : "";
}

const char *
claim_id (const Claim *claim)
{
  return claim->id;
}

const char *
claim_says (const Claim *claim, const char *language)
{
  return text_in (claim->texts, language);
}

const char *
claim_case_text (const Claim *claim, guint index, const char *language)
{
  return text_in (((const CaseRule *) claim->rules->pdata[index])->texts, language);
}

/* What ships is right: a test reads it. */
static GPtrArray *
shipped (void)
{
  static GPtrArray *claims;

  if (claims != NULL)
    return claims;
  claims = g_ptr_array_new ();
  for (guint i = 0; i < claim_n_texts; i++)
    {
      g_autoptr (GError) error = NULL;
      Claim *claim = claim_parse (claim_texts[i].text, claim_texts[i].name, &error);

      if (claim == NULL)
        g_error ("%s", error->message);
      g_ptr_array_add (claims, claim);
    }
  return claims;
}

guint
claim_count (void)
{
  return shipped ()->len;
}

const Claim *
claim_get (guint index)
{
  g_assert (index < claim_count ());
  return shipped ()->pdata[index];
}

const Claim *
claim_find (const char *id)
{
  for (guint i = 0; i < claim_count (); i++)
    if (g_ascii_strcasecmp (claim_get (i)->id, id) == 0)
      return claim_get (i);
  return NULL;
}
