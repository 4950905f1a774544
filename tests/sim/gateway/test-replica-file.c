/* What is kept in a file comes back as it was; what is damaged does not come back at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "gateway/replica-file.h"

#define ACCOUNT "imap://ada@127.0.0.1:143"
#define NOW G_GINT64_CONSTANT (1772413200000000)

static char *folder;
static char *path;

static Replica *
make_replica (void)
{
  Replica *replica = replica_new ();
  g_autoptr (Message) message = message_new_from_string ("Subject: eins\r\n\r\n\xff\r\n", -1);
  g_autoptr (Message) empty = message_new_from_string ("", 0);
  guint32 next_copy = 1;
  Changes changes = { .next_copy = &next_copy };
  ReplicaFolder *inbox = replica_folder_own (replica, "INBOX");
  ReplicaAdd add = { .message = message, .part = PART_FULL, .uid = 7, .size = 20, .internal_date = NOW, .now = NOW };

  inbox->uid_validity = 3;
  inbox->uid_next = 9;
  inbox->highest_modseq = G_GUINT64_CONSTANT (1) << 40;
  inbox->remote = TRUE;
  keyword_table_intern (&inbox->keywords, "work");
  add.flags = (FlagSet) { .keywords = 1, .system = FLAG_SEEN };
  replica_add (replica, "INBOX", &add, &changes);
  add = (ReplicaAdd) { .message = empty, .part = PART_HEADER, .uidl = "x-1", .local_only = TRUE, .now = NOW };
  replica_add (replica, "Arsip/é", &add, &changes);
  replica_note_uidl (replica, "x-1", NOW)->item = 2;
  replica_uidl (replica, "x-1")->downloaded = NOW + 1;
  return replica;
}

static void
test_round (void **state)
{
  Replica *replica = make_replica ();
  Replica *read;
  g_autofree char *before = state_digest_string (&replica_state, replica);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  assert_true (replica_file_write (path, ACCOUNT, replica, &error));
  read = replica_file_read (path, ACCOUNT, &error);
  assert_non_null (read);
  after = state_digest_string (&replica_state, read);
  assert_string_equal (before, after);
  assert_null (replica_file_read (path, "pop3://budi@127.0.0.1:110", &error));
  assert_non_null (strstr (error->message, ACCOUNT));
  state_unref (&replica_state, replica);
  state_unref (&replica_state, read);
}

/* Octets all over count, and so does every missing one. */
static void
test_damage (void **state)
{
  Replica *replica = make_replica ();
  g_autofree char *text = NULL;
  gsize length;

  assert_true (replica_file_write (path, ACCOUNT, replica, NULL));
  assert_true (g_file_get_contents (path, &text, &length, NULL));
  for (gsize i = 0; i < length; i += 5)
    {
      g_autoptr (GError) error = NULL;

      text[i] ^= 0x20;
      assert_true (g_file_set_contents (path, text, (gssize) length, NULL));
      assert_null (replica_file_read (path, ACCOUNT, &error));
      assert_non_null (strstr (error->message, path));
      text[i] ^= 0x20;
    }
  for (gsize i = 0; i < length; i += 29)
    {
      assert_true (g_file_set_contents (path, text, (gssize) i, NULL));
      assert_null (replica_file_read (path, ACCOUNT, NULL));
    }
  state_unref (&replica_state, replica);
}

static void
test_absent (void **state)
{
  g_autoptr (GError) error = NULL;

  g_unlink (path);
  assert_null (replica_file_read (path, ACCOUNT, &error));
  assert_true (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_round),
    cmocka_unit_test (test_damage),
    cmocka_unit_test (test_absent),
  };
  int failed;

  folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);
  path = g_build_filename (folder, "replica", NULL);
  failed = cmocka_run_group_tests (tests, NULL, NULL);
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  g_free (folder);
  return failed;
}
