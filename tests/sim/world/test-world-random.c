/* Random days: whatever people do and networks lose, a world holds together. */
#include "../../rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rng.h"
#include "world-lab.h"

#define DAYS 60
#define ACTS 30

typedef struct {
  guint64 seed;
  guint64 drawn;
} Luck;

static guint
draw (Luck *luck, guint below)
{
  return (guint) (rng_u64 (luck->seed, "random day", "", luck->drawn++) % below);
}

static const char *
pick (Luck *luck, const char *const *words)
{
  return words[draw (luck, g_strv_length ((GStrv) words))];
}

static void
add_set_up (GString *day, Luck *luck, gboolean quota)
{
  static const char *const devices[] = {
    "protocol=pop3 keep=never",
    "protocol=pop3 keep=always check=20min",
    "protocol=pop3 keep=until-deleted commit=quit",
    "protocol=pop3 keep=never headers-only=on",
    "protocol=pop3 keep=always pipeline=on size-limit=4kB",
    "protocol=imap",
    "protocol=imap full-copy=on",
    "protocol=imap delete=mark",
    "protocol=imap delete=at-once idle=off check=10min",
    NULL,
  };
  static const char *const links[] = { "", "", "loss=3%", "latency=300ms", "bandwidth=64kbit", "loss=15%", NULL };

  g_string_append_printf (day, "account ada@kantor.example password=rahasia%s\n", quota ? " quota=60kB" : "");
  for (guint i = 0; i < 3; i++)
    g_string_append_printf (day, "device d%u account=ada %s\nlink d%u %s\n", i, pick (luck, devices), i,
                            pick (luck, links));
}

static void
add_act (GString *day, Luck *luck, guint n, guint *letters)
{
  static const char *const of_letter[] = { "read", "unread", "flag", "unflag", "delete", "delete", "reply", NULL };
  static const char *const plain[] = { "check", "check", "check", "purge", "close", "offline", "online", NULL };
  static const char *const cuts[] = { "", "before=QUIT", "after=QUIT", "before=RETR", "after=DELE", "octets=3000",
                                      "before=IDLE", "after=STORE", "after=SELECT", "before=DATA", NULL };
  static const char *const how[] = { "silent", "reset", "close", NULL };
  guint kind = draw (luck, 12);
  guint device = draw (luck, 3);
  guint letter = *letters > 0 ? draw (luck, *letters) : 0;
  static const guint gaps[] = { 0, 0, 1, 1, 60, 600 };
  static guint at;

  at = n == 0 ? 8 * 3600 : at + gaps[draw (luck, G_N_ELEMENTS (gaps))];
  g_string_append_printf (day, "at %02u:%02u:%02u.%03u ", at / 3600, at / 60 % 60, at % 60, draw (luck, 1) * 100);
  if (kind < 3 || *letters == 0)
    g_string_append_printf (day, "deliver from=budi@luar.example subject=\"Letter %u\" size=%uB as=L%u\n", n,
                            800 + draw (luck, 12000), (*letters)++);
  else if (kind < 6)
    g_string_append_printf (day, "d%u %s L%u\n", device, pick (luck, of_letter), letter);
  else if (kind < 9)
    g_string_append_printf (day, "d%u %s\n", device, pick (luck, plain));
  else if (kind == 9)
    g_string_append_printf (day, "d%u move L%u to %s\n", device, letter, draw (luck, 2) ? "Junk" : "Trash");
  else if (kind == 10)
    g_string_append_printf (day, "d%u write to=%s subject=\"Written %u\"\n", device,
                            draw (luck, 2) ? "budi@luar.example" : "ada@kantor.example", n);
  else
    g_string_append_printf (day, "cut d%u how=%s %s\n", device, pick (luck, how), pick (luck, cuts));
}

static char *
random_day (guint seed, gboolean quota)
{
  Luck luck = { .seed = seed };
  GString *day = g_string_new (NULL);
  guint letters = 0;

  add_set_up (day, &luck, quota);
  for (guint n = 0; n < ACTS; n++)
    add_act (day, &luck, n, &letters);
  return g_string_free (day, FALSE);
}

/* Each copy event names its letter; a copy appears once and vanishes at most once. */
static void
check_copies (const WorldLab *lab)
{
  g_autofree guint8 *seen = g_new0 (guint8, lab->world->next_copy + 1);

  for (guint id = 1; id <= trace_length (lab->trace); id++)
    {
      const TraceEvent *event = trace_event (lab->trace, id);
      const CopyEvent *copy = &event->copy;

      if (event->kind != TRACE_COPY)
        continue;
      assert_true (copy->copy >= 1 && copy->copy <= lab->world->next_copy);
      assert_int_not_equal (event->place.kind, PLACE_NONE);
      if (copy->letter == 0)
        {
          g_autoptr (GString) json = g_string_new (NULL);

          trace_event_to_json (lab->trace, event, json);
          fail_msg ("no letter in %s", json->str);
        }
      assert_int_equal (seen[copy->copy], copy->change == COPY_APPEARED ? 0 : 1);
      seen[copy->copy] = copy->change == COPY_VANISHED ? 2 : 1;
    }
}

static void
live (const char *day, gboolean in_copies, char **json, char **digest)
{
  WorldLab lab;
  guint step = 0;

  lab_open (&lab, day, 0);
  while (world_step (lab.world, lab.journal, lab.script, lab.trace))
    {
      assert_true (++step < 200000);
      if (in_copies && step % 7 == 0)
        {
          World *copy = world_dup (lab.world);

          world_free (lab.world);
          lab.world = copy;
        }
    }
  lab_check_trace (&lab);
  check_copies (&lab);
  *json = lab_json (&lab);
  *digest = world_digest (lab.world);
  lab_close (&lab);
}

static void
test_random_days (void **state)
{
  const char *only = g_getenv ("POSTROOM_TEST_DAY");
  guint first = only != NULL ? (guint) atoi (only) : 1;

  for (guint seed = first; seed < (only != NULL ? first + 1 : DAYS); seed++)
    {
      g_autofree char *day = random_day (seed, TRUE);
      g_autofree char *a = NULL;
      g_autofree char *b = NULL;
      g_autofree char *digest = NULL;
      g_autofree char *again = NULL;

      if (only != NULL)
        fputs (day, stdout);
      live (day, FALSE, &a, &digest);
      live (day, TRUE, &b, &again);
      if (strcmp (digest, again) != 0 || strcmp (a, b) != 0)
        fail_msg ("day %u is not the same when it is lived in copies", seed);
    }
}

/* What the person sees of a mailbox is what the server has. */
static void
check_mirror (const WorldLab *lab, guint seed, const Device *device, const Mailbox *mailbox)
{
  const ReplicaFolder *folder = replica_folder (device->replica, mailbox->name);

  if (folder == NULL || folder->items->len != mailbox_count (mailbox))
    fail_msg ("day %u, %s: %u letters in %s, the server has %u", seed, device->name,
              folder != NULL ? folder->items->len : 0, mailbox->name, mailbox_count (mailbox));
  for (guint i = 0; i < mailbox_count (mailbox); i++)
    {
      const MailboxEntry *entry = mailbox_entry (mailbox, i);
      const ReplicaItem *item = replica_find_uid (folder, entry->uid);

      if (item == NULL || item->hidden || item->letter != entry->letter
          || item->flags.system != entry->flags.system)
        fail_msg ("day %u, %s: UID %u of %s is not as on the server", seed, device->name, entry->uid, mailbox->name);
    }
}

static void
check_in_step (const WorldLab *lab, guint seed)
{
  const MailStore *store = mail_host_store (lab->world->host, 1);

  for (guint i = 0; i < lab->world->devices->len; i++)
    {
      const Device *device = lab->world->devices->pdata[i];

      if (device->replica->outbox->len != 0 || device->replica->pending->len != 0)
        fail_msg ("day %u, %s: %u letters to send, %u changes to tell", seed, device->name,
                  device->replica->outbox->len, device->replica->pending->len);
      for (guint j = 0; j < store->mailboxes->len && device->policy.protocol == PROTOCOL_IMAP; j++)
        check_mirror (lab, seed, device, store->mailboxes->pdata[j]);
    }
}

/* When everybody is online again and has checked, every IMAP device shows what the server has. */
static void
test_everybody_gets_in_step (void **state)
{
  const char *only = g_getenv ("POSTROOM_TEST_DAY");
  guint first = only != NULL ? (guint) atoi (only) : 1;

  for (guint seed = first; seed < (only != NULL ? first + 1 : DAYS); seed++)
    {
      g_autofree char *begin = random_day (seed, FALSE);
      g_autofree char *day = g_strconcat (begin,
                                          "at 20:00 d0 online\nat 20:00 d1 online\nat 20:00 d2 online\n"
                                          "at 21:00 d0 check\nat 21:10 d1 check\nat 21:20 d2 check\n"
                                          "at 22:00 d0 check\nat 22:10 d1 check\nat 22:20 d2 check\n"
                                          "at 23:00 d0 check\nat 23:10 d1 check\nat 23:20 d2 check\n",
                                          NULL);
      WorldLab lab;

      if (only != NULL)
        fputs (day, stdout);
      lab_open (&lab, day, 0);
      lab_run (&lab);
      check_in_step (&lab, seed);
      lab_close (&lab);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_random_days),
                                     cmocka_unit_test (test_everybody_gets_in_step) };

  return cmocka_run_group_tests_name ("world-random", tests, NULL, NULL);
}
