/* IMAP server: SORT and THREAD (RFC 5256). */
#include "imap/imap-sort.h"
#include "server-fixture.h"

static void
test_base_subjects (void **state)
{
  static const struct {
    const char *subject;
    const char *base;
    gboolean reply;
  } cases[] = {
    { "Invoice", "invoice", FALSE },
    { "Re: Invoice", "invoice", TRUE },
    { "RE: re:Re: \t Invoice  (fwd) ", "invoice", TRUE },
    { "Fwd: Invoice", "invoice", TRUE },
    { "FW: [list] Invoice", "invoice", TRUE },
    { "[list] Re: Invoice", "invoice", TRUE },
    { "[list] Invoice", "invoice", FALSE },
    { "Re[2]: Invoice", "invoice", TRUE },
    { "[a] [b] Re [c]: Invoice", "invoice", TRUE },
    { "[fwd: Re: Invoice]", "invoice", TRUE },
    { "[list]", "[list]", FALSE },
    { "Re:", "", TRUE },
    { "Regards", "regards", FALSE },
    { "Reply: x", "reply: x", FALSE },
    { "=?utf-8?q?Re=3A_=C3=9Cber?=", "über", TRUE },
    { "", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean reply;
      g_autofree char *base = imap_base_subject (cases[i].subject, &reply);
      g_autofree char *expected = imap_collation_key (cases[i].base);

      assert_string_equal (base, expected);
      assert_int_equal (reply, cases[i].reply);
    }
}

static void
letter (Fixture *f, guint hour, const char *from, const char *subject, const char *rest)
{
  g_autofree char *text = g_strdup_printf ("From: %s\r\nTo: %s\r\nDate: Tue, 1 Sep 2026 %02u:00:00 +0000\r\n"
                                           "Subject: %s\r\n%s\r\nx\r\n",
                                           from, from, hour, subject, rest);

  deliver (f, text);
}

static void
test_sort (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  letter (f, 9, "Zoe <b@x>", "Re: apple", "");
  letter (f, 7, "c@x", "Banana", "Cc: q@x\r\n");
  letter (f, 8, "A@x", "apple", "X-Long: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n");
  log_in_and_select (f, 0);
  talk (f, 0, "A282 SORT (SUBJECT) UTF-8 ALL\r\n", "* SORT 1 3 2\r\nA282 OK SORT completed\r\n");
  talk (f, 0, "A283 SORT (SUBJECT REVERSE DATE) UTF-8 ALL\r\n", "* SORT 1 3 2\r\nA283 OK SORT completed\r\n");
  talk (f, 0, "A283 SORT (SUBJECT DATE) UTF-8 ALL\r\n", "* SORT 3 1 2\r\nA283 OK SORT completed\r\n");
  talk (f, 0, "a SORT (REVERSE SUBJECT) US-ASCII ALL\r\n", "* SORT 2 1 3\r\na OK SORT completed\r\n");
  talk (f, 0, "a UID SORT (DATE) UTF-8 ALL\r\n", "* SORT 2 3 1\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT (FROM) UTF-8 ALL\r\n", "* SORT 3 1 2\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT (TO) UTF-8 1:2\r\n", "* SORT 1 2\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT (CC) UTF-8 ALL\r\n", "* SORT 1 3 2\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT (REVERSE SIZE) UTF-8 ALL\r\n", "* SORT 3 1 2\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT (REVERSE ARRIVAL) UTF-8 ALL\r\n", "* SORT 1 2 3\r\na OK SORT completed\r\n");
  talk (f, 0, "A284 SORT (SUBJECT) US-ASCII TEXT \"not in mailbox\"\r\n", "* SORT\r\nA284 OK SORT completed\r\n");
  letter (f, 1, "a@x", "_", "");
  letter (f, 1, "a@x", "[xyz]", "");
  talk_end (f, 0, "a SORT (SUBJECT) UTF-8 ALL\r\n", "* 5 RECENT\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT (SUBJECT) UTF-8 ALL\r\n", "* SORT 1 3 2 5 4\r\na OK SORT completed\r\n");
  talk (f, 0, "a SORT () UTF-8 ALL\r\n", "a BAD SORT takes a list of criteria\r\n");
  talk (f, 0, "a SORT (DATE) UTF-8\r\n", "a BAD After the order come a charset and search keys\r\n");
  talk (f, 0, "a SORT (DATE) X-NONE ALL\r\n", "a NO [BADCHARSET (US-ASCII UTF-8)] This charset is not known\r\n");
  fixture_free (f);
}

static void
test_ordered_subject (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  letter (f, 5, "a@x", "two", "");
  letter (f, 1, "a@x", "one", "");
  letter (f, 3, "a@x", "Re: one", "");
  letter (f, 2, "a@x", "Re: one", "");
  letter (f, 6, "a@x", "Re: two", "");
  letter (f, 4, "a@x", "three", "");
  log_in_and_select (f, 0);
  talk (f, 0, "A283 THREAD ORDEREDSUBJECT UTF-8 ALL\r\n",
        "* THREAD (2 (4)(3))(6)(1 5)\r\nA283 OK THREAD completed\r\n");
  talk (f, 0, "A284 THREAD ORDEREDSUBJECT US-ASCII TEXT \"gewp\"\r\n", "* THREAD\r\nA284 OK THREAD completed\r\n");
  fixture_free (f);
}

static void
test_references (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  letter (f, 1, "a@x", "start", "Message-ID: <1@x>\r\n");
  letter (f, 2, "a@x", "Re: start", "Message-ID: <2@x>\r\nReferences: <1@x>\r\n");
  letter (f, 4, "a@x", "Re: start", "Message-ID: <3@x>\r\nReferences: <1@x> <2@x>\r\n");
  letter (f, 3, "a@x", "Re: start", "Message-ID: <4@x>\r\nIn-Reply-To: <2@x>\r\n");
  letter (f, 5, "a@x", "elsewhere", "Message-ID: <5@x>\r\nReferences: <gone@x>\r\n");
  letter (f, 6, "a@x", "elsewhere too", "Message-ID: <6@x>\r\nReferences: <gone@x>\r\n");
  letter (f, 7, "a@x", "Re: alone", "Message-ID: <7@x>\r\n");
  letter (f, 8, "a@x", "alone", "Message-ID: <8@x>\r\n");
  letter (f, 9, "a@x", "twin", "Message-ID: <9@x>\r\n");
  letter (f, 10, "a@x", "twin", "Message-ID: <9@x>\r\n");
  log_in_and_select (f, 0);
  talk (f, 0, "a THREAD REFERENCES UTF-8 ALL\r\n",
        "* THREAD (1 2 (4)(3))((5)(6))(8 7)((9)(10))\r\na OK THREAD completed\r\n");
  talk (f, 0, "a UID THREAD REFERENCES UTF-8 2:4\r\n", "* THREAD (2 (4)(3))\r\na OK THREAD completed\r\n");
  talk (f, 0, "a THREAD REFERENCES UTF-8 3:4\r\n", "* THREAD ((4)(3))\r\na OK THREAD completed\r\n");
  talk (f, 0, "a THREAD NONSENSE UTF-8 ALL\r\n", "a BAD THREAD takes the name of an algorithm\r\n");
  fixture_free (f);
}

/* §3: of one date the sequence number decides, for what stands in a missing message's place too. */
static void
test_equal_dates (void **state)
{
  Fixture *f = fixture_new (by_octet_of (state));

  letter (f, 1, "a@x", "one", "References: <p@x>\r\n");
  letter (f, 1, "a@x", "two", "References: <q@x>\r\n");
  letter (f, 1, "a@x", "three", "References: <q@x>\r\n");
  letter (f, 1, "a@x", "four", "References: <p@x>\r\n");
  letter (f, 1, "a@x", "five", "");
  log_in_and_select (f, 0);
  talk (f, 0, "a THREAD REFERENCES UTF-8 ALL\r\n", "* THREAD ((1)(4))((2)(3))(5)\r\na OK THREAD completed\r\n");
  fixture_free (f);
}

/* Circles and endless chains end. */
static void
test_hostile_references (void **state)
{
  Fixture *f = fixture_new (FALSE);

  letter (f, 1, "a@x", "a", "Message-ID: <1@x>\r\nReferences: <2@x>\r\n");
  letter (f, 2, "a@x", "b", "Message-ID: <2@x>\r\nReferences: <1@x>\r\n");
  letter (f, 3, "a@x", "c", "Message-ID: <3@x>\r\nReferences: <3@x>\r\n");
  letter (f, 4, "a@x", "d", "References: <> << <unclosed\r\n");
  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *text = g_strdup_printf ("Subject: s%u\r\nMessage-ID: <d%u@x>\r\nReferences: <d%u@x>\r\n\r\n",
                                               i, i, i / 2);

      deliver (f, text);
    }
  log_in_and_select (f, 0);
  talk_end (f, 0, "a THREAD REFERENCES UTF-8 ALL\r\n", "a OK THREAD completed\r\n");
  fixture_free (f);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_base_subjects), BOTH (test_sort),       BOTH (test_ordered_subject),
    BOTH (test_references),                BOTH (test_equal_dates), cmocka_unit_test (test_hostile_references),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
