#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include <glib/gstdio.h>

#include "journal/journal.h"

static const char day[] = "postroom 1\n"
                          "seed 7\n"
                          "date 2026-03-02\n"
                          "zone +07:00\n"
                          "title \"Same day\" id=\"Hari yang sama\"\n"
                          "\n"
                          "# who\n"
                          "account ada@kantor.example password=rahasia quota=10MB\n"
                          "variant POP3\n"
                          "  device laptop account=ada protocol=pop3 keep=never check=15min\n"
                          "variant IMAP\n"
                          "  device laptop account=ada protocol=imap\n"
                          "  device phone account=ada protocol=imap\n"
                          "link laptop latency=40ms bandwidth=10Mbit loss=0.5%\n"
                          "at 08:00 deliver from=budi@luar.example subject=\"Invoice March\" size=24kB\n"
                          "at 08:05 laptop check\n"
                          "at 08:05 cut laptop before=QUIT how=silent\n"
                          "at 08:06 phone read \"Invoice March\"\n"
                          "at 08:07 expect POP3 server INBOX has 1\n"
                          "at 15d 08:00:03.5+2 laptop reply A body=\"thank you\"\n";

static Journal *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  Journal *journal = journal_parse (text, -1, "day.postroom", &error);

  assert_null (error);
  assert_non_null (journal);
  return journal;
}

static void
test_a_variant_has_names_in_other_languages (void **state)
{
  g_autoptr (Journal) journal = parse ("postroom 1\n"
                                       "account ada@kantor.example password=rahasia\n"
                                       "variant \"server moved\" id=\"server pindah\"\n"
                                       "  device laptop account=ada protocol=pop3\n"
                                       "variant IMAP\n"
                                       "  device laptop account=ada protocol=imap\n"
                                       "variant \"server moved\"\n"
                                       "  at 08:00 laptop check\n");
  g_autoptr (Journal) copy = journal_dup (journal);
  g_autofree char *text = NULL;
  g_autoptr (Journal) again = NULL;
  Action *action = journal_parse_action (journal, "laptop check", journal_start (journal) + 9 * G_TIME_SPAN_HOUR, 0, NULL);

  assert_int_equal (journal_n_variants (journal), 2);
  assert_string_equal (journal_variant_name (journal, 0), "server moved");
  assert_string_equal (journal_variant_title (journal, 0, "id"), "server pindah");
  assert_string_equal (journal_variant_title (copy, 0, "id"), "server pindah");
  assert_string_equal (journal_variant_title (journal, 0, "fr"), "server moved");
  assert_string_equal (journal_variant_title (journal, 1, "id"), "IMAP");
  {
    g_autoptr (Journal) short_name = journal_parse ("postroom 1\nvariant a en=\"the first\" id=\"yang pertama\"\n", -1, "x",
                                                     NULL);

    assert_string_equal (journal_variant_name (short_name, 0), "a");
    assert_string_equal (journal_variant_title (short_name, 0, NULL), "the first");
    assert_string_equal (journal_variant_title (short_name, 0, "fr"), "the first");
    assert_string_equal (journal_variant_title (short_name, 0, "id"), "yang pertama");
  }

  action->variants = 1; /* a name of two words is written so that it can be read again */
  assert_true (journal_append (journal, 0, action, NULL) >= 0);
  text = journal_to_text (journal);
  again = parse (text);
  assert_int_equal (journal_n_actions (again), journal_n_actions (journal));
  assert_int_equal (journal_action (again, journal_n_actions (again) - 1)->variants, 1);
  assert_string_equal (journal_variant_title (again, 0, "id"), "server pindah");
}

static void
test_a_day_is_read (void **state)
{
  g_autoptr (Journal) journal = parse (day);
  gint64 start = journal_start (journal);
  const Action *action;

  assert_int_equal (journal_seed (journal), 7);
  assert_int_equal (start, G_GINT64_CONSTANT (1772384400000000)); /* 2026-03-01 17:00 UTC */
  assert_string_equal (journal_title (journal, "id"), "Hari yang sama");
  assert_string_equal (journal_title (journal, "fr"), "Same day");
  assert_int_equal (journal_n_variants (journal), 2);
  assert_string_equal (journal_variant_name (journal, 1), "IMAP");
  assert_int_equal (journal_n_actions (journal), 11);

  action = journal_action (journal, 1);
  assert_int_equal (action->kind, ACTION_DEVICE);
  assert_int_equal (action->variants, 1);
  assert_int_equal (action->policy.keep, KEEP_NEVER);
  assert_int_equal (action->policy.check_interval, 15 * G_TIME_SPAN_MINUTE);
  action = journal_action (journal, 4);
  assert_int_equal (action->link.latency, 40000);
  assert_int_equal (action->link.loss_ppm, 5000);
  assert_int_equal (action->link_set, 7);
  action = journal_action (journal, 5);
  assert_int_equal (action->size, 24000);
  assert_string_equal (action->to->pdata[0], "ada@kantor.example");
  assert_int_equal (journal_letter (journal, 5), 1);
  action = journal_action (journal, 7);
  assert_int_equal (action->cut, CUT_SILENT);
  assert_string_equal (action->verb, "QUIT");
  assert_int_equal (action->cut_when, 1);
}

static void
test_names_narrow_the_worlds_and_find_letters (void **state)
{
  g_autoptr (Journal) journal = parse (day);
  const Action *read = journal_action (journal, 8);
  const Action *expect = journal_action (journal, 9);
  const Action *reply = journal_action (journal, 10);

  assert_int_equal (read->variants & 3, 2);
  assert_int_equal (read->letter_id, 1);
  assert_int_equal (expect->variants & 3, 1);
  assert_string_equal (expect->expect->folder, "INBOX");
  assert_int_equal (expect->expect->number, 1);
  assert_string_equal (reply->subject, "Re: Invoice March");
  assert_int_equal (reply->after, 2);
  assert_int_equal (reply->time - journal_start (journal), 14 * G_TIME_SPAN_DAY + 8 * G_TIME_SPAN_HOUR + 3500000);
  assert_string_equal (journal_letter_label (journal, journal_letter (journal, 10)), "B");
}

static void
test_text_is_kept_and_grows_at_the_end (void **state)
{
  g_autoptr (Journal) journal = parse (day);
  g_autoptr (Journal) again = NULL;
  g_autofree char *text = journal_to_text (journal);
  g_autofree char *grown = NULL;
  g_autofree char *once_more = NULL;
  gint64 at = journal_start (journal) + 8 * G_TIME_SPAN_HOUR + 5 * G_TIME_SPAN_MINUTE + 250000;
  Action *action;
  guint branch;
  int index;

  assert_string_equal (text, day);
  branch = journal_add_branch (journal, "what if", 0, at, 3);
  action = journal_parse_action (journal, "laptop offline", at, 3, NULL);
  index = journal_append (journal, branch, action, NULL);
  assert_int_equal (index, 11);
  action = journal_parse_action (journal, "deliver from=cici@luar.example subject=New", at + 14 * G_TIME_SPAN_DAY + 1, 0,
                                 NULL);
  assert_int_equal (journal_append (journal, 0, action, NULL), 12);
  grown = journal_to_text (journal);
  assert_non_null (strstr (grown, "branch \"what if\" from=main at=\"1d 08:05:00.250000+3\"\n"
                                  "  at 08:05:00.250000+3 laptop offline\n"
                                  "at 15d 08:05:00.250001 deliver from=cici@luar.example to=ada@kantor.example "
                                  "subject=New\n"));
  again = parse (grown);
  once_more = journal_to_text (again);
  assert_string_equal (once_more, grown);
  assert_int_equal (journal_action (again, 11)->time, at);
  assert_int_equal (journal_action (again, 11)->after, 3);
  assert_int_equal (journal_action_branch (again, 11), branch);
  assert_int_equal (journal_action_branch (again, 12), 0);
  assert_int_equal (journal_action (again, 12)->time, at + 14 * G_TIME_SPAN_DAY + 1);
}

static void
test_a_script_is_what_one_world_lives (void **state)
{
  g_autoptr (Journal) journal = parse ("postroom 1\n"
                                       "account ada@kantor.example password=x\n"
                                       "device laptop account=ada protocol=pop3\n"
                                       "at 08:00 laptop check\n"
                                       "at 09:00 laptop check\n"
                                       "branch keep from=main at=08:30\n"
                                       "  at 08:30 laptop offline\n"
                                       "branch drop from=main at=08:30 later=drop\n"
                                       "  at 08:40 laptop check\n");
  g_autoptr (GArray) trunk = journal_script (journal, 0, 0);
  g_autoptr (GArray) keep = journal_script (journal, 1, 0);
  g_autoptr (GArray) drop = journal_script (journal, 2, 0);

  assert_int_equal (trunk->len, 4);
  assert_int_equal (keep->len, 5);
  assert_int_equal (g_array_index (keep, guint, 3), 4);
  assert_int_equal (g_array_index (keep, guint, 4), 3);
  assert_int_equal (drop->len, 4);
  assert_int_equal (g_array_index (drop, guint, 3), 5);
}

#define HEAD "postroom 1\naccount ada@kantor.example password=x\ndevice laptop account=ada protocol=pop3\n"

static void
test_errors_have_a_place (void **state)
{
  static const struct { const char *text; const char *error; } cases[] = {
    { "hello\n", "t:1:1: this is no Postroom journal" },
    { "", "t:1:1: this is no Postroom journal" },
    { "postroom 2\n", "t:1:10: this journal has format 2" },
    { "postroom 1\nseed x\n", "t:2:6: " },
    { "postroom 1\ndate 2026-02-30\n", "t:2:6: " },
    { "postroom 1\ndate 1970-12-31\n", "t:2:6: " }, /* before the epoch, or beyond what dates can say */
    { "postroom 1\ndate 9001-01-01\n", "t:2:6: " },
    { "postroom 1\naccount ada password=x\n", "t:2:9: “ada” is no address" },
    { "postroom 1\naccount ada@kantor.example\n", "t:2:27: an account needs password" },
    { "postroom 1\naccount ada@k.example password=x quota=10\n", "t:2:34: “10” is not right for “quota”" },
    { HEAD "device phone account=eve protocol=imap\n", "t:4:1: there is no account “eve”" },
    { HEAD "device laptop account=ada protocol=imap\n", "t:4:1: “laptop” is there already" },
    { HEAD "device phone account=ada\n", "t:4:25: a device needs preset" },
    { HEAD "device phone account=ada protocol=pop3 speed=9\n", "t:4:40: “device” has no option “speed”" },
    { HEAD "device phone account=ada protocol=pop3 check=100000d\n", "t:4:40: “100000d” is not right for “check”" },
    { HEAD "device phone account=ada protocol=imap trash-days=100000000\n", "t:4:40: “100000000” is not right" },
    { HEAD "at 8:00 laptop check\n", "t:4:4: a time such as" },
    { HEAD "at 08:00 laptop jump\n", "t:4:17: “jump” is nothing that a device can do" },
    { HEAD "at 08:00 tablet check\n", "t:4:10: there is no device “tablet”" },
    { HEAD "at 08:00 laptop read \"Nothing\"\n", "t:4:22: no line before this one makes a letter “Nothing”" },
    { HEAD "at 08:00 laptop read\n", "t:4:21: “read” needs a letter" },
    { HEAD "at 08:00 laptop check\nat 07:59 laptop check\n", "t:5:1: the time runs backwards" },
    { HEAD "at 08:00 deliver from=b@l.example subject=\"open\n", "t:4:35: a quotation mark is not closed" },
    { HEAD "at 08:00 deliver from=b@l.example subject=X as=A\nat 08:00 deliver from=b@l.example subject=Y as=A\n",
      "t:5:1: there is a letter “A” already" },
    { HEAD "at 08:00 deliver from=b@l.example subject=X\nat 08:00 deliver from=b@l.example subject=X\n"
           "at 09:00 laptop read X\n",
      "t:6:22: several letters have the subject “X”" },
    { HEAD "  at 08:00 laptop check\n", "t:4:3: this line is indented" },
    { HEAD "at 08:00 expect server INBOX has\n", "t:4:33: a letter or a number is missing" },
    { HEAD "at 08:00 expect moon has 1\n", "t:4:17: there is no place “moon”" },
    { HEAD "at 08:00 cut laptop how=slowly\n", "t:4:21: “slowly” is not right for “how”" },
    { HEAD "at 08:00 load ada \"no such file.mbox\"\n", "t:4:" },
    { HEAD "branch x from=nowhere at=08:00\n", "t:4:10: there is no branch “nowhere”" },
    { HEAD "at 08:00 deliver from=b@l.example subject=X size=1GB\n", "t:4:10: a letter can have at most 100MB" },
    { HEAD "seed 3\n", "t:4:1: “seed” has to stand before the first action" },
    { "postroom 1\n\xff\n", "t:2:1: not valid UTF-8" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      Journal *journal = journal_parse (cases[i].text, -1, "t", &error);

      assert_null (journal);
      assert_non_null (error);
      if (!g_str_has_prefix (error->message, cases[i].error))
        fail_msg ("case %u: “%s” does not begin with “%s”", i, error->message, cases[i].error);
    }
}

/* Each action, as text, reads back as the same text. */
static void
test_actions_are_written_as_they_are_read (void **state)
{
  static const char *const lines[] = {
    "account eve@kantor.example password=\"two words\" quota=1500kB",
    "device phone protocol=imap account=ada delete=mark idle=off",
    "device phone protocol=pop3 account=ada keep=14d",
    "link laptop latency=600ms bandwidth=256kbit loss=2%",
    "link outside loss=0%",
    "server pop3-timeout=10min lock=off imap=off",
    "laptop check",
    "laptop move A to Work",
    "laptop write to=b@l.example,c@l.example subject=\"Lunch \\\"today\\\"\" body=\"Yes\\nNo\"",
    "cut laptop how=close before=QUIT",
    "cut laptop octets=300",
    "scene \"four messages arrive\" id=\"empat surat tiba\"",
    "expect server INBOX has >=1",
    "expect laptop has A read by 09:00",
    "expect server gone A because pop-deleted ever",
    "expect server octets <1MB when idle",
    "expect laptop state TRANSACTION never",
    "expect server said \"+OK bye\"",
    "wait",
    "end",
  };
  g_autoptr (Journal) journal = parse (HEAD "at 08:00 deliver from=b@l.example subject=X\n");

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Action) action = journal_parse_action (journal, lines[i], journal_start (journal), 0, &error);
      g_autofree char *text = NULL;

      if (action == NULL)
        fail_msg ("%s: %s", lines[i], error->message);
      text = action_to_text (action);
      assert_string_equal (text, lines[i]);
    }
}

static void
test_labels_count_on (void **state)
{
  g_autofree char *a = letter_label (1);
  g_autofree char *z = letter_label (26);
  g_autofree char *aa = letter_label (27);
  g_autoptr (Journal) journal = parse (HEAD "at 08:00 deliver from=b@l.example subject=one as=B\n"
                                            "at 08:00 deliver from=b@l.example subject=two\n"
                                            "at 08:00 deliver from=b@l.example subject=three\n");

  assert_string_equal (a, "A");
  assert_string_equal (z, "Z");
  assert_string_equal (aa, "AA");
  assert_string_equal (journal_letter_label (journal, 1), "B");
  assert_string_equal (journal_letter_label (journal, 2), "A");
  assert_string_equal (journal_letter_label (journal, 3), "C");
  assert_int_equal (journal_find_letter (journal, "three", NULL), 3);
  assert_string_equal (journal_letter_name (journal, 1), "B");
  assert_string_equal (journal_letter_name (journal, JOURNAL_FIRST_OTHER), "AAA");
  assert_string_equal (journal_letter_name (journal, JOURNAL_FIRST_OTHER + 1), "AAB");
  assert_string_equal (journal_letter_name (journal, 0), "?");
}

static void
put_file (const char *folder, const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
assert_text (const Journal *journal, const char *expected)
{
  g_autofree char *text = journal_to_text (journal);

  assert_string_equal (text, expected);
}

/* What is said in the header later stands behind the format line, and the file reads back the same. */
static void
test_a_header_grows (void **state)
{
  static const char *const begins[] = { "# who wrote this\n\n", "  ", "" };

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++)
    {
      g_autofree char *text = g_strconcat (begins[i], HEAD, NULL);
      g_autofree char *grown = g_strconcat (begins[i], "postroom 1\nseed 9\n", HEAD + strlen ("postroom 1\n"), NULL);
      g_autoptr (Journal) journal = parse (text);
      g_autoptr (Journal) other = parse (grown);
      guint line = journal_action (journal, 0)->line;

      journal_set_seed (journal, 9);
      assert_text (journal, grown);
      assert_int_equal (journal_action (journal, 0)->line, line + 1);
      assert_int_equal (journal_seed (other), 9);
      journal_set_seed (other, 12);
      assert_int_equal (journal_n_actions (other), 2);
      journal_set_seed (other, 9);
      assert_text (other, grown);
    }
}

/* Written beside where it was read, paths stay as they are; into another folder, they still lead to the same mail. */
static void
test_paths_go_along (void **state)
{
  static const char text[] = HEAD "load ada surat.eml   # as people write it\n"
                                  "load ada ada\n"
                                  "variant other\n  load ada \"surat dua.eml\" folder=Arsip\n";
  g_autofree char *base = g_dir_make_tmp ("postroom-journal-XXXXXX", NULL);
  g_autofree char *other = g_build_filename (base, "lain", NULL);
  g_autofree char *path = g_build_filename (base, "day.postroom", NULL);
  g_autofree char *beside = g_build_filename (base, "again.postroom", NULL);
  g_autofree char *away = g_build_filename (other, "day.postroom", NULL);
  g_autofree char *full = g_strdup_printf ("load ada %s/surat.eml   # as people write it\n", base);
  const char *const names[]
      = { "surat.eml", "ada", "surat dua.eml", "day.postroom", "again.postroom", "lain/day.postroom", "lain" };

  assert_int_equal (g_mkdir (other, 0700), 0);
  put_file (base, "surat.eml", "Subject: Satu\n\nHai\n");
  put_file (base, "ada", "Subject: Tiga\n\nHai\n");
  put_file (base, "surat dua.eml", "Subject: Dua\n\nHai\n");
  put_file (base, "day.postroom", text);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (Journal) journal = journal_read (i == 0 ? path : beside, &error);
      g_autoptr (Journal) again = NULL;
      g_autofree char *written = NULL;

      assert_null (error);
      assert_true (journal_write (journal, i == 0 ? beside : away, NULL));
      assert_true (g_file_get_contents (i == 0 ? beside : away, &written, NULL, NULL));
      if (i == 0)
        assert_string_equal (written, text);
      else
        assert_non_null (strstr (written, full));
      again = journal_read (i == 0 ? beside : away, &error);
      assert_non_null (again);
      assert_int_equal (journal_n_letters (again), journal_n_letters (journal));
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *gone = g_build_filename (base, names[i], NULL);

      assert_int_equal (g_remove (gone), 0);
    }
  assert_int_equal (g_rmdir (base), 0);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_a_variant_has_names_in_other_languages),
    cmocka_unit_test (test_a_day_is_read),
    cmocka_unit_test (test_names_narrow_the_worlds_and_find_letters),
    cmocka_unit_test (test_text_is_kept_and_grows_at_the_end),
    cmocka_unit_test (test_a_script_is_what_one_world_lives),
    cmocka_unit_test (test_errors_have_a_place),
    cmocka_unit_test (test_actions_are_written_as_they_are_read),
    cmocka_unit_test (test_labels_count_on),
    cmocka_unit_test (test_paths_go_along),
    cmocka_unit_test (test_a_header_grows),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
