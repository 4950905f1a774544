/* Responses taken apart: whole, octet by octet, broken, and made up by chance. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
#include <string.h>

#include "imap/imap-response.h"
#include "mailbox.h"
#include "rng.h"

/* Cut by frames that see one octet more at a time, then parsed. */
static gboolean
parse (ImapResponse *response, const char *octets, gsize n)
{
  ImapFrame frame = { 0 };
  gsize length = 0;

  for (gsize i = 1; i < n; i++)
    assert_int_equal (imap_frame_find (&frame, (const guint8 *) octets, i, &length), FRAME_INCOMPLETE);
  assert_int_equal (imap_frame_find (&frame, (const guint8 *) octets, n, &length), FRAME_COMPLETE);
  assert_int_equal (length, n);
  assert_int_equal (frame.scanned, 0);
  return imap_response_parse (response, (const guint8 *) octets, n);
}

static void
read_response (ImapResponse *response, const char *text)
{
  g_autofree char *line = g_strconcat (text, "\r\n", NULL);

  assert_true (parse (response, line, strlen (line)));
}

static char *
describe_words (const ImapResponse *response)
{
  g_ptr_array_add (response->words, NULL);
  return g_strjoinv (",", (char **) response->words->pdata);
}

static void
test_status (void **state)
{
  g_auto (ImapResponse) ok = { 0 };
  g_auto (ImapResponse) copy = { 0 };
  g_auto (ImapResponse) append = { 0 };
  g_auto (ImapResponse) strange = { 0 };
  g_autoptr (GString) set = g_string_new (NULL);

  read_response (&ok, "* OK [UIDVALIDITY 3857529045] UIDs valid");
  assert_int_equal (ok.kind, RESPONSE_UNTAGGED);
  assert_int_equal (ok.data, DATA_STATUS);
  assert_int_equal (ok.code, CODE_UIDVALIDITY);
  assert_int_equal (ok.numbers[0], 3857529045u);
  read_response (&copy, "A003 ok [copyuid 38505 304,319:320 3956:3958] Done");
  assert_int_equal (copy.kind, RESPONSE_TAGGED);
  assert_string_equal (copy.tag, "A003");
  assert_int_equal (copy.code, CODE_COPYUID);
  uid_set_format (&copy.copied, set);
  assert_string_equal (set->str, "3956:3958");
  read_response (&append, "A003 OK [APPENDUID 38505 3955] APPEND completed");
  assert_int_equal (append.numbers[1], 3955);
  read_response (&strange, "* NO [UIDVALIDITY many] no");
  assert_int_equal (strange.status, STATUS_NO);
  assert_int_equal (strange.code, CODE_OTHER);
}

static void
test_capabilities (void **state)
{
  g_auto (ImapResponse) code = { 0 };
  g_auto (ImapResponse) data = { 0 };
  g_autofree char *words = NULL;
  g_autofree char *more = NULL;

  read_response (&code, "* OK [CAPABILITY IMAP4rev1 literal+] hello");
  words = describe_words (&code);
  assert_string_equal (words, "IMAP4REV1,LITERAL+");
  read_response (&data, "* CAPABILITY IMAP4rev1  AUTH=PLAIN");
  assert_int_equal (data.data, DATA_CAPABILITY);
  more = describe_words (&data);
  assert_string_equal (more, "IMAP4REV1,AUTH=PLAIN");
}

static void
test_list (void **state)
{
  g_auto (ImapResponse) quoted = { 0 };
  g_auto (ImapResponse) literal = { 0 };
  g_auto (ImapResponse) nil = { 0 };

  read_response (&quoted, "* LIST (\\Noselect \\HasChildren \\Sent) \"\\\\\" \"a \\\"b\\\"\"");
  assert_int_equal (quoted.data, DATA_LIST);
  assert_int_equal (quoted.delimiter, '\\');
  assert_string_equal (quoted.mailbox, "a \"b\"");
  assert_int_equal (quoted.attributes, LIST_NO_SELECT);
  assert_int_equal (quoted.special_use, SPECIAL_SENT);
  read_response (&literal, "* LIST () \"/\" {5}\r\na\r\nb ");
  assert_string_equal (literal.mailbox, "a\r\nb ");
  read_response (&nil, "* LIST () NIL inbox");
  assert_int_equal (nil.delimiter, 0);
}

static void
test_numbers (void **state)
{
  static const struct { const char *text; ResponseData data; guint32 number; } cases[] = {
    { "* 23 EXISTS", DATA_EXISTS, 23 },          { "* 0 EXISTS", DATA_EXISTS, 0 },
    { "* 44 EXPUNGE", DATA_EXPUNGE, 44 },        { "* 0 EXPUNGE", DATA_OTHER, 0 },
    { "* 5 RECENT", DATA_OTHER, 5 },             { "* 4294967296 EXISTS", DATA_OTHER, 0 },
    { "* 0 FETCH (UID 1)", DATA_OTHER, 0 },      { "* 1 FETCH", DATA_OTHER, 1 },
    { "* 1 FETCH (UID 1", DATA_OTHER, 1 },       { "* 1 FETCH (UID)", DATA_OTHER, 1 },
    { "* 1 FETCH ()", DATA_FETCH, 1 },           { "* VANISHED 1:4,9", DATA_VANISHED, 0 },
    { "* VANISHED (EARLIER) 4", DATA_VANISHED, 0 }, { "* VANISHED 4:", DATA_OTHER, 0 },
    { "* SEARCH 1 2 3", DATA_SEARCH, 0 },        { "* SEARCH 1 0", DATA_OTHER, 0 },
    { "* SEARCH", DATA_SEARCH, 0 },              { "* SEARCH 4 (MODSEQ 9)", DATA_SEARCH, 0 },
    { "* XYZZY (a \"b\" {3}\r\n(\r\n)", DATA_OTHER, 0 },
    { "* ", DATA_OTHER, 0 },                     { "* (", DATA_OTHER, 0 },
    { "* LIST () \"/\"", DATA_OTHER, 0 },        { "* LIST (\\a", DATA_OTHER, 0 },
    { "* FLAGS (\\Seen $Junk)", DATA_FLAGS, 0 }, { "* FLAGS \\Seen", DATA_OTHER, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (ImapResponse) response = { 0 };

      read_response (&response, cases[i].text);
      if (response.data != cases[i].data || response.number != cases[i].number)
        fail_msg ("%s: data %u, number %u", cases[i].text, response.data, response.number);
    }
}

static void
test_fetch (void **state)
{
  g_auto (ImapResponse) fetch = { 0 };
  g_autofree char *words = NULL;
  gsize size;

  read_response (&fetch, "* 12 fetch (flags (\\Seen \\*) ENVELOPE (\"Wed\" NIL ((\"T\" NIL \"g\" \"c\"))) "
                         "INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 4286 BODY[HEADER.FIELDS (DATE FROM)]<0> "
                         "\"x\" BODY[] {9}\r\na: b\r\n)\r\n MODSEQ (720162338) X-GUID \"q\" UID 4827313)");
  assert_int_equal (fetch.data, DATA_FETCH);
  assert_int_equal (fetch.number, 12);
  assert_int_equal (fetch.uid, 4827313);
  assert_int_equal (fetch.size, 4286);
  assert_int_equal (fetch.modseq, 720162338);
  assert_int_equal (fetch.has, FETCH_HAS_UID | FETCH_HAS_FLAGS | FETCH_HAS_DATE | FETCH_HAS_SIZE | FETCH_HAS_MODSEQ);
  assert_int_equal (fetch.date, G_GINT64_CONSTANT (837596665) * G_USEC_PER_SEC);
  assert_memory_equal (g_bytes_get_data (fetch.body, &size), "a: b\r\n)\r\n", 9);
  assert_int_equal (size, 9);
  assert_null (fetch.header);
  words = describe_words (&fetch);
  assert_string_equal (words, "\\Seen,\\*");
}

/* RFC 3501 §7.4.2: which part is the first text that is not attached, and how it is written. */
static void
test_structures (void **state)
{
#define TEXT(sub, rest) "(\"TEXT\" \"" sub "\" (\"CHARSET\" \"us-ascii\") NIL NIL \"7BIT\" 23 1" rest ")"
#define ATTACHED " NIL (\"ATTACHMENT\" (\"FILENAME\" \"a.txt\")) NIL"
#define INNER "(\"MESSAGE\" \"RFC822\" NIL NIL NIL \"7BIT\" 99 (\"attachment\" NIL NIL NIL NIL NIL NIL NIL NIL NIL) " \
              TEXT ("plain", "") " 3)"
  static const struct { const char *structure; const char *section; const char *subtype; } cases[] = {
    { TEXT ("plain", ""), "1", "plain" },
    { "(" TEXT ("plain", ATTACHED) TEXT ("html", " NIL NIL NIL") " \"MIXED\")", "2", "html" },
    { "((" TEXT ("plain", "") TEXT ("html", "") " \"ALTERNATIVE\" (\"BOUNDARY\" \"b\") NIL NIL)" INNER " \"MIXED\")",
      "1.1", "plain" },
    { "(" INNER TEXT ("x\\\"y", "") " \"MIXED\")", "2", "plain" },
    { "(\"IMAGE\" \"PNG\" NIL NIL NIL \"BASE64\" 9)", NULL, NULL },
  };
  static const char *const broken[] = { "(", "()", "(\"TEXT\")", "(((((",
                                        "((\"TEXT\" \"PLAIN\" (\"CHARSET\") NIL NIL \"7BIT\" 1))" };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("* 1 FETCH (BODYSTRUCTURE %s UID 7)", cases[i].structure);
      g_autofree char *mime = g_strconcat ("Content-Type: text/", cases[i].subtype,
                                           "; charset=us-ascii\r\nContent-Transfer-Encoding: 7BIT\r\n", NULL);
      g_auto (ImapResponse) response = { 0 };

      read_response (&response, text);
      assert_int_equal (response.has, FETCH_HAS_STRUCTURE | FETCH_HAS_UID |
                                        (cases[i].structure[1] == '(' ? FETCH_HAS_PARTS : 0));
      assert_true (g_strcmp0 (response.section, cases[i].section) == 0);
      assert_true (cases[i].section == NULL || strcmp (response.mime, mime) == 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *text = g_strdup_printf ("* 1 FETCH (BODYSTRUCTURE %s", broken[i]);
      g_auto (ImapResponse) response = { 0 };

      read_response (&response, text);
      assert_int_equal (response.data, DATA_OTHER);
    }
}

static void
test_odd_values (void **state)
{
  g_auto (ImapResponse) nil = { 0 };
  g_auto (ImapResponse) empty = { 0 };
  g_auto (ImapResponse) binary = { 0 };
  g_auto (ImapResponse) dates = { 0 };

  read_response (&nil, "* 1 FETCH (BODY[] NIL UID 0 RFC822.SIZE -1 BODY[HEADER] NIL)");
  assert_null (nil.body);
  assert_int_equal (nil.has, 0);
  read_response (&empty, "* 1 FETCH (RFC822 \"\" RFC822.HEADER {0}\r\n)");
  assert_int_equal (g_bytes_get_size (empty.body), 0);
  assert_int_equal (g_bytes_get_size (empty.header), 0);
  read_response (&binary, "* 1 FETCH (BINARY[1] ~{4}\r\n\r\n)( UID 5)");
  assert_int_equal (binary.uid, 5);
  read_response (&dates, "* 1 FETCH (INTERNALDATE \"31-Feb-2026 02:44:25 -0700\" UID 5)");
  assert_int_equal (dates.has, FETCH_HAS_UID);
}

static void
test_no_responses (void **state)
{
  static const char *const texts[] = { "", "*", "*OK", "a1", "a1 PREAUTH x", "a1 BYE", "(a) OK", "a1 HELLO", "220 hi" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_auto (ImapResponse) response = { 0 };
      g_autofree char *line = g_strconcat (texts[i], "\r\n", NULL);

      if (parse (&response, line, strlen (line)))
        fail_msg ("\"%s\" was taken for a response", texts[i]);
    }
}

static void
test_tokens (void **state)
{
  static const TokenKind kinds[] = { TOKEN_NUMBER, TOKEN_ITEM, TOKEN_ITEM, TOKEN_UID, TOKEN_ITEM, TOKEN_FLAGS, TOKEN_ITEM,
                                     TOKEN_LITERAL };
  static const char *const texts[] = { "3", "FETCH", "UID", "9", "FLAGS", "\\Seen a", "BODY[]", "xyz" };
  static const char line[] = "* 3 FETCH (UID 9 FLAGS (\\Seen a) BODY[] {3}\r\nxyz)";
  g_auto (ImapResponse) response = { 0 };

  read_response (&response, line);
  assert_int_equal (response.tokens->len, G_N_ELEMENTS (kinds));
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const TraceToken *token = &g_array_index (response.tokens, TraceToken, i);

      assert_int_equal (token->kind, kinds[i]);
      assert_int_equal (token->length, strlen (texts[i]));
      assert_memory_equal (line + token->start, texts[i], token->length);
    }
}

static void
test_bounds (void **state)
{
  ImapFrame frame = { 0 };
  gsize length = 0;
  static const char *const huge[] = { "* {99999999999}\r\n", "* {99999999999999999999999}\r\n", "* {134217729}\r\n" };
  g_autoptr (GByteArray) line = g_byte_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (huge); i++)
    {
      frame = (ImapFrame) { 0 };
      assert_int_equal (imap_frame_find (&frame, (const guint8 *) huge[i], strlen (huge[i]), &length), FRAME_TOO_LONG);
    }
  frame = (ImapFrame) { 0 };
  g_byte_array_set_size (line, IMAP_RESPONSE_TEXT_MAX + 1);
  memset (line->data, 'x', line->len);
  assert_int_equal (imap_frame_find (&frame, line->data, IMAP_RESPONSE_TEXT_MAX, &length), FRAME_INCOMPLETE);
  assert_int_equal (imap_frame_find (&frame, line->data, line->len, &length), FRAME_TOO_LONG);
}

/* Lists without end, many flags: read, not believed, no deep recursion. */
static void
test_exaggerations (void **state)
{
  g_autoptr (GString) deep = g_string_new ("* 1 FETCH (BODY ");
  g_autoptr (GString) many = g_string_new ("* 1 FETCH (FLAGS (");
  g_auto (ImapResponse) a = { 0 };
  g_auto (ImapResponse) b = { 0 };

  for (guint i = 0; i < 1000; i++)
    g_string_append_c (deep, '(');
  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (many, "k%u ", i);
  g_string_append (many, "))");
  read_response (&a, deep->str);
  assert_int_equal (a.data, DATA_OTHER);
  read_response (&b, many->str);
  assert_int_equal (b.data, DATA_FETCH);
  assert_true (b.words->len <= 1000);
}

static const char *const seeds[] = {
  "* OK [CAPABILITY IMAP4rev1 IDLE] hi\r\n",
  "* LIST (\\Sent) \"/\" \"Se\\\"nt\"\r\n",
  "* 3 FETCH (UID 9 FLAGS (\\Seen a) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" BODY[HEADER] {4}\r\na: b BODY[] \"x\")\r\n",
  "a1 OK [COPYUID 3 1:2,4 7:9] done\r\n",
  "* VANISHED (EARLIER) 4:9,12\r\n",
  "* SEARCH 2 84 882\r\n",
  "* 2 FETCH (BODYSTRUCTURE ((\"TEXT\" \"PLAIN\" (\"CHARSET\" \"x\") NIL NIL \"7BIT\" 6 1) \"MIXED\" NIL NIL) "
  "BODY[1.2] {1}\r\nx)\r\n",
  "* 2 FETCH (UID 7 BODY[1.2]<393216> {1}\r\nx)\r\n",
  "+ go on\r\n",
};

static void
test_mutations (void **state)
{
  for (guint64 n = 0; n < 30000; n++)
    {
      g_autoptr (GString) text = g_string_new (seeds[rng_u64 (1, "seed", "", n) % G_N_ELEMENTS (seeds)]);
      guint changes = (guint) (rng_u64 (1, "changes", "", n) % 6);
      g_autofree guint8 *octets = NULL;
      ImapFrame frame = { 0 };
      gsize length = 0;

      for (guint i = 0; i < changes; i++)
        {
          guint64 chance = rng_u64 (1, "change", "", n * 8 + i);
          gsize at = (chance >> 8) % text->len;

          if ((chance & 3) == 0)
            g_string_erase (text, (gssize) at, 1);
          else
            text->str[at] = (char) ((chance & 3) == 1 ? "()[]{}\"\\ \r\n*0"[(chance >> 40) % 13] : (char) (chance >> 40));
        }
      /* Exactly as long as it is: a read behind its end is found. */
      octets = g_memdup2 (text->str, text->len);
      if (imap_frame_find (&frame, octets, text->len, &length) == FRAME_COMPLETE)
        {
          g_auto (ImapResponse) response = { 0 };
          g_autofree guint8 *exact = g_memdup2 (octets, length);

          imap_response_parse (&response, exact, length);
          for (guint i = 0; i < response.tokens->len; i++)
            assert_true (g_array_index (response.tokens, TraceToken, i).start +
                         g_array_index (response.tokens, TraceToken, i).length <= length);
        }
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_status),     cmocka_unit_test (test_capabilities), cmocka_unit_test (test_list),
    cmocka_unit_test (test_numbers),    cmocka_unit_test (test_fetch),
    cmocka_unit_test (test_structures),        cmocka_unit_test (test_odd_values),
    cmocka_unit_test (test_no_responses), cmocka_unit_test (test_tokens),     cmocka_unit_test (test_bounds),
    cmocka_unit_test (test_exaggerations), cmocka_unit_test (test_mutations),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
