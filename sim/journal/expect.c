#include "journal/expect.h"

#include "journal/journal-words.h"
#include "journal/units.h"

static const char *const comparisons[] = { "", "<", "<=", ">", ">=" };

Expect *
expect_new (ExpectKind kind)
{
  Expect *expect = g_new0 (Expect, 1);

  expect->kind = kind;
  return expect;
}

Expect *
expect_dup (const Expect *expect)
{
  Expect *copy = g_memdup2 (expect, sizeof *expect);

  copy->place = g_strdup (expect->place);
  copy->folder = g_strdup (expect->folder);
  copy->letter = g_strdup (expect->letter);
  copy->state = g_strdup (expect->state);
  copy->text = g_strdup (expect->text);
  copy->by_text = g_strdup (expect->by_text);
  return copy;
}

void
expect_free (Expect *expect)
{
  g_free (expect->place);
  g_free (expect->folder);
  g_free (expect->letter);
  g_free (expect->state);
  g_free (expect->text);
  g_free (expect->by_text);
  g_free (expect);
}

static void
add_word (GString *out, const char *text)
{
  g_string_append_c (out, ' ');
  word_quote (out, text);
}

static void
write_what (const Expect *expect, GString *out)
{
  switch (expect->kind)
    {
    case EXPECT_HAS:
    case EXPECT_LACKS:
      g_string_append (out, expect->kind == EXPECT_HAS ? " has" : " lacks");
      if (expect->letter != NULL)
        add_word (out, expect->letter);
      else
        g_string_append_printf (out, " %s%" G_GUINT64_FORMAT, comparisons[expect->compare], expect->number);
      if (expect->state != NULL)
        add_word (out, expect->state);
      break;
    case EXPECT_SAID:
    case EXPECT_READS:
      g_string_append (out, expect->kind == EXPECT_SAID ? " said" : " reads");
      add_word (out, expect->text);
      break;
    case EXPECT_STATE:
      g_string_append (out, " state");
      add_word (out, expect->state);
      break;
    case EXPECT_OCTETS:
      g_string_append_printf (out, " octets %s", comparisons[expect->compare]);
      unit_format_size (out, expect->number);
      break;
    case EXPECT_GONE_BECAUSE:
      g_string_append (out, " gone");
      add_word (out, expect->letter);
      g_string_append (out, " because");
      add_word (out, expect->state);
      break;
    }
}

char *
expect_to_text (const Expect *expect)
{
  static const char *const whens[] = { "", " by ", " ever", " never", " when idle" };
  GString *out = g_string_new (NULL);

  word_quote (out, expect->place);
  if (expect->folder != NULL)
    add_word (out, expect->folder);
  write_what (expect, out);
  g_string_append (out, whens[expect->when]);
  if (expect->when == EXPECT_BY)
    g_string_append (out, expect->by_text);
  return g_string_free (out, FALSE);
}
