#include "state-check.h"

#include "changes.h"
#include "flags.h"

static void
check_format (FlagSet set, const KeywordTable *table, const char *expected)
{
  g_autoptr (GString) text = g_string_new ("(");

  flag_set_format (&set, table, text);
  assert_string_equal (text->str + 1, expected);
}

static void
test_system_flags (void **state)
{
  static const SystemFlag flags[] = { FLAG_SEEN, FLAG_ANSWERED, FLAG_FLAGGED, FLAG_DELETED, FLAG_DRAFT, FLAG_RECENT };

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    {
      g_autofree char *lower = g_ascii_strdown (system_flag_name (flags[i]), -1);

      assert_int_equal (system_flag_parse (system_flag_name (flags[i])), flags[i]);
      assert_int_equal (system_flag_parse (lower), flags[i]);
    }
  assert_int_equal (system_flag_parse ("\\*"), 0);
  assert_int_equal (system_flag_parse ("Seen"), 0);
  assert_int_equal (system_flag_parse ("\\Seen "), 0);
  assert_int_equal (system_flag_parse (""), 0);
}

static void
test_keywords_keep_their_first_case (void **state)
{
  KeywordTable table = { 0 };

  assert_int_equal (keyword_table_find (&table, "work"), -1);
  assert_int_equal (keyword_table_intern (&table, "Work"), 0);
  assert_int_equal (keyword_table_intern (&table, "$Forwarded"), 1);
  assert_int_equal (keyword_table_intern (&table, "WORK"), 0);
  assert_int_equal (keyword_table_find (&table, "$forwarded"), 1);
  assert_string_equal (table.names->pdata[0], "Work");
  state_clear (&keyword_table_state, &table);
}

static void
test_keyword_table_is_bounded (void **state)
{
  KeywordTable table;

  keyword_table_init (&table);
  for (guint i = 0; i < KEYWORD_MAX; i++)
    {
      g_autofree char *name = g_strdup_printf ("k%u", i);

      assert_int_equal (keyword_table_intern (&table, name), i);
    }
  assert_int_equal (keyword_table_intern (&table, "one-more"), -1);
  assert_int_equal (keyword_table_intern (&table, "K63"), 63);
  check_format ((FlagSet) { .keywords = G_GUINT64_CONSTANT (1) << 63 }, &table, "k63");
  state_clear (&keyword_table_state, &table);
}

static void
test_format (void **state)
{
  KeywordTable table;

  keyword_table_init (&table);
  keyword_table_intern (&table, "work");
  keyword_table_intern (&table, "$Junk");
  check_format ((FlagSet) { 0 }, &table, "");
  check_format ((FlagSet) { .system = FLAG_FLAGGED | FLAG_SEEN }, NULL, "\\Seen \\Flagged");
  check_format ((FlagSet) { .system = FLAG_RECENT | FLAG_DRAFT, .keywords = 3 }, &table, "\\Draft \\Recent work $Junk");
  check_format ((FlagSet) { .keywords = 2 }, &table, "$Junk");
  state_clear (&keyword_table_state, &table);
}

static void
fill_table (KeywordTable *table)
{
  while (table->names->len < KEYWORD_MAX)
    {
      g_autofree char *name = g_strdup_printf ("filler%u", table->names->len);

      keyword_table_intern (table, name);
    }
}

static void
test_translate (void **state)
{
  KeywordTable from;
  KeywordTable to;
  FlagSet set = { .system = FLAG_SEEN, .keywords = 5 };
  FlagSet other;

  keyword_table_init (&from);
  keyword_table_init (&to);
  keyword_table_intern (&from, "a");
  keyword_table_intern (&from, "b");
  keyword_table_intern (&from, "c");
  keyword_table_intern (&to, "C");
  other = flag_set_translate (&set, &from, &to);
  check_format (other, &to, "\\Seen C a");
  assert_int_equal (keyword_table_find (&to, "b"), -1);
  fill_table (&to);
  set.keywords = 7;
  check_format (flag_set_translate (&set, &from, &to), &to, "\\Seen C a");
  state_clear (&keyword_table_state, &from);
  state_clear (&keyword_table_state, &to);
}

static void
test_apply (void **state)
{
  FlagSet set = { .system = FLAG_SEEN | FLAG_FLAGGED, .keywords = 1 };
  FlagSet change = { .system = FLAG_SEEN | FLAG_DELETED, .keywords = 3 };
  FlagSet expected_add = { .system = FLAG_SEEN | FLAG_FLAGGED | FLAG_DELETED, .keywords = 3 };
  FlagSet expected_remove = { .system = FLAG_FLAGGED };
  FlagSet result;

  result = flag_set_apply (&set, FLAGS_REPLACE, &change);
  assert_true (flag_set_equal (&result, &change));
  result = flag_set_apply (&set, FLAGS_ADD, &change);
  assert_true (flag_set_equal (&result, &expected_add));
  result = flag_set_apply (&set, FLAGS_REMOVE, &change);
  assert_true (flag_set_equal (&result, &expected_remove));
  assert_false (flag_set_equal (&set, &change));
}

/* Words of trace files and journals: each reason has one, no two share it, and it leads back. */
static void
test_reason_names (void **state)
{
  CopyReason reason;

  for (guint i = REASON_NONE; i <= REASON_EXPIRED; i++)
    {
      assert_non_null (copy_reason_name (i));
      assert_true (copy_reason_parse (copy_reason_name (i), &reason));
      assert_int_equal (reason, i);
    }
  assert_string_equal (copy_reason_name (REASON_POP_DELETED), "pop-deleted");
  assert_false (copy_reason_parse ("Pop-deleted", &reason));
  assert_false (copy_reason_parse ("", &reason));
  for (guint i = PART_NONE; i <= PART_FULL; i++)
    assert_non_null (copy_part_name (i));
}

static void
test_changes (void **state)
{
  guint32 next = 41;
  Changes silent = { .next_copy = &next };
  CopyEvent event = { .change = COPY_VANISHED };

  assert_int_equal (changes_new_copy (&silent), 42);
  changes_add (&silent, &event);
  silent.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  changes_add (&silent, &event);
  assert_int_equal (silent.events->len, 1);
  assert_int_equal (g_array_index (silent.events, CopyEvent, 0).change, COPY_VANISHED);
  g_array_free (silent.events, TRUE);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_system_flags),
    cmocka_unit_test (test_keywords_keep_their_first_case),
    cmocka_unit_test (test_keyword_table_is_bounded),
    cmocka_unit_test (test_format),
    cmocka_unit_test (test_translate),
    cmocka_unit_test (test_apply),
    cmocka_unit_test (test_reason_names),
    cmocka_unit_test (test_changes),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
