#include "random-world.h"

#include <string.h>

#include "random-laws.h"
#include "rng.h"

#define ACTS 24

typedef struct {
  RandomWorld *world;
  guint64 seed;
  guint64 drawn;
  guint n_devices;
  guint n_accounts;
  guint n_letters;
  guint at; /* seconds of the day */
} Luck;

static guint
draw (Luck *luck, guint below)
{
  return (guint) (rng_u64 (luck->seed, "random world", "", luck->drawn++) % below);
}

static const char *
pick (Luck *luck, const char *const *words)
{
  return words[draw (luck, g_strv_length ((GStrv) words))];
}

static void G_GNUC_PRINTF (2, 3)
add (Luck *luck, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_ptr_array_add (luck->world->lines, g_strdup_vprintf (format, args));
  va_end (args);
}

static const char *const accounts[] = { "ada", "eko", "fani" };

static const char *
pick_account (Luck *luck)
{
  return accounts[draw (luck, luck->n_accounts)];
}

/* Who writes to whom: the account itself, another one, somebody far away. */
static const char *
pick_address (Luck *luck)
{
  static const char *const addresses[] = { "ada@kantor.example", "eko@kantor.example", "fani@kantor.example" };

  return draw (luck, 2) ? "budi@luar.example" : addresses[draw (luck, luck->n_accounts)];
}

static void
add_set_up (Luck *luck)
{
  static const char *const servers[] = { "", "", "", "preset=plain", "preset=dovecot", "preset=hosting", "preset=webmail",
                                         "lock=off", "slow=700ms", NULL };
  static const char *const quotas[] = { "", "", "", " quota=20kB", " quota=60kB", NULL };
  static const char *const programs[] = {
    "protocol=pop3 keep=never", "protocol=pop3 keep=always check=20min", "protocol=pop3 keep=until-deleted commit=quit",
    "protocol=pop3 keep=2d headers-only=on", "protocol=pop3 keep=always pipeline=on size-limit=4kB", "protocol=imap",
    "protocol=imap full-copy=on", "protocol=imap condstore=on qresync=on", "protocol=imap delete=mark",
    "protocol=imap delete=at-once idle=off check=10min",
    "protocol=imap full-copy=on save-sent=off", "preset=thunderbird-pop3", "preset=thunderbird-pop3 keep=never",
    "preset=k9-pop3", "preset=fetchmail", "preset=getmail", "preset=mpop", "preset=outlook-pop3", "preset=thunderbird-imap",
    "preset=k9-imap", "preset=iphone-imap", "preset=iphone-imap part-size=1kB",
    "preset=outlook-imap", "preset=geary", "preset=mbsync", "preset=apple-mail-pop3", "preset=apple-mail-imap",
    "preset=claws-pop3", "preset=evolution-pop3", "preset=evolution-imap", "preset=iphone-pop3",
    "protocol=imap full-copy=on window-days=1", NULL,
  };
  static const char *const links[] = { "", "", "", "loss=3%", "latency=300ms", "bandwidth=64kbit", "loss=15%", NULL };

  static const char *const offers[] = { "", "", " tls=on", " tls=on", " tls=on", " tls=starttls", " tls=implicit",
                                        " tls=on login-needs-tls=on", NULL };
  static const char *const ways[] = { "", "", "", " tls=starttls", " tls=implicit", " tls=implicit certificate=any", NULL };

  luck->n_accounts = 1 + draw (luck, G_N_ELEMENTS (accounts));
  for (guint i = 0; i < luck->n_accounts; i++)
    add (luck, "account %s@kantor.example password=rahasia%s", accounts[i], pick (luck, quotas));
  add (luck, "server %s%s", pick (luck, servers), pick (luck, offers));
  luck->n_devices = 1 + draw (luck, 3);
  for (guint i = 0; i < luck->n_devices; i++)
    {
      add (luck, "device d%u account=%s %s%s", i, pick_account (luck), pick (luck, programs), pick (luck, ways));
      add (luck, "link d%u %s", i, pick (luck, links));
    }
}

static void
add_person (Luck *luck, const char *time)
{
  static const char *const of_letter[] = { "read", "read", "unread", "flag", "unflag", "delete", "delete", "reply", NULL };
  static const char *const plain[] = { "check", "check", "check", "purge", "close", "offline", "online", NULL };
  static const char *const folders[] = { "Junk", "Junk", "Trash", "Trash", "Old where=device", NULL };
  guint device = draw (luck, luck->n_devices);

  switch (draw (luck, 6))
    {
    case 0:
    case 1:
      add (luck, "%s d%u %s L%u", time, device, pick (luck, of_letter), draw (luck, luck->n_letters));
      return;
    case 2:
    case 3:
      add (luck, "%s d%u %s", time, device, pick (luck, plain));
      return;
    case 4:
      add (luck, "%s d%u move L%u to %s", time, device, draw (luck, luck->n_letters), pick (luck, folders));
      return;
    default:
      add (luck, "%s d%u write to=%s subject=\"Written %u\"%s", time, device,
           pick_address (luck), luck->world->lines->len, draw (luck, 5) == 0 ? " draft=on" : "");
    }
}

static void
add_cut (Luck *luck, const char *time)
{
  static const char *const cuts[] = { "",          "before=QUIT", "after=QUIT",   "before=RETR", "after=DELE", "octets=%u",
                                      "octets=%u", "after=STORE", "after=SELECT", "before=DATA", "after=DATA", "after=APPEND",
                                      "octets=%u at=server", "before=CAPA", "after=STLS", "after=STARTTLS", NULL };
  static const char *const how[] = { "silent", "reset", "close", NULL };
  const char *point = pick (luck, cuts);
  g_autoptr (GString) text = g_string_new (point);
  g_autofree char *octets = g_strdup_printf ("%u", 1 + draw (luck, 6000));

  g_string_replace (text, "%u", octets, 1);
  add (luck, "%s cut d%u how=%s %s", time, draw (luck, luck->n_devices), pick (luck, how), text->str);
}

static void
add_fault (Luck *luck, const char *time)
{
  static const char *const faults[] = {
    "server restart", "server restart", "server down",    "server up",         "server disk=full",      "server disk=ok",
    "quota ada 10kB", "quota ada 0B",   "server slow=3s", "server slow=never", "link outside loss=30%", "recreate ada",
    "recreate ada mail=kept",
    "server tls=off", "server tls=on",  "server certificate=expired", "server certificate=self-signed", "server certificate=good",
    "server pop3=off imap=off", "server pop3=on imap=on", "server plain-ports=off", "server plain-ports=on", NULL,
  };
  static const char *const of_device[] = { "lose d%u", "lose d%u what=memory", "password d%u wrong", "password d%u rahasia",
                                           "link d%u loss=20%%", "link d%u latency=900ms", NULL };
  g_autoptr (GString) text = NULL;
  g_autofree char *device = NULL;

  if (draw (luck, 2))
    {
      add (luck, "%s %s", time, pick (luck, faults));
      return;
    }
  text = g_string_new (pick (luck, of_device));
  device = g_strdup_printf ("%u", draw (luck, luck->n_devices));
  g_string_replace (text, "%u", device, 1);
  g_string_replace (text, "%%", "%", 1);
  add (luck, "%s %s", time, text->str);
}

static void
add_act (Luck *luck)
{
  static const guint gaps[] = { 0, 0, 0, 1, 1, 2, 60, 600, 2400 };
  g_autofree char *time = NULL;
  guint kind = draw (luck, 12);

  luck->at += gaps[draw (luck, G_N_ELEMENTS (gaps))];
  time = g_strdup_printf ("at %02u:%02u:%02u", luck->at / 3600, luck->at / 60 % 60, luck->at % 60);
  if (kind < 3 || luck->n_letters == 0)
    {
      guint size = 400 + draw (luck, 9000);

      add (luck, "%s deliver from=budi@luar.example to=%s@kantor.example subject=\"Letter %u\" size=%uB as=L%u", time,
           pick_account (luck), luck->n_letters, size, luck->n_letters);
      luck->n_letters++;
    }
  else if (kind < 8)
    add_person (luck, time);
  else if (kind < 10)
    add_cut (luck, time);
  else
    add_fault (luck, time);
}

/* Everything works again, and everybody looks for mail three times. */
static void
add_end (Luck *luck)
{
  /* A sender that was refused may try again four hours later only. */
  static const char *const rounds[] = { "21:00", "2d 02:00", "2d 08:00", "2d 12:00", NULL };
  static const char *const mends[] = {
    "server up", "server disk=ok slow=never pop3=on imap=on", "server tls=on certificate=good plain-ports=on login-needs-tls=off",
    "link outside loss=0%", NULL };
  guint before = luck->world->lines->len;

  for (guint i = 0; mends[i] != NULL; i++)
    add (luck, "at 20:00 %s", mends[i]);
  for (guint i = 0; i < luck->n_accounts; i++)
    add (luck, "at 20:00 quota %s 0B", accounts[i]);
  for (guint i = 0; i < luck->n_devices; i++)
    {
      add (luck, "at 20:00 link d%u loss=0%% latency=20ms bandwidth=10Mbit", i);
      add (luck, "at 20:00 password d%u rahasia", i);
      add (luck, "at 20:00 d%u online", i);
    }
  for (guint i = 0; rounds[i] != NULL; i++)
    for (guint d = 0; d < luck->n_devices; d++)
      add (luck, "at %s:%02u d%u check", rounds[i], 15 * d, d);
  luck->world->n_fixed = luck->world->lines->len - before;
}

RandomWorld *
random_world_new (guint64 seed)
{
  Luck luck = { .world = g_new0 (RandomWorld, 1), .seed = seed, .at = 8 * 3600 };

  luck.world->lines = g_ptr_array_new_with_free_func (g_free);
  add (&luck, "postroom 1");
  add (&luck, "seed %" G_GUINT64_FORMAT, seed);
  add (&luck, "date 2026-03-02");
  add (&luck, "zone +07:00");
  add_set_up (&luck);
  for (guint n = 0; n < ACTS; n++)
    add_act (&luck);
  add_end (&luck);
  return luck.world;
}

void
random_world_free (RandomWorld *world)
{
  g_ptr_array_unref (world->lines);
  g_free (world);
}

char *
random_world_text (const RandomWorld *world)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < world->lines->len; i++)
    g_string_append_printf (text, "%s\n", (const char *) world->lines->pdata[i]);
  return g_string_free (text, FALSE);
}

static RandomWorld *
without (const RandomWorld *world, guint first, guint count)
{
  RandomWorld *rest = g_new0 (RandomWorld, 1);

  rest->lines = g_ptr_array_new_with_free_func (g_free);
  rest->n_fixed = world->n_fixed;
  for (guint i = 0; i < world->lines->len; i++)
    if (i < first || i >= first + count)
      g_ptr_array_add (rest->lines, g_strdup (world->lines->pdata[i]));
  return rest;
}

/* A device that nothing is left of: with the lines that mend it. */
static RandomWorld *
without_device (const RandomWorld *world, const char *name)
{
  RandomWorld *rest = g_new0 (RandomWorld, 1);

  rest->lines = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < world->lines->len; i++)
    {
      const char *line = world->lines->pdata[i];
      g_auto (GStrv) words = g_strsplit (line, " ", -1);

      if (g_strv_contains ((const char *const *) words, name))
        continue;
      g_ptr_array_add (rest->lines, g_strdup (line));
      rest->n_fixed += i + world->n_fixed >= world->lines->len;
    }
  return rest;
}

/* Law of "LAW: what". */
static gboolean
breaks_the_same (const RandomWorld *world, const char *broken, guint copy_at)
{
  g_autofree char *text = random_world_text (world);
  g_autofree char *found = random_world_break (text, copy_at);
  gsize law = strcspn (broken, ":");

  return found != NULL && strcspn (found, ":") == law && strncmp (found, broken, law) == 0;
}

/* TRUE: *world is the smaller one now. */
static gboolean
keep_if_broken (RandomWorld **world, RandomWorld *smaller, const char *broken, guint copy_at)
{
  if (smaller->lines->len >= (*world)->lines->len || !breaks_the_same (smaller, broken, copy_at))
    {
      random_world_free (smaller);
      return FALSE;
    }
  random_world_free (*world);
  *world = smaller;
  return TRUE;
}

RandomWorld *
random_world_shrink (const RandomWorld *world, const char *broken, guint copy_at)
{
  RandomWorld *least = without (world, 0, 0);
  gboolean smaller = TRUE;

  while (smaller)
    {
      smaller = FALSE;
      for (guint d = 0; d < 9; d++)
        {
          char name[3] = { 'd', (char) ('0' + d), '\0' };

          smaller = keep_if_broken (&least, without_device (least, name), broken, copy_at) || smaller;
        }
      for (guint size = ACTS / 2; size > 0; size /= 2)
        for (guint first = 5; first + size + least->n_fixed <= least->lines->len;)
          if (keep_if_broken (&least, without (least, first, size), broken, copy_at))
            smaller = TRUE;
          else
            first += size;
    }
  return least;
}

/* Lives it, and asks now and then for what holds at any step. The copy, if one is left, is in *other. */
static char *
live (World *world, World **other, const Journal *journal, const GArray *script, Trace *trace, guint copy_at)
{
  g_autoptr (GHashTable) known = law_same_octets_new ();
  char *broken = NULL;

  for (guint steps = 0; broken == NULL && world_step (world, journal, script, trace); steps++)
    {
      if (steps > 400000)
        return g_strdup ("rest: the world comes to no rest");
      if (steps % 97 == 0)
        broken = law_octets (world);
      if (broken == NULL && steps % 97 == 0)
        broken = law_same_octets (world, known);
      if (steps == copy_at && copy_at > 0)
        *other = world_dup (world);
    }
  return broken != NULL ? broken : law_same_octets (world, known);
}

static char *
break_at_end (const World *world, const Trace *trace)
{
  char *broken = law_octets (world);

  if (broken == NULL)
    broken = law_uids (world);
  if (broken == NULL)
    broken = law_copies (world, trace);
  if (broken == NULL)
    broken = law_pop3 (trace);
  if (broken == NULL)
    broken = law_expunges (trace);
  if (broken == NULL)
    broken = law_agreement (world);
  return broken;
}

static char *
compare_copy (const World *world, World *other, const Journal *journal, const GArray *script)
{
  g_autofree char *digest = world_digest (world);
  g_autofree char *of_copy = NULL;

  while (world_step (other, journal, script, NULL))
    ;
  of_copy = world_digest (other);
  return strcmp (digest, of_copy) == 0 ? NULL : g_strdup ("copy: a copy of the world has come to another end");
}

char *
random_world_break (const char *text, guint copy_at)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_parse (text, -1, "random", &error);
  g_autoptr (GArray) script = NULL;
  g_autoptr (World) world = NULL;
  g_autoptr (World) other = NULL;
  g_autoptr (Trace) trace = NULL;
  char *broken;

  if (journal == NULL)
    return g_strdup_printf ("journal: %s", error->message);
  script = journal_script (journal, 0, 0);
  world = world_new (journal, 0);
  trace = trace_new ();
  broken = live (world, &other, journal, script, trace, copy_at);
  if (broken == NULL)
    broken = break_at_end (world, trace);
  if (broken == NULL && other != NULL)
    broken = compare_copy (world, other, journal, script);
  return broken;
}
