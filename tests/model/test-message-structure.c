#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <gmime/gmime.h>
#include <string.h>

#include "import.h"
#include "message.h"

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

static const char nested[] =
  "Received: by x\r\n"
  "MIME-Version: 1.0\r\n"
  "Content-Type: multipart/mixed; boundary=\"outer\"\r\n"
  "\r\n"
  "preamble\r\n"
  "--outer\r\n"
  "Content-Type: multipart/alternative;\r\n"
  "\tboundary=outer-in\r\n"
  "\r\n"
  "--outer-in\r\n"
  "\r\n"
  "plain\r\n"
  "--outer-in\r\n"
  "Content-Type: TEXT/Html; charset=UTF-8 (eight bits); format=\"a \\\"b\\\"\"\r\n"
  "Content-Transfer-Encoding: Quoted-Printable\r\n"
  "\r\n"
  "<p>caf=C3=A9\r\n</p>\r\n\r\n"
  "--outer-in--\r\n"
  "inner epilogue\r\n"
  "--outer\r\n"
  "Content-Type: message/rfc822\r\n"
  "Content-Disposition: ATTACHMENT; filename*=utf-8''caf%C3%A9.eml\r\n"
  "Content-ID: <1@x>\r\n"
  "Content-Language: id, en\r\n"
  "\r\n"
  "Subject: inside\r\n"
  "Content-Type: multipart/digest; boundary=d\r\n"
  "\r\n"
  "--d\r\n"
  "\r\n"
  "Subject: one\r\n"
  "\r\n"
  "first\r\n"
  "--d  \r\n"
  "Content-Type: application/octet-stream; name=a b.bin\r\n"
  "Content-Transfer-Encoding: base64\r\n"
  "\r\n"
  "AAEC\r\n"
  "--d--\r\n"
  "--outer--\r\n"
  "epilogue\r\n";

static const MessagePart *
part_at (const Message *message, const char *path)
{
  guint numbers[10];
  guint length = 0;
  g_auto (GStrv) words = g_strsplit (path, ".", 10);

  for (; words[length] != NULL; length++)
    numbers[length] = (guint) atoi (words[length]);
  return message_part (message, numbers, length);
}

static void
test_nested (void **state)
{
  g_autoptr (Message) message = message_new_from_string (nested, -1);
  const MessagePart *root = message_structure (message);
  const MessagePart *html = part_at (message, "1.2");
  const MessagePart *forwarded = part_at (message, "2");
  const MessagePart *data = part_at (message, "2.2");

  assert_string_equal (root->type, "multipart");
  assert_string_equal (root->subtype, "mixed");
  assert_int_equal (root->children->len, 2);
  assert_int_equal (root->header.start, 0);
  assert_int_equal (root->body.end, strlen (nested));
  assert_range (message, part_at (message, "1")->header,
                "Content-Type: multipart/alternative;\r\n\tboundary=outer-in\r\n\r\n");
  assert_range (message, part_at (message, "1.1")->header, "\r\n");
  assert_range (message, part_at (message, "1.1")->body, "plain");
  assert_range (message, html->body, "<p>caf=C3=A9\r\n</p>\r\n");
  assert_string_equal (html->type, "text");
  assert_string_equal (html->subtype, "html");
  assert_string_equal (html->encoding, "QUOTED-PRINTABLE");
  assert_int_equal (html->lines, 2);
  assert_int_equal (html->params->len, 4);
  assert_string_equal (html->params->pdata[1], "UTF-8");
  assert_string_equal (html->params->pdata[3], "a \"b\"");
  assert_string_equal (forwarded->disposition, "attachment");
  assert_string_equal (forwarded->disposition_params->pdata[0], "filename*");
  assert_string_equal (forwarded->disposition_params->pdata[1], "utf-8''caf%C3%A9.eml");
  assert_string_equal (forwarded->id, "<1@x>");
  assert_int_equal (forwarded->languages->len, 2);
  assert_string_equal (forwarded->languages->pdata[1], "en");
  assert_int_equal (forwarded->children->len, 1);
  assert_range (message, forwarded->rfc822_header, "Subject: inside\r\nContent-Type: multipart/digest; boundary=d\r\n\r\n");
  assert_string_equal (data->subtype, "octet-stream");
  assert_string_equal (data->params->pdata[1], "a b.bin");
  assert_range (message, data->body, "AAEC");
  assert_string_equal (part_at (message, "2.1")->subtype, "rfc822");
  assert_range (message, part_at (message, "2.1")->rfc822_header, "Subject: one\r\n\r\n");
  assert_range (message, part_at (message, "2.1.1")->body, "first");
  assert_ptr_equal (part_at (message, "2.1.1")->parent, part_at (message, "2.1"));
}

static void
test_part_numbers (void **state)
{
  g_autoptr (Message) message = message_new_from_string (nested, -1);
  g_autoptr (Message) plain = message_new_from_string ("Subject: x\r\n\r\nbody\r\n", -1);
  static const char *const none[] = { "0", "3", "1.3", "1.1.1", "2.3", "2.1.2", "2.1.1.1" };

  assert_ptr_equal (message_part (message, NULL, 0), message_structure (message));
  for (guint i = 0; i < G_N_ELEMENTS (none); i++)
    assert_null (part_at (message, none[i]));
  assert_ptr_equal (part_at (plain, "1"), message_structure (plain));
  assert_null (part_at (plain, "1.1"));
  assert_null (part_at (plain, "2"));
}

static void
test_decoded (void **state)
{
  g_autoptr (Message) message = message_new_from_string (nested, -1);
  g_autoptr (Message) unknown = message_new_from_string ("Content-Transfer-Encoding: x-rot13\r\n\r\nuryyb", -1);
  g_autoptr (GBytes) html = message_part_decoded (message, part_at (message, "1.2"));
  g_autoptr (GBytes) data = message_part_decoded (message, part_at (message, "2.2"));
  g_autoptr (GBytes) plain = message_part_decoded (message, part_at (message, "1.1"));

  assert_int_equal (g_bytes_get_size (html), strlen ("<p>caf\xc3\xa9\r\n</p>\r\n"));
  assert_memory_equal (g_bytes_get_data (html, NULL), "<p>caf\xc3\xa9\r\n</p>\r\n", g_bytes_get_size (html));
  assert_int_equal (g_bytes_get_size (data), 3);
  assert_memory_equal (g_bytes_get_data (data, NULL), "\0\1\2", 3);
  assert_int_equal (g_bytes_get_size (plain), 5);
  assert_null (message_part_decoded (unknown, message_structure (unknown)));
}

/* What is wrong, and how it is read all the same: type/subtype of the root, its header, its first child's body. */
static void
test_broken (void **state)
{
  static const struct { const char *octets; const char *type; const char *header; const char *child; } cases[] = {
    { "", "text/plain", "", NULL },
    { "just text\r\n", "text/plain", "", NULL },
    { "Subject: only a header\r\n", "text/plain", "Subject: only a header\r\n", NULL },
    { "Content-Type: text\r\n\r\nx", "text/plain", "Content-Type: text\r\n\r\n", NULL },
    { "Content-Type: /\r\n\r\nx", "text/plain", "Content-Type: /\r\n\r\n", NULL },
    { "Content-Type: \x01/\xff\r\n\r\nx", "text/plain", "Content-Type: \x01/\xff\r\n\r\n", NULL },
    { "Content-Type: multipart/mixed\r\n\r\n--x\r\n", "text/plain", "Content-Type: multipart/mixed\r\n\r\n", NULL },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\nno part\r\n", "text/plain",
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n", NULL },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nopen end\r\n", "multipart/mixed",
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n", "open end\r\n" },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n--x--\r\n", "multipart/mixed",
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n", "" },
    { "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-ID: <a>\r\n\r\n--x--", "multipart/mixed",
      "Content-Type: multipart/mixed; boundary=x\r\n\r\n", "" },
    { "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nline feeds\n\n--x--\n", "multipart/mixed",
      "Content-Type: multipart/mixed; boundary=x\n\n", "line feeds\n" },
    { "Content-Type: message/rfc822\r\n\r\n", "message/rfc822", "Content-Type: message/rfc822\r\n\r\n", "" },
    { "Content-Type: message/global\r\n\r\nSubject: \xc3\xbc\r\n\r\ng", "message/global",
      "Content-Type: message/global\r\n\r\n", "g" },
    { "Content-Type: multipart/mixed; boundary=\"x\r\n\r\n--x\r\n", "multipart/mixed",
      "Content-Type: multipart/mixed; boundary=\"x\r\n\r\n", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Message) message = message_new_from_string (cases[i].octets, -1);
      const MessagePart *root = message_structure (message);
      g_autofree char *type = g_strdup_printf ("%s/%s", root->type, root->subtype);

      assert_string_equal (type, cases[i].type);
      assert_range (message, root->header, cases[i].header);
      assert_int_equal (root->children->len > 0, cases[i].child != NULL);
      if (cases[i].child != NULL)
        assert_range (message, ((const MessagePart *) root->children->pdata[0])->body, cases[i].child);
    }
}

static void
test_outer_boundary_ends_inner (void **state)
{
  g_autoptr (Message) message = message_new_from_string (
    "Content-Type: multipart/mixed; boundary=out\r\n\r\n--out\r\n"
    "Content-Type: multipart/mixed; boundary=in\r\n\r\n--in\r\n\r\ninner never closed\r\n"
    "--out\r\n\r\nlast\r\n--out--\r\n", -1);

  assert_range (message, part_at (message, "1.1")->body, "inner never closed");
  assert_range (message, part_at (message, "2")->body, "last");
}

static guint
depth_of (const MessagePart *part)
{
  guint deepest = 0;

  for (guint i = 0; i < part->children->len; i++)
    {
      guint depth = depth_of (part->children->pdata[i]);

      deepest = MAX (deepest, depth);
    }
  return deepest + 1;
}

static void
test_bounds (void **state)
{
  g_autoptr (GString) deep = g_string_new (NULL);
  g_autoptr (GString) wide = g_string_new ("Content-Type: multipart/mixed; boundary=b\r\n\r\n");
  g_autoptr (GString) params = g_string_new ("Content-Type: text/plain");
  g_autoptr (Message) deep_message = NULL;
  g_autoptr (Message) wide_message = NULL;
  g_autoptr (Message) params_message = NULL;
  guint depth, n_children, n_params;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (deep, "Content-Type: multipart/mixed; boundary=b%u\r\n\r\n--b%u\r\n", i, i);
  for (guint i = 0; i < 2000; i++)
    g_string_prepend (deep, "Content-Type: message/rfc822\r\n\r\n");
  for (guint i = 0; i < 100000; i++)
    g_string_append (wide, "--b\r\n");
  for (guint i = 0; i < 100000; i++)
    g_string_append (params, ";a=b");
  g_string_append (params, "\r\n\r\n");
  deep_message = message_new_from_string (deep->str, (gssize) deep->len);
  wide_message = message_new_from_string (wide->str, (gssize) wide->len);
  params_message = message_new_from_string (params->str, (gssize) params->len);
  depth = depth_of (message_structure (deep_message));
  n_children = message_structure (wide_message)->children->len;
  n_params = message_structure (params_message)->params->len;
  assert_true (depth >= 40 && depth <= 60);
  assert_true (n_children >= 1000 && n_children <= 10000);
  assert_true (n_params >= 100 && n_params <= 1000);
}

static void
test_people (void **state)
{
  g_autoptr (Message) message = message_new_from_string (
    "From: =?UTF-8?Q?Caf=C3=A9?= \"Budi, S\" <budi@luar.example>\r\n"
    "Subject: =?UTF-8?B?UmFwYXQg?= =?UTF-8?B?cGFnaQ==?=\r\n"
    "Date: Mon, 2 Mar 2026 08:00:30 +0700 (WIB)\r\n\r\n", -1);
  g_autoptr (Message) empty = message_new_from_string ("", 0);
  g_autoptr (Message) raw = message_new_from_string ("Subject: caf\xe9\r\nFrom: \xff\r\nDate: yesterday\r\n\r\n", -1);
  g_autofree char *subject = message_dup_subject (message);
  g_autofree char *from = message_dup_from (message);
  g_autofree char *no_subject = message_dup_subject (empty);
  g_autofree char *no_from = message_dup_from (empty);
  g_autofree char *raw_subject = message_dup_subject (raw);
  g_autofree char *raw_from = message_dup_from (raw);
  gint64 time = 0;
  int zone = 0;

  assert_string_equal (subject, "Rapat pagi");
  assert_string_equal (from, "Caf\xc3\xa9 Budi, S <budi@luar.example>");
  assert_string_equal (no_subject, "");
  assert_string_equal (no_from, "");
  assert_true (g_utf8_validate (raw_subject, -1, NULL));
  assert_true (g_utf8_validate (raw_from, -1, NULL));
  assert_true (message_date (message, &time, &zone));
  assert_true (time == G_GINT64_CONSTANT (1772413230) * G_USEC_PER_SEC);
  assert_int_equal (zone, 7 * 60);
  assert_false (message_date (empty, &time, &zone));
  assert_false (message_date (raw, &time, &zone));
}

/* "name|adl|mailbox|host" of each address, "-" for NULL. */
static void
test_addresses (void **state)
{
  static const struct { const char *field; const char *expected; } cases[] = {
    { "ada@kantor.example", "-|-|ada|kantor.example\n" },
    { "Ada L. <ada@x>, budi@y", "Ada L.|-|ada|x\n-|-|budi|y\n" },
    { "\"S, Budi \\\"B\\\"\" <\"b s\"@y>", "S, Budi \"B\"|-|b s|y\n" },
    { "=?utf-8?q?Caf=C3=A9?=\r\n <c@d>", "=?utf-8?q?Caf=C3=A9?=|-|c|d\n" },
    { "ada@x (Ada (the first))", "Ada (the first)|-|ada|x\n" },
    { "team: ada@x, B <b@y>;, c@z", "-|-|team|-\n-|-|ada|x\nB|-|b|y\n-|-|-|-\n-|-|c|z\n" },
    { "undisclosed-recipients:;", "-|-|undisclosed-recipients|-\n-|-|-|-\n" },
    { "open: a@b", "-|-|open|-\n-|-|a|b\n-|-|-|-\n" },
    { "<@r1,@r2:a@b>", "-|@r1,@r2|a|b\n" },
    { "<>", "-|-||\n" },
    { "nobody", "-|-|nobody|\n" },
    { "a@[127.0.0.1]", "-|-|a|[127.0.0.1]\n" },
    { "\"never closed <a@b>", "-|-|never closed <a@b>|\n" },
    { "(never closed", "" },
    { ",,;:<", "-|-||-\n-|-||\n-|-|-|-\n" },
    { "", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *octets = g_strdup_printf ("To: %s\r\nCc: not this\r\n\r\n", cases[i].field);
      g_autoptr (Message) message = message_new_from_string (octets, -1);
      g_autoptr (GPtrArray) list = message_addresses (message, message_header_range (message), "to");
      g_autoptr (GString) text = g_string_new (NULL);

      for (guint k = 0; k < list->len; k++)
        {
          const MessageAddress *a = list->pdata[k];

          g_string_append_printf (text, "%s|%s|%s|%s\n", a->name ? a->name : "-", a->adl ? a->adl : "-",
                                  a->mailbox ? a->mailbox : "-", a->host ? a->host : "-");
        }
      assert_string_equal (text->str, cases[i].expected);
    }
}

static void
compare_with_gmime (const Message *message, const MessagePart *part, GMimeObject *object)
{
  g_autofree char *type = g_strdup_printf ("%s/%s", part->type, part->subtype);
  g_autofree char *their_type = g_mime_content_type_get_mime_type (g_mime_object_get_content_type (object));
  GMimeHeaderList *headers = g_mime_object_get_header_list (object);

  assert_int_equal (g_ascii_strcasecmp (type, their_type), 0);
  /* The part of a message shares the message's header, of which GMime gives it the Content fields only. */
  if (g_mime_header_list_get_count (headers) > 0 && part->parent != NULL && part->parent->rfc822_header.end == 0)
    assert_int_equal (g_mime_header_get_offset (g_mime_header_list_get_header_at (headers, 0)), part->header.start);
  if (GMIME_IS_MULTIPART (object))
    {
      assert_int_equal (g_mime_multipart_get_count (GMIME_MULTIPART (object)), part->children->len);
      for (guint i = 0; i < part->children->len; i++)
        compare_with_gmime (message, part->children->pdata[i], g_mime_multipart_get_part (GMIME_MULTIPART (object), (int) i));
    }
  else if (GMIME_IS_MESSAGE_PART (object))
    compare_with_gmime (message, part->children->pdata[0],
                        g_mime_message_get_mime_part (g_mime_message_part_get_message (GMIME_MESSAGE_PART (object))));
  else
    {
      GMimeStream *stream = g_mime_data_wrapper_get_stream (g_mime_part_get_content (GMIME_PART (object)));

      assert_int_equal (stream->bound_start, part->body.start);
      assert_int_equal (stream->bound_end, part->body.end);
    }
}

static void
assert_same_as_gmime (const Message *message)
{
  gsize length;
  const guint8 *octets = message_octets (message, &length);
  GMimeStream *stream = g_mime_stream_mem_new_with_buffer ((const char *) octets, length);
  GMimeParser *parser = g_mime_parser_new_with_stream (stream);
  GMimeMessage *parsed;

  g_mime_parser_set_persist_stream (parser, TRUE);
  parsed = g_mime_parser_construct_message (parser, NULL);
  compare_with_gmime (message, message_structure (message), g_mime_message_get_mime_part (parsed));
  g_object_unref (parsed);
  g_object_unref (parser);
  g_object_unref (stream);
}

static void
test_ranges_are_those_of_gmime (void **state)
{
  g_autoptr (Message) message = message_new_from_string (nested, -1);
  g_autofree char *sample = g_test_build_filename (G_TEST_DIST, "data", "mail", "sample.mbox", NULL);
  g_autoptr (GArray) messages = import_path (sample, NULL);

  g_mime_init ();
  assert_same_as_gmime (message);
  assert_non_null (messages);
  for (guint i = 0; i < messages->len; i++)
    assert_same_as_gmime (g_array_index (messages, ImportedMessage, i).message);
}

/* A part lies in its parent, behind the parts before it. */
static void
assert_sound (const MessagePart *part, gsize start, gsize end)
{
  assert_true (start <= part->header.start && part->header.start <= part->header.end);
  assert_true (part->header.end == part->body.start && part->body.start <= part->body.end && part->body.end <= end);
  assert_non_null (part->type);
  assert_non_null (part->subtype);
  assert_non_null (part->encoding);
  assert_true (part->params->len % 2 == 0 && part->disposition_params->len % 2 == 0);
  assert_true (g_str_equal (part->type, "multipart") == (part->children->len > 0 && part->rfc822_header.end == 0));
  start = part->body.start;
  for (guint i = 0; i < part->children->len; i++)
    {
      const MessagePart *child = part->children->pdata[i];

      assert_ptr_equal (child->parent, part);
      assert_sound (child, start, part->body.end);
      start = child->body.end;
    }
}

/* Thousands of damaged messages: pieces of a good one left out, doubled and overwritten. */
static void
test_damaged (void **state)
{
  guint64 chance = 1;

  for (guint round = 0; round < 4000; round++)
    {
      g_autoptr (GString) text = g_string_new (nested);
      g_autoptr (Message) message = NULL;
      g_autofree char *subject = NULL;
      g_autofree char *from = NULL;
      g_autoptr (GPtrArray) addresses = NULL;
      gint64 time;
      int zone;

      for (guint i = 0; i <= round % 5; i++)
        {
          gsize at, length;

          chance = chance * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
          at = (chance >> 33) % text->len;
          length = MIN ((chance >> 20) % 60, text->len - at);
          if (chance >> 62 == 0)
            g_string_erase (text, (gssize) at, (gssize) length);
          else if (chance >> 62 == 1)
            g_string_insert_len (text, (gssize) at, nested + (chance >> 40) % (strlen (nested) - 60), (gssize) length);
          else
            text->str[at] = "\"\r\n\0-;=/:( \xff"[(chance >> 50) % 12];
        }
      message = message_new_from_string (text->str, (gssize) text->len);
      assert_sound (message_structure (message), 0, text->len);
      subject = message_dup_subject (message);
      from = message_dup_from (message);
      addresses = message_addresses (message, message_header_range (message), "Content-Type");
      message_date (message, &time, &zone);
      assert_int_equal (strlen (message_letter_digest (message)), 64);
    }
}

int
main (int argc, char **argv)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_nested),
    cmocka_unit_test (test_part_numbers),
    cmocka_unit_test (test_decoded),
    cmocka_unit_test (test_broken),
    cmocka_unit_test (test_outer_boundary_ends_inner),
    cmocka_unit_test (test_bounds),
    cmocka_unit_test (test_people),
    cmocka_unit_test (test_addresses),
    cmocka_unit_test (test_ranges_are_those_of_gmime),
    cmocka_unit_test (test_damaged),
  };

  g_test_init (&argc, &argv, NULL);
  return cmocka_run_group_tests (tests, NULL, NULL);
}
