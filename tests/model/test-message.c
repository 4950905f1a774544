#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "message.h"

/* What a range holds, as a string that the caller owns. */
static char *
cut (const Message *message, OctetRange range)
{
  gsize length;
  const guint8 *octets = message_octets (message, &length);

  assert_true (range.start <= range.end && range.end <= length);
  return g_strndup ((const char *) octets + range.start, range.end - range.start);
}

#define assert_range(message, range, text) \
  G_STMT_START { g_autofree char *cut_ = cut (message, range); assert_string_equal (cut_, text); } G_STMT_END

static void
test_octets (void **state)
{
  g_autoptr (Message) message = message_new_from_string ("Subject: a\0b\r\n\r\nhi\r\n", 20);
  g_autoptr (Message) again = message_ref (message);
  g_autoptr (Message) other = message_new_from_string ("", 0);
  g_autofree char *digest = state_digest_string (&message_state, message);
  g_autofree char *other_digest = state_digest_string (&message_state, other);
  char *missing;

  assert_int_equal (message_size (message), 20);
  assert_ptr_equal (again, message);
  assert_string_equal (message_digest (other), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  assert_string_not_equal (digest, other_digest);
  assert_string_equal (message_header (message, "subject"), "a b");
  assert_true (state_type_covers (&message_state, &missing));
}

static void
test_header_range (void **state)
{
  static const struct { const char *octets; const char *header; } cases[] = {
    { "", "" },
    { "\r\nbody\r\n", "\r\n" },
    { "no header at all\r\n\r\nstill none\r\n", "" },
    { "Subject: x\r\n", "Subject: x\r\n" },
    { "Subject: x", "Subject: x" },
    { "Subject: x\r\n\r\nbody", "Subject: x\r\n\r\n" },
    { "Subject: x\n\nbody\n", "Subject: x\n\n" },
    { "Subject: x\r\n\ty\r\nTo: z\r\n\r\n\r\n", "Subject: x\r\n\ty\r\nTo: z\r\n\r\n" },
    { ": no name\r\n\r\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Message) message = message_new_from_string (cases[i].octets, -1);

      assert_range (message, message_header_range (message), cases[i].header);
    }
}

static void
test_header (void **state)
{
  g_autoptr (GString) text = g_string_new ("X-Long: ");
  g_autoptr (Message) message = NULL;
  const char *first;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (text, "word%u\r\n ", i);
  g_string_append (text, "end\r\nTO : a@b\r\nSubject: caf\xe9\r\nsubject: second\r\nEmpty:\r\n\r\nTo: not me\r\n");
  message = message_new_from_string (text->str, (gssize) text->len);
  assert_string_equal (message_header (message, "To"), "a@b");
  assert_string_equal (message_header (message, "Subject"), "caf\xe9");
  assert_string_equal (message_header (message, "empty"), "");
  assert_null (message_header (message, "Bcc"));
  assert_null (message_header (message, "Sub"));
  first = message_header (message, "x-long");
  assert_true (g_str_has_prefix (first, "word0 word1 word2 "));
  assert_true (g_str_has_suffix (first, " word499 end"));
  assert_ptr_equal (message_header (message, "X-LONG"), first);
}

static void
test_header_fields (void **state)
{
  g_autoptr (Message) message = message_new_from_string ("From: a\r\nTo: b,\r\n c\r\njunk line\r\nFROM: d\r\n\r\nTo: e\r\n", -1);
  const char *names[] = { "from", NULL };
  g_autoptr (GArray) from = message_header_fields (message, message_header_range (message), (GStrv) names, TRUE);
  g_autoptr (GArray) others = message_header_fields (message, message_header_range (message), (GStrv) names, FALSE);

  assert_int_equal (from->len, 2);
  assert_range (message, g_array_index (from, OctetRange, 0), "From: a\r\n");
  assert_range (message, g_array_index (from, OctetRange, 1), "FROM: d\r\n");
  assert_int_equal (others->len, 1);
  assert_range (message, g_array_index (others, OctetRange, 0), "To: b,\r\n c\r\n");
}

static void
test_letter_digest (void **state)
{
  const char *letter = "From: a@b\r\nSubject: x\r\n\r\nbody\r\n";
  const char *same[] = {
    "Received: from x\r\n\tby y\r\nReturn-Path: <a@b>\r\nFrom: a@b\r\nSubject: x\r\n\r\nbody\r\n",
    "From: a@b\r\nStatus: RO\r\nX-Mozilla-Status: 0001\r\nBcc: c@d\r\nSubject: x\r\n\r\nbody\r\n",
  };
  const char *other[] = {
    "From: a@b\r\nSubject: x\r\n\r\nbody \r\n",
    "From: a@b\r\nSubject: y\r\n\r\nbody\r\n",
    "From: a@b\r\nSubject: x\r\n\r\nReceived: from x\r\nbody\r\n",
    "From: a@b\r\nX-Received: z\r\nSubject: x\r\n\r\nbody\r\n",
  };
  g_autoptr (Message) message = message_new_from_string (letter, -1);

  for (guint i = 0; i < G_N_ELEMENTS (same); i++)
    {
      g_autoptr (Message) copy = message_new_from_string (same[i], -1);

      assert_string_equal (message_letter_digest (message), message_letter_digest (copy));
    }
  for (guint i = 0; i < G_N_ELEMENTS (other); i++)
    {
      g_autoptr (Message) copy = message_new_from_string (other[i], -1);

      assert_string_not_equal (message_letter_digest (message), message_letter_digest (copy));
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_octets),
    cmocka_unit_test (test_header_range),
    cmocka_unit_test (test_header),
    cmocka_unit_test (test_header_fields),
    cmocka_unit_test (test_letter_digest),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
