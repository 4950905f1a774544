/* Nothing is lost, wherever a connection is lost: each program's sessions are cut behind every octet that either end gets,
 * in each of the three ways, and go on from there with the next checks. One run is forked at each octet, and forks that have
 * come to the same state of the world go on as one.
 *
 * Behind every octet in every way with POSTROOM_TEST_LONG=yes (`sh tests/run --long`); otherwise behind each line and here and
 * there within, in one way each.
 * With POSTROOM_TEST_CUT=NAME only that program is tried, and what became different is printed. */
#include "../../rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "world-lab.h"

#define PLENTY ((guint64) 1 << 40)
#define KINDS 3
#define WRITTEN 4 /* the letter that the device writes: the fourth one */

/* What may be otherwise than without the cut. */
typedef enum {
  NOTHING = 0,
  TWICE_HERE = 1 << 0, /* downloaded twice */
  LEFT_THERE = 1 << 1, /* not deleted on the server */
  AS_OFTEN_AS_RUN = 1 << 2, /* as many copies as there were sessions */
  SENT_TWICE = 1 << 3, /* the answer to DATA, or to APPEND, was lost (RFC 1047); of the letter that the device writes, and
                          everybody's */
} Allowed;

typedef struct {
  const char *name;
  const char *device;
  Allowed allowed;
} Case;

/* Duplicates and left-overs are those of the reference's table: a program that notes what it has at QUIT only gets it
 * twice; fetchmail remembers it as seen and does not delete it later. */
static const Case cases[] = {
  { "pop3-delete", "protocol=pop3 keep=never", NOTHING },
  { "pop3-delete-at-quit", "protocol=pop3 keep=never commit=quit", TWICE_HERE },
  { "pop3-keep", "protocol=pop3 keep=always", NOTHING },
  { "pop3-keep-at-quit", "protocol=pop3 keep=always commit=quit", TWICE_HERE },
  { "pop3-until-deleted", "protocol=pop3 keep=until-deleted", NOTHING },
  { "pop3-pipeline", "protocol=pop3 keep=never pipeline=on", NOTHING },
  { "pop3-headers", "protocol=pop3 keep=always headers-only=on", NOTHING },
  { "imap", "protocol=imap", NOTHING },
  { "imap-full", "protocol=imap full-copy=on", NOTHING },
  { "imap-mark", "protocol=imap full-copy=on delete=mark", NOTHING },
  { "imap-at-once", "protocol=imap full-copy=on delete=at-once idle=off", NOTHING },
  { "thunderbird-pop3", "preset=thunderbird-pop3", TWICE_HERE },
  { "thunderbird-pop3-delete", "preset=thunderbird-pop3 keep=never", TWICE_HERE },
  { "k9-pop3", "preset=k9-pop3", NOTHING },
  { "outlook-pop3", "preset=outlook-pop3", NOTHING },
  { "apple-mail-pop3", "preset=apple-mail-pop3", NOTHING },
  { "iphone-pop3", "preset=iphone-pop3", NOTHING },
  { "fetchmail", "preset=fetchmail", LEFT_THERE },
  { "getmail", "preset=getmail", AS_OFTEN_AS_RUN },
  { "mpop", "preset=mpop", NOTHING },
  { "claws-pop3", "preset=claws-pop3", NOTHING },
  { "evolution-pop3", "preset=evolution-pop3", NOTHING },
  { "thunderbird-imap", "preset=thunderbird-imap", NOTHING },
  { "k9-imap", "preset=k9-imap", NOTHING },
  { "k9-imap-text", "preset=k9-imap size-limit=1kB", NOTHING },
  { "outlook-imap", "preset=outlook-imap", NOTHING },
  { "apple-mail-imap", "preset=apple-mail-imap", NOTHING },
  { "iphone-imap", "preset=iphone-imap", NOTHING },
  { "iphone-imap-pieces", "preset=iphone-imap part-size=400B", NOTHING },
  { "evolution-imap", "preset=evolution-imap", NOTHING },
  { "geary", "preset=geary", NOTHING },
  { "mbsync", "preset=mbsync", NOTHING },
  { "pop3-starttls", "protocol=pop3 keep=never tls=starttls", NOTHING },
  { "pop3-tls", "protocol=pop3 keep=until-deleted tls=implicit", NOTHING },
  { "imap-starttls", "protocol=imap full-copy=on tls=starttls", NOTHING },
  { "imap-tls", "protocol=imap delete=at-once idle=off tls=implicit", NOTHING },
  { "thunderbird-pop3-tls", "preset=thunderbird-pop3 tls=implicit", TWICE_HERE },
  { "fetchmail-starttls", "preset=fetchmail tls=starttls", LEFT_THERE },
  { "thunderbird-imap-tls", "preset=thunderbird-imap tls=implicit", NOTHING },
  { "mbsync-starttls", "preset=mbsync tls=starttls", NOTHING },
};

#define LETTERS \
  "at 07:59 laptop offline\n" \
  "at 08:00 deliver from=budi@luar.example subject=\"One\" size=500B as=A\n" \
  "at 08:01 deliver from=citra@luar.example subject=\"Two\" size=2kB as=B\n" \
  "at 08:02 deliver from=dewi@luar.example subject=\"Three\" size=900B as=C\n" \
  "at 08:05 laptop online\nat 08:10 laptop check\n"
#define LATER \
  "at 10:30 laptop check\nat 11:30 laptop check\nat 12:30 laptop check\nat 13:30 laptop check\n"

typedef struct {
  const char *name;
  const char *day;
  gint64 begin; /* minutes of the day: connections that are opened, and cut, in between */
  gint64 end;
} Visit;

static const Visit visits[] = {
  { "first", LETTERS LATER, 8 * 60 + 5, 9 * 60 },
  { "changes",
    LETTERS "at 09:00 laptop offline\nat 09:01 laptop read A\nat 09:02 laptop delete B\nat 09:03 laptop flag C\n"
            "at 09:04 laptop reply A body=\"Yes\" as=R\n"
            "at 09:10 laptop online\nat 09:11 laptop check\n" LATER,
    9 * 60 + 9, 9 * 60 + 40 },
  { "opened", LETTERS "at 08:30 laptop check\nat 08:40 laptop read B\nat 08:40 laptop read A\n" LATER, 8 * 60 + 5, 8 * 60 + 50 },
};

typedef struct {
  const Case *program;
  WorldLab lab;             /* lived without a cut */
  GPtrArray *places;        /* of char *, sorted: where each letter is then */
  GHashTable *digests;      /* of worlds behind a cut */
  gint64 begin;
  gint64 end;
  guint cuts;
  guint worlds;
  guint different;
  guint seen;               /* Allowed: what became different as it may */
  gboolean tell;
} Trial;

static gint
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

static void
add_place (GPtrArray *places, const char *place, const char *folder, guint32 letter, guint32 flags, guint part)
{
  g_ptr_array_add (places, g_strdup_printf ("%u %s/%s flags=%x part=%u", letter, place, folder,
                                            flags & ~(guint32) FLAG_RECENT, part));
}

/* "LETTER PLACE/FOLDER flags= part=", one for each copy. */
static GPtrArray *
dup_places (const World *world)
{
  GPtrArray *places = g_ptr_array_new_with_free_func (g_free);
  const MailStore *store = mail_host_store (world->host, 1);
  const Replica *replica = ((const Device *) world->devices->pdata[0])->replica;

  for (guint i = 0; i < store->mailboxes->len; i++)
    for (guint j = 0; j < mailbox_count (store->mailboxes->pdata[i]); j++)
      {
        const MailboxEntry *entry = mailbox_entry (store->mailboxes->pdata[i], j);

        add_place (places, "server", ((const Mailbox *) store->mailboxes->pdata[i])->name, entry->letter,
                   entry->flags.system, PART_FULL);
      }
  for (guint i = 0; i < replica->folders->len; i++)
    {
      const ReplicaFolder *folder = replica->folders->pdata[i];

      for (guint j = 0; j < folder->items->len; j++)
        {
          const ReplicaItem *item = &g_array_index (folder->items, ReplicaItem, j);

          add_place (places, item->hidden ? "hidden" : "laptop", folder->name, item->letter, item->flags.system, item->part);
        }
    }
  for (guint i = 0; i < world->outside.arrived->len; i++)
    add_place (places, "outside", "Inbox", ((const QueuedMail *) world->outside.arrived->pdata[i])->letter, 0, PART_FULL);
  g_ptr_array_sort (places, by_text);
  return places;
}

static gboolean
has_letter (const GPtrArray *places, const char *place)
{
  gsize length = (gsize) (strchr (place, ' ') - place) + 1;

  for (guint i = 0; i < places->len; i++)
    if (strncmp (places->pdata[i], place, length) == 0)
      return TRUE;
  return FALSE;
}

/* Which rule allows a copy that there would not be without the cut. */
static Allowed
why_more (const char *place)
{
  const char *where = strchr (place, ' ') + 1;

  if (strtoul (place, NULL, 10) == WRITTEN)
    return g_str_has_prefix (where, "outside/") || strstr (where, "/Sent ") != NULL ? SENT_TWICE : NOTHING;
  if (g_str_has_prefix (where, "laptop/"))
    return TWICE_HERE | AS_OFTEN_AS_RUN;
  return g_str_has_prefix (where, "server/INBOX") ? LEFT_THERE : NOTHING;
}

static Allowed
why_less (const GPtrArray *places, const char *place)
{
  for (guint i = 0; i < places->len; i++)
    if (strcmp (places->pdata[i], place) == 0)
      return AS_OFTEN_AS_RUN;
  return NOTHING;
}

/* TRUE: it may be so. */
static gboolean
is_allowed (Trial *trial, Allowed why)
{
  Allowed allowed = why & (trial->program->allowed | SENT_TWICE);

  trial->seen |= allowed;
  return allowed != NOTHING;
}

static char *
dup_difference (Trial *trial, const GPtrArray *places)
{
  const GPtrArray *before = trial->places;
  GString *text = g_string_new (NULL);

  for (guint i = 0, j = 0; i < before->len || j < places->len;)
    {
      int order = i >= before->len ? 1 : j >= places->len ? -1 : strcmp (before->pdata[i], places->pdata[j]);

      if (order < 0 && !has_letter (places, before->pdata[i]))
        g_string_append_printf (text, "\n  LOST %s", (const char *) before->pdata[i]);
      else if (order < 0 && !is_allowed (trial, why_less (places, before->pdata[i])))
        g_string_append_printf (text, "\n  not %s", (const char *) before->pdata[i]);
      else if (order > 0 && !is_allowed (trial, why_more (places->pdata[j])))
        g_string_append_printf (text, "\n  but %s", (const char *) places->pdata[j]);
      i += order <= 0;
      j += order >= 0;
    }
  return g_string_free (text, FALSE);
}

static gboolean
is_long (void)
{
  return g_strcmp0 (g_getenv ("POSTROOM_TEST_LONG"), "yes") == 0;
}

static gboolean
is_alive (const World *world, guint32 connection)
{
  for (guint i = 0; i < world->sessions->len; i++)
    if (((const Session *) world->sessions->pdata[i])->connection == connection)
      return TRUE;
  return network_connection ((Network *) &world->network, connection) != NULL;
}

static gboolean
step_once (const Trial *trial, World *world)
{
  return world_step (world, trial->lab.journal, trial->lab.script, NULL);
}

/* To the end of the day, unless another cut has led to the same world already. */
static void
live_on (Trial *trial, World *world, guint32 connection, const char *cut)
{
  g_autofree char *difference = NULL;
  g_autoptr (GPtrArray) places = NULL;
  char *digest;
  guint steps = 0;

  while (is_alive (world, connection) && step_once (trial, world))
    assert_true (++steps < 20000);
  digest = world_digest (world);
  trial->cuts++;
  if (!g_hash_table_add (trial->digests, digest))
    return;
  trial->worlds++;
  while (step_once (trial, world))
    assert_true (++steps < 200000);
  places = dup_places (world);
  difference = dup_difference (trial, places);
  if (*difference == '\0')
    return;
  trial->different++;
  if (trial->tell || trial->different <= 3)
    print_message ("%s: %s:%s\n", trial->program->name, cut, difference);
}

static void
cut_behind (Trial *trial, const World *before, guint32 connection, Side side, guint64 more, guint64 octets)
{
  static const char *const how[] = { "silent", "reset", "close" };

  for (guint kind = is_long () ? 0 : octets % KINDS; kind < (is_long () ? KINDS : octets % KINDS + 1); kind++)
    {
      g_autoptr (World) world = world_dup (before);
      ArmedCut *cut = &((Device *) world->devices->pdata[0])->cut;
      g_autofree char *name = g_strdup_printf ("connection %u, %s, behind octet %" G_GUINT64_FORMAT " at the %s", connection,
                                               how[kind], octets, side == SIDE_SERVER ? "server" : "device");

      cut->octets = more;
      cut->how = (CutKind) kind;
      step_once (trial, world);
      live_on (trial, world, connection, name);
    }
}

static gboolean
is_tried (const guint8 *octets, guint64 n)
{
  return is_long () || octets[n - 1] == '\n' || n % 61 == 0;
}

static void
cut_direction (Trial *trial, const World *start, guint32 connection, Side side)
{
  g_autoptr (World) world = world_dup (start);
  ArmedCut *cut = &((Device *) world->devices->pdata[0])->cut;
  gsize length;
  const guint8 *octets = trace_wire (trial->lab.trace, connection, side == SIDE_SERVER ? TO_SERVER : TO_CLIENT, &length);
  guint64 taken = 0;

  *cut = (ArmedCut) { .armed = TRUE, .when = 3, .at = side, .connection = connection, .octets = PLENTY };
  while (world->now < trial->end)
    {
      g_autoptr (World) before = world_dup (world);
      guint64 now;

      if (!step_once (trial, world))
        return;
      now = PLENTY - ((Device *) world->devices->pdata[0])->cut.octets;
      for (guint64 n = taken + 1; n <= now; n++)
        if (is_tried (octets, n))
          cut_behind (trial, before, connection, side, n - taken, n);
      taken = now;
    }
}

static void
cut_all (Trial *trial)
{
  g_autoptr (World) start = world_new (trial->lab.journal, 0);

  while (world_next_time (start, trial->lab.journal, trial->lab.script) < trial->begin)
    step_once (trial, start);
  for (guint id = 1; id <= trace_length (trial->lab.trace); id++)
    {
      const TraceEvent *event = trace_event (trial->lab.trace, id);

      if (event->kind == TRACE_CONNECTION && event->conn.change == CONNECTION_OPENING
          && event->conn.client.kind == PLACE_DEVICE && event->time >= trial->begin && event->time < trial->end)
        for (Side side = SIDE_CLIENT; side <= SIDE_SERVER; side++)
          cut_direction (trial, start, event->connection, side);
    }
}

/* An IMAP program without whole letters of its own: what is opened comes then. */
static gboolean
fetches_opened (const Trial *trial)
{
  const DevicePolicy *policy = &((const Device *) trial->lab.world->devices->pdata[0])->policy;

  return policy->protocol == PROTOCOL_IMAP && !policy->full_copy && policy->sequence != SEQUENCE_MBSYNC;
}

static guint
try_program (const Case *program, const Visit *session, gboolean tell, guint *seen)
{
  Trial trial = { .program = program, .tell = tell };
  g_autofree char *text = g_strdup_printf ("account ada@kantor.example password=rahasia\nserver tls=%s\n"
                                           "device laptop account=ada %s\n%s",
                                           strstr (program->device, "tls=") != NULL ? "on" : "off", program->device,
                                           session->day);
  gint64 began = g_get_monotonic_time ();

  lab_open (&trial.lab, text, 0);
  trial.begin = trial.lab.world->now + session->begin * G_TIME_SPAN_MINUTE;
  trial.end = trial.lab.world->now + session->end * G_TIME_SPAN_MINUTE;
  lab_run (&trial.lab);
  if (strcmp (session->name, "opened") == 0 && !fetches_opened (&trial))
    {
      lab_close (&trial.lab);
      return 0;
    }
  trial.places = dup_places (trial.lab.world);
  trial.digests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  cut_all (&trial);
  if (tell)
    print_message ("%s, %s: %u cuts, %u worlds, %u different, %.1f s\n", program->name, session->name, trial.cuts,
                   trial.worlds, trial.different, (double) (g_get_monotonic_time () - began) / G_USEC_PER_SEC);
  assert_true (trial.cuts >= 40 && trial.worlds > 10);
  *seen |= trial.seen;
  g_hash_table_unref (trial.digests);
  g_ptr_array_unref (trial.places);
  lab_close (&trial.lab);
  return trial.different;
}

/* What the table allows has to happen, or it is no truth about the program. */
static void
test_cut_everywhere (void **state)
{
  const char *only = g_getenv ("POSTROOM_TEST_CUT");
  guint different = 0;
  guint sent_twice = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint seen = 0;

      if (only != NULL && strcmp (only, "all") != 0 && strcmp (only, cases[i].name) != 0)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (visits); j++)
        different += try_program (&cases[i], &visits[j], only != NULL, &seen);
      sent_twice += seen & SENT_TWICE;
      if ((seen & ~(guint) SENT_TWICE) != cases[i].allowed)
        {
          print_message ("%s: %x is allowed, %x was seen\n", cases[i].name, cases[i].allowed, seen);
          different++;
        }
    }
  assert_int_equal (different, 0);
  assert_true (sent_twice > 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = { cmocka_unit_test (test_cut_everywhere) };

  return cmocka_run_group_tests_name ("cut-everywhere", tests, NULL, NULL);
}
