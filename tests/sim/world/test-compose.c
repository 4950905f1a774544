#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <string.h>
#include <cmocka.h>

#include "world/compose.h"

/* 2026-03-02 08:00:00 at +07:00 */
#define MORNING (G_GINT64_CONSTANT (1772413200) * G_USEC_PER_SEC)

static Message *
compose (const char *subject, const char *body, guint64 size)
{
  g_autoptr (GPtrArray) to = g_ptr_array_new ();
  Composition c = { .from = "Budi Écu <budi@luar.example>", .to = to, .subject = subject, .body = body, .size = size,
                    .message_id = "<1.7@luar.example>", .time = MORNING, .zone_minutes = 420 };

  g_ptr_array_add (to, (gpointer) "ada@kantor.example");
  return compose_message (&c);
}

static void
test_fields (void **state)
{
  g_autoptr (Message) message = compose ("Hello", "One\nTwo", 0);
  gsize length;
  const guint8 *octets = message_octets (message, &length);
  static const char expected[] = "Date: Mon, 02 Mar 2026 08:00:00 +0700\r\n"
                                 "From: =?UTF-8?B?QnVkaSDDiWN1?= <budi@luar.example>\r\n"
                                 "To: ada@kantor.example\r\n"
                                 "Subject: Hello\r\n"
                                 "Message-ID: <1.7@luar.example>\r\n"
                                 "MIME-Version: 1.0\r\n"
                                 "Content-Type: text/plain; charset=UTF-8\r\n"
                                 "Content-Transfer-Encoding: 7bit\r\n"
                                 "\r\nOne\r\nTwo\r\n";

  assert_int_equal (length, strlen (expected));
  assert_memory_equal (octets, expected, length);
}

static void
test_exact_sizes (void **state)
{
  for (guint64 size = 400; size < 1200; size++)
    {
      g_autoptr (Message) message = compose ("Hello", "One", size);
      gsize length;
      const guint8 *octets = message_octets (message, &length);

      assert_int_equal (length, size);
      assert_memory_equal (octets + length - 2, "\r\n", 2);
    }
}

static void
test_encodings (void **state)
{
  static const char subject[] = "Undangan makan siang dengan “Ibu Ratu” di kota — semua boleh ikut, ya? 🎉";
  g_autoptr (Message) message = compose (subject, "Café = kopi \nfin", 0);
  g_autofree char *decoded = message_dup_subject (message);
  gsize length;
  const char *octets = (const char *) message_octets (message, &length);

  assert_string_equal (decoded, subject);
  assert_non_null (g_strstr_len (octets, (gssize) length, "\r\n\r\nCaf=C3=A9 =3D kopi=20\r\nfin\r\n"));
  for (gsize i = 0; i < length; i++)
    assert_true ((guchar) octets[i] < 0x80);
}

/* A subject cannot bring header fields of its own. */
static void
test_line_ends_in_a_subject (void **state)
{
  g_autoptr (Message) message = compose ("Hello\r\nBcc: all@luar.example", NULL, 0);

  assert_null (message_header (message, "Bcc"));
}

static void
test_address (void **state)
{
  g_autofree char *named = compose_dup_address ("Budi <budi@luar.example>");
  g_autofree char *bare = compose_dup_address (" budi@luar.example ");

  assert_string_equal (named, "budi@luar.example");
  assert_string_equal (bare, "budi@luar.example");
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_fields),
    cmocka_unit_test (test_exact_sizes),
    cmocka_unit_test (test_encodings),
    cmocka_unit_test (test_line_ends_in_a_subject),
    cmocka_unit_test (test_address),
  };

  return cmocka_run_group_tests_name ("compose", tests, NULL, NULL);
}
