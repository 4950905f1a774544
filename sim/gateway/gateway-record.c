/* What came from sockets, kept to be written down as lines of a journal. */
#include "gateway-private.h"

#include <string.h>

typedef struct {
  gint64 time;
  char *text;      /* as in Action */
  char *octets;    /* base64, or the client's name of an accept */
  guint32 after;
  guint32 socket;
  guint8 kind;     /* ActionKind */
  guint8 protocol;
  guint8 tls;
  guint8 how;
} Record;

typedef struct {
  guint64 start;   /* octets of what the client has sent */
  guint64 end;
  guint32 socket;
  gboolean good;   /* the right one: it is an account's, and stands in the journal anyway */
} Secret;

struct _Recorder {
  GArray *records; /* of Record */
  GArray *secrets; /* of Secret */
  GArray *begins;  /* of guint64, by socket: where its last command began */
  GArray *offsets; /* of guint64, by socket: octets that were passed on */
};

static void
record_clear (gpointer data)
{
  Record *record = data;

  g_free (record->text);
  g_free (record->octets);
}

Recorder *
recorder_new (void)
{
  Recorder *recorder = g_new0 (Recorder, 1);

  recorder->records = g_array_new (FALSE, TRUE, sizeof (Record));
  g_array_set_clear_func (recorder->records, record_clear);
  recorder->secrets = g_array_new (FALSE, TRUE, sizeof (Secret));
  recorder->begins = g_array_new (FALSE, TRUE, sizeof (guint64));
  recorder->offsets = g_array_new (FALSE, TRUE, sizeof (guint64));
  return recorder;
}

void
recorder_free (Recorder *recorder)
{
  g_array_unref (recorder->records);
  g_array_unref (recorder->secrets);
  g_array_unref (recorder->begins);
  g_array_unref (recorder->offsets);
  g_free (recorder);
}

void
recorder_add (Recorder *recorder, Action *action, gint64 time, guint after)
{
  Record record = { .time = time, .after = after, .socket = action->socket, .kind = action->kind,
                    .protocol = (guint8) action->policy.protocol, .tls = action->tls != 0, .how = action->cut };

  record.text = g_steal_pointer (&action->text);
  record.octets = action->kind == ACTION_ACCEPT ? g_steal_pointer (&action->from) : g_steal_pointer (&action->octets);
  g_array_append_val (recorder->records, record);
  action_free (action);
}

/* A login of several lines was right as a whole: back to the command that began it. */
static void
mark_good (Recorder *recorder, guint32 socket)
{
  guint64 begin = g_array_index (recorder->begins, guint64, socket);

  for (guint i = recorder->secrets->len; i > 0; i--)
    {
      Secret *secret = &g_array_index (recorder->secrets, Secret, i - 1);

      if (secret->socket != socket)
        continue;
      if (secret->start < begin)
        return;
      secret->good = TRUE;
    }
}

void
recorder_secret (Recorder *recorder, guint32 socket, guint64 start, guint64 end, gboolean command, gboolean known)
{
  Secret secret = { start, end, socket, FALSE };

  if (socket >= recorder->begins->len)
    g_array_set_size (recorder->begins, socket + 1);
  if (command)
    g_array_index (recorder->begins, guint64, socket) = start;
  if (start < end)
    g_array_append_val (recorder->secrets, secret);
  if (known)
    mark_good (recorder, socket);
}

/* What stands for the character that begins there; its length. What has a meaning in a command stays: control characters,
 * spaces, and what is in no atom (RFC 3501 §9); what is no UTF-8 stays none. */
static gsize
fill_character (guint8 *at, gsize length)
{
  static const char *const fillings[] = { [2] = "\xc3\x80", [3] = "\xe2\x82\xac", [4] = "\xf0\x90\x80\x80" };
  gunichar c = *at < 0x80 ? *at : g_utf8_get_char_validated ((const char *) at, (gssize) length);
  gsize n = 1;

  if (c < 0x80 && c > ' ' && c != 0x7f && strchr ("\"\\=(){}%*+", (int) c) == NULL)
    *at = 'A';
  else if (c == (gunichar) -1 || c == (gunichar) -2)
    *at = 0xff;
  else if (c >= 0x80)
    {
      n = (gsize) g_unichar_to_utf8 (c, NULL);
      memcpy (at, fillings[n], n);
    }
  return n;
}

static void
fill (guint8 *octets, gsize length)
{
  for (gsize i = 0; i < length;)
    i += fill_character (octets + i, length - i);
}

/* Where in a SASL message the secret begins: PLAIN's after the second NUL (RFC 4616 §2), SCRAM's proof last (RFC 5802 §7),
 * whose first message has none. */
static gsize
find_secret (const guint8 *octets, gsize length)
{
  const guint8 *nul = memchr (octets, 0, length);
  const char *proof = g_strrstr_len ((const char *) octets, (gssize) length, ",p=");

  if (nul != NULL && (nul = memchr (nul + 1, 0, length - (gsize) (nul + 1 - octets))) != NULL)
    return (gsize) (nul + 1 - octets);
  if (proof != NULL)
    return (gsize) (proof + strlen (",p=") - (const char *) octets);
  if (length > 2 && octets[1] == ',' && g_strstr_len ((const char *) octets, (gssize) length, ",r=") != NULL)
    return length;
  return 0;
}

/* What stands for a secret keeps its form, and so fails in the same way: quotes, line ends and the like, and what a base64
 * message says apart from the secret. */
static void
disguise (guint8 *octets, gsize length)
{
  g_autofree char *text = g_strndup ((const char *) octets, length);
  gsize decoded_length = 0;
  g_autofree guint8 *decoded = length % 4 == 0 ? g_base64_decode (text, &decoded_length) : NULL;
  g_autofree char *same = decoded != NULL ? g_base64_encode (decoded, decoded_length) : NULL;
  gsize from;

  if (same == NULL || strcmp (same, text) != 0 || decoded_length == 0)
    {
      fill (octets, length);
      return;
    }
  from = find_secret (decoded, decoded_length);
  fill (decoded + from, decoded_length - from);
  g_free (g_steal_pointer (&same));
  same = g_base64_encode (decoded, decoded_length);
  memcpy (octets, same, length);
}

/* A secret that came in parts is disguised part by part. */
static void
mask (const Recorder *recorder, guint32 socket, guint64 offset, GByteArray *octets)
{
  for (guint i = 0; i < recorder->secrets->len; i++)
    {
      const Secret *secret = &g_array_index (recorder->secrets, Secret, i);
      guint64 start = MAX (secret->start, offset);
      guint64 end = MIN (secret->end, offset + octets->len);

      if (secret->socket == socket && !secret->good && start < end)
        disguise (octets->data + (start - offset), end - start);
    }
}

static void
write_octets (const Recorder *recorder, const Record *record, guint64 *offset, Action *action)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();

  action->text = g_strdup (record->text);
  action->octets = g_strdup (record->octets);
  action_octets (action, octets);
  mask (recorder, record->socket, *offset, octets);
  *offset += octets->len;
  if (action->text != NULL)
    memcpy (action->text, octets->data, strlen (action->text));
  else
    {
      g_free (action->octets);
      action->octets = g_base64_encode (octets->data, octets->len);
    }
}

static Action *
make_action (const Recorder *recorder, const Record *record, guint64 *offset)
{
  Action *action = action_new ((ActionKind) record->kind);

  action->time = record->time;
  action->after = record->after;
  action->socket = record->socket;
  action->cut = record->how;
  if (record->kind == ACTION_ACCEPT)
    {
      action->policy.protocol = record->protocol;
      action->tls = record->tls;
      action->from = g_strdup (record->octets);
    }
  else if (record->kind == ACTION_RECEIVE)
    write_octets (recorder, record, offset, action);
  return action;
}

static gboolean
append (const Recorder *recorder, const Record *record, guint64 *offset, Journal *journal, guint branch, guint variant,
        GError **error)
{
  Action *action = make_action (recorder, record, offset);

  if (journal_n_variants (journal) > 1)
    action->variants = 1u << variant;
  return journal_append (journal, branch, action, error) >= 0;
}

static guint32
last_socket (const Recorder *recorder)
{
  guint32 last = 0;

  for (guint i = 0; i < recorder->records->len; i++)
    last = MAX (last, g_array_index (recorder->records, Record, i).socket);
  return last;
}

gboolean
recorder_write (const Recorder *recorder, Journal *journal, guint branch, guint variant, GError **error)
{
  g_autofree guint64 *offsets = g_new0 (guint64, (gsize) last_socket (recorder) + 1); /* by socket */

  for (guint i = 0; i < recorder->records->len; i++)
    {
      const Record *record = &g_array_index (recorder->records, Record, i);

      if (!append (recorder, record, &offsets[record->socket], journal, branch, variant, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
recorder_is_secret (const Recorder *recorder, guint32 socket, guint64 end)
{
  for (guint i = 0; i < recorder->secrets->len; i++)
    {
      const Secret *secret = &g_array_index (recorder->secrets, Secret, i);

      if (secret->socket == socket && !secret->good && secret->start < end
          && secret->end > g_array_index (recorder->offsets, guint64, socket))
        return TRUE;
    }
  return FALSE;
}

static guint64
length_of (const Record *record)
{
  g_autoptr (GByteArray) octets = g_byte_array_new ();
  Action action = { .kind = ACTION_RECEIVE, .text = record->text, .octets = record->octets };

  if (record->kind != ACTION_RECEIVE)
    return 0;
  action_octets (&action, octets);
  return octets->len;
}

gboolean
recorder_pass_on (Recorder *recorder, Journal *journal, guint branch, guint variant, RecorderTold is_told, gpointer data,
                  gint64 *until, GError **error)
{
  gboolean good = TRUE;
  guint n = 0;

  *until = G_MAXINT64;
  if (recorder->records->len > 0 && last_socket (recorder) >= recorder->offsets->len)
    g_array_set_size (recorder->offsets, last_socket (recorder) + 1);
  for (; good && n < recorder->records->len; n++)
    {
      const Record *record = &g_array_index (recorder->records, Record, n);
      guint64 *offset = &g_array_index (recorder->offsets, guint64, record->socket);

      if (is_told != NULL && record->kind == ACTION_RECEIVE && !is_told (data, record->socket, *offset + length_of (record)))
        {
          *until = record->time;
          break;
        }
      good = append (recorder, record, offset, journal, branch, variant, error);
    }
  if (n > 0)
    g_array_remove_range (recorder->records, 0, n);
  return good;
}
