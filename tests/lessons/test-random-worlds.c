/* Worlds made by chance keep their laws; and the laws can be broken. More by hand: postroom-cli worlds --seeds=A-B. */
#include "../rows.h"

#include <string.h>

#include "random-laws.h"
#include "random-world.h"

#ifdef __SANITIZE_ADDRESS__
#define WORLDS 300
#else
#define WORLDS 2000
#endif

static void
test_worlds_keep_their_laws (void **state)
{
  for (guint64 seed = 1; seed <= WORLDS; seed++)
    {
      g_autoptr (RandomWorld) world = random_world_new (seed);
      g_autofree char *text = random_world_text (world);
      g_autofree char *broken = random_world_break (text, seed % 4 == 0 ? (guint) seed : 0);

      if (broken != NULL)
        fail_msg ("seed %u: %s; see postroom-cli worlds --seeds=%u --shrink=FILE", (guint) seed, broken, (guint) seed);
    }
}

static void
test_seeds_repeat_and_differ (void **state)
{
  g_autoptr (RandomWorld) first = random_world_new (7);
  g_autoptr (RandomWorld) again = random_world_new (7);
  g_autoptr (RandomWorld) other = random_world_new (8);
  g_autofree char *a = random_world_text (first);
  g_autofree char *b = random_world_text (again);
  g_autofree char *c = random_world_text (other);

  assert_string_equal (a, b);
  assert_string_not_equal (a, c);
}

static const char day[] = "postroom 1\nseed 3\ndate 2026-03-02\n"
                          "account ada@kantor.example password=rahasia\n"
                          "device phone account=ada protocol=imap full-copy=on\n"
                          "at 08:00 deliver from=budi@luar.example subject=\"One\" as=A\n"
                          "at 08:01 deliver from=budi@luar.example subject=\"Two\" as=B\n";

typedef struct {
  Journal *journal;
  GArray *script;
  World *world;
  Trace *trace;
} Life;

static void
live (Life *life, const char *text)
{
  life->journal = journal_parse (text, -1, "test", NULL);
  assert_non_null (life->journal);
  life->script = journal_script (life->journal, 0, 0);
  life->world = world_new (life->journal, 0);
  life->trace = trace_new ();
  while (world_step (life->world, life->journal, life->script, life->trace))
    ;
}

static void
life_clear (Life *life)
{
  trace_free (life->trace);
  world_free (life->world);
  g_array_free (life->script, TRUE);
  journal_unref (life->journal);
}

static void
assert_broken (char *broken, const char *law)
{
  assert_non_null (broken);
  assert_true (g_str_has_prefix (broken, law));
  g_free (broken);
}

static Mailbox *
own_inbox (const Life *life)
{
  return mail_store_mailbox_own (mail_host_store (life->world->host, 1), "INBOX");
}

static void
test_laws_of_any_step (void **state)
{
  Life life;

  live (&life, day);
  assert_null (law_octets (life.world));
  assert_null (law_uids (life.world));
  own_inbox (&life)->octets++;
  assert_broken (law_octets (life.world), "octets:");
  assert_int_equal (life.world->server_copies->len, 2);
  g_array_index (life.world->server_copies, ServerCopy, 1).uid = 1;
  assert_broken (law_uids (life.world), "uids:");
  life_clear (&life);
}

/* On the server, and of what a device has whole. */
static void
test_law_of_same_octets (void **state)
{
  g_autoptr (Message) other = message_new_from_string ("Subject: other\r\n\r\nHi\r\n", -1);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GHashTable) known = law_same_octets_new ();
      Message **place;
      Message *before;
      Life life;

      live (&life, day);
      assert_null (law_same_octets (life.world, known));
      assert_null (law_same_octets (life.world, known));
      assert_int_equal (g_hash_table_size (known), 2);
      place = i == 0 ? &((MailboxEntry *) mailbox_entry (own_inbox (&life), 1))->message
                     : &((ReplicaItem *) replica_find_uid (
                             replica_folder (((Device *) life.world->devices->pdata[0])->replica, "INBOX"), 2))->message;
      before = *place;
      *place = other;
      assert_broken (law_same_octets (life.world, known), "same: UID 2 ");
      *place = before;
      life_clear (&life);
    }
}

static void
test_law_of_copies (void **state)
{
  Life life;
  Changes changes = { 0 };

  live (&life, day);
  changes.next_copy = &life.world->next_copy;
  assert_null (law_copies (life.world, life.trace));
  mailbox_expunge (own_inbox (&life), 1, REASON_EXPUNGED, &changes);
  assert_broken (law_copies (life.world, life.trace), "copies:");
  life_clear (&life);
}

static void
test_law_of_agreement (void **state)
{
  Life life;
  Changes changes = { 0 };
  FlagSet flags = { .system = FLAG_FLAGGED };

  live (&life, day);
  changes.next_copy = &life.world->next_copy;
  assert_null (law_agreement (life.world));
  mailbox_store_flags (own_inbox (&life), 2, FLAGS_ADD, &flags, REASON_FLAGS_STORED, &changes);
  assert_broken (law_agreement (life.world), "agreement:");
  life_clear (&life);
}

/* The same octets with another command in QUIT's place. */
static void
test_law_of_pop3 (void **state)
{
  Life life;

  live (&life, "postroom 1\nseed 3\ndate 2026-03-02\naccount ada@kantor.example password=rahasia\n"
               "device pc account=ada protocol=pop3 keep=never\n"
               "at 08:00 deliver from=budi@luar.example subject=\"One\"\nat 09:00 pc check\n");
  assert_null (law_pop3 (life.trace));
  for (guint id = 1; id <= trace_length (life.trace); id++)
    {
      TraceEvent *event = (TraceEvent *) trace_event (life.trace, id);

      if (event->kind == TRACE_LINE && event->line.arrived && event->line.kind == LINE_COMMAND)
        event->line.n_tokens = 0;
    }
  assert_broken (law_pop3 (life.trace), "pop3:");
  life_clear (&life);
}

/* The last line of the server that ends, or begins, so. */
static TraceEvent *
last_line (const Life *life, LineKind kind, const char *text)
{
  for (guint id = trace_length (life->trace); id > 0; id--)
    {
      TraceEvent *event = (TraceEvent *) trace_event (life->trace, id);
      g_autofree char *line = NULL;

      if (event->kind != TRACE_LINE || event->line.arrived != (kind == LINE_COMMAND) || event->line.kind != kind)
        continue;
      line = trace_line_text (life->trace, event, 60);
      if (g_str_has_suffix (line, text) || g_str_has_prefix (line, text))
        return event;
    }
  fail_msg ("no line %s", text);
  return NULL;
}

static void
say_again (const Life *life, const TraceEvent *event)
{
  TraceEvent twice = *event;

  twice.line.n_tokens = 0;
  trace_append (life->trace, &twice, NULL);
}

/* Announced twice; while sequence numbers are in use; while no command is in progress: by number, and by UID. */
static void
test_law_of_expunges (void **state)
{
  static const char *const ways[][2] = { { "b NOOP", " EXPUNGE" }, { "b ENABLE QRESYNC", "* VANISHED 1" } };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autofree char *text = g_strdup_printf (
        "postroom 1\nseed 3\ndate 2026-03-02\naccount ada@kantor.example password=rahasia\n"
        "device phone account=ada protocol=imap delete=at-once\ndevice desk account=ada protocol=imap console=on\n"
        "at 08:00 deliver from=budi@luar.example subject=\"One\" as=A\nat 08:50 desk connect\n"
        "at 08:51 desk type \"a LOGIN ada rahasia\"\nat 08:52 desk type \"%s\"\nat 08:53 desk type \"c SELECT INBOX\"\n"
        "at 08:54 desk type \"d FETCH 1 FLAGS\"\nat 09:00 phone delete A\nat 09:10 desk type \"e NOOP\"\n", ways[i][0]);
      TraceEvent *gone;
      guint32 answers;
      Life life;

      live (&life, text);
      assert_null (law_expunges (life.trace));
      gone = last_line (&life, LINE_UNTAGGED, ways[i][1]);
      answers = gone->line.answers;
      gone->line.answers = last_line (&life, LINE_COMMAND, "d FETCH 1 FLAGS")->id;
      assert_broken (law_expunges (life.trace), "expunges:");
      gone->line.answers = answers;
      assert_null (law_expunges (life.trace));
      last_line (&life, LINE_RESPONSE, "d OK")->line.answers = answers;
      assert_broken (law_expunges (life.trace), "expunges:");
      last_line (&life, LINE_RESPONSE, "d OK")->line.answers = last_line (&life, LINE_COMMAND, "d FETCH 1 FLAGS")->id;
      say_again (&life, gone);
      assert_broken (law_expunges (life.trace), "expunges:");
      life_clear (&life);
    }
}

/* What is no journal is broken too, and only the line that makes it so is left. */
static void
test_worlds_are_shrunk (void **state)
{
  g_autoptr (RandomWorld) world = random_world_new (11);
  g_autoptr (RandomWorld) least = NULL;
  g_autofree char *text = NULL;
  g_autofree char *broken = NULL;

  g_ptr_array_insert (world->lines, 14, g_strdup ("at 08:00 nonsense"));
  text = random_world_text (world);
  broken = random_world_break (text, 0);
  assert_true (g_str_has_prefix (broken, "journal:"));
  least = random_world_shrink (world, broken, 0);
  assert_true (least->lines->len < world->lines->len);
  assert_true (least->n_fixed <= world->n_fixed);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_worlds_keep_their_laws), cmocka_unit_test (test_seeds_repeat_and_differ),
    cmocka_unit_test (test_laws_of_any_step),       cmocka_unit_test (test_law_of_copies),
    cmocka_unit_test (test_law_of_same_octets),
    cmocka_unit_test (test_law_of_agreement),       cmocka_unit_test (test_law_of_pop3),
    cmocka_unit_test (test_law_of_expunges),        cmocka_unit_test (test_worlds_are_shrunk),
  };

  return cmocka_run_group_tests_name ("random-worlds", tests, NULL, NULL);
}
