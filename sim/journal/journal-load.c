#include "journal/journal-load.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "import.h"
#include "journal/journal.h"

/* One digest over all messages in order: also a Maildir has one. */
static char *
digest_of (const GArray *loaded)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < loaded->len; i++)
    {
      const char *digest = message_digest (g_array_index (loaded, ImportedMessage, i).message);

      g_checksum_update (sum, (const guchar *) digest, (gssize) strlen (digest));
    }
  return g_strdup (g_checksum_get_string (sum));
}

static gboolean
take_loaded (Action *action, GArray *loaded, GError **error)
{
  g_autofree char *digest = NULL;

  if (loaded == NULL)
    return FALSE;
  action->loaded = loaded;
  action->n_letters = loaded->len;
  digest = digest_of (loaded);
  if (action->digest != NULL && g_ascii_strcasecmp (action->digest, digest) != 0)
    {
      g_set_error (error, JOURNAL_ERROR, JOURNAL_ERROR_LOAD,
                   _("the mail in “%s” is not what this journal was made with (its sha256 is %s)"), action->path, digest);
      return FALSE;
    }
  if (action->digest == NULL)
    action->digest = g_steal_pointer (&digest);
  return TRUE;
}

gboolean
journal_load (Action *action, const char *folder, GError **error)
{
  g_autofree char *path = NULL;

  if (g_path_is_absolute (action->path) || folder == NULL)
    path = g_strdup (action->path);
  else
    path = g_build_filename (folder, action->path, NULL);
  return take_loaded (action, import_path (path, error), error);
}

gboolean
journal_load_embedded (Action *action, const char *base64, GError **error)
{
  gsize length;
  guchar *octets = g_base64_decode (base64, &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (octets, length);

  action->embed = TRUE;
  return take_loaded (action, import_octets (bytes, action->path, error), error);
}

static void
append_from_line (GByteArray *out, const ImportedMessage *message)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (message->date / G_USEC_PER_SEC);
  g_autofree char *stamp = NULL;
  static const char *const days[] = { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" };
  static const char *const months[]
      = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

  stamp = g_strdup_printf ("From MAILER-DAEMON %s %s %2d %02d:%02d:%02d %04d\n",
                           days[g_date_time_get_day_of_week (date) - 1], months[g_date_time_get_month (date) - 1],
                           g_date_time_get_day_of_month (date), g_date_time_get_hour (date),
                           g_date_time_get_minute (date), g_date_time_get_second (date), g_date_time_get_year (date));
  g_byte_array_append (out, (const guint8 *) stamp, (guint) strlen (stamp));
}

/* mboxrd: every line that is any number of '>' and then "From " gets one more '>'. */
static gboolean
needs_quoting (const guint8 *line, gsize length)
{
  gsize i = 0;

  while (i < length && line[i] == '>')
    i++;
  return length - i >= 5 && memcmp (line + i, "From ", 5) == 0;
}

static void
append_lines (GByteArray *out, const Message *message)
{
  gsize length;
  const guint8 *at = message_octets (message, &length);
  const guint8 *end = at + length;

  while (at < end)
    {
      const guint8 *lf = memchr (at, '\n', (gsize) (end - at));
      const guint8 *next = lf != NULL ? lf + 1 : end;
      gsize text = (gsize) (next - at);

      if (needs_quoting (at, text))
        g_byte_array_append (out, (const guint8 *) ">", 1);
      if (text >= 2 && at[text - 2] == '\r' && lf != NULL)
        {
          g_byte_array_append (out, at, (guint) text - 2);
          g_byte_array_append (out, (const guint8 *) "\n", 1);
        }
      else
        g_byte_array_append (out, at, (guint) text);
      at = next;
    }
}

GByteArray *
journal_loaded_to_mbox (const GArray *loaded)
{
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; i < loaded->len; i++)
    {
      const ImportedMessage *message = &g_array_index (loaded, ImportedMessage, i);

      append_from_line (out, message);
      append_lines (out, message->message);
      g_byte_array_append (out, (const guint8 *) "\n", 1);
    }
  return out;
}
