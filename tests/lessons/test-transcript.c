#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

#include "net/pcapng.h"
#include "rng.h"
#include "transcript/transcript.h"
#include "world/world.h"

static Transcript *
explain (const char *text)
{
  g_autoptr (GError) error = NULL;
  Transcript *transcript = transcript_explain ((const guint8 *) text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  assert_non_null (transcript);
  return transcript;
}

static TranscriptLine *
line_of (const Transcript *transcript, guint session, guint line)
{
  const TranscriptSession *found = transcript->sessions->pdata[session];

  assert_true (line < found->lines->len);
  return found->lines->pdata[line];
}

static const TranscriptLine *
find (const Transcript *transcript, const char *text)
{
  for (guint i = 0; i < transcript->sessions->len; i++)
    {
      const TranscriptSession *session = transcript->sessions->pdata[i];

      for (guint j = 0; j < session->lines->len; j++)
        if (strstr (line_of (transcript, i, j)->text, text) != NULL)
          return line_of (transcript, i, j);
    }
  return NULL;
}

static void
check_all_known (const Transcript *transcript)
{
  for (guint i = 0; i < transcript->sessions->len; i++)
    for (guint j = 0; j < ((TranscriptSession *) transcript->sessions->pdata[i])->lines->len; j++)
      {
        const TranscriptLine *line = line_of (transcript, i, j);

        if (!line->known || *line->note == '\0')
          fail_msg ("without a meaning: %s", line->text);
      }
}

/* The same session in the form of each tool. */
static const char *const forms[] = {
  "S: +OK hi\nC: USER ada\nS: +OK\nC: PASS rahasia\nS: +OK in\nC: RETR 2\nS: +OK\nS: Subject: x\nS: \nS: ..dot\nS: .\nC: "
  "QUIT\nS: +OK\n",
  "< +OK hi\r\n> USER ada\r\n< +OK\r\n> PASS rahasia\r\n< +OK in\r\n> RETR 2\r\n< +OK\r\nSubject: x\r\n\r\n..dot\r\n> "
  "QUIT\r\n< +OK\r\n",
  "Trying 10.0.0.1...\nConnected to mail.\nEscape character is '^]'.\n+OK hi\nUSER ada\n+OK\nPASS rahasia\n+OK in\nRETR 2\n"
  "+OK\n"
  "Subject: x\n\n..dot\n.\nQUIT\n+OK\nConnection closed by foreign host.\n",
  "CONNECTED(00000003)\ndepth=0 CN = mail\nverify return:1\n---\nCertificate chain\n 0 s:CN = mail\n-----BEGIN "
  "CERTIFICATE-----\n"
  "MIIDrahasiaXX\n-----END CERTIFICATE-----\n---\nSSL handshake has read 1 byte\n---\n+OK hi\nUSER ada\n+OK\nPASS rahasia\n"
  "+OK in\n"
  "RETR 2\n+OK\nSubject: x\n\n..dot\n.\nQUIT\n+OK\nread R BLOCK\nclosed\n",
  "fetchmail: POP3< +OK hi\nfetchmail: POP3> USER ada\nfetchmail: POP3< +OK\nfetchmail: POP3> PASS rahasia\nfetchmail: "
  "POP3< +OK in\n"
  "fetchmail: POP3> RETR 2\nfetchmail: POP3< +OK\nfetchmail: POP3< Subject: x\nfetchmail: POP3< .\nfetchmail: POP3> QUIT\n"
  "fetchmail: POP3< +OK\n",
  "<-- +OK hi\n--> USER ada\n<-- +OK\n--> PASS rahasia\n<-- +OK in\n--> RETR 2\n<-- +OK\n<-- Subject: x\n<-- .\n--> QUIT\n"
  "<-- +OK\n",
  "1700000000.123456 O: +OK hi\n1700000000.223456 I: USER ada\n1700000000.323456 O: +OK\n1700000000.423456 I: PASS rahasia\n"
  "1700000000.523456 O: +OK in\n1700000000.623456 I: RETR 2\n1700000000.723456 O: +OK\n1700000000.823456 O: Subject: x\n"
  "1700000000.823456 O: .\n1700000000.923456 I: QUIT\n1700000001.123456 O: +OK\n",
  "===================================================================\nFollow: tcp,ascii\nFilter: tcp.stream eq 0\n"
  "Node 0: 10.0.0.1:110\nNode 1: 10.0.0.2:50000\n8\n+OK hi\n\n\t10\nUSER ada\n\n5\n+OK\n\n\t14\nPASS rahasia\n\n8\n+OK in\n\n"
  "\t8\nRETR 2\n\n5\n+OK\n\n15\nSubject: x\n.\n\n\t6\nQUIT\n\n5\n+OK\n\n"
  "===================================================================\n",
  "> S: +OK hi\n> C: USER ada\n> S: +OK\n> C: PASS rahasia\n> S: +OK in\n> C: RETR 2\n> S: +OK\n> S: Subject: x\n> S: .\n> "
  "C: QUIT\n> S: +OK\n",
};

static void
test_every_form (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autoptr (Transcript) transcript = explain (forms[i]);
      const TranscriptSession *session = transcript->sessions->pdata[0];
      const TranscriptLine *data = find (transcript, "Subject: x"), *pass = find (transcript, "PASS");
      const TranscriptLine *quit = find (transcript, "QUIT");

      print_message ("form %u\n", i);
      assert_int_equal (session->protocol, PROTOCOL_POP3);
      check_all_known (transcript);
      assert_int_equal (transcript_n_breaches (transcript), 0);
      assert_int_equal (data->role, ROLE_SERVER);
      assert_int_equal (data->kind, LINE_DATA);
      assert_non_null (strstr (data->note, "message 2"));
      assert_string_equal (pass->text, "PASS " TRACE_DOTS);
      assert_string_equal (pass->before, "AUTHORIZATION");
      assert_int_equal (pass->role, ROLE_CLIENT);
      assert_string_equal (quit->before, "TRANSACTION");
      assert_null (find (transcript, "rahasia"));
    }
}

typedef struct {
  const char *text;
  const char *line;   /* part of the line that breaks it */
  const char *clause;
} Broken;

static const Broken broken[] = {
  { "S: +OK\nC: RETR 1\n", "RETR", "RFC 1939 §3" },
  { "S: +OK\nC: XYZZY\nS: -ERR\n", "XYZZY", "RFC 1939 §3" },
  { "S: +OK\nC: PASS x\nS: -ERR\n", "PASS", "RFC 1939 §7 PASS" },
  { "S: +OK\nC: USER a\nS: 250 ok\n", "250 ok", "RFC 1939 §3" },
  { "S: +OK\nC: CAPA\nS: +OK\nS: USER\nS: .\nC: USER a\nC: PASS b\n", "PASS", "RFC 2449 §6.6" },
  { "S: +OK\nS: +OK again\n", "again", "RFC 1939 §3" },
  { "S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: RETR 1\nS: +OK\nS: .x\nS: .\n", ".x", "RFC 1939 §3" },
  { "S: +OK\nC: AUTH PLAIN\nC: AGEAYg==\nS: +OK\n", TRACE_DOTS, "RFC 5034 §4" },
  { "S: +OK\r\nC: CAPA\nS: -ERR\r\nC: QUIT\r\nS: +OK\r\nS: x\r\n", "CAPA", "RFC 1939 §3" },
  { "S: * OK\nC: a1 SELECT INBOX\n", "SELECT", "RFC 3501 §3" },
  { "S: * OK\nC: a1 NOOP\nS: a2 OK\n", "a2 OK", "RFC 3501 §2.2.2" },
  { "S: * OK\nC: LOGIN ada x\nS: * BAD\n", "LOGIN", "RFC 3501 §2.2.1" },
  { "S: * OK\nC: a1 XYZZY\nS: a1 BAD\n", "XYZZY", "RFC 3501 §6" },
  { "S: * OK\nC: a1 LOGIN {3}\nC: ada {3}\n", TRACE_DOTS, "RFC 3501 §4.3" },
  { "S: * OK\nS: + go\n", "+ go", "RFC 3501 §7.5" },
  { "S: * OK [CAPABILITY IMAP4rev1]\nC: a1 LOGIN {3+}\nC: ada x\n", "{3+}", "RFC 7888 §3" },
  { "S: * OK\nC: a1 NOOP\nC: a1 NOOP\nS: a1 OK\n", "NOOP", "RFC 3501 §2.2.1" },
  { "S: * PREAUTH\nC: a1 SELECT x\nS: a1 OK\nC: a2 IDLE\nC: DONE\nS: a2 OK\n", "DONE", "RFC 2177 §3" },
  { "S: * PREAUTH\nC: a1 SELECT x\nS: a1 OK\nC: a2 IDLE\nS: + x\nC: a3 NOOP\nS: a2 BAD\n", "a3", "RFC 2177 §3" },
  { "S: * OK\nS: what is this\n", "what", "RFC 3501 §7" },
  { "S: 220 x\nC: EHLO x\nS: 250 x\nC: RCPT TO:<a@b>\nS: 503 no\n", "RCPT", "RFC 5321 §4.1.4" },
  { "S: 220 x\nC: EHLO x\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 354 no\n", "354", "RFC 5321 §4.2" },
  { "S: 220 x\nC: EHLO x\nS: 250-x\nS: 251 y\n", "251 y", "RFC 5321 §4.2.1" },
  { "S: 220 x\nC: EHLO x\nS: 250 x\nC: MAIL FROM: <a@b>\nS: 250\n", "MAIL", "RFC 5321 §3.3" },
  { "S: 220 x\nC: XYZZY\nS: 500\n", "XYZZY", "RFC 5321 §4.2.4" },
  { "S: 250 x\nC: EHLO x\nS: 250 x\n", "250 x", "RFC 5321 §4.2" },
  { "S: 220 x\nC: EHLO x\nS: 250 AUTH PLAIN\nC: AUTH PLAIN\nC: AGEAYg==\nS: 235\n", TRACE_DOTS, "RFC 4954 §4" },
  { "S: 220 x\nC: EHLO x\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 250\nC: RCPT TO:<a@b>\nS: 250\nC: DATA\nS: 354\nC: .x\nC: .\nS: "
    "250\n", ".x",
    "RFC 5321 §4.5.2" },
};

static gboolean
has_clause (const TranscriptLine *line, const char *clause)
{
  for (guint i = 0; i < line->breaches->len; i++)
    if (strcmp (((Breach *) line->breaches->pdata[i])->clause, clause) == 0)
      return TRUE;
  return FALSE;
}

static void
test_every_breach (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autoptr (Transcript) transcript = explain (broken[i].text);
      const TranscriptSession *session = transcript->sessions->pdata[0];
      gboolean found = FALSE;

      for (guint j = 0; j < session->lines->len; j++)
        found |= strstr (line_of (transcript, 0, j)->text, broken[i].line) != NULL
                 && has_clause (line_of (transcript, 0, j), broken[i].clause);
      if (!found)
        fail_msg ("no breach of %s at “%s”", broken[i].clause, broken[i].line);
    }
}

static void
test_too_long (void **state)
{
  g_autofree char *name = g_strnfill (600, 'x');
  g_autofree char *pop3 = g_strdup_printf ("S: +OK\nC: USER %s\n", name), *smtp = g_strdup_printf ("S: 220 x\nC: EHLO %s\n",
      name);
  g_autoptr (Transcript) one = explain (pop3), other = explain (smtp);

  assert_true (has_clause (line_of (one, 0, 1), "RFC 2449 §4"));
  assert_true (has_clause (line_of (other, 0, 1), "RFC 5321 §4.5.3.1.4"));
}

/* The longest line that is allowed, and one octet more; each has room for its CR LF. */
static void
test_just_too_long (void **state)
{
#define LETTER "S: 220 x\nC: EHLO x\nS: 250 x\nC: MAIL FROM:<a@b>\nS: 250\nC: RCPT TO:<a@b>\nS: 250\nC: DATA\nS: 354\n"
  static const struct { const char *before, *line, *after, *clause; gsize most; } cases[] = {
    { "S: +OK\nC: ", "USER ", "\n", "RFC 2449 §4", 255 },
    { "S: +OK\nC: USER a\nS: ", "+OK ", "\n", "RFC 2449 §4", 512 },
    { "S: 220 x\nC: ", "EHLO ", "\n", "RFC 5321 §4.5.3.1.4", 512 },
    { "S: 220 x\nC: EHLO x\nS: ", "250 ", "\n", "RFC 5321 §4.5.3.1.5", 512 },
    { LETTER "C: ", "Subject: ", "\nC: .\nS: 250\n", "RFC 5321 §4.5.3.1.6", 1000 },
    { "S: 220 x\nC: EHLO x\nS: 250 AUTH X\nC: ", "AUTH X ", "\nS: 235\n", "RFC 5321 §4.5.3.1.4", 12288 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint more = 0; more < 2; more++)
      {
        g_autofree char *rest = g_strnfill (cases[i].most - 2 + more - strlen (cases[i].line), 'x');
        g_autofree char *text = g_strconcat (cases[i].before, cases[i].line, rest, cases[i].after, NULL);
        g_autoptr (Transcript) transcript = explain (text);
        guint found = 0;

        for (guint k = 0; k < ((TranscriptSession *) transcript->sessions->pdata[0])->lines->len; k++)
          found += has_clause (line_of (transcript, 0, k), cases[i].clause);
        if (found != more)
          fail_msg ("%s of %u octets: %u breaches", cases[i].line, (guint) cases[i].most + more, found);
      }
}

/* Every line of a letter, also when the first ones are empty. */
static void
test_letters_are_whole (void **state)
{
  g_autoptr (Transcript) pop3 = explain ("S: +OK\nC: USER a\nS: +OK\nC: PASS b\nS: +OK\nC: TOP 1 2\nS: +OK\n"
                                         "S: \nS: \nS: x\nS: .\n");
  g_autoptr (Transcript) smtp = explain (LETTER "C: \nC: x\nC: \nC: .\nS: 250\n");
  const TranscriptLine *top = line_of (pop3, 0, 7), *letter = line_of (smtp, 0, 9);

  assert_string_equal (top->text, "\n\nx\n.");
  assert_int_equal (top->n_lines, 4);
  assert_int_equal (top->octets, 2 + 2 + 3 + 3);
  assert_string_equal (letter->text, "\nx\n\n.");
  assert_int_equal (letter->n_lines, 4);
}

/* A letter of some megaoctets takes no longer by the octet than a short one: what is done to it is done in one go. */
static void
test_long_letters (void **state)
{
#define LINES 100000
  g_autoptr (GString) letter = g_string_new (NULL), text = g_string_new ("* PREAUTH hi\r\na SELECT x\r\na OK x\r\n"
                                                                        "b LOGIN ada kunci99\r\nb BAD\r\nc FETCH 1 BODY[]\r\n");
  g_autoptr (Transcript) transcript = NULL;
  const TranscriptLine *line;

  for (guint i = 0; i < LINES; i++)
    g_string_append (letter, i % 2 == 0 ? "abcdefgh\r\n" : "kunci99.\r\n");
  g_string_append_printf (text, "* 1 FETCH (BODY[] {%u}\r\n%s)\r\nc OK x\r\n", (guint) letter->len, letter->str);
  transcript = explain (text->str);
  line = find (transcript, "abcdefgh");
  assert_int_equal (line->n_lines, LINES + 2);
  assert_null (strstr (line->text, "kunci99"));
  assert_non_null (strstr (line->text, "abcdefgh\n" TRACE_DOTS ".\nabcdefgh\n"));
  assert_true (g_str_has_suffix (line->text, TRACE_DOTS ".\n)"));
}

/* What was offered before TLS counts no more behind it (RFC 2595 §4). */
static void
test_capabilities_before_tls_are_forgotten (void **state)
{
  g_autoptr (Transcript) clear = explain ("S: +OK\nC: CAPA\nS: +OK\nS: USER\nS: .\nC: USER a\nC: PASS b\nS: +OK\nS: +OK\n");
  g_autoptr (Transcript) tls = explain ("S: +OK\nC: CAPA\nS: +OK\nS: STLS\nS: .\nC: STLS\nS: +OK\nC: USER a\nC: PASS b\n"
                                        "S: +OK\nS: +OK\n");

  assert_true (has_clause (find (clear, "PASS"), "RFC 2449 §6.6"));
  assert_false (has_clause (find (tls, "PASS"), "RFC 2449 §6.6"));
}

static void
test_refused_by_the_state (void **state)
{
  g_autoptr (Transcript) early
    = explain ("S: +OK hi\nC: RETR 1\nS: -ERR log in\nC: USER a\nS: +OK\nC: PASS b\nS: +OK in\n"
               "C: USER a\nS: -ERR again\nC: RETR 9\nS: -ERR no\n");

  assert_string_equal (find (early, "log in")->note, "refused: nobody is logged in yet");
  assert_string_equal (find (early, "again")->note, "refused: somebody is logged in already");
  assert_string_equal (find (early, "-ERR no")->note, "no such message");
}

static void
test_states_walk_by_the_tables (void **state)
{
  g_autoptr (Transcript) transcript
    = explain ("* OK hi\na LOGIN ada \"rahasia banget\"\na OK in\nb SELECT inbox\n* 3 EXISTS\nb OK x\nc IDLE\n+ idling\n* 4 "
               "EXISTS\nDONE\n"
               "c OK done\nd FETCH 1 BODY[]\n* 1 FETCH (BODY[] {8}\nabcdef\n FLAGS ())\nd OK x\ne CLOSE\ne OK\nf LOGOUT\n* "
               "BYE\nf OK\n");

  check_all_known (transcript);
  assert_int_equal (transcript_n_breaches (transcript), 0);
  assert_string_equal (find (transcript, "a OK")->after, "authenticated");
  assert_string_equal (find (transcript, "b OK")->after, "selected");
  assert_int_equal (find (transcript, "abcdef")->n_lines, 3);
  assert_string_equal (find (transcript, "e OK")->after, "authenticated");
  assert_string_equal (find (transcript, "f OK")->after, "logout");
  assert_null (find (transcript, "rahasia"));
}

/* The exchange of RFC 5802 §5, in base64, as IMAP carries it. */
#define SCRAM_FIRST "biwsbj11c2VyLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdM"
#define SCRAM_FINAL \
  "Yz1iaXdzLHI9ZnlrbytkMmxiYkZnT05Sdjlxa3hkYXdMM3JmY05IWUpZMVpWdldWczdqLHA9djBYOHYzQnoyVDBDSkdiSlF5RjBYK0hJNFRzPQ=="
#define SCRAM_SESSION \
  "S: * OK\nC: a1 AUTHENTICATE SCRAM-SHA-1\nS: + \nC: " SCRAM_FIRST "\nS: + cj1meWtvK2QybGJiRmdPTlJ2OXFreGRhd0wzcmZjTkhZSlkx" \
  "WlZ2V1ZzN2oscz1RU1hDUitRNnNlazhiZjkyLGk9NDA5Ng==\nC: " SCRAM_FINAL "\nS: + dj1ybUY5cHFWOFM3c3VBb1pXamE0ZEpSa0ZzS1E9\nC: \n" \
  "S: a1 OK\n"

/* In any case, and in whatever is said of a line. */
static gboolean
tells (const Transcript *transcript, const char *secret)
{
  g_autoptr (GString) all = g_string_new (NULL);
  g_autofree char *upper = NULL, *wanted = g_ascii_strup (secret, -1);

  for (guint i = 0; i < transcript->sessions->len; i++)
    for (guint k = 0; k < ((TranscriptSession *) transcript->sessions->pdata[i])->lines->len; k++)
      {
        const TranscriptLine *line = line_of (transcript, i, k);

        g_string_append_printf (all, "%s\n%s\n%s\n", line->text, line->note, line->meaning);
        for (guint b = 0; b < line->breaches->len; b++)
          g_string_append_printf (all, "%s\n", ((Breach *) line->breaches->pdata[b])->text);
      }
  upper = g_ascii_strup (all->str, -1);
  return strstr (upper, wanted) != NULL;
}

static void
test_secrets (void **state)
{
  static const char *const texts[] = {
    "PASS kunci99", "a1 LOGIN ada kunci99", "a1 LOGIN ada \"kunci99\"", "AUTH PLAIN AGFkYQBrdW5jaTk5", "AGFkYQBrdW5jaTk5",
    "$ curl -v -u ada:kunci99 pop3://x/\n< +OK\n> USER ada\n< +OK\n> PASS kunci99\n< -ERR kunci99 is wrong\n",
    "220 x\nEHLO x\n250 AUTH LOGIN\nAUTH LOGIN\n334 VXNlcm5hbWU6\nYWRh\n334 UGFzc3dvcmQ6\na3VuY2k5OQ==\n235 ok\n",
    "S: * OK\nC: a1 LOGIN {3}\nS: + x\nC: ada {7}\nS: + x\nC: kunci99\nS: a1 OK\n",
    "S: * OK\nC: a1 AUTHENTICATE PLAIN\nS: + \nC: AGFkYQBrdW5jaTk5\nS: a1 OK\n",
    "S: * OK\nC: a1 AUTHENTICATE PLAIN AGFkYQBrdW5jaTk5\nS: a1 OK\n",
    /* The client's lines alone, and one step alone. */
    "a1 AUTHENTICATE PLAIN\nAGFkYQBrdW5jaTk5\n", "AUTH LOGIN\nYWRh\na3VuY2k5OQ==\n", "a3VuY2k5OQ==", "a3VuY2k5OQ==\n",
    "C: a1 AUTHENTICATE LOGIN\nC: YWRh\nC: a3VuY2k5OQ==\n", "EHLO x\nAUTH PLAIN AGFkYQBrdW5jaTk5\n",
    /* A password that begins with another one. */
    "+OK\nUSER ada\n+OK\nPASS kunci\n-ERR no\nUSER ada\n+OK\nPASS kunci99\n-ERR not kunci99\n",
    /* SCRAM: what is proven and what signs the exchange (RFC 5802 §3). */
    SCRAM_SESSION,
  };
  static const char *const never[] = { "kunci99", "a3VuY2k5OQ", "AGFkYQBrdW5jaTk5", SCRAM_FIRST, SCRAM_FINAL, "p=dHz", "99" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Transcript) transcript = explain (texts[i]);

      for (guint k = 0; k < G_N_ELEMENTS (never); k++)
        if (tells (transcript, never[k]))
          fail_msg ("“%s” is shown: %s", never[k], texts[i]);
      assert_non_null (find (transcript, TRACE_DOTS));
      assert_null (find (transcript, "*****"));
    }
}

/* How long a password is can be told from nothing. */
static void
test_lengths (void **state)
{
  static const char *const forms_of[] = { "PASS %s", "a1 LOGIN ada %s", "a1 LOGIN ada \"%s\"",
                                          "+OK\nUSER ada\n+OK\nPASS %s\n+OK\n", "AUTH PLAIN %s", "a1 AUTHENTICATE PLAIN\n%s\n" };
  g_autofree char *long_word = g_strnfill (10000, 'x');

  for (guint i = 0; i < G_N_ELEMENTS (forms_of); i++)
    {
      const char *words[] = { "AGFkYQBr", "AGFkYQBrdW5jaTk5", long_word };
      g_autofree char *first = NULL;

      for (guint k = 0; k < G_N_ELEMENTS (words); k++)
        {
          g_auto (GStrv) parts = g_strsplit (forms_of[i], "%s", 2);
          g_autofree char *text = g_strconcat (parts[0], words[k], parts[1], NULL);
          g_autoptr (Transcript) transcript = explain (text);
          const TranscriptLine *line = find (transcript, TRACE_DOTS);

          assert_non_null (line);
          if (first == NULL)
            first = g_strdup (line->text);
          assert_string_equal (line->text, first);
        }
    }
}

/* Our own capture of every shipped journal comes back whole. */
static void
test_own_captures (void **state)
{
  g_autoptr (GDir) folder = g_dir_open (JOURNALS, 0, NULL);
  const char *name;
  guint sessions = 0;

  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (JOURNALS, name, NULL);
      g_autoptr (Journal) journal = g_str_has_suffix (name, ".postroom") ? journal_read (path, NULL) : NULL;

      for (guint variant = 0; journal != NULL && variant < journal_n_variants (journal); variant++)
        {
          g_autoptr (GArray) script = journal_script (journal, 0, variant);
          g_autoptr (World) world = world_new (journal, variant);
          g_autoptr (Trace) trace = trace_new ();
          g_autoptr (GByteArray) file = NULL;
          g_autoptr (Transcript) transcript = NULL;

          while (world_step (world, journal, script, trace))
            ;
          file = pcapng_from_trace (trace, trace_length (trace), SIDE_SERVER);
          transcript = transcript_explain (file->data, file->len, NULL, NULL);
          assert_non_null (transcript);
          check_all_known (transcript);
          if (transcript_n_breaches (transcript) > 0)
            print_message ("%s\n", name);
          assert_int_equal (transcript_n_breaches (transcript), 0);
          sessions += transcript->sessions->len;
        }
    }
  assert_true (sessions > 60);
}

/* Whatever is pasted: an answer or an error, never a crash. */
static void
test_anything (void **state)
{
  for (guint i = 0; i < 3000; i++)
    {
      g_autoptr (GString) text = g_string_new (forms[i % G_N_ELEMENTS (forms)]);
      g_autoptr (GError) error = NULL;
      g_autoptr (Transcript) transcript = NULL;
      TranscriptHints hints = { (Protocol) (i % 4), NULL };

      if (i % 3 == 0)
        g_string_assign (text, broken[i % G_N_ELEMENTS (broken)].text);
      for (guint k = 0; k < 1 + i % 7; k++)
        text->str[rng_u64 (3, "place", NULL, i * 8 + k) % text->len] = (char) rng_u64 (3, "octet", NULL, i * 8 + k);
      g_string_truncate (text, rng_u64 (3, "length", NULL, i) % (text->len + 1));
      transcript = transcript_explain ((const guint8 *) text->str, text->len, &hints, &error);
      assert_true ((transcript == NULL) == (error != NULL));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_every_form), cmocka_unit_test (test_every_breach), cmocka_unit_test (test_too_long),
    cmocka_unit_test (test_just_too_long), cmocka_unit_test (test_letters_are_whole), cmocka_unit_test (test_long_letters),
    cmocka_unit_test (test_capabilities_before_tls_are_forgotten), cmocka_unit_test (test_refused_by_the_state),
    cmocka_unit_test (test_states_walk_by_the_tables), cmocka_unit_test (test_secrets), cmocka_unit_test (test_lengths),
    cmocka_unit_test (test_own_captures),
    cmocka_unit_test (test_anything),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
