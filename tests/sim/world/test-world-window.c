/* An IMAP program that keeps whole letters of the last days only (window-days): what is older is here as a header, and on the
 * server as a whole. Time moves letters out of the window, never out of the mailbox. */
#include "../../rows.h"

#include <string.h>

#include "world-lab.h"

#define DAY(devices) "account ada@kantor.example password=rahasia\n" devices "device phone account=ada protocol=imap\n"
#define LETTERS                                                                                                        \
  "at 08:00 deliver from=budi@luar.example subject=\"One\" size=3kB as=A\n"                                            \
  "at 09:00 laptop offline\n"                                                                                          \
  "at 10:00 deliver from=citra@luar.example subject=\"Two\" size=9kB as=B\n"                                           \
  "at 6d 08:00 deliver from=dewi@luar.example subject=\"Three\" size=2kB as=C\n"                                       \
  "at 7d 08:00 laptop online\nat 7d 08:01 laptop check\n"
#define LETTER_A 1
#define LETTER_B 2
#define LETTER_C 3

/* Whatever way a program has to learn what has changed (RFC 7162), and whatever it reads of a header. */
static const char *const programs[] = {
  "protocol=imap full-copy=on window-days=3",
  "protocol=imap full-copy=on window-days=3 idle=off check=30min",
  "protocol=imap full-copy=on window-days=3 condstore=on",
  "protocol=imap full-copy=on window-days=3 qresync=on",
  "preset=geary window-days=3",
  "preset=thunderbird-imap window-days=3",
  "preset=k9-imap window-days=3",
  "preset=iphone-imap full-copy=on window-days=3 trash-days=0",
};

static void
live (WorldLab *lab, const char *program, const char *more)
{
  g_autofree char *text = g_strdup_printf (DAY ("device laptop account=ada %s\n") LETTERS "%s", program, more);

  lab_open (lab, text, 0);
  lab_run (lab);
  lab_check_trace (lab);
}

static void
assert_part (const WorldLab *lab, const char *program, guint32 letter, CopyPart part)
{
  const ReplicaItem *item = lab_item (lab, "laptop", letter);

  if (item == NULL || item->part != part)
    fail_msg ("%s: of letter %u there is %s", program, letter, item != NULL ? copy_part_name (item->part) : "nothing");
}

static guint32
server_flags (const WorldLab *lab, guint32 letter)
{
  const Mailbox *inbox = mail_store_mailbox (mail_host_store (lab->world->host, 1), "INBOX");

  for (guint i = 0; i < mailbox_count (inbox); i++)
    if (mailbox_entry (inbox, i)->letter == letter)
      return mailbox_entry (inbox, i)->flags.system & ~(guint32) FLAG_RECENT;
  fail_msg ("letter %u is not on the server", letter);
  return 0;
}

/* What came whole stays whole when it has left the window; what has left it before it came is a header; what came last is
 * whole. The server has all three. */
static void
test_days_pass (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      WorldLab lab;

      live (&lab, programs[i], "");
      assert_part (&lab, programs[i], LETTER_A, PART_FULL);
      assert_part (&lab, programs[i], LETTER_B, PART_HEADER);
      assert_part (&lab, programs[i], LETTER_C, PART_FULL);
      assert_int_equal (lab_server_count (&lab, "INBOX"), 3);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 3);
      lab_close (&lab);
    }
}

/* Flags know no window: what another device changes outside of it is seen, what is changed here is told, also offline. */
static void
test_flags_outside (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      WorldLab lab;

      live (&lab, programs[i],
            "at 7d 09:00 phone flag B\nat 7d 09:30 laptop check\nat 7d 10:00 laptop offline\nat 7d 10:01 laptop read A\n"
            "at 7d 10:02 laptop unflag B\nat 7d 10:03 phone flag A\nat 7d 11:00 laptop online\nat 7d 11:01 laptop check\n");
      assert_int_equal (server_flags (&lab, LETTER_A) & (FLAG_SEEN | FLAG_FLAGGED),
                        strstr (programs[i], "thunderbird") != NULL ? FLAG_SEEN : FLAG_SEEN | FLAG_FLAGGED);
      assert_int_equal (server_flags (&lab, LETTER_B), 0);
      for (guint32 letter = LETTER_A; letter <= LETTER_C; letter++)
        assert_int_equal (lab_item (&lab, "laptop", letter)->flags.system, server_flags (&lab, letter));
      assert_part (&lab, programs[i], LETTER_B, PART_HEADER);
      lab_close (&lab);
    }
}

/* What is opened outside of it comes, and stays; what is deleted outside of it is deleted everywhere. */
static void
test_opened_and_deleted_outside (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      WorldLab lab;

      live (&lab, programs[i],
            "at 7d 09:00 laptop read B\nat 7d 09:30 phone delete A\nat 7d 10:00 laptop check\nat 9d 10:00 laptop check\n");
      assert_part (&lab, programs[i], LETTER_B, PART_FULL);
      assert_part (&lab, programs[i], LETTER_C, PART_FULL);
      assert_int_equal (server_flags (&lab, LETTER_B), FLAG_SEEN);
      assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
      assert_int_equal (lab_server_count (&lab, "Trash"), 1);
      lab_close (&lab);
    }
}

/* A wider window, and one without an end: what is in it now comes at the next look. A narrower one throws nothing away. */
static void
test_window_is_moved (void **state)
{
  static const char *const windows[] = { "30", "0", "8" };

  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    for (guint j = 0; j < G_N_ELEMENTS (windows); j++)
      {
        g_autofree char *more = g_strdup_printf ("at 7d 12:00 set laptop window-days=%s\nat 7d 12:01 laptop close\n"
                                                 "at 7d 12:05 laptop check\nat 8d 12:00 set laptop window-days=1\n"
                                                 "at 8d 12:01 laptop close\nat 8d 12:05 laptop check\n", windows[j]);
        WorldLab lab;

        live (&lab, programs[i], more);
        for (guint32 letter = LETTER_A; letter <= LETTER_C; letter++)
          assert_part (&lab, programs[i], letter, PART_FULL);
        assert_int_equal (lab_server_count (&lab, "INBOX"), 3);
        lab_close (&lab);
      }
}

/* A new UIDVALIDITY takes the copies here (RFC 3501 §2.3.1.1): those in the window come back whole, the others as headers,
 * and the server has them all. */
static void
test_made_anew (void **state)
{
  for (guint i = 0; i < G_N_ELEMENTS (programs); i++)
    {
      WorldLab lab;

      live (&lab, programs[i], "at 7d 12:00 recreate ada mail=kept\nat 7d 12:30 laptop check\n");
      assert_part (&lab, programs[i], LETTER_A, PART_HEADER);
      assert_part (&lab, programs[i], LETTER_B, PART_HEADER);
      assert_part (&lab, programs[i], LETTER_C, PART_FULL);
      assert_int_equal (lab_server_count (&lab, "INBOX"), 3);
      lab_close (&lab);
    }
}

/* The last moment of three days is within them, the next is not. */
static void
test_edge (void **state)
{
  static const struct { const char *time; CopyPart part; } edges[] = {
    { "4d 09:00", PART_FULL }, { "4d 09:10", PART_HEADER },
  };

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autofree char *text = g_strdup_printf (DAY ("device laptop account=ada protocol=imap full-copy=on window-days=3\n")
                                               "at 08:00 laptop offline\n"
                                               "at 09:05 deliver from=budi@luar.example subject=\"One\" as=A\n"
                                               "at %s laptop online\n", edges[i].time);
      WorldLab lab;

      lab_open (&lab, text, 0);
      lab_run (&lab);
      assert_part (&lab, edges[i].time, LETTER_A, edges[i].part);
      lab_close (&lab);
    }
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_days_pass),
    cmocka_unit_test (test_flags_outside),
    cmocka_unit_test (test_opened_and_deleted_outside),
    cmocka_unit_test (test_window_is_moved),
    cmocka_unit_test (test_made_anew),
    cmocka_unit_test (test_edge),
  };

  return cmocka_run_group_tests (tests, NULL, NULL);
}
