#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <glib/gstdio.h>

#include "journal/action-spec.h"
#include "journal/journal.h"
#include "journal/option-help.h"
#include "journal/preset.h"


#define ACCOUNT "postroom 1\naccount ada@kantor.example password=x\n"

static const ActionSpec *
spec_of (const Preset *preset)
{
  return action_spec_get (preset->kind == PRESET_DEVICE ? ACTION_DEVICE : ACTION_SERVER);
}

/* What is no product's name is said in the reader's language, as in the lessons. */
static void
test_servers_have_translated_names (void **state)
{
  static const char *const indonesian[] = { "id", NULL };

  for (guint i = 0; i < preset_count (); i++)
    {
      const Preset *preset = preset_get (i);
      g_autofree char *english = preset_dup_name (preset, NULL);
      g_autofree char *other = preset_dup_name (preset, indonesian);

      assert_string_not_equal (english, "");
      assert_int_equal (g_str_equal (english, other), preset->kind == PRESET_DEVICE);
    }
}

/* Each has a plain line in both languages, and every value is one that the option takes as written. */
static void
test_every_preset_is_complete (void **state)
{
  static const char *const indonesian[] = { "id", NULL };

  for (guint i = 0; i < preset_count (); i++)
    {
      const Preset *preset = preset_get (i);
      g_autofree char *english = preset_dup_about (preset, NULL);
      g_autofree char *other = preset_dup_about (preset, indonesian);
      g_autofree char *note = preset_dup_note (preset, NULL);
      g_autofree char *note_id = preset_dup_note (preset, indonesian);

      assert_true (i == 0 || strcmp (preset_get (i - 1)->id, preset->id) < 0);
      assert_true (english[0] != '\0' && strcmp (english, other) != 0);
      assert_true (note[0] == '\0' || strcmp (note, note_id) != 0);
      assert_true (preset->values->len > 0);
      for (guint j = 0; j < preset->values->len; j++)
        {
          const PresetValue *value = &g_array_index (preset->values, PresetValue, j);
          const OptionSpec *option = action_spec_option (spec_of (preset), value->option);
          g_autoptr (Action) action = action_new (spec_of (preset)->kind);
          g_autoptr (GString) written = g_string_new (NULL);
          const char *expected;

          assert_non_null (option);
          assert_true (option_parse (option, action, value->value, &expected));
          option_format (option, action, written);
          assert_string_not_equal (written->str, "");
        }
    }
}

static void
test_every_option_has_help (void **state)
{
  for (ActionKind kind = ACTION_ACCOUNT; kind <= ACTION_LAST; kind++)
    for (guint i = 0; i < action_spec_get (kind)->n_options; i++)
      assert_string_not_equal (option_help (kind, action_spec_get (kind)->options[i].name), "");
  assert_string_equal (option_help (ACTION_DEVICE, "dance"), "");
  assert_string_equal (option_help (ACTION_LINK, "keep"), "");
}

static Journal *
parse (const char *lines, char **message)
{
  g_autofree char *text = g_strconcat (ACCOUNT, lines, NULL);
  GError *error = NULL;
  Journal *journal = journal_parse (text, -1, "test", &error);

  *message = error != NULL ? g_strdup (error->message) : NULL;
  g_clear_error (&error);
  return journal;
}

static void
test_device_takes_preset_and_overrides_it (void **state)
{
  g_autofree char *message = NULL;
  g_autoptr (Journal) journal
      = parse ("device laptop keep=3d account=ada preset=thunderbird-pop3\n", &message);
  const Action *action;
  g_autofree char *text = NULL;

  assert_non_null (journal);
  action = journal_action (journal, 1);
  assert_int_equal (action->policy.protocol, PROTOCOL_POP3);
  assert_int_equal (action->policy.keep, KEEP_DAYS);
  assert_int_equal (action->policy.keep_days, 3);
  assert_true (action->policy.delete_when_deleted);
  assert_int_equal (action->policy.check_interval, 10 * G_TIME_SPAN_MINUTE);
  text = action_to_text (action);
  assert_string_equal (text, "device laptop preset=thunderbird-pop3 account=ada keep=3d");
}

static void
test_server_takes_preset_and_overrides_it (void **state)
{
  g_autofree char *message = NULL;
  g_autoptr (Journal) journal = parse ("server lock=on preset=dovecot message-limit=1MB\n", &message);
  const Action *action;
  g_autofree char *text = NULL;

  assert_non_null (journal);
  action = journal_action (journal, 1);
  assert_true (action->host.pop3_lock);
  assert_true (action->host.pop3_sets_seen);
  text = action_to_text (action);
  assert_string_equal (text, "server preset=dovecot message-limit=1MB lock=on");
}

static void
assert_refused (const char *line, const char *expected)
{
  g_autofree char *message = NULL;
  Journal *journal = parse (line, &message);

  assert_null (journal);
  assert_string_equal (message, expected);
}

static void
test_refusals (void **state)
{
  assert_refused ("device laptop account=ada preset=thunderbird-pop\n",
                  "test:3:27: there is no preset “thunderbird-pop”; perhaps “thunderbird-pop3”, “thunderbird-imap”");
  assert_refused ("device laptop account=ada preset=q\n", "test:3:27: there is no preset “q”");
  assert_refused ("server preset=webmial\n", "test:3:8: there is no preset “webmial”; perhaps “webmail”");
  assert_refused ("server preset=mpop\n", "test:3:8: there is no preset “mpop”");
  assert_refused ("device laptop account=ada preset=mpop protocol=imap\n",
                  "test:3:39: the preset “mpop” speaks another protocol");
  assert_refused ("device laptop account=ada\n",
                  "test:3:26: a device needs preset=…, protocol=pop3 or protocol=imap");
}

static void
test_header_records_versions (void **state)
{
  g_autofree char *message = NULL;
  g_autofree char *folder = g_dir_make_tmp ("postroom-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "day.postroom", NULL);
  g_autofree char *text = NULL;
  g_autofree char *again = NULL;
  g_autoptr (Journal) journal = parse ("device a account=ada preset=mpop\nserver preset=dovecot\n", &message);
  g_autoptr (Journal) read = NULL, copy = NULL;

  assert_true (journal_write (journal, path, NULL));
  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  assert_string_equal (text, "postroom 1\npresets mpop=2 dovecot=2\naccount ada@kantor.example password=x\n"
                             "device a account=ada preset=mpop\nserver preset=dovecot\n");
  assert_int_equal (journal_action (journal, 1)->line, 4);
  read = journal_read (path, NULL);
  assert_non_null (read);
  copy = journal_dup (read);
  assert_true (journal_write (copy, path, NULL));
  assert_true (g_file_get_contents (path, &again, NULL, NULL));
  assert_string_equal (again, text);
  assert_int_equal (g_unlink (path), 0);
  assert_int_equal (g_rmdir (folder), 0);
}

static void
test_another_version_is_refused (void **state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = journal_parse ("postroom 1\npresets mpop=99\n", -1, "test", &error);

  assert_null (journal);
  assert_true (g_str_has_prefix (error->message, "test:2:9: this journal was made with version 99"));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_preset_is_complete),
    cmocka_unit_test (test_servers_have_translated_names),
    cmocka_unit_test (test_every_option_has_help),
    cmocka_unit_test (test_device_takes_preset_and_overrides_it),
    cmocka_unit_test (test_server_takes_preset_and_overrides_it),
    cmocka_unit_test (test_refusals),
    cmocka_unit_test (test_header_records_versions),
    cmocka_unit_test (test_another_version_is_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
