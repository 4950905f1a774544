#include "adviser-month.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/units.h"
#include "rng.h"

#define MINUTE 60u
#define HOUR 3600u
#define DAY 86400u
#define MORNING (7 * HOUR)
#define NIGHT (22 * HOUR)
#define AT_A_LOOK 30u   /* letters that are read at one look */
#define RECENT 40u      /* letters that are looked for again */
#define AGAIN (11 * MINUTE)

typedef struct {
  guint number;
  guint came;   /* seconds of the month */
  gboolean deleted;
} Letter;

typedef struct {
  guint begin;  /* seconds of the month */
  guint end;
} Stretch;

typedef struct {
  guint at;     /* seconds of the month */
  guint order;
  char *text;
} Line;

typedef struct {
  const AdviserPerson *person;
  GArray *lines;     /* of Line */
  GArray *unread;    /* of Letter, oldest first */
  GArray *read;      /* of Letter */
  GArray *coming;    /* of Letter: of today, by time */
  char *names[ADVISER_DEVICES];
  Stretch without[2]; /* today's time without a network */
  guint n_without;
  guint n_letters;
  guint n_written;
  guint64 drawn;
} Month;

static const struct {
  const char *id;
  const char *name;
  const char *about;
  const char *options;
  const char *title;
  const char *title_id;
} setups[] = {
  { "pop3-delete", N_ ("POP3, delete after download"),
    N_ ("Each letter goes to the device that asks first, and the server keeps none."), "protocol=pop3 keep=never",
    "A month with POP3 that deletes", "Sebulan dengan POP3 yang menghapus" },
  { "pop3-keep", N_ ("POP3, leave on the server"),
    N_ ("Each device downloads every letter, and the server keeps them all."), "protocol=pop3 keep=always",
    "A month with POP3 that leaves mail on the server", "Sebulan dengan POP3 yang membiarkan surat di server" },
  { "imap-full", N_ ("IMAP, whole letters on each device"),
    N_ ("The mailbox is on the server, and each device holds a whole copy of it."), "protocol=imap full-copy=on",
    "A month with IMAP and whole copies", "Sebulan dengan IMAP dan salinan utuh" },
  { "imap-on-demand", N_ ("IMAP, letters fetched when opened"),
    N_ ("The mailbox is on the server, and a device fetches a letter when it is opened."), "protocol=imap full-copy=off",
    "A month with IMAP on demand", "Sebulan dengan IMAP seperlunya" },
};

G_STATIC_ASSERT (G_N_ELEMENTS (setups) == ADVISER_N_SETUPS);

const char *
adviser_setup_id (AdviserSetup setup)
{
  return setups[setup].id;
}

gboolean
adviser_setup_find (const char *id, AdviserSetup *setup)
{
  for (*setup = 0; *setup < ADVISER_N_SETUPS; (*setup)++)
    if (strcmp (setups[*setup].id, id) == 0)
      return TRUE;
  return FALSE;
}

const char *
adviser_setup_name (AdviserSetup setup)
{
  return _(setups[setup].name);
}

const char *
adviser_setup_about (AdviserSetup setup)
{
  return _(setups[setup].about);
}

/* Of what comes in; the n-th letter is the same whoever reads it. */
static guint
luck_of_letter (const Month *month, const char *what, guint number, guint below)
{
  return (guint) (rng_u64 (month->person->seed, "adviser letter", what, number) % below);
}

static guint
draw (Month *month, guint below)
{
  return (guint) (rng_u64 (month->person->seed, "adviser", "", month->drawn++) % below);
}

static void G_GNUC_PRINTF (3, 4)
add (Month *month, guint at, const char *format, ...)
{
  Line line = { .at = at, .order = month->lines->len };
  va_list args;

  va_start (args, format);
  line.text = g_strdup_vprintf (format, args);
  va_end (args);
  g_array_append_val (month->lines, line);
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const Line *first = a;
  const Line *second = b;

  if (first->at != second->at)
    return first->at < second->at ? -1 : 1;
  return first->order < second->order ? -1 : first->order > second->order;
}

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  return first < second ? -1 : first > second;
}

static int
compare_letters (gconstpointer a, gconstpointer b)
{
  const Letter *first = a;
  const Letter *second = b;

  if (first->came != second->came)
    return first->came < second->came ? -1 : 1;
  return first->number < second->number ? -1 : first->number > second->number;
}

/* Most letters are small, a few carry something large: 0.3, 1.1 and 7.7 times the average, in shares that make up one. */
static guint64
size_of (const Month *month, guint number)
{
  guint kind = luck_of_letter (month, "kind", number, 100);
  guint64 percent = kind < 70 ? 30 : kind < 93 ? 110 : 767;
  guint64 spread = 70 + luck_of_letter (month, "size", number, 61);

  return MAX (month->person->size * percent / 100 * spread / 100, 500);
}

static const char *
subject_of (const Month *month, guint number)
{
  static const char *const subjects[] = { "Invoice", "Minutes", "Question", "Report", "Photos", "Timetable", "Offer", "News" };

  return subjects[luck_of_letter (month, "subject", number, G_N_ELEMENTS (subjects))];
}

/* On Saturday and Sunday fewer people write: day 0 is a Monday. */
static void
add_mail (Month *month, guint day)
{
  guint count = day % 7 < 5 ? month->person->mails : (month->person->mails * 2 + 4) / 5;

  g_array_set_size (month->coming, 0);
  for (guint i = 0; i < count; i++)
    {
      Letter letter = { .number = ++month->n_letters };
      g_autoptr (GString) size = g_string_new (NULL);

      letter.came = day * DAY + MORNING + luck_of_letter (month, "time", letter.number, 14 * HOUR);
      unit_format_size (size, size_of (month, letter.number));
      add (month, letter.came, "deliver from=%s@luar.example subject=\"%s %u\" size=%s as=m%u",
           luck_of_letter (month, "from", letter.number, 2) ? "budi" : "cici", subject_of (month, letter.number), letter.number,
           size->str, letter.number);
      g_array_append_val (month->coming, letter);
    }
  g_array_sort (month->coming, compare_letters);
}

static gboolean
has_carried (const Month *month)
{
  for (guint i = 0; i < month->person->n_devices; i++)
    if (adviser_person_is_carried (month->person, i))
      return TRUE;
  return FALSE;
}

/* Half in the morning and half in the afternoon. */
static void
plan_without (Month *month, guint day)
{
  guint half = month->person->offline * HOUR / 2;
  guint first = 7 * HOUR + 15 * MINUTE + draw (month, 30) * MINUTE;
  guint second = MAX (18 * HOUR - half, first + half + HOUR) + draw (month, 30) * MINUTE;

  month->n_without = half > 0 && has_carried (month) ? 2 : 0;
  month->without[0] = (Stretch){ day * DAY + first, day * DAY + first + half };
  month->without[1] = (Stretch){ day * DAY + second, day * DAY + second + half };
  for (guint n = 0; n < month->n_without; n++)
    for (guint i = 0; i < month->person->n_devices; i++)
      if (adviser_person_is_carried (month->person, i))
        {
          add (month, month->without[n].begin, "%s offline", month->names[i]);
          add (month, month->without[n].end, "%s online", month->names[i]);
        }
}

static const Stretch *
stretch_at (const Month *month, guint at)
{
  for (guint n = 0; n < month->n_without; n++)
    if (at >= month->without[n].begin && at < month->without[n].end)
      return &month->without[n];
  return NULL;
}

/* Who has no network has a device along; a phone is nearer at hand than a desktop. */
static guint
choose_device (Month *month, gboolean without)
{
  static const guint weights[] = { [ADVISER_DESKTOP] = 2, [ADVISER_LAPTOP] = 2, [ADVISER_PHONE] = 3, [ADVISER_TABLET] = 1 };
  guint lots[ADVISER_DEVICES];
  guint all = 0;
  guint lot;

  for (guint i = 0; i < month->person->n_devices; i++)
    {
      lots[i] = without && !adviser_person_is_carried (month->person, i) ? 0 : weights[month->person->devices[i]];
      all += lots[i];
    }
  lot = draw (month, all);
  for (guint i = 0; i < month->person->n_devices; i++)
    if (lot < lots[i])
      return i;
    else
      lot -= lots[i];
  g_assert_not_reached ();
}

/* What the person does with a letter, having read it. Every letter draws as often, so that its fate is its own. */
static void
act (Month *month, guint at, const char *device, Letter *letter)
{
  guint lot = luck_of_letter (month, "fate", letter->number, 100);

  if (lot < 20)
    {
      add (month, at, "%s delete m%u", device, letter->number);
      letter->deleted = TRUE;
    }
  else if (lot < 35)
    add (month, at, "%s reply m%u as=a%u", device, letter->number, letter->number);
  else if (lot < 50 && month->person->folders)
    add (month, at, "%s move m%u to %s", device, letter->number, ADVISER_FOLDER);
}

/* Reads what has come, and goes through it once more before putting the device away: what was not there in time is
 * marked as read then. */
static guint
read_new (Month *month, guint at, guint known, const char *device)
{
  guint n = 0;

  while (n < AT_A_LOOK && month->unread->len > 0 && g_array_index (month->unread, Letter, 0).came < known)
    {
      Letter letter = g_array_index (month->unread, Letter, 0);

      g_array_remove_index (month->unread, 0);
      add (month, at + 5 + 20 * n, "%s read m%u", device, letter.number);
      if (stretch_at (month, at) == NULL)
        add (month, at + AGAIN + n, "%s read m%u", device, letter.number);
      act (month, at + AGAIN + MINUTE + n, device, &letter);
      g_array_append_val (month->read, letter);
      n++;
    }
  return n;
}

static void
read_old (Month *month, guint at, const char *device)
{
  guint back = month->read->len > 0 ? 1 + draw (month, MIN (month->read->len, RECENT)) : 0;
  const Letter *letter = back > 0 ? &g_array_index (month->read, Letter, month->read->len - back) : NULL;

  if (letter != NULL && !letter->deleted)
    add (month, at, "%s read m%u", device, letter->number);
}

static void
look (Month *month, guint at)
{
  const Stretch *without = stretch_at (month, at);
  const char *device = month->names[choose_device (month, without != NULL)];
  guint known = without != NULL && at > without->begin ? without->begin : at;
  guint n;

  if (without == NULL)
    add (month, at, "%s check", device);
  n = read_new (month, at, known > MINUTE ? known - MINUTE : 0, device);
  if (without != NULL || draw (month, 3) == 0)
    read_old (month, at + 10 + 20 * n, device);
  if (without != NULL)
    read_old (month, at + 40 + 20 * n, device);
}

static void
plan_looks (Month *month, guint day, GArray *looks)
{
  static const guint usual[] = { 430, 540, 660, 780, 960, 1140, 1260 };

  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    {
      guint at = day * DAY + (usual[i] - 10 + draw (month, 21)) * MINUTE + draw (month, 60);

      g_array_append_val (looks, at);
    }
  for (guint n = 0; n < month->n_without; n++)
    for (guint quarter = 1; quarter < 4; quarter += 2)
      {
        guint at = month->without[n].begin + (month->without[n].end - month->without[n].begin) / 4 * quarter;

        g_array_append_val (looks, at);
      }
  g_array_sort (looks, compare_numbers);
}

/* What has come until a look is known to the person then. */
static void
live_day (Month *month, guint day, gboolean last)
{
  g_autoptr (GArray) looks = g_array_new (FALSE, FALSE, sizeof (guint));
  guint next = 0;

  for (guint i = 0; i < month->person->n_devices; i++)
    add (month, day * DAY + MORNING + i, "%s check", month->names[i]);
  add_mail (month, day);
  plan_without (month, day);
  plan_looks (month, day, looks);
  for (guint i = 0; i < looks->len; i++)
    {
      guint at = g_array_index (looks, guint, i);

      for (; next < month->coming->len && g_array_index (month->coming, Letter, next).came < at; next++)
        g_array_append_val (month->unread, g_array_index (month->coming, Letter, next));
      look (month, at);
    }
  for (; next < month->coming->len; next++)
    g_array_append_val (month->unread, g_array_index (month->coming, Letter, next));
  if (draw (month, 2) == 0)
    add (month, day * DAY + 13 * HOUR + draw (month, HOUR), "%s write to=budi@luar.example subject=\"Written %u\" as=w%u",
         month->names[choose_device (month, FALSE)], month->n_written + 1, month->n_written + 1), month->n_written++;
  for (guint i = 0; i < month->person->n_devices; i++)
    add (month, day * DAY + NIGHT - (last ? 5 * MINUTE : 0) + i * (last ? MINUTE : 1), "%s %s", month->names[i],
         last ? "check" : "close");
}

/* The folder that letters are filed in is there from the start, with one letter that opens it. */
static void
write_folder (GString *out)
{
  static const char mbox[] = "From ada@kantor.example Sun Mar  1 09:00:00 2026\n"
                             "From: ada@kantor.example\nTo: ada@kantor.example\nSubject: Our projects\n"
                             "Date: Sun, 1 Mar 2026 09:00:00 +0000\nMessage-ID: <projects@kantor.example>\n\n"
                             "What belongs to a project is filed here.\n";
  g_autofree char *base64 = g_base64_encode ((const guchar *) mbox, sizeof mbox - 1);

  g_string_append_printf (out, "load ada projects.mbox folder=%s embed=\"%s\"\n", ADVISER_FOLDER, base64);
}

static void
write_set_up (const Month *month, AdviserSetup setup, GString *out)
{
  const AdviserPerson *person = month->person;
  g_autofree char *quota = adviser_person_value (person, "quota");
  g_autofree char *latency = adviser_person_value (person, "latency");
  g_autofree char *bandwidth = adviser_person_value (person, "bandwidth");
  g_autofree char *loss = adviser_person_value (person, "loss");

  g_string_append_printf (out, "postroom 1\nseed %" G_GUINT64_FORMAT "\ndate 2026-03-02\nzone +00:00\n", person->seed);
  g_string_append_printf (out, "title \"%s\" id=\"%s\"\n", setups[setup].title, setups[setup].title_id);
  g_string_append_printf (out, "account ada@kantor.example password=rahasia quota=%s\n", quota);
  if (person->folders)
    write_folder (out);
  for (guint i = 0; i < person->n_devices; i++)
    {
      /* Programs that ask at the very same moment would always meet each other. */
      g_autoptr (GString) check = g_string_new (NULL);

      unit_format_duration (check, person->check + i * G_TIME_SPAN_MINUTE);
      g_string_append_printf (out, "device %s account=ada %s check=%s\n", month->names[i], setups[setup].options, check->str);
      g_string_append_printf (out, "link %s latency=%s bandwidth=%s loss=%s\n", month->names[i], latency, bandwidth, loss);
    }
}

static void
write_lines (const Month *month, GString *out)
{
  for (guint i = 0; i < month->lines->len; i++)
    {
      const Line *line = &g_array_index (month->lines, Line, i);
      guint second = line->at % DAY;

      g_string_append_printf (out, "at %ud %02u:%02u:%02u %s\n", line->at / DAY + 1, second / HOUR, second / MINUTE % 60,
                              second % 60, line->text);
    }
}

static void
clear_line (gpointer line)
{
  g_free (((Line *) line)->text);
}

static void
month_init (Month *month, const AdviserPerson *person)
{
  *month = (Month){ .person = person };
  month->lines = g_array_new (FALSE, FALSE, sizeof (Line));
  g_array_set_clear_func (month->lines, clear_line);
  month->unread = g_array_new (FALSE, FALSE, sizeof (Letter));
  month->read = g_array_new (FALSE, FALSE, sizeof (Letter));
  month->coming = g_array_new (FALSE, FALSE, sizeof (Letter));
  for (guint i = 0; i < person->n_devices; i++)
    month->names[i] = adviser_person_device_name (person, i);
}

static void
month_clear (Month *month)
{
  g_array_free (month->lines, TRUE);
  g_array_free (month->unread, TRUE);
  g_array_free (month->read, TRUE);
  g_array_free (month->coming, TRUE);
  for (guint i = 0; i < ADVISER_DEVICES; i++)
    g_free (month->names[i]);
}

char *
adviser_month_text (const AdviserPerson *person, AdviserSetup setup)
{
  GString *out = g_string_new (NULL);
  guint days = adviser_person_days (person);
  Month month;

  month_init (&month, person);
  for (guint day = 0; day < days; day++)
    live_day (&month, day, day + 1 == days);
  g_array_sort (month.lines, compare_lines);
  write_set_up (&month, setup, out);
  write_lines (&month, out);
  month_clear (&month);
  return g_string_free (out, FALSE);
}
