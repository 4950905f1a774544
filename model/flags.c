#include "flags.h"

static const StateField keyword_table_fields[] = {
  STATE_FIELD (KeywordTable, names, STATE_STRV),
};
const StateType keyword_table_state = STATE_TYPE (KeywordTable, keyword_table_fields);

static const struct {
  SystemFlag flag;
  const char *name;
} system_flags[] = {
  { FLAG_SEEN, "\\Seen" },       { FLAG_ANSWERED, "\\Answered" }, { FLAG_FLAGGED, "\\Flagged" },
  { FLAG_DELETED, "\\Deleted" }, { FLAG_DRAFT, "\\Draft" },       { FLAG_RECENT, "\\Recent" },
};

void
keyword_table_init (KeywordTable *table)
{
  table->names = g_ptr_array_new ();
}

int
keyword_table_find (const KeywordTable *table, const char *name)
{
  for (guint i = 0; table->names != NULL && i < table->names->len; i++)
    if (g_ascii_strcasecmp (table->names->pdata[i], name) == 0)
      return (int) i;
  return -1;
}

int
keyword_table_intern (KeywordTable *table, const char *name)
{
  int found = keyword_table_find (table, name);

  if (found >= 0)
    return found;
  if (table->names == NULL)
    keyword_table_init (table);
  if (table->names->len >= KEYWORD_MAX)
    return -1;
  g_ptr_array_add (table->names, g_strdup (name));
  return (int) table->names->len - 1;
}

SystemFlag
system_flag_parse (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if (g_ascii_strcasecmp (system_flags[i].name, name) == 0)
      return system_flags[i].flag;
  return 0;
}

const char *
system_flag_name (SystemFlag flag)
{
  for (guint i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if (system_flags[i].flag == flag)
      return system_flags[i].name;
  g_assert_not_reached ();
}

gboolean
flag_set_equal (const FlagSet *a, const FlagSet *b)
{
  return a->system == b->system && a->keywords == b->keywords;
}

FlagSet
flag_set_translate (const FlagSet *set, const KeywordTable *from, KeywordTable *to)
{
  FlagSet result = { .system = set->system };

  for (guint i = 0; from->names != NULL && i < from->names->len; i++)
    {
      int index;

      if ((set->keywords & G_GUINT64_CONSTANT (1) << i) == 0)
        continue;
      index = keyword_table_intern (to, from->names->pdata[i]);
      if (index >= 0)
        result.keywords |= G_GUINT64_CONSTANT (1) << index;
    }
  return result;
}

static void
append_word (GString *out, gsize start, const char *word)
{
  if (out->len > start)
    g_string_append_c (out, ' ');
  g_string_append (out, word);
}

void
flag_set_format (const FlagSet *set, const KeywordTable *table, GString *out)
{
  gsize start = out->len;

  for (guint i = 0; i < G_N_ELEMENTS (system_flags); i++)
    if ((set->system & system_flags[i].flag) != 0)
      append_word (out, start, system_flags[i].name);
  for (guint i = 0; table != NULL && table->names != NULL && i < table->names->len; i++)
    if ((set->keywords & G_GUINT64_CONSTANT (1) << i) != 0)
      append_word (out, start, table->names->pdata[i]);
}

FlagSet
flag_set_apply (const FlagSet *set, FlagsOperation operation, const FlagSet *change)
{
  FlagSet result = { .system = change->system, .keywords = change->keywords };

  switch (operation)
    {
    case FLAGS_REPLACE:
      break;
    case FLAGS_ADD:
      result.system |= set->system;
      result.keywords |= set->keywords;
      break;
    case FLAGS_REMOVE:
      result.system = set->system & ~change->system;
      result.keywords = set->keywords & ~change->keywords;
      break;
    }
  return result;
}
