#include "adviser-person.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "journal/units.h"

#define MOST_OCTETS 150000000u /* in all: more takes too long to live */
#define MOST_LETTERS 1200u
#define MOST_MAILS 200u
#define MOST_OFFLINE 12u
#define MOST_DAYS 31u
#define LARGEST_LETTER 5000000u

G_DEFINE_QUARK (postroom-adviser-error-quark, adviser_error)

static const char *const kinds[] = { "desktop", "laptop", "phone", "tablet", NULL };
static const char *const wheres[] = { "office", "home", "train", "village", "sea", NULL };
static const char *const needs[] = { "no", "some", "must", NULL };
static const char *const switches[] = { "no", "yes", NULL };

static const struct {
  gint64 latency;
  guint64 bandwidth;
  guint32 loss_ppm;
  guint offline;
} places[] = { [ADVISER_OFFICE] = { 10000, 100000000, 0, 0 },
               [ADVISER_HOME] = { 20000, 20000000, 0, 0 },
               [ADVISER_TRAIN] = { 60000, 8000000, 2000, 2 },
               [ADVISER_VILLAGE] = { 250000, 512000, 10000, 8 },
               [ADVISER_SEA] = { 600000, 256000, 20000, 12 } };

typedef enum { KEY_DEVICES, KEY_CHOICE, KEY_WHERE, KEY_NUMBER, KEY_SIZE, KEY_RATE, KEY_DURATION, KEY_PERCENT, KEY_SEED } KeyType;

typedef struct {
  KeyType type;
  gsize offset;
  guint64 least;
  guint64 most;
  const char *const *words;
} Kind;

#define AT(member) G_STRUCT_OFFSET (AdviserPerson, member)

/* where comes before what it sets. */
static const AdviserKey keys[] = {
  { "devices", "laptop+phone", N_ ("up to four of desktop, laptop, phone and tablet, joined by +") },
  { "where", "office|home|train|village|sea", N_ ("where they are used; sets offline, latency, bandwidth and loss") },
  { "offline", "2", N_ ("hours a day without a network, at most 12") },
  { "latency", "20ms", N_ ("how long an octet travels, one way") },
  { "bandwidth", "8Mbit", N_ ("how many bits pass in a second") },
  { "loss", "0.2%", N_ ("which share of the segments is lost") },
  { "space", "1GB", N_ ("how much mail each device can hold") },
  { "quota", "1GB", N_ ("how much mail the account can hold on the server") },
  { "mails", "12", N_ ("letters a day, at most 200") },
  { "size", "75kB", N_ ("how large a letter is on average") },
  { "need-offline", "no|some|must", N_ ("whether mail is wanted where there is no network") },
  { "folders", "no|yes", N_ ("whether letters are filed and should be found filed on every device") },
  { "check", "1h", N_ ("how often a running mail program looks for mail") },
  { "days", "30", N_ ("how many days are simulated, at most 31") },
  { "seed", "1", N_ ("another seed is another month of the same kind") },
};

static const Kind kind_of[] = {
  { KEY_DEVICES, 0, 0, 0, kinds },
  { KEY_WHERE, AT (where), 0, 0, wheres },
  { KEY_NUMBER, AT (offline), 0, MOST_OFFLINE, NULL },
  { KEY_DURATION, AT (latency), 0, 10 * G_TIME_SPAN_SECOND, NULL },
  { KEY_RATE, AT (bandwidth), 8000, 100000000000u, NULL },
  { KEY_PERCENT, AT (loss_ppm), 0, 300000, NULL },
  { KEY_SIZE, AT (space), 1, G_MAXINT64, NULL },
  { KEY_SIZE, AT (quota), 1, G_MAXINT64, NULL },
  { KEY_NUMBER, AT (mails), 0, MOST_MAILS, NULL },
  { KEY_SIZE, AT (size), 500, LARGEST_LETTER, NULL },
  { KEY_CHOICE, AT (need_offline), 0, 0, needs },
  { KEY_CHOICE, AT (folders), 0, 0, switches },
  { KEY_DURATION, AT (check), G_TIME_SPAN_MINUTE, G_TIME_SPAN_DAY, NULL },
  { KEY_NUMBER, AT (days), 1, MOST_DAYS, NULL },
  { KEY_SEED, AT (seed), 0, G_MAXUINT64, NULL },
};

G_STATIC_ASSERT (G_N_ELEMENTS (keys) == G_N_ELEMENTS (kind_of));

const AdviserKey *
adviser_keys (guint *n)
{
  *n = G_N_ELEMENTS (keys);
  return keys;
}

void
adviser_person_set_where (AdviserPerson *person, AdviserWhere where)
{
  person->where = where;
  person->offline = places[where].offline;
  person->latency = places[where].latency;
  person->bandwidth = places[where].bandwidth;
  person->loss_ppm = places[where].loss_ppm;
}

void
adviser_person_default (AdviserPerson *person)
{
  *person = (AdviserPerson){ .n_devices = 2,
                             .devices = { ADVISER_LAPTOP, ADVISER_PHONE },
                             .space = 1000000000,
                             .quota = 1000000000,
                             .mails = 12,
                             .size = 75000,
                             .need_offline = ADVISER_SOME,
                             .check = G_TIME_SPAN_HOUR,
                             .days = 30,
                             .seed = 1 };
  adviser_person_set_where (person, ADVISER_OFFICE);
}

static gboolean
find_word (const char *const *words, const char *text, guint *index)
{
  for (*index = 0; words[*index] != NULL; (*index)++)
    if (strcmp (words[*index], text) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
set_devices (AdviserPerson *person, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, "+", -1);
  guint n = g_strv_length (words);
  guint devices[ADVISER_DEVICES];

  if (n < 1 || n > ADVISER_DEVICES)
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!find_word (kinds, words[i], &devices[i]))
      return FALSE;
  person->n_devices = n;
  memset (person->devices, 0, sizeof person->devices);
  for (guint i = 0; i < n; i++)
    person->devices[i] = devices[i];
  return TRUE;
}

static gboolean
parse_amount (KeyType type, const char *text, guint64 *value)
{
  gint64 us;
  guint32 millionths;

  switch (type)
    {
    case KEY_SIZE:
      return unit_parse_size (text, value);
    case KEY_RATE:
      return unit_parse_rate (text, value);
    case KEY_DURATION:
      if (!unit_parse_duration (text, &us) || us < 0)
        return FALSE;
      *value = (guint64) us;
      return TRUE;
    case KEY_PERCENT:
      if (!unit_parse_percent (text, &millionths))
        return FALSE;
      *value = millionths;
      return TRUE;
    default:
      return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, value, NULL);
    }
}

static gboolean
set_amount (AdviserPerson *person, const Kind *kind, const char *text)
{
  gpointer member = (guint8 *) person + kind->offset;
  guint64 value;

  if (!parse_amount (kind->type, text, &value) || value < kind->least || value > kind->most)
    return FALSE;
  if (kind->type == KEY_NUMBER || kind->type == KEY_PERCENT)
    *(guint32 *) member = (guint32) value;
  else
    *(guint64 *) member = value;
  return TRUE;
}

static gboolean
set_value (AdviserPerson *person, const Kind *kind, const char *text)
{
  guint index;

  switch (kind->type)
    {
    case KEY_DEVICES:
      return set_devices (person, text);
    case KEY_CHOICE:
      if (!find_word (kind->words, text, &index))
        return FALSE;
      *(guint32 *) ((guint8 *) person + kind->offset) = index;
      return TRUE;
    case KEY_WHERE:
      if (!find_word (kind->words, text, &index))
        return FALSE;
      adviser_person_set_where (person, index);
      return TRUE;
    default:
      return set_amount (person, kind, text);
    }
}

static void
format_amount (GString *out, const Kind *kind, guint64 value)
{
  if (kind->type == KEY_SIZE)
    unit_format_size (out, value);
  else if (kind->type == KEY_RATE)
    unit_format_rate (out, value);
  else if (kind->type == KEY_DURATION)
    unit_format_duration (out, (gint64) value);
  else if (kind->type == KEY_PERCENT)
    unit_format_percent (out, (guint32) value);
  else
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, value);
}

static char *
dup_expected (const Kind *kind)
{
  g_autoptr (GString) least = g_string_new (NULL);
  g_autoptr (GString) most = g_string_new (NULL);
  g_autofree char *words = kind->words != NULL ? g_strjoinv (", ", (GStrv) kind->words) : NULL;

  if (kind->type == KEY_DEVICES)
    return g_strdup_printf (_("up to %u of %s, joined by +, such as laptop+phone"), ADVISER_DEVICES, words);
  if (words != NULL)
    return g_strdup_printf (_("one of %s"), words);
  if (kind->most == G_MAXINT64)
    return g_strdup (_("a size with its unit, such as 24kB"));
  format_amount (least, kind, kind->least);
  format_amount (most, kind, kind->most);
  return g_strdup_printf (_("from %s to %s"), least->str, most->str);
}

static const Kind *
find_key (const char *text, gsize length)
{
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    if (strlen (keys[i].name) == length && strncmp (keys[i].name, text, length) == 0)
      return &kind_of[i];
  return NULL;
}

static gboolean
fail_key (GError **error, const char *text, gsize length)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", keys[i].name);
  g_set_error (error, ADVISER_ERROR, 0, _("%s: character 1: there is no key “%.*s”; the keys are %s"), text, (int) length, text,
               names->str);
  return FALSE;
}

gboolean
adviser_person_set (AdviserPerson *person, const char *text, GError **error)
{
  gsize length = strcspn (text, "=");
  const Kind *kind = find_key (text, length);
  g_autofree char *expected = NULL;
  guint place;

  if (kind == NULL)
    return fail_key (error, text, length);
  if (text[length] == '=' && set_value (person, kind, text + length + 1))
    return TRUE;
  expected = dup_expected (kind);
  place = (guint) length + (text[length] == '=' ? 2 : 1);
  g_set_error (error, ADVISER_ERROR, 0, _("%s: character %u: “%.*s” wants %s"), text, place, (int) length, text, expected);
  return FALSE;
}

static void
format_devices (GString *out, const AdviserPerson *person)
{
  for (guint i = 0; i < person->n_devices; i++)
    g_string_append_printf (out, "%s%s", i > 0 ? "+" : "", kinds[person->devices[i]]);
}

static void
format_value (GString *out, const AdviserPerson *person, const Kind *kind)
{
  gconstpointer member = (const guint8 *) person + kind->offset;

  switch (kind->type)
    {
    case KEY_DEVICES:
      format_devices (out, person);
      break;
    case KEY_CHOICE:
    case KEY_WHERE:
      g_string_append (out, kind->words[*(const guint32 *) member]);
      break;
    case KEY_NUMBER:
    case KEY_PERCENT:
      format_amount (out, kind, *(const guint32 *) member);
      break;
    default:
      format_amount (out, kind, *(const guint64 *) member);
    }
}

char *
adviser_person_value (const AdviserPerson *person, const char *key)
{
  const Kind *kind = find_key (key, strlen (key));
  GString *out = g_string_new (NULL);

  g_assert (kind != NULL);
  format_value (out, person, kind);
  return g_string_free (out, FALSE);
}

char *
adviser_person_text (const AdviserPerson *person)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      g_string_append_printf (out, "%s%s=", i > 0 ? " " : "", keys[i].name);
      format_value (out, person, &kind_of[i]);
    }
  return g_string_free (out, FALSE);
}

guint
adviser_person_days (const AdviserPerson *person)
{
  guint64 octets = MAX (person->mails * person->size, 1);
  guint64 days = MIN (MOST_OCTETS / octets, MOST_LETTERS / MAX (person->mails, 1));

  return (guint) CLAMP (days, 1, person->days);
}

char *
adviser_person_device_name (const AdviserPerson *person, guint index)
{
  guint nth = 1;

  for (guint i = 0; i < index; i++)
    nth += person->devices[i] == person->devices[index];
  if (nth == 1)
    return g_strdup (kinds[person->devices[index]]);
  return g_strdup_printf ("%s%u", kinds[person->devices[index]], nth);
}

char *
adviser_person_device_title (const AdviserPerson *person, guint index)
{
  static const char *const titles[] = { N_ ("Desktop"), N_ ("Laptop"), N_ ("Phone"), N_ ("Tablet") };
  g_autofree char *name = adviser_person_device_name (person, index);
  const char *title = _(titles[person->devices[index]]), *number = name + strlen (kinds[person->devices[index]]);

  return *number != '\0' ? g_strdup_printf ("%s %s", title, number) : g_strdup (title);
}

gboolean
adviser_person_is_carried (const AdviserPerson *person, guint index)
{
  /* Far out, nothing has a network when there is none. */
  return person->devices[index] != ADVISER_DESKTOP || person->where == ADVISER_VILLAGE || person->where == ADVISER_SEA;
}
