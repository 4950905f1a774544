/* Long random lives of an account: whatever happens, its invariants hold, and what was told through Changes is what
 * there is. The same seed gives the same life. */
#include "state-check.h"

#include <string.h>

#include "maildrop.h"

#define ROUNDS 1500
#define QUOTA 4000

static const char *const names[] = { "INBOX", "inbox/sub", "a", "a/b", "a/b/c", "b", "b/x", "Entwürfe", "a//", "" };

/* A copy as the events tell it. */
typedef struct {
  const char *folder;
  FlagSet flags;
  guint32 copy;
  guint32 uid;
  guint64 octets;
} Told;

/* What must never go back: of each UIDVALIDITY ever met. */
typedef struct {
  guint32 uid_validity;
  guint32 uid_next;
  guint64 modseq;
} Seen;

typedef struct {
  MailStore *store;
  GArray *told;    /* of Told, live copies */
  GArray *seen;    /* of Seen */
  Maildrop maildrop;
  guint32 next_copy;
  guint32 last_copy; /* highest id that an event told */
  Changes changes;
  guint64 x;
} Life;

static guint
draw (Life *life, guint below)
{
  life->x = life->x * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
  return (guint) (life->x >> 33) % below;
}

static const char *
draw_name (Life *life)
{
  return names[draw (life, G_N_ELEMENTS (names))];
}

static guint32
draw_uid (Life *life, const Mailbox *mailbox)
{
  return mailbox_count (mailbox) > 0 && draw (life, 8) > 0
           ? mailbox_entry (mailbox, draw (life, mailbox_count (mailbox)))->uid
           : draw (life, 20);
}

static Told *
find_told (Life *life, guint32 copy)
{
  for (guint i = 0; i < life->told->len; i++)
    if (g_array_index (life->told, Told, i).copy == copy)
      return &g_array_index (life->told, Told, i);
  return NULL;
}

static void
hear_appeared (Life *life, const CopyEvent *event)
{
  Told told = { event->folder, event->new_flags, event->copy, event->uid, event->octets };

  assert_true (event->copy > life->last_copy);
  life->last_copy = event->copy;
  g_array_append_val (life->told, told);
}

static void
hear (Life *life)
{
  for (guint i = 0; i < life->changes.events->len; i++)
    {
      const CopyEvent *event = &g_array_index (life->changes.events, CopyEvent, i);
      Told *told = find_told (life, event->copy);

      if (event->change == COPY_APPEARED)
        {
          hear_appeared (life, event);
          continue;
        }
      assert_non_null (told);
      assert_ptr_equal (told->folder, event->folder);
      assert_true (flag_set_equal (&told->flags, &event->old_flags));
      told->flags = event->new_flags;
      if (event->change == COPY_MOVED)
        told->folder = event->to_folder;
      if (event->change == COPY_VANISHED)
        g_array_remove_index (life->told, (guint) (told - &g_array_index (life->told, Told, 0)));
    }
  g_array_set_size (life->changes.events, 0);
}

static void
check_monotone (Life *life, const Mailbox *mailbox)
{
  Seen now = { mailbox->uid_validity, mailbox->uid_next, mailbox->highest_modseq };

  for (guint i = 0; i < life->seen->len; i++)
    {
      Seen *before = &g_array_index (life->seen, Seen, i);

      if (before->uid_validity != now.uid_validity)
        continue;
      assert_true (now.uid_next >= before->uid_next);
      assert_true (now.modseq >= before->modseq);
      *before = now;
      return;
    }
  g_array_append_val (life->seen, now);
}

static void
check_entries (Life *life, const Mailbox *mailbox)
{
  guint64 octets = 0;

  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      const Told *told = find_told (life, entry->copy);

      assert_true (entry->uid > 0 && entry->uid < mailbox->uid_next);
      assert_true (i == 0 || (entry - 1)->uid < entry->uid);
      assert_true (entry->modseq > 0 && entry->modseq <= mailbox->highest_modseq);
      assert_int_equal (entry->flags.system & ~(guint32) FLAG_ALL_STORED, 0);
      assert_ptr_equal (mailbox_find (mailbox, entry->uid), entry);
      assert_non_null (told);
      assert_string_equal (told->folder, mailbox->name);
      assert_int_equal (told->uid, entry->uid);
      assert_int_equal (told->octets, message_size (entry->message));
      assert_true (flag_set_equal (&told->flags, &entry->flags));
      octets += message_size (entry->message);
    }
  assert_int_equal (octets, mailbox_octets (mailbox));
}

static void
check_expunged (const Mailbox *mailbox)
{
  for (guint i = 0; i < mailbox->expunged->len; i++)
    {
      const Expunged *expunged = &g_array_index (mailbox->expunged, Expunged, i);

      assert_true (expunged->uid < mailbox->uid_next);
      assert_true (i == 0 || (expunged - 1)->modseq < expunged->modseq);
      assert_null (mailbox_find (mailbox, expunged->uid));
    }
}

static void
check (Life *life)
{
  MailStore *store = life->store;
  guint64 used = 0;
  guint count = 0;

  hear (life);
  assert_string_equal (((const Mailbox *) store->mailboxes->pdata[0])->name, "INBOX");
  for (guint i = 0; i < store->mailboxes->len; i++)
    {
      const Mailbox *mailbox = store->mailboxes->pdata[i];

      assert_true (i < 2 || strcmp (((const Mailbox *) store->mailboxes->pdata[i - 1])->name, mailbox->name) < 0);
      assert_ptr_equal (mail_store_mailbox (store, mailbox->name), mailbox);
      assert_true (mailbox->uid_validity < store->next_uid_validity);
      for (guint j = 0; j < i; j++)
        assert_int_not_equal (((const Mailbox *) store->mailboxes->pdata[j])->uid_validity, mailbox->uid_validity);
      check_monotone (life, mailbox);
      check_entries (life, mailbox);
      check_expunged (mailbox);
      assert_true (!mailbox->no_select || mailbox_count (mailbox) == 0);
      used += mailbox_octets (mailbox);
      count += mailbox_count (mailbox);
    }
  assert_int_equal (used, mail_store_used (store));
  assert_int_equal (count, life->told->len);
}

static void
act_append (Life *life, guint round)
{
  g_autofree char *octets = g_strnfill (draw (life, 200), 'x');
  g_autoptr (Message) message = message_new_from_string (octets, -1);
  MailboxAppend append = { .message = message, .flags = { .system = draw (life, 64) }, .now = round,
                           .reason = REASON_APPENDED };
  gboolean fits = mail_store_fits (life->store, message_size (message));
  StoreResult result = mail_store_append (life->store, draw_name (life), &append, &life->changes, NULL, NULL);

  assert_true (result == STORE_OK || result == STORE_NONEXISTENT || (result == STORE_OVER_QUOTA && !fits));
  assert_true (mail_store_used (life->store) <= 2 * QUOTA);
}

static void
act_copy (Life *life, guint round)
{
  const char *from = draw_name (life);
  const Mailbox *mailbox = mail_store_mailbox (life->store, from);
  gboolean move = draw (life, 2) == 0;
  guint32 uid = mailbox != NULL ? draw_uid (life, mailbox) : 1;
  StoreResult result = mail_store_copy (life->store, from, uid, draw_name (life), round,
                                        move ? REASON_MOVED : REASON_COPIED, &life->changes, NULL);

  if (move && result == STORE_OK)
    assert_true (mailbox_expunge (mail_store_mailbox_own (life->store, from), uid, REASON_MOVED, &life->changes));
}

static void
act_on_mailbox (Life *life)
{
  Mailbox *mailbox = mail_store_mailbox_own (life->store, draw_name (life));
  FlagSet flags = { .system = draw (life, 64) };
  guint32 uid;
  guint64 before;

  if (mailbox == NULL)
    return;
  uid = draw_uid (life, mailbox);
  before = mailbox->highest_modseq;
  if (draw (life, 3) == 0)
    {
      gboolean there = mailbox_find (mailbox, uid) != NULL;

      assert_int_equal (mailbox_expunge (mailbox, uid, REASON_EXPUNGED, &life->changes), there);
      assert_int_equal (mailbox->highest_modseq, before + there);
      return;
    }
  flags.keywords = draw (life, 4);
  keyword_table_intern (&mailbox->keywords, draw (life, 2) != 0 ? "work" : "$Junk");
  mailbox_store_flags (mailbox, uid, draw (life, 3), &flags, REASON_FLAGS_STORED, &life->changes);
}

static void
act_tree (Life *life)
{
  switch (draw (life, 6))
    {
    case 0:
    case 1:
    case 2:
      mail_store_create (life->store, draw_name (life), draw (life, 128));
      break;
    case 3:
      mail_store_delete (life->store, draw_name (life), &life->changes);
      break;
    case 4:
      mail_store_rename (life->store, draw_name (life), draw_name (life), &life->changes);
      break;
    default:
      mail_store_subscribe (life->store, draw_name (life));
      mail_store_unsubscribe (life->store, draw_name (life));
    }
}

static void
act_pop (Life *life)
{
  guint n = life->maildrop.entries != NULL ? life->maildrop.entries->len : 0;

  if (draw (life, 3) == 0)
    maildrop_snapshot (&life->maildrop, life->store);
  else if (draw (life, 3) == 0)
    maildrop_update (&life->maildrop, life->store, &life->changes);
  else
    maildrop_mark (&life->maildrop, draw (life, n + 2));
}

static void
act (Life *life, guint round)
{
  switch (draw (life, 8))
    {
    case 0:
    case 1:
    case 2:
      act_append (life, round);
      break;
    case 3:
      act_copy (life, round);
      break;
    case 4:
    case 5:
      act_on_mailbox (life);
      break;
    case 6:
      act_tree (life);
      break;
    default:
      act_pop (life);
    }
}

/* Digest of the account at the end of a life, owned by the caller. */
static char *
live (guint64 seed)
{
  Life life = { .store = mail_store_new (1, "ada", "kantor.example", "x", QUOTA, 1000), .x = seed };
  MailStore *kept = NULL;
  g_autofree char *kept_digest = NULL;
  char *digest;

  life.told = g_array_new (FALSE, FALSE, sizeof (Told));
  life.seen = g_array_new (FALSE, FALSE, sizeof (Seen));
  life.changes.next_copy = &life.next_copy;
  life.changes.events = g_array_new (FALSE, FALSE, sizeof (CopyEvent));
  for (guint round = 0; round < ROUNDS; round++)
    {
      if (round % 100 == 50)
        {
          kept = state_dup (&mail_store_state, life.store);
          kept_digest = state_digest_string (&mail_store_state, life.store);
        }
      act (&life, round);
      check (&life);
      if (round % 100 == 99)
        {
          g_autofree char *now = state_digest_string (&mail_store_state, kept);

          assert_string_equal (now, kept_digest);
          state_free (&mail_store_state, g_steal_pointer (&kept));
          g_clear_pointer (&kept_digest, g_free);
        }
    }
  digest = state_digest_string (&mail_store_state, life.store);
  g_array_free (life.told, TRUE);
  g_array_free (life.seen, TRUE);
  g_array_free (life.changes.events, TRUE);
  state_clear (&maildrop_state, &life.maildrop);
  state_free (&mail_store_state, life.store);
  return digest;
}

static void
test_invariants (void **state)
{
  for (guint64 seed = 1; seed <= 20; seed++)
    {
      g_autofree char *digest = live (seed);

      assert_non_null (digest);
    }
}

static void
test_same_seed_same_life (void **state)
{
  g_autofree char *once = live (77);
  g_autofree char *twice = live (77);
  g_autofree char *other = live (78);

  assert_string_equal (once, twice);
  assert_string_not_equal (once, other);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_invariants),
    cmocka_unit_test (test_same_seed_same_life),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
