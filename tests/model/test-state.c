#include "state-check.h"

#include <string.h>

#include "maildrop.h"
#include "replica.h"

typedef struct {
  StateShared shared;
  char *name;
  GArray *numbers; /* of guint32 */
} Leaf;

static const StateField leaf_fields[] = {
  STATE_FIELD (Leaf, shared, STATE_SKIP),
  STATE_FIELD (Leaf, name, STATE_STR),
  STATE_FIELD_PODS (Leaf, numbers, guint32),
};
static const StateType leaf_state = STATE_TYPE (Leaf, leaf_fields);

typedef struct {
  guint64 number;
  char *text;
} Small;

static const StateField small_fields[] = {
  STATE_FIELD (Small, number, STATE_POD),
  STATE_FIELD (Small, text, STATE_STR),
};
static const StateType small_state = STATE_TYPE (Small, small_fields);

/* One member of every kind. */
typedef struct {
  guint32 pair[2];
  char *string;
  GPtrArray *strings;
  GByteArray *buffer;
  Small inside;
  Small *owned;
  GArray *pods;    /* of guint16 */
  GArray *structs; /* of Small */
  GPtrArray *owneds;
  Leaf *ref;
  GPtrArray *refs;
  guint64 cache;
} Everything;

static const StateField everything_fields[] = {
  STATE_FIELD (Everything, pair, STATE_POD),
  STATE_FIELD (Everything, string, STATE_STR),
  STATE_FIELD (Everything, strings, STATE_STRV),
  STATE_FIELD (Everything, buffer, STATE_BUFFER),
  STATE_FIELD_OF (Everything, inside, STATE_STRUCT, small_state),
  STATE_FIELD_OF (Everything, owned, STATE_OWNED, small_state),
  STATE_FIELD_PODS (Everything, pods, guint16),
  STATE_FIELD_OF (Everything, structs, STATE_STRUCT_ARRAY, small_state),
  STATE_FIELD_OF (Everything, owneds, STATE_OWNED_ARRAY, small_state),
  STATE_FIELD_OF (Everything, ref, STATE_REF, leaf_state),
  STATE_FIELD_OF (Everything, refs, STATE_REF_ARRAY, leaf_state),
  STATE_FIELD (Everything, cache, STATE_SKIP),
};
static const StateType everything_state = STATE_TYPE (Everything, everything_fields);

static Small *
small_new (guint64 number, const char *text)
{
  Small *small = g_new0 (Small, 1);

  small->number = number;
  small->text = g_strdup (text);
  return small;
}

static Leaf *
leaf_new (const char *name)
{
  Leaf *leaf = state_shared_new (&leaf_state);

  leaf->name = g_strdup (name);
  return leaf;
}

static Everything *
everything_new (void)
{
  Everything *all = g_new0 (Everything, 1);
  Small small = { 7, g_strdup ("in the array") };
  guint16 pod = 99;

  all->pair[0] = 1;
  all->string = g_strdup ("one");
  all->strings = g_ptr_array_new ();
  g_ptr_array_add (all->strings, g_strdup ("two"));
  g_ptr_array_add (all->strings, NULL);
  all->buffer = g_byte_array_new ();
  g_byte_array_append (all->buffer, (const guint8 *) "abc", 3);
  all->inside.text = g_strdup ("inside");
  all->owned = small_new (3, "owned");
  all->pods = g_array_new (FALSE, TRUE, sizeof pod);
  g_array_append_val (all->pods, pod);
  all->structs = g_array_new (FALSE, TRUE, sizeof small);
  g_array_append_val (all->structs, small);
  all->owneds = g_ptr_array_new ();
  g_ptr_array_add (all->owneds, small_new (4, "in the pointers"));
  all->ref = leaf_new ("leaf");
  all->refs = g_ptr_array_new ();
  g_ptr_array_add (all->refs, leaf_new ("first"));
  g_ptr_array_add (all->refs, state_ref (all->ref));
  all->cache = 12345;
  return all;
}

typedef void (*Change) (Everything *all);

static void change_pod (Everything *all) { all->pair[1] = 1; }
static void change_string (Everything *all) { all->string[0] = 'O'; }
static void change_strings (Everything *all) { ((char *) all->strings->pdata[0])[1] = 'W'; }
static void change_buffer (Everything *all) { all->buffer->data[2] = 'd'; }
static void change_inside (Everything *all) { all->inside.number++; }
static void change_owned (Everything *all) { all->owned->text[0]++; }
static void change_pods (Everything *all) { g_array_index (all->pods, guint16, 0)++; }
static void change_structs (Everything *all) { g_array_index (all->structs, Small, 0).text[0]++; }
static void change_owneds (Everything *all) { ((Small *) all->owneds->pdata[0])->number++; }
static void change_ref (Everything *all) { ((Leaf *) state_own (&leaf_state, (gpointer *) &all->ref))->name[0]++; }
static void change_refs (Everything *all) { ((Leaf *) state_own (&leaf_state, &all->refs->pdata[0]))->name[0]++; }
static void change_length (Everything *all) { g_array_set_size (all->pods, 2); }

static void
drop_string (Everything *all)
{
  g_clear_pointer (&all->string, g_free);
}

static void
test_copies_share_nothing_that_changes (void **state)
{
  static const Change changes[] = { change_pod, change_string, change_strings, change_buffer, change_inside,
                                    change_owned, change_pods, change_structs, change_owneds, change_ref,
                                    change_refs, change_length, drop_string };

  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      Everything *all = everything_new ();
      Everything *fresh = everything_new ();
      Everything *copy = state_dup (&everything_state, all);

      check_same (&everything_state, all, copy);
      changes[i] (copy);
      check_differ (&everything_state, all, copy);
      check_same (&everything_state, all, fresh);
      state_free (&everything_state, all);
      state_free (&everything_state, copy);
      state_free (&everything_state, fresh);
    }
}

static void
test_skipped_fields_are_no_state (void **state)
{
  Everything *all = everything_new ();
  Everything *copy = state_dup (&everything_state, all);

  assert_int_equal (all->cache, 12345);
  assert_int_equal (copy->cache, 0);
  check_same (&everything_state, all, copy);
  state_free (&everything_state, all);
  state_free (&everything_state, copy);
}

static void
test_empty_is_like_absent (void **state)
{
  Everything none = { 0 };
  Everything empty = { .buffer = g_byte_array_new (), .pods = g_array_new (FALSE, FALSE, sizeof (guint16)) };
  Everything copy;

  check_same (&everything_state, &none, &empty);
  state_copy (&everything_state, &copy, &none);
  assert_memory_equal (&copy, &none, sizeof none);
  state_clear (&everything_state, &empty);
  assert_memory_equal (&empty, &none, sizeof none);
  state_free (&everything_state, NULL);
}

/* "ab" + "c" is not "a" + "bc". */
static void
test_digest_keeps_borders (void **state)
{
  Everything a = { .string = (char *) "ab", .inside = { .text = (char *) "c" } };
  Everything b = { .string = (char *) "a", .inside = { .text = (char *) "bc" } };
  Everything empty = { .string = (char *) "" };
  Everything none = { 0 };

  check_differ (&everything_state, &a, &b);
  check_differ (&everything_state, &empty, &none);
}

static void
test_own_copies_only_what_others_hold (void **state)
{
  Leaf *mine = leaf_new ("leaf");
  Leaf *theirs = mine;

  assert_ptr_equal (state_own (&leaf_state, (gpointer *) &mine), theirs);
  theirs = state_ref (mine);
  assert_int_equal (mine->shared.refs, 2);
  assert_ptr_not_equal (state_own (&leaf_state, (gpointer *) &mine), theirs);
  assert_int_equal (mine->shared.refs, 1);
  assert_int_equal (theirs->shared.refs, 1);
  check_same (&leaf_state, mine, theirs);
  state_unref (&leaf_state, mine);
  state_unref (&leaf_state, theirs);
  state_unref (&leaf_state, NULL);
}

/* The check itself: a list that leaves something out, or is out of order, is found out. */
static void
test_gaps_are_found (void **state)
{
  for (guint left_out = 0; left_out < G_N_ELEMENTS (everything_fields); left_out++)
    {
      StateField fields[G_N_ELEMENTS (everything_fields) - 1];
      StateType type = { "Everything", sizeof (Everything), fields, G_N_ELEMENTS (fields), NULL, NULL };
      g_autofree char *missing = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
        fields[i] = everything_fields[i < left_out ? i : i + 1];
      assert_false (state_type_covers (&type, &missing));
      assert_non_null (missing);
    }
}

static void
test_disorder_is_found (void **state)
{
  StateField fields[] = { small_fields[1], small_fields[0] };
  StateType type = { "Small", sizeof (Small), fields, 2, NULL, NULL };
  g_autofree char *missing = NULL;

  assert_false (state_type_covers (&type, &missing));
  assert_non_null (missing);
}

typedef struct {
  guint64 first;
  guint32 small;
  guint32 forgotten;
  char *last;
} Hiding;

typedef struct {
  guint64 first;
  guint32 number;
  guint16 short_number;
} Padded;

/* 32 bits before a pointer look like padding; 16 at the end can only be padding. */
static void
test_hidden_member_is_found (void **state)
{
  static const StateField hiding_fields[] = {
    STATE_FIELD (Hiding, first, STATE_POD),
    STATE_FIELD (Hiding, small, STATE_POD),
    STATE_FIELD (Hiding, last, STATE_STR),
  };
  static const StateType hiding = STATE_TYPE (Hiding, hiding_fields);
  static const StateField padded_fields[] = {
    STATE_FIELD (Padded, first, STATE_POD),
    STATE_FIELD (Padded, number, STATE_POD),
    STATE_FIELD (Padded, short_number, STATE_POD),
  };
  static const StateType padded = STATE_TYPE (Padded, padded_fields);
  g_autofree char *missing = NULL;

  assert_false (state_type_covers (&hiding, &missing));
  assert_non_null (missing);
  check_covers (&padded);
}

static void
test_types_of_the_model_are_covered (void **state)
{
  static const StateType *const types[] = {
    &everything_state,     &small_state,     &leaf_state,          &keyword_table_state,  &uid_set_state,
    &mailbox_entry_state,  &mailbox_state,   &mail_store_state,    &maildrop_entry_state, &maildrop_state,
    &replica_item_state,   &replica_state,   &replica_folder_state, &uidl_state_state,    &pending_change_state,
    &outbox_entry_state,
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    check_covers (types[i]);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_copies_share_nothing_that_changes),
    cmocka_unit_test (test_skipped_fields_are_no_state),
    cmocka_unit_test (test_empty_is_like_absent),
    cmocka_unit_test (test_digest_keeps_borders),
    cmocka_unit_test (test_own_copies_only_what_others_hold),
    cmocka_unit_test (test_gaps_are_found),
    cmocka_unit_test (test_disorder_is_found),
    cmocka_unit_test (test_hidden_member_is_found),
    cmocka_unit_test (test_types_of_the_model_are_covered),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
