#include "imap/imap-lexer.h"
#include "imap/imap-utf7.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>
#include <string.h>

static ImapLexer
lexer_of (const char *text)
{
  ImapLexer lexer;

  imap_lexer_init (&lexer, text, strlen (text));
  return lexer;
}

static void
test_elements (void **state)
{
  g_autoptr (GString) out = g_string_new (NULL);
  ImapLexer l = lexer_of ("a1 Name \"qu\\\"o te\" {3}\r\na\r\n nil {2+}\r\nxy \\Seen \\* 4294967295 4294967296\r\n");
  gboolean nil;
  guint64 n;

  assert_true (imap_lexer_chars (&l, IMAP_TAG_CHARS, out));
  assert_string_equal (out->str, "a1");
  assert_true (imap_lexer_space (&l));
  assert_false (imap_lexer_word (&l, "NAM"));
  assert_true (imap_lexer_word (&l, "NAME") && imap_lexer_space (&l));
  assert_true (imap_lexer_astring (&l, out) && imap_lexer_space (&l));
  assert_string_equal (out->str, "qu\"o te");
  assert_true (imap_lexer_string (&l, out) && imap_lexer_space (&l));
  assert_string_equal (out->str, "a\r\n");
  assert_true (imap_lexer_nstring (&l, out, &nil) && nil && imap_lexer_space (&l));
  assert_true (imap_lexer_nstring (&l, out, &nil) && !nil && imap_lexer_space (&l));
  assert_string_equal (out->str, "xy");
  assert_true (imap_lexer_flag (&l, out) && imap_lexer_space (&l));
  assert_string_equal (out->str, "\\Seen");
  assert_true (imap_lexer_flag (&l, out) && imap_lexer_space (&l));
  assert_string_equal (out->str, "\\*");
  assert_true (imap_lexer_number (&l, G_MAXUINT32, &n) && imap_lexer_space (&l));
  assert_int_equal (n, G_MAXUINT32);
  assert_false (imap_lexer_number (&l, G_MAXUINT32, &n));
  assert_true (imap_lexer_number (&l, G_MAXUINT64, &n));
  assert_true (imap_lexer_end (&l));
}

static void
test_broken_elements (void **state)
{
  static const char *const broken[] = { "\"open", "\"open\r\n", "\"end\\", "{3}\r\nab", "{3}abc", "{-1}\r\n", "{}\r\n", "", "(" };
  g_autoptr (GString) out = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      ImapLexer l = lexer_of (broken[i]);

      assert_false (imap_lexer_astring (&l, out));
      assert_int_equal (l.at, 0);
    }
}

/* A NUL would end a password or a name early. */
static void
test_no_nul_in_strings (void **state)
{
  static const char literal[] = "{3}\r\na\0b";
  static const char quoted[] = "\"a\0b\"";
  static const char literal8[] = "~{3}\r\nabc";
  g_autoptr (GString) out = g_string_new (NULL);
  const guint8 *octets;
  gsize length;
  ImapLexer l;

  imap_lexer_init (&l, literal, sizeof literal - 1);
  assert_false (imap_lexer_string (&l, out));
  assert_int_equal (l.at, 0);
  assert_true (imap_lexer_literal (&l, &octets, &length));
  imap_lexer_init (&l, quoted, sizeof quoted - 1);
  assert_false (imap_lexer_string (&l, out));
  imap_lexer_init (&l, literal8, sizeof literal8 - 1);
  assert_false (imap_lexer_string (&l, out));
  assert_true (imap_lexer_literal (&l, &octets, &length));
}

static void
test_literal_announcement (void **state)
{
  static const char *const none[] = { "}", "{}", "5}", "{5", "{5} ", "{+}", "", "\r\n", "{x}" };
  ImapLiteral literal;
  const char *line;

  line = "a LOGIN {11}\r\n";
  assert_true (imap_line_announces_literal ((const guint8 *) line, strlen (line), &literal));
  assert_true (literal.octets == 11 && literal.synchronising && !literal.binary);
  line = "a APPEND x ~{310+}\n";
  assert_true (imap_line_announces_literal ((const guint8 *) line, strlen (line), &literal));
  assert_true (literal.octets == 310 && !literal.synchronising && literal.binary);
  line = "{99999999999999999999999}";
  assert_true (imap_line_announces_literal ((const guint8 *) line, strlen (line), &literal));
  assert_true (literal.octets == G_MAXUINT64 && !literal.binary);
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    assert_false (imap_line_announces_literal ((const guint8 *) none[i], strlen (none[i]), &literal));
}

static void
test_format (void **state)
{
  g_autoptr (GString) out = g_string_new (NULL);

  imap_format_nstring (out, NULL, -1);
  imap_format_nstring (out, "a\"b\\", -1);
  imap_format_astring (out, "INBOX");
  imap_format_astring (out, "a b");
  imap_format_astring (out, "");
  imap_format_astring (out, "nil");
  imap_format_string (out, "\xc3\xa9", -1);
  assert_string_equal (out->str, "NIL\"a\\\"b\\\\\"INBOX\"a b\"\"\"\"nil\"{2}\r\n\xc3\xa9");
}

/* RFC 3501 §5.1.3's own example among them. */
static void
test_utf7 (void **state)
{
  static const char *const pairs[][2] = {
    { "~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-" },
    { "INBOX", "INBOX" },
    { "A&B", "A&-B" },
    { "Entwürfe", "Entw&APw-rfe" },
    { "\xf0\x9f\x93\xac", "&2D3c7A-" },
    { "Surat\tMasuk", "Surat&AAk-Masuk" },
  };
  static const char *const bad[] = { "&", "&U", "&U,BTFw", "&U,BTFw-&ZeVnLIqe-", "&AGE-", "caf\xc3\xa9", "&2D0-", "&AAA-",
                                    "&!-", "&APx-" };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autofree char *wire = imap_utf7_encode (pairs[i][0]);
      g_autofree char *name = imap_utf7_decode (pairs[i][1]);

      assert_string_equal (wire, pairs[i][1]);
      assert_string_equal (name, pairs[i][0]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    assert_null (imap_utf7_decode (bad[i]));
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_elements),
    cmocka_unit_test (test_broken_elements),
    cmocka_unit_test (test_no_nul_in_strings),
    cmocka_unit_test (test_literal_announcement),
    cmocka_unit_test (test_format),
    cmocka_unit_test (test_utf7),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
