/* IMAP server: SEARCH (RFC 3501 §6.4.4). */
#include "server-fixture.h"

#define FIRST                                                                                                          \
  "From: Smith <smith@luar.example>\r\nTo: ada@kantor.example\r\nCc: cc@luar.example\r\n"                              \
  "Date: Tue, 1 Feb 1994 23:30:00 -0800\r\nSubject: Invoice March\r\nX-Empty:\r\n\r\nPlease pay.\r\n"
#define SECOND                                                                                                         \
  "From: =?utf-8?q?B=C3=BCdi?= <budi@luar.example>\r\nBcc: ada@kantor.example\r\nDate: Wed, 2 Feb 1994 09:00:00 +0700\r\n" \
  "Subject: =?utf-8?B?TGF0ZSDDnGJlcg==?=\r\n =?utf-8?q?weisung?=\r\n"                                                \
  "Content-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"               \
  "Stra=DFe und Geb=FChr, in one=\r\n line.\r\n"
#define THIRD                                                                                                          \
  "From: cici@luar.example\r\nSubject: parts\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"                     \
  "--b\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"                        \
  "PHA+cmFoYXNpYTwvcD4=\r\n"                                                                                           \
  "--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: enclosed\r\n\r\nInner text.\r\n"                                \
  "--b\r\nContent-Type: application/octet-stream\r\n\r\nbinary pay\r\n--b--\r\n"

static Fixture *
with_letters (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, FIRST);
  f->now += 24 * 60 * MINUTE;
  deliver (f, SECOND);
  f->now += 24 * 60 * MINUTE;
  log_in_and_select (f, 0);
  talk_end (f, 0, "in STORE 1 FLAGS (\\Seen \\Answered $Work)\r\n", "OK STORE completed\r\n");
  talk_end (f, 0, "in STORE 2 FLAGS (\\Flagged \\Draft \\Deleted)\r\n", "OK STORE completed\r\n");
  talk_end (f, 0, "in UNSELECT\r\n", "OK UNSELECT completed\r\n");
  deliver (f, THIRD);
  talk_end (f, 0, "in SELECT INBOX\r\n", "OK [READ-WRITE] SELECT completed\r\n");
  return f;
}

static void
check (Fixture *f, const char *keys, const char *numbers)
{
  g_autofree char *says = g_strdup_printf ("s SEARCH %s\r\n", keys);
  g_autofree char *expected
    = g_strdup_printf ("* SEARCH%s%s\r\ns OK SEARCH completed\r\n", *numbers != '\0' ? " " : "", numbers);
  GString *said = f->talks[0].said;

  say (f, 0, says);
  if (!g_str_has_suffix (said->str, expected))
    fail_msg ("%s\nexpected: %s\ngot: %s", keys, expected, said->str);
  g_string_truncate (said, 0);
}

static void
check_all (Fixture *f, const char *const pairs[][2], guint n)
{
  for (guint i = 0; i < n; i++)
    check (f, pairs[i][0], pairs[i][1]);
}

static void
test_flags (void **state)
{
  static const char *const pairs[][2] = {
    { "ALL", "1 2 3" },        { "ANSWERED", "1" },        { "UNANSWERED", "2 3" },   { "SEEN", "1" },
    { "UNSEEN", "2 3" },       { "FLAGGED", "2" },         { "UNFLAGGED", "1 3" },    { "DRAFT", "2" },
    { "UNDRAFT", "1 3" },      { "DELETED", "2" },         { "UNDELETED", "1 3" },    { "RECENT", "3" },
    { "OLD", "1 2" },          { "NEW", "3" },             { "KEYWORD $work", "1" },  { "UNKEYWORD $Work", "2 3" },
    { "KEYWORD none", "" },    { "UNKEYWORD none", "1 2 3" },
  };
  Fixture *f = with_letters (state);

  check_all (f, pairs, G_N_ELEMENTS (pairs));
  fixture_free (f);
}

static void
test_sets_and_logic (void **state)
{
  static const char *const pairs[][2] = {
    { "2:*", "2 3" },
    { "*", "3" },
    { "1,3", "1 3" },
    { "UID 2:900", "2 3" },
    { "UID 1,*", "1 3" },
    { "1:2 FLAGGED", "2" },
    { "NOT 2", "1 3" },
    { "NOT NOT 2", "2" },
    { "OR 1 FLAGGED", "1 2" },
    { "OR (1 SEEN) (2 SEEN)", "1" },
    { "NOT (OR 1 2)", "3" },
    { "(1:2) (2:3)", "2" },
    { "not seen from cici", "3" },
  };
  Fixture *f = with_letters (state);

  check_all (f, pairs, G_N_ELEMENTS (pairs));
  talk (f, 0, "s UID SEARCH 2:3\r\n", "* SEARCH 2 3\r\ns OK SEARCH completed\r\n");
  fixture_free (f);
}

static void
test_dates_and_sizes (void **state)
{
  static const char *const pairs[][2] = {
    { "BEFORE 2-Sep-2026", "1" },       { "ON 2-Sep-2026", "2" },          { "SINCE 2-Sep-2026", "2 3" },
    { "SINCE \"02-sep-2026\"", "2 3" }, { "SENTBEFORE 2-Feb-1994", "1" },  { "SENTON 2-Feb-1994", "2" },
    { "SENTSINCE 1-Feb-1994", "1 2" },  { "SENTON 1-Feb-1994", "1" },      { "LARGER 0", "1 2 3" },
    { "SMALLER 100", "" },              { "SMALLER 4294967295", "1 2 3" }, { "SMALLER 9223372036854775807", "1 2 3" },
    { "LARGER 4294967296", "" },
  };
  Fixture *f = with_letters (state);

  check_all (f, pairs, G_N_ELEMENTS (pairs));
  f->host->policy.zone_minutes = 17 * 60;
  check (f, "ON 2-Sep-2026", "1");
  fixture_free (f);
}

static void
test_texts (void **state)
{
  static const char *const pairs[][2] = {
    { "FROM smith", "1" },
    { "FROM SMITH@LUAR", "1" },
    { "TO kantor", "1" },
    { "CC cc@", "1" },
    { "BCC ada", "2" },
    { "SUBJECT \"invoice m\"", "1" },
    { "SUBJECT \"\"", "1 2 3" },
    { "HEADER X-Empty \"\"", "1" },
    { "HEADER X-None \"\"", "" },
    { "HEADER Date 1994", "1 2" },
    { "CHARSET UTF-8 SUBJECT {12+}\r\n\xc3\xbc" "berweisung", "2" },
    { "CHARSET UTF-8 FROM {5+}\r\nb\xc3\xbc" "di", "2" },
    { "CHARSET ISO-8859-1 FROM {4+}\r\nB\xdc" "DI", "2" },
    { "CHARSET UTF-8 BODY {6+}\r\nGEB\xc3\x9c" "H", "2" },
    { "BODY STRASSE", "2" },
    { "BODY \"in one line\"", "2" },
    { "BODY rahasia", "3" },
    { "BODY pay", "1" },
    { "BODY invoice", "" },
    { "TEXT invoice", "1" },
    { "BODY enclosed", "3" },
    { "BODY \"inner text\"", "3" },
    { "TEXT luar", "1 2 3" },
  };
  Fixture *f = with_letters (state);

  check_all (f, pairs, G_N_ELEMENTS (pairs));
  fixture_free (f);
}

/* Comments and groups: what counts is the envelope. */
static void
test_addresses (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  deliver (f, "From: <ada (of the)@ (office) kantor.example>\r\nTo: team: b@x, c@y;\r\n\r\n");
  deliver (f, "From: budi@luar.example (Budi)\r\nTo: ada@kantor.example\r\n\r\n");
  log_in_and_select (f, 0);
  check (f, "FROM ada@kantor.example", "1");
  check (f, "FROM budi@luar", "2");
  check (f, "FROM \"budi <\"", "2");
  check (f, "FROM \"(budi)\"", "2");
  check (f, "TO team", "1");
  check (f, "TO c@y", "1");
  check (f, "CC \"\"", "");
  check (f, "TO \"\"", "1 2");
  fixture_free (f);
}

static void
test_refused (void **state)
{
  static const char *const bad[] = { "",         "FOO",       "NOT",          "OR 1",       "(1",        "1)",
                                     "ON 1-2-3", "LARGER -1", "SUBJECT",      "UID",        "HEADER a",  "KEYWORD \\Seen",
                                     "0",        "1:",        "BEFORE 31-Feb-2026", "ALL ",  "CHARSET",   "ALL  ALL",
                                     "LARGER 9223372036854775808" };
  Fixture *f = with_letters (state);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *says = g_strdup_printf ("s SEARCH %s\r\n", bad[i]);

      talk (f, 0, says, "s BAD SEARCH takes search keys\r\n");
    }
  talk (f, 0, "s SEARCH CHARSET X-NONE ALL\r\n",
        "s NO [BADCHARSET (US-ASCII UTF-8)] This charset is not known\r\n");
  talk (f, 0, "s SEARCH CHARSET \"\" ALL\r\n", "s NO [BADCHARSET (US-ASCII UTF-8)] This charset is not known\r\n");
  talk (f, 0, "s SEARCH CHARSET UTF-16//IGNORE ALL\r\n", "s NO [BADCHARSET (US-ASCII UTF-8)] This charset is not known\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    BOTH (test_flags), BOTH (test_sets_and_logic), BOTH (test_dates_and_sizes),
    BOTH (test_texts), BOTH (test_addresses),      BOTH (test_refused),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
