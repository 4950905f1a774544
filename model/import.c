#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Real archives are smaller; what is larger would not fit into memory several times. */
#define OCTETS_MAX (256u * 1024 * 1024)
#define MESSAGES_MAX 100000u

G_DEFINE_QUARK (postroom-import-error-quark, import_error)

static void
imported_clear (gpointer data)
{
  message_unref (((ImportedMessage *) data)->message);
}

static GArray *
messages_new (void)
{
  GArray *messages = g_array_new (FALSE, TRUE, sizeof (ImportedMessage));

  g_array_set_clear_func (messages, imported_clear);
  return messages;
}

void
import_fail (GError **error, const char *name, gsize offset, const char *what)
{
  g_set_error (error, IMPORT_ERROR, IMPORT_ERROR_FORMAT, _("%s: octet %lu: %s"), name, (gulong) offset, what);
}

static gboolean
is_quoted_from (const guint8 *at, const guint8 *end)
{
  const guint8 *p = at;

  while (p < end && *p == '>')
    p++;
  return p > at && end - p >= 5 && memcmp (p, "From ", 5) == 0;
}

/* Behind the line, which is copied with CRLF if it has any end. */
static const guint8 *
copy_line (GByteArray *out, const guint8 *at, const guint8 *end)
{
  const guint8 *stop = at;

  while (stop < end && *stop != '\n' && *stop != '\r')
    stop++;
  g_byte_array_append (out, at, (guint) (stop - at));
  if (stop == end)
    return end;
  g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  return stop + (end - stop >= 2 && stop[0] == '\r' && stop[1] == '\n' ? 2 : 1);
}

static GBytes *
normalise (const guint8 *octets, gsize length, gboolean unquote)
{
  GByteArray *out = g_byte_array_sized_new ((guint) (length + length / 32 + 2));
  const guint8 *end = octets + length;
  const guint8 *at = octets;

  while (at < end)
    at = copy_line (out, at + (unquote && is_quoted_from (at, end) ? 1 : 0), end);
  if (out->len > 0 && out->data[out->len - 1] != '\n')
    g_byte_array_append (out, (const guint8 *) "\r\n", 2);
  return g_byte_array_free_to_bytes (out);
}

GBytes *
import_line_ends (const guint8 *octets, gsize length)
{
  GByteArray *out = g_byte_array_sized_new ((guint) (length + length / 32));
  const guint8 *at = octets;

  while (at < octets + length)
    at = copy_line (out, at, octets + length);
  return g_byte_array_free_to_bytes (out);
}

ImportedMessage *
import_add (GArray *messages, const guint8 *octets, gsize offset, gsize length, gboolean unquote, const char *name,
            GError **error)
{
  const guint8 *nul = length > 0 ? memchr (octets + offset, '\0', length) : NULL;
  ImportedMessage imported = { 0 };
  g_autoptr (GBytes) normal = NULL;
  OctetRange header;

  if (messages->len >= MESSAGES_MAX)
    {
      g_set_error (error, IMPORT_ERROR, IMPORT_ERROR_LIMIT, _("%s: more than %u messages"), name, MESSAGES_MAX);
      return NULL;
    }
  if (nul != NULL) /* RFC 5322 §4: not even the obsolete syntax has it in messages of today */
    {
      import_fail (error, name, (gsize) (nul - octets), _("a zero octet, which no message may have"));
      return NULL;
    }
  normal = normalise (octets + offset, length, unquote);
  imported.message = message_new (normal);
  header = message_header_range (imported.message);
  if (header.end == 0)
    {
      message_unref (imported.message);
      import_fail (error, name, offset, _("no message: it does not begin with a header field"));
      return NULL;
    }
  g_array_append_val (messages, imported);
  return &g_array_index (messages, ImportedMessage, messages->len - 1);
}

static void
use_date_field (ImportedMessage *imported)
{
  gint64 date;
  int zone;

  if (imported->date == 0 && message_date (imported->message, &date, &zone))
    imported->date = date;
}

static gboolean
check_size (gsize length, const char *name, GError **error)
{
  if (length == 0)
    g_set_error (error, IMPORT_ERROR, IMPORT_ERROR_EMPTY, _("%s: empty"), name);
  else if (length > OCTETS_MAX)
    g_set_error (error, IMPORT_ERROR, IMPORT_ERROR_LIMIT, _("%s: more than %u octets"), name, OCTETS_MAX);
  return length > 0 && length <= OCTETS_MAX;
}

GArray *
import_octets (GBytes *octets, const char *name, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (octets, &length);
  g_autoptr (GArray) messages = messages_new ();

  if (!check_size (length, name, error))
    return NULL;
  if (import_is_mbox (data, length))
    {
      if (!import_mbox (messages, data, length, name, error))
        return NULL;
    }
  else if (import_add (messages, data, 0, length, FALSE, name, error) == NULL)
    return NULL;
  for (guint i = 0; i < messages->len; i++)
    use_date_field (&g_array_index (messages, ImportedMessage, i));
  return g_steal_pointer (&messages);
}

static gboolean
read_file (const char *path, char **contents, gsize *length, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (g_file_get_contents (path, contents, length, &reason))
    return TRUE;
  g_set_error_literal (error, IMPORT_ERROR, IMPORT_ERROR_READ, reason->message);
  return FALSE;
}

/* "1772413230.x.host:2,FS": seconds since the epoch, and letters behind the last "2,". */
static void
read_maildir_name (ImportedMessage *imported, const char *name)
{
  static const struct { char letter; SystemFlag flag; } letters[] = {
    { 'D', FLAG_DRAFT }, { 'F', FLAG_FLAGGED }, { 'R', FLAG_ANSWERED }, { 'S', FLAG_SEEN }, { 'T', FLAG_DELETED },
  };
  const char *info = g_strrstr (name, "2,");
  guint64 seconds = g_ascii_strtoull (name, NULL, 10);

  if (seconds > 0 && seconds < G_MAXINT32 * G_GUINT64_CONSTANT (4))
    imported->date = (gint64) seconds * G_USEC_PER_SEC;
  if (info == NULL || info == name || strchr (":;!", info[-1]) == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (letters); i++)
    if (strchr (info + 2, letters[i].letter) != NULL)
      imported->flags.system |= letters[i].flag;
}

/* Paths of the messages in new/ and cur/, by file name. NULL when it is no Maildir. */
static GPtrArray *
list_maildir (const char *path, GError **error)
{
  static const char *const parts[] = { "cur", "new" };
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *folder = g_build_filename (path, parts[i], NULL);
      g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
      const char *name;

      if (dir == NULL)
        {
          g_set_error (error, IMPORT_ERROR, IMPORT_ERROR_FORMAT, _("%s: no Maildir: it has no folder “%s”"), path, parts[i]);
          return NULL;
        }
      while ((name = g_dir_read_name (dir)) != NULL)
        if (name[0] != '.')
          g_ptr_array_add (names, g_build_filename (folder, name, NULL));
    }
  return g_steal_pointer (&names);
}

static int
by_file_name (gconstpointer a, gconstpointer b)
{
  const char *x = strrchr (*(char *const *) a, G_DIR_SEPARATOR) + 1;
  const char *y = strrchr (*(char *const *) b, G_DIR_SEPARATOR) + 1;

  return strcmp (x, y);
}

static GArray *
import_maildir (const char *path, GError **error)
{
  g_autoptr (GPtrArray) names = list_maildir (path, error);
  g_autoptr (GArray) messages = messages_new ();
  gsize total = 0;

  if (names == NULL)
    return NULL;
  g_ptr_array_sort (names, by_file_name);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *contents = NULL;
      ImportedMessage *imported;
      gsize length;

      if (!read_file (name, &contents, &length, error) || !check_size (length, name, error)
          || !check_size (total += length, path, error))
        return NULL;
      imported = import_add (messages, (const guint8 *) contents, 0, length, FALSE, name, error);
      if (imported == NULL)
        return NULL;
      read_maildir_name (imported, strrchr (name, G_DIR_SEPARATOR) + 1);
      use_date_field (imported);
    }
  if (messages->len == 0)
    {
      g_set_error (error, IMPORT_ERROR, IMPORT_ERROR_EMPTY, _("%s: empty"), path);
      return NULL;
    }
  return g_steal_pointer (&messages);
}

GArray *
import_path (const char *path, GError **error)
{
  char *contents;
  gsize length;
  g_autoptr (GBytes) octets = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return import_maildir (path, error);
  if (!read_file (path, &contents, &length, error))
    return NULL;
  octets = g_bytes_new_take (contents, length);
  return import_octets (octets, path, error);
}
