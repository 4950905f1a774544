#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>
#include <string.h>

#include "import.h"

static GArray *
import_text (const char *text, gssize length, GError **error)
{
  g_autoptr (GBytes) octets = g_bytes_new (text, length < 0 ? strlen (text) : (gsize) length);

  return import_octets (octets, "test", error);
}

static const ImportedMessage *
nth (const GArray *messages, guint index)
{
  assert_true (index < messages->len);
  return &g_array_index (messages, ImportedMessage, index);
}

static void
assert_octets (const ImportedMessage *imported, const char *expected)
{
  gsize length;
  const guint8 *octets = message_octets (imported->message, &length);

  assert_int_equal (length, strlen (expected));
  assert_memory_equal (octets, expected, length);
}

#define EIGHT_O_CLOCK (G_GINT64_CONSTANT (1772438400) * G_USEC_PER_SEC) /* 2026-03-02 08:00 UTC */

static void
test_mbox (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) messages = import_text (
    "From ada@x Mon Mar  2 08:00:00 2026\n"
    "Subject: one\nStatus: RO\nX-Status: AF\n\n"
    ">From the start\n>>From twice\n>Fromage\n\nFrom here on it is text\n\n"
    "From - Mon Mar  2 15:00:00 +0700 2026\r\n"
    "Subject: two\r\n\r\ntext\r\nFrom ada@x Mon Mar  2 08:00:00 2026\r\nlast blank line goes\r\n\r\n\r\n"
    "From MAILER-DAEMON Mon Mar  2 03:00:00 2026 -0500\n"
    "\nno header\n\n"
    "From x@y Mon Mar  2 08:00:00 2026\n"
    "Subject: four\n\n"
    "From x@y Mon Mar  2 08:00:00 2026\n"
    "Subject: five\n\nno line end", -1, &error);

  assert_null (error);
  assert_int_equal (messages->len, 5);
  assert_octets (nth (messages, 0), "Subject: one\r\nStatus: RO\r\nX-Status: AF\r\n\r\n"
                                    "From the start\r\n>From twice\r\n>Fromage\r\n\r\nFrom here on it is text\r\n");
  assert_true (nth (messages, 0)->date == EIGHT_O_CLOCK);
  assert_int_equal (nth (messages, 0)->flags.system, FLAG_SEEN | FLAG_ANSWERED | FLAG_FLAGGED);
  assert_true (nth (messages, 1)->date == EIGHT_O_CLOCK);
  assert_int_equal (nth (messages, 1)->flags.system, 0);
  assert_true (nth (messages, 2)->date == EIGHT_O_CLOCK);
  assert_octets (nth (messages, 2), "\r\nno header\r\n");
  assert_octets (nth (messages, 3), "Subject: four\r\n");
  assert_octets (nth (messages, 4), "Subject: five\r\n\r\nno line end\r\n");
}

static void
test_from_line_after_header_is_none (void **state)
{
  g_autoptr (GArray) messages = import_text (
    "From a Mon Mar  2 08:00:00 2026\nSubject: x\n\ntext\nFrom a Mon Mar  2 08:00:00 2026\nmore\n\n", -1, NULL);

  assert_int_equal (messages->len, 1);
  assert_octets (nth (messages, 0), "Subject: x\r\n\r\ntext\r\nFrom a Mon Mar  2 08:00:00 2026\r\nmore\r\n");
}

static void
test_eml (void **state)
{
  g_autoptr (GArray) messages = import_text ("Date: Mon, 2 Mar 2026 15:00:00 +0700\rSubject: x\n\r\n>From me\r\nend", -1, NULL);

  assert_int_equal (messages->len, 1);
  assert_octets (nth (messages, 0), "Date: Mon, 2 Mar 2026 15:00:00 +0700\r\nSubject: x\r\n\r\n>From me\r\nend\r\n");
  assert_true (nth (messages, 0)->date == EIGHT_O_CLOCK);
}

static void
test_damaged (void **state)
{
#define GOOD "From a Mon Mar  2 08:00:00 2026\nSubject: x\n\nbody\n\n"
  static const struct { const char *octets; gssize length; int code; const char *place; } cases[] = {
    { "", 0, IMPORT_ERROR_EMPTY, "test: " },
    { "From nobody knows when\nSubject: x\n\n", -1, IMPORT_ERROR_FORMAT, "octet 0:" },
    { "From a Mon Feb 31 08:00:00 2026\nSubject: x\n\n", -1, IMPORT_ERROR_FORMAT, "octet 0:" },
    { "\x7f" "ELF\1\1\1", -1, IMPORT_ERROR_FORMAT, "octet 0:" },
    { "Subject: x\n\nbo\0dy", 16, IMPORT_ERROR_FORMAT, "octet 14:" },
    { GOOD "From a Mon Mar  2 08:00:00 2026\nSubject: cut off\nTo: a", -1, IMPORT_ERROR_FORMAT, "octet 104:" },
    { GOOD "From a Mon Mar  2 08:00:00 2026", -1, IMPORT_ERROR_FORMAT, "octet 81:" },
    { GOOD "From a Mon Mar  2 08:00:00 2026\nthis is not a header\n\n", -1, IMPORT_ERROR_FORMAT, "octet 82:" },
    { GOOD GOOD "From a Mon Mar  2 08:00:00 2026\nSubject: x\n\n\0\n", 146, IMPORT_ERROR_FORMAT, "octet 144:" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      GArray *messages = import_text (cases[i].octets, cases[i].length, &error);

      assert_null (messages);
      assert_true (g_error_matches (error, IMPORT_ERROR, cases[i].code));
      if (strstr (error->message, cases[i].place) == NULL)
        fail_msg ("case %u: %s", i, error->message);
    }
}

static void
write_file (const char *folder, const char *name, const char *contents)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
test_maildir (void **state)
{
  g_autofree char *root = g_dir_make_tmp ("postroom-import-XXXXXX", NULL);
  g_autofree char *cur = g_build_filename (root, "cur", NULL);
  g_autofree char *new = g_build_filename (root, "new", NULL);
  g_autofree char *tmp = g_build_filename (root, "tmp", NULL);
  g_autoptr (GError) error = NULL;
  GArray *messages;

  assert_null (import_path (root, &error));
  assert_true (g_error_matches (error, IMPORT_ERROR, IMPORT_ERROR_FORMAT));
  g_clear_error (&error);
  g_mkdir (cur, 0700);
  g_mkdir (new, 0700);
  g_mkdir (tmp, 0700);
  assert_null (import_path (root, &error));
  assert_true (g_error_matches (error, IMPORT_ERROR, IMPORT_ERROR_EMPTY));
  g_clear_error (&error);
  write_file (new, "1772438401.2.host", "Subject: second\n\n");
  write_file (cur, "1772438400.1.host:2,FRS", "Subject: first\n\n");
  write_file (cur, "1772438402.3.host:2,DT", "Subject: third\n\n");
  write_file (cur, ".hidden", "not mail");
  write_file (tmp, "1772438399.0.host", "not mail");
  messages = import_path (root, &error);
  assert_null (error);
  assert_int_equal (messages->len, 3);
  assert_string_equal (message_header (nth (messages, 0)->message, "Subject"), "first");
  assert_true (nth (messages, 0)->date == EIGHT_O_CLOCK);
  assert_int_equal (nth (messages, 0)->flags.system, FLAG_FLAGGED | FLAG_ANSWERED | FLAG_SEEN);
  assert_string_equal (message_header (nth (messages, 1)->message, "Subject"), "second");
  assert_int_equal (nth (messages, 1)->flags.system, 0);
  assert_int_equal (nth (messages, 2)->flags.system, FLAG_DRAFT | FLAG_DELETED);
  g_array_unref (messages);
  write_file (new, "1772438403.4.host", "damaged");
  assert_null (import_path (root, &error));
  assert_non_null (strstr (error->message, "1772438403.4.host"));
  remove_tree (root);
}

static void
test_path (void **state)
{
  g_autoptr (GError) error = NULL;

  assert_null (import_path ("/nonexistent/mail", &error));
  assert_true (g_error_matches (error, IMPORT_ERROR, IMPORT_ERROR_READ));
}

static void
test_sample (void **state)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", "sample.mbox", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) messages = import_path (path, &error);
  gboolean attachment = FALSE, forwarded = FALSE;

  assert_null (error);
  assert_true (messages->len >= 8);
  for (guint i = 0; i < messages->len; i++)
    {
      const MessagePart *root = message_structure (nth (messages, i)->message);
      const MessagePart *last = root->children->len > 0 ? root->children->pdata[root->children->len - 1] : root;

      assert_true (nth (messages, i)->date > 0);
      assert_non_null (message_header (nth (messages, i)->message, "Message-ID"));
      if (g_str_equal (last->encoding, "BASE64"))
        {
          g_autoptr (GBytes) octets = message_part_decoded (nth (messages, i)->message, last);

          attachment |= g_bytes_get_size (octets) > 14000;
        }
      forwarded |= last->rfc822_header.end > 0;
    }
  assert_true (attachment);
  assert_true (forwarded);
}

/* Whatever is damaged: an error, or messages of whole lines. */
static void
test_any_damage (void **state)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", "sample.mbox", NULL);
  g_autofree char *sample = NULL;
  gsize length;
  guint64 chance = 1;
  guint loaded = 0, refused = 0;

  assert_true (g_file_get_contents (path, &sample, &length, NULL));
  for (guint round = 0; round < 500; round++)
    {
      g_autofree char *damaged = g_memdup2 (sample, length);
      g_autoptr (GArray) messages = NULL;
      g_autoptr (GError) error = NULL;
      gsize end;

      chance = chance * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
      end = round % 2 == 0 ? length : (chance >> 40) % length;
      damaged[(chance >> 30) % length] = "\r\n\0F >:x"[(chance >> 60) % 8];
      messages = import_text (damaged, (gssize) end, &error);
      assert_true ((messages == NULL) == (error != NULL));
      loaded += messages != NULL;
      refused += messages == NULL;
      for (guint i = 0; messages != NULL && i < messages->len; i++)
        {
          gsize size;
          const guint8 *octets = message_octets (nth (messages, i)->message, &size);

          assert_true (size >= 2);
          for (gsize k = 0; k < size; k++)
            assert_true (octets[k] != '\n' || (k > 0 && octets[k - 1] == '\r'));
          assert_true (octets[size - 1] == '\n');
        }
    }
  assert_true (loaded > 100 && refused > 20);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_mbox),
    cmocka_unit_test (test_from_line_after_header_is_none),
    cmocka_unit_test (test_eml),
    cmocka_unit_test (test_damaged),
    cmocka_unit_test (test_maildir),
    cmocka_unit_test (test_path),
    cmocka_unit_test (test_sample),
    cmocka_unit_test (test_any_damage),
  };

  g_test_init (&argc, &argv, NULL);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
