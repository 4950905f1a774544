/* The rules of claims: side OP side [and side OP side …]; a side is a sum of figures and amounts. */
#include "claim-private.h"

#include <string.h>

#include "journal/units.h"

typedef struct {
  const GPtrArray *words;
  guint at;
  ClaimValue value;
  gpointer data;
  const char *wrong; /* the first word that was not understood */
} Rule;

static const char *
peek (const Rule *rule)
{
  return rule->at < rule->words->len ? rule->words->pdata[rule->at] : "";
}

static gboolean
is_amount (const char *word, gint64 *value)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (word, 10, 0, G_MAXINT64, &number, NULL) || unit_parse_size (word, &number))
    {
      *value = (gint64) number;
      return TRUE;
    }
  return unit_parse_duration (word, value);
}

static gint64
take_value (Rule *rule)
{
  const char *word = peek (rule);
  gint64 value = 0;

  rule->at++;
  if (!is_amount (word, &value) && !rule->value (rule->data, word, &value) && rule->wrong == NULL)
    rule->wrong = word;
  return value;
}

/* What has not come is later than anything. */
static gint64
take_product (Rule *rule)
{
  gint64 value = take_value (rule);

  while (strcmp (peek (rule), "*") == 0)
    {
      gint64 other;

      rule->at++;
      other = take_value (rule);
      if (value == CLAIM_NEVER || other == CLAIM_NEVER || __builtin_mul_overflow (value, other, &value))
        value = CLAIM_NEVER;
    }
  return value;
}

static gint64
take_sum (Rule *rule)
{
  gint64 value = take_product (rule);

  while (strcmp (peek (rule), "+") == 0)
    {
      gint64 other;

      rule->at++;
      other = take_product (rule);
      if (__builtin_add_overflow (value, other, &value))
        value = CLAIM_NEVER;
    }
  return value;
}

static gboolean
take_comparison (Rule *rule)
{
  gint64 left = take_sum (rule), right;
  const char *how = peek (rule);

  rule->at++;
  right = take_sum (rule);
  if (strcmp (how, "=") == 0)
    return left == right;
  if (strcmp (how, "!=") == 0)
    return left != right;
  if (strcmp (how, "<") == 0)
    return left < right;
  if (strcmp (how, "<=") == 0)
    return left <= right;
  if (strcmp (how, ">") == 0)
    return left > right;
  if (strcmp (how, ">=") == 0)
    return left >= right;
  if (rule->wrong == NULL)
    rule->wrong = how;
  return FALSE;
}

gboolean
claim_rule_is_true (const GPtrArray *words, ClaimValue value, gpointer data, const char **error)
{
  Rule rule = { .words = words, .value = value, .data = data };
  gboolean is_true = take_comparison (&rule);

  while (strcmp (peek (&rule), "and") == 0)
    {
      rule.at++;
      is_true = take_comparison (&rule) && is_true;
    }
  if (rule.at < words->len && rule.wrong == NULL)
    rule.wrong = peek (&rule);
  *error = rule.wrong;
  return is_true && rule.wrong == NULL;
}
