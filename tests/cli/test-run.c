/* The real program on small journals: exit status, what it prints, what it writes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/wait.h>

#define ONE_LETTER \
  "postroom 1\nseed 7\ndate 2026-03-02\nzone +07:00\n" \
  "account ada@kantor.example password=rahasia\n" \
  "device laptop account=ada protocol=pop3 keep=never\n" \
  "link laptop latency=20ms bandwidth=20Mbit%s\n" \
  "at 08:00 deliver from=budi@luar.example subject=\"Invoice March\" size=24kB\n" \
  "at 08:05 laptop check\n" \
  "%s"

static char *folder;
static char *out;
static char *err;

/* Returns the exit status; what it prints is in out and err. */
static int
run_command (const char *command)
{
  g_auto (GStrv) words = NULL;
  g_auto (GStrv) environment = g_environ_setenv (g_get_environ (), "LC_ALL", "C.UTF-8", TRUE);
  int status;

  environment = g_environ_setenv (environment, "LANGUAGE", "en", TRUE);
  g_clear_pointer (&out, g_free);
  g_clear_pointer (&err, g_free);
  assert_true (g_shell_parse_argv (command, NULL, &words, NULL));
  assert_true (g_spawn_sync (folder, words, environment, 0, NULL, NULL, &out, &err, &status, NULL));
  assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

/* postroom-cli with the words of a line. */
static int
run (const char *line)
{
  g_autofree char *program = g_shell_quote (g_getenv ("POSTROOM_CLI"));
  g_autofree char *command = g_strdup_printf ("%s %s", program, line);

  return run_command (command);
}

static void
write_file (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  assert_true (g_file_set_contents (path, text, -1, NULL));
}

static char *
read_file (const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text;

  assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return text;
}

static void
write_journal (const char *link, const char *rest)
{
  g_autofree char *text = g_strdup_printf (ONE_LETTER, link, rest);

  write_file ("test.postroom", text);
}

#define assert_contains(text, part) \
  G_STMT_START { if (strstr (text, part) == NULL) fail_msg ("no “%s” in:\n%s", part, text); } G_STMT_END
#define assert_lacks(text, part) \
  G_STMT_START { if (strstr (text, part) != NULL) fail_msg ("“%s” in:\n%s", part, text); } G_STMT_END

static void
test_usage (void **state)
{
  assert_int_equal (run (""), 2);
  assert_contains (err, "command is missing");
  assert_int_equal (run ("dance"), 2);
  assert_contains (err, "no command “dance”");
  assert_int_equal (run ("--dance"), 2);
  assert_contains (err, "no option “--dance”");
  assert_int_equal (run ("run"), 2);
  assert_contains (err, "journal is missing");
  assert_int_equal (run ("run --dance x"), 2);
  assert_contains (err, "--dance");
  assert_int_equal (run ("run a b"), 2);
  assert_contains (err, "“b”");
  assert_string_equal (out, "");
  assert_int_equal (run ("help dance"), 2);
  assert_int_equal (run ("--help"), 0);
  assert_contains (out, "run ");
  assert_int_equal (run ("help run"), 0);
  assert_contains (out, "postroom-cli run [OPTION");
  assert_contains (out, "--trace=FILE.jsonl");
  assert_int_equal (run ("run --help"), 0);
  assert_contains (out, "postroom-cli run [OPTION");
  assert_int_equal (run ("--version"), 0);
  assert_true (g_str_has_prefix (out, "postroom-cli "));
}

/* What does nothing together is refused, and nothing is printed. */
static void
test_options_that_exclude_each_other (void **state)
{
  static const char *const lines[] = {
    "run -q --eavesdrop=all test.postroom", "run --eavesdrop=all qresync", "claims --journal=C01 C02",
    "claims --journal=C01 --json", "advise --journal=imap-full --json", "advise --journal=imap-full --sweep",
    "advise --part=1/2", "worlds --print --shrink=x", "worlds --seeds=", "worlds --seeds=1-", "serve --bind=hello",
    "serve --bind=0.0.0.0", "report test.postroom test.postroom", "report", "serve a b", "new-lesson -- -x",
  };

  write_journal ("", "");
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      if (run (lines[i]) != 2)
        fail_msg ("%s: not refused:\n%s", lines[i], out);
      assert_string_equal (out, "");
      assert_true (g_str_has_prefix (err, "postroom-cli: "));
      assert_lacks (err, "CRITICAL");
    }
}

/* A full disk is no success. */
static void
test_full_disk (void **state)
{
  static const char *const lines[] = { "help", "help run", "presets", "run test.postroom", "report test.postroom",
                                       "claims --journal=C01", "explain QUIT" };

  write_journal ("", "");
  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS))
    skip ();
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *shell = g_strdup_printf ("/bin/sh -c '\"$POSTROOM_CLI\" %s >/dev/full'", lines[i]);

      assert_int_equal (run_command (shell), 2);
      assert_contains (err, "cannot be written");
    }
  assert_int_equal (run ("run -q --trace=missing/t.jsonl test.postroom"), 2);
  assert_contains (err, "missing/t.jsonl");
  assert_int_equal (run ("report -o missing/r.html test.postroom"), 2);
  assert_contains (err, "missing/r.html");
  assert_int_equal (run ("serve --state-dir=. --save=missing/s.postroom"), 2);
  assert_contains (err, "missing/s.postroom");
  assert_string_equal (out, "");
}

static void
test_explain_reads_what_is_there (void **state)
{
  write_file ("said", "+OK hello\r\nUSER ada\r\n");
  assert_int_equal (run ("explain said"), 0);
  assert_contains (out, "C USER ada");
  assert_int_equal (run ("explain ."), 2);
  assert_contains (err, "“.” cannot be read");
  assert_int_equal (run ("explain missing.pcapng"), 2);
  assert_contains (err, "there is no file “missing.pcapng”");
  assert_int_equal (run_command ("/bin/sh -c '\"$POSTROOM_CLI\" explain - <.'"), 2);
  assert_contains (err, "“-” cannot be read");
}

static void
test_presets (void **state)
{
  assert_int_equal (run ("presets"), 0);
  assert_contains (out, "  thunderbird-pop3  Leaves mail");
  assert_contains (out, "  webmail ");
  assert_int_equal (run ("presets mpop"), 0);
  assert_contains (out, "  delete-last=on ");
  assert_contains (out, "seen in the real program's traffic");
  assert_int_equal (run ("presets mop"), 2);
  assert_contains (err, "no preset “mop”; perhaps “mpop”");
  assert_string_equal (out, "");
  assert_int_equal (run ("presets mpop getmail"), 2);
  assert_int_equal (run ("presets --help"), 0);
  assert_contains (out, "presets [NAME]");
}

static void
test_bad_journal (void **state)
{
  assert_int_equal (run ("run missing.postroom"), 2);
  assert_contains (err, "missing.postroom");
  write_journal ("", "at 08:06 laptop dance\n");
  assert_int_equal (run ("run test.postroom"), 2);
  assert_contains (err, "test.postroom:10:");
  assert_string_equal (out, "");
  write_journal ("", "");
  assert_int_equal (run ("run --seed=x test.postroom"), 2);
  assert_int_equal (run ("run --variant=IMAP test.postroom"), 2);
  assert_contains (err, "IMAP");
  assert_int_equal (run ("run --branch=other test.postroom"), 2);
  assert_contains (err, "other");
}

static void
test_conversation (void **state)
{
  write_journal ("", "at 08:06 scene \"all is read\"\nat 08:06 laptop read A\nat 08:06 laptop read B\n");
  assert_int_equal (run ("run test.postroom"), 2); /* nobody makes a letter B */
  write_journal ("", "at 08:06 scene \"all is read\"\nat 08:06 laptop read A\nat 08:06 laptop offline\n"
                     "at 08:07 laptop offline\nat 08:10 expect server lacks A\n");
  assert_int_equal (run ("run test.postroom"), 0);
  assert_string_equal (err, "");
  assert_contains (out, "08:05:00.000  » laptop check\n");
  assert_contains (out, "  Server  → laptop   S: +OK");
  assert_contains (out, "  laptop  → Server   C: RETR 1\n");
  assert_contains (out, "kB of letter A\n");
  assert_contains (out, "  Outside → Server   C: DATA\n");
  assert_contains (out, "\n08:06:00.000  all is read\n");
  assert_contains (out, "laptop offline (impossible: already)\n");
  assert_contains (out, "1 expectation, as expected\n");
  assert_lacks (out, "rahasia");
  assert_lacks (out, "\033");
  assert_int_equal (run ("run --quiet test.postroom"), 0);
  assert_string_equal (out, "");
}

/* Columns begin where their heading does. */
static void
test_table (void **state)
{
  g_auto (GStrv) lines = NULL;
  const char *heading = NULL, *row = NULL;

  write_journal ("", "");
  assert_int_equal (run ("run test.postroom"), 0);
  assert_contains (out, "Where each message lives\n");
  lines = g_strsplit (strstr (out, "Where each message lives\n"), "\n", 0);
  heading = lines[1];
  row = lines[2];
  assert_true (g_str_has_prefix (heading, "Letter"));
  assert_true (g_str_has_prefix (row, "A  Invoice March"));
  assert_int_equal (strstr (heading, "Server") - heading, strstr (row, "gone (pop-deleted)") - row);
  assert_int_equal (strstr (heading, "laptop") - heading, strstr (row, "INBOX, unread") - row);
  assert_int_equal (strstr (heading, "Outside") - heading, strstr (row, "Sent") - row);
}

static void
test_wide_characters (void **state)
{
  g_auto (GStrv) lines = NULL;
  glong widths[2];

  write_file ("test.postroom", "postroom 1\naccount ada@kantor.example password=x\n"
                               "at 08:00 deliver from=a@b.example subject=\"手紙\"\n"
                               "at 08:01 deliver from=a@b.example subject=\"Kopi\"\n");
  assert_int_equal (run ("run test.postroom"), 0);
  lines = g_strsplit (strstr (out, "Where each message lives\n"), "\n", 0);
  for (guint i = 0; i < 2; i++)
    {
      const char *end = strstr (lines[2 + i], "INBOX");

      assert_non_null (end);
      widths[i] = g_utf8_strlen (lines[2 + i], end - lines[2 + i]);
    }
  assert_int_equal (widths[0] + 2, widths[1]); /* two wide characters take two columns more */
}

static void
test_real_client (void **state)
{
  write_journal ("", "at 08:06 accept socket=1 protocol=pop3 from=real\nat 08:06:01 receive socket=1 line=\"USER ada\"\n"
                     "at 08:06:02 receive socket=1 line=\"PASS rahasia\"\n");
  assert_int_equal (run ("run test.postroom"), 0);
  assert_contains (out, "real    → Server   C: USER ada\n");
  assert_contains (out, "real    → Server   C: PASS ••••••\n");
  assert_contains (out, "Server  → real     S: +OK Send the password\n");
  assert_lacks (out, "never arrived");
}

static void
test_expectation_fails (void **state)
{
  write_journal ("", "at 08:10 expect server INBOX has 1\n"
                     "at 08:10 expect laptop has A unread\n"
                     "at 08:10 expect server gone A because expunged\n");
  assert_int_equal (run ("run -q test.postroom"), 1);
  assert_contains (out, "test.postroom:10: not so: server INBOX has 1\n");
  assert_contains (out, "instead: 0 letters\n");
  assert_lacks (out, "laptop has A unread");
  assert_contains (out, "test.postroom:12: not so: server gone A because expunged\n");
  assert_contains (out, "instead: A is gone: pop-deleted\n");
  assert_contains (out, "08:05:00."); /* the line that proves it */
  assert_contains (out, "INBOX: A vanishes (pop-deleted)\n");
}

static void
test_must (void **state)
{
  write_journal ("", "at 08:06 laptop offline\nat 08:07 must laptop offline\n");
  assert_int_equal (run ("run -q test.postroom"), 1);
  assert_contains (out, "test.postroom:11: impossible (already)");
}

static void
test_trace_repeats (void **state)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *other = NULL;

  write_journal (" loss=10%", "");
  assert_int_equal (run ("run -q --trace=first.jsonl test.postroom"), 0);
  assert_int_equal (run ("run -q --trace=second.jsonl --seed=7 test.postroom"), 0);
  assert_int_equal (run ("run -q --trace=other.jsonl --seed=8 test.postroom"), 0);
  first = read_file ("first.jsonl");
  second = read_file ("second.jsonl");
  other = read_file ("other.jsonl");
  assert_string_equal (first, second);
  assert_string_not_equal (first, other);
  assert_true (g_str_has_prefix (first, "{\"world\":\"\",\"id\":1,"));
  assert_true (g_str_has_suffix (first, "}\n"));
  assert_lacks (first, "rahasia");
  assert_int_equal (run ("run -q --trace=/nonexistent/x.jsonl test.postroom"), 2);
}

/* What Wireshark would show is what was said, without the password. */
static void
test_capture (void **state)
{
  write_journal ("", "");
  assert_int_equal (run ("run -q --capture=day.pcapng test.postroom"), 0);
  assert_int_equal (run ("explain day.pcapng"), 0);
  assert_contains (out, "+OK");
  assert_contains (out, "RETR 1");
  assert_lacks (out, "rahasia");
  assert_int_equal (run ("run -q --capture=missing/x.pcapng test.postroom"), 2);
  assert_contains (err, "missing/x.pcapng");
}

static void
test_variants (void **state)
{
  g_autofree char *trace = NULL;

  write_file ("test.postroom", "postroom 1\naccount ada@kantor.example password=rahasia\n"
                               "variant POP3\n  device laptop account=ada protocol=pop3 keep=never\n"
                               "variant IMAP\n  device laptop account=ada protocol=imap\n"
                               "at 08:00 deliver from=budi@luar.example subject=x\n"
                               "at 08:05 laptop check\n"
                               "at 08:10 expect server INBOX has 1\n");
  assert_int_equal (run ("run -q --capture=both.pcapng test.postroom"), 2);
  assert_contains (err, "--variant");
  assert_int_equal (run ("run -q --capture=one.pcapng --variant=IMAP test.postroom"), 0);
  assert_int_equal (run ("run --trace=t.jsonl test.postroom"), 1);
  assert_true (strstr (out, "══ POP3 ══\n") < strstr (out, "══ IMAP ══\n"));
  assert_contains (out, "test.postroom:9: [POP3] not so: server INBOX has 1\n");
  assert_lacks (out, "[IMAP]");
  trace = read_file ("t.jsonl");
  assert_contains (trace, "{\"world\":\"POP3\",\"id\":1,");
  assert_contains (trace, "{\"world\":\"IMAP\",\"id\":1,");
  assert_int_equal (run ("run --variant=IMAP test.postroom"), 0);
  assert_lacks (out, "POP3");
}

static void
test_branch (void **state)
{
  write_journal ("", "at 08:06 laptop read A\n"
                     "branch \"what if\" from=main at=08:06 later=drop\n"
                     "  at 08:07 laptop delete A\n"
                     "  at 08:08 expect laptop INBOX lacks A\n");
  assert_int_equal (run ("run test.postroom"), 0);
  assert_contains (out, "laptop read A");
  assert_lacks (out, "laptop delete A");
  assert_int_equal (run ("run '--branch=what if' test.postroom"), 0);
  assert_contains (out, "laptop delete A");
  assert_contains (out, "1 expectation, as expected");
}

static void
test_loaded_mail (void **state)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "mail", "sample.mbox", NULL);
  g_autofree char *text = g_strdup_printf ("postroom 1\naccount ada@kantor.example password=rahasia\n"
                                           "device laptop account=ada protocol=pop3 keep=always\n"
                                           "load ada \"%s\"\n"
                                           "at 08:05 laptop check\n"
                                           "at 08:10 expect laptop has 8\n"
                                           "at 08:10 expect server INBOX has 8\n", path);

  write_file ("test.postroom", text);
  assert_int_equal (run ("run test.postroom"), 0);
  assert_contains (out, "\nF  Laporan bulanan – "); /* the subject was encoded */
  assert_contains (out, "S: … 21.5");
  write_file ("damaged.mbox", "From a Mon Mar  2 08:00:00 2026\nSubject: cut off\n");
  write_file ("test.postroom", "postroom 1\naccount ada@kantor.example password=rahasia\nload ada damaged.mbox\n");
  assert_int_equal (run ("run test.postroom"), 2);
  assert_contains (err, "test.postroom:3:");
  assert_contains (err, "octet 49:");
}

static void
test_shipped_day (void **state)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "journals", "same-day.postroom", NULL);
  g_autofree char *quoted = g_shell_quote (path);
  g_autofree char *line = g_strdup_printf ("run -q %s", quoted);

  assert_int_equal (run (line), 0);
  assert_string_equal (out, "");
}

static int
set_up (void **state)
{
  folder = g_dir_make_tmp ("postroom-cli-XXXXXX", NULL);
  return folder == NULL;
}

static int
tear_down (void **state)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_free (folder);
  g_free (out);
  g_free (err);
  return 0;
}

/* Every action and every option has its line, read from the tables that read journals. */
static void
test_the_language_is_told (void **state)
{
  assert_int_equal (run ("journal"), 0);
  assert_non_null (strstr (out, "DEVICE move LETTER to FOLDER\n"));
  assert_non_null (strstr (out, "keep=never|always|14d|until-deleted"));
  assert_non_null (strstr (out, "server restart\n"));
  assert_int_equal (run ("journal link"), 0);
  assert_true (g_str_has_prefix (out, "link NAME\n"));
  assert_null (strstr (out, "deliver"));
  assert_int_equal (run ("journal dance"), 2);
  assert_non_null (strstr (err, "there is no action “dance”"));
}

static void
test_worlds (void **state)
{
  assert_int_equal (run ("worlds --seeds=1-5"), 0);
  assert_contains (out, "5 worlds, 0 broken");
  assert_int_equal (run ("worlds --seeds=3 --print"), 0);
  assert_contains (out, "seed 3\n");
  write_file ("random.postroom", out);
  assert_int_equal (run ("run -q random.postroom"), 0);
  assert_int_equal (run ("worlds --seeds=9-3"), 2);
  assert_contains (err, "9-3");
}

static void
test_claims (void **state)
{
  g_auto (GStrv) lines = NULL;

  assert_int_equal (run ("claims C05 c17"), 0);
  assert_contains (out, "C05  holds if the first device deletes what it has downloaded; not if");
  assert_contains (out, "C17  does not hold · ");
  assert_int_equal (run ("claims --json"), 0);
  lines = g_strsplit (out, "\n", -1);
  assert_int_equal (g_strv_length (lines), 40);
  assert_contains (lines[0], "{\"id\":\"C01\"");
  assert_contains (lines[11], "\"least\":null");
  assert_int_equal (run ("claims --journal C32"), 0);
  write_file ("claim.postroom", out);
  assert_int_equal (run ("run -q claim.postroom"), 0);
  assert_int_equal (run ("claims C40"), 2);
  assert_contains (err, "C40");
  assert_int_equal (run ("claims --lines"), 2);
}

static void
test_classroom (void **state)
{
  assert_int_equal (run ("classroom ."), 0);
  assert_contains (out, "no records of progress");
  write_file ("ada.json", "{\"postroom-progress\":1,\"learner\":\"Ada\",\"lessons\":[{\"name\":\"qresync\",\"steps\":6,"
                          "\"reached\":2,\"finished\":false,\"begun\":\"2026-03-02T01:00:00Z\","
                          "\"last\":\"2026-03-02T01:09:00Z\",\"answers\":[],\"tasks\":[]}]}");
  assert_int_equal (run ("classroom ."), 0);
  assert_contains (out, "Ada      qresync  2 of 6");
  assert_int_equal (run ("classroom --csv ."), 0);
  assert_contains (out, "\r\nAda,qresync,6,2,no,");
  /* A table of the same, and one of somebody else. */
  write_file ("ada.csv", out);
  write_file ("budi.csv", "learner,lesson,steps,reached,finished,right,wrong,open,tasks,shown,hints,begun,last,file\n"
                          "Budi,qresync,6,6,yes,2,0,0,0,0,0,,,\n");
  assert_int_equal (run ("classroom ."), 0);
  assert_contains (out, "Budi     qresync  6 of 6");
  assert_ptr_equal (strstr (out, "Ada "), g_strrstr (out, "Ada "));
  assert_contains (err, "neither .json nor .csv");
  write_file ("broken.json", "{");
  assert_int_equal (run ("classroom ."), 1);
  assert_contains (out, "qresync");
  assert_contains (err, "broken.json:1:");
  assert_int_equal (run ("classroom missing"), 2);
  assert_int_equal (run ("classroom"), 2);
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_usage),
    cmocka_unit_test (test_options_that_exclude_each_other),
    cmocka_unit_test (test_full_disk),
    cmocka_unit_test (test_explain_reads_what_is_there),
    cmocka_unit_test (test_presets),
    cmocka_unit_test (test_the_language_is_told),
    cmocka_unit_test (test_bad_journal),
    cmocka_unit_test (test_conversation),
    cmocka_unit_test (test_table),
    cmocka_unit_test (test_wide_characters),
    cmocka_unit_test (test_real_client),
    cmocka_unit_test (test_expectation_fails),
    cmocka_unit_test (test_must),
    cmocka_unit_test (test_worlds),
    cmocka_unit_test (test_claims),
    cmocka_unit_test (test_classroom),
    cmocka_unit_test (test_trace_repeats),
    cmocka_unit_test (test_capture),
    cmocka_unit_test (test_variants),
    cmocka_unit_test (test_branch),
    cmocka_unit_test (test_loaded_mail),
    cmocka_unit_test (test_shipped_day),
  };

  g_test_init (&argc, &argv, NULL);
  return cmocka_run_group_tests (tests, set_up, tear_down);
}
