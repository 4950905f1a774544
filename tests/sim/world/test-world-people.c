/* What people do at devices, and what becomes of it at the server and at the others. */
#include "../../rows.h"

#include <string.h>

#include "world-day.h"

static void
test_imap_delete_modes (void **state)
{
  static const struct {
    const char *mode;
    guint inbox;
    guint trash;
    guint inbox_after;
    guint trash_after;
  } cases[] = { { "trash", 1, 1, 1, 0 }, { "mark", 2, 0, 1, 0 }, { "at-once", 1, 0, 1, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
        ACCOUNT "device laptop account=ada protocol=imap delete=%s\n" LETTERS "at 08:02 laptop delete A\n",
        cases[i].mode);
      g_autofree char *purged = g_strconcat (text, "at 08:03 laptop purge\n", NULL);
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (lab_server_count (&lab, "INBOX"), cases[i].inbox);
      assert_int_equal (lab_server_count (&lab, "Trash"), cases[i].trash);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), cases[i].inbox);
      lab_close (&lab);
      lab_live (&lab, purged);
      assert_int_equal (lab_server_count (&lab, "INBOX"), cases[i].inbox_after);
      assert_int_equal (lab_server_count (&lab, "Trash"), cases[i].trash_after);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), cases[i].inbox_after);
      lab_close (&lab);
    }
}

/* Only the header came by TOP: opening the letter fetches the rest while it is still on the server (RFC 1939 §7 TOP). */
static void
test_pop3_opens_what_it_has_the_header_of (void **state)
{
  WorldLab lab;
  const ReplicaItem *item;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3 keep=always headers-only=on\n" LETTERS
       "at 08:05 laptop check\nat 08:06 laptop read B\n");
  item = lab_item (&lab, "laptop", 2);
  assert_int_equal (item->part, PART_FULL);
  assert_int_not_equal (item->flags.system & FLAG_SEEN, 0);
  item = lab_item (&lab, "laptop", 1);
  assert_int_equal (item->part, PART_HEADER);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  lab_close (&lab);
}

/* Another program has taken it off the server meanwhile: what has not come is not read. */
static void
test_pop3_opens_what_is_gone (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3 keep=always headers-only=on\n"
       "device tablet account=ada protocol=pop3 keep=never\n" LETTERS
       "at 08:05 laptop check\nat 08:06 tablet check\nat 08:07 laptop read B\nat 08:10 laptop check\n");
  assert_int_equal (lab_outcome (&lab, ACTION_READ)->outcome, OUTCOME_DONE);
  assert_int_equal (lab_item (&lab, "laptop", 2)->part, PART_HEADER);
  assert_int_equal (lab_item (&lab, "laptop", 2)->flags.system & FLAG_SEEN, 0);
  lab_close (&lab);
}

/* An IMAP move made offline is told to the server as soon as there is a connection (RFC 4549 §4.2). */
static void
test_offline_changes_are_replayed (void **state)
{
  WorldLab lab;
  static const char day[] = ACCOUNT "device laptop account=ada protocol=imap full-copy=on\n" LETTERS
    "at 08:05 laptop offline\nat 08:06 laptop read A\nat 08:07 laptop move B to Junk\n"
    "at 08:08 laptop reply A body=\"Yes\"\n";

  lab_live (&lab, day);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Outbox"), 1);
  assert_true (world_find_device (lab.world, "laptop")->replica->pending->len >= 3);
  lab_close (&lab);

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap full-copy=on\n" LETTERS
    "at 08:05 laptop offline\nat 08:06 laptop read A\nat 08:07 laptop move B to Junk\n"
    "at 08:08 laptop reply A body=\"Yes\"\nat 09:00 laptop online\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  assert_int_equal (lab_server_count (&lab, "Junk"), 1);
  assert_int_equal (lab_server_count (&lab, "Sent"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Outbox"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "Sent"), 1);
  assert_int_equal (world_find_device (lab.world, "laptop")->replica->pending->len, 0);
  assert_int_equal (lab.world->outside.arrived->len, 1);
  lab_close (&lab);
}

/* The body comes when the letter is opened, not before. */
static void
test_open_on_demand (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap\n" LETTERS "at 08:05 laptop read A\n");
  assert_int_equal (lab_item (&lab, "laptop", 1)->part, PART_FULL);
  assert_true (lab_item (&lab, "laptop", 2)->part < PART_FULL);
  assert_int_equal (lab_item (&lab, "laptop", 1)->flags.system & FLAG_SEEN, FLAG_SEEN);
  lab_close (&lab);
}

/* A connection that breaks before the body has come: the person still waits, and gets it by the next one. */
static void
test_open_is_not_lost (void **state)
{
  static const char *const devices[] = { "protocol=imap", "protocol=imap idle=off",
                                         "protocol=pop3 keep=always headers-only=on" };
  static const char *const imap_cuts[] = { "before=FETCH", "after=FETCH", "octets=500" };
  static const char *const pop3_cuts[] = { "before=RETR", "after=RETR", "octets=500" };

  for (guint i = 0; i < G_N_ELEMENTS (devices) * G_N_ELEMENTS (imap_cuts); i++)
    {
      const char *verb = (i % 3 == 2 ? pop3_cuts : imap_cuts)[i / 3];
      g_autofree char *text = g_strdup_printf (ACCOUNT "device laptop account=ada %s\n" LETTERS
                                               "at 08:05 laptop check\nat 08:06 cut laptop how=reset %s\n"
                                               "at 08:06 laptop read B\nat 08:06 laptop read A\nat 09:30 scene \"Later\"\n",
                                               devices[i % 3], verb);
      WorldLab lab;

      lab_live (&lab, text);
      for (guint32 letter = 1; letter <= 2; letter++)
        if (lab_item (&lab, "laptop", letter)->part != PART_FULL)
          fail_msg ("%u is lost with %s and %s", letter, devices[i % 3], verb);
      lab_close (&lab);
    }
}

/* The server has not heard that the connection is gone, and keeps the maildrop locked (RFC 1939 §4): who is refused for that
 * has not stopped waiting. */
static void
test_open_is_not_lost_by_a_refusal (void **state)
{
  WorldLab lab;
  const char *text = ACCOUNT "device laptop account=ada protocol=pop3 keep=always headers-only=on\n"
    "device tablet account=ada protocol=pop3 keep=always\n" LETTERS
    "at 08:05 laptop check\nat 08:09 cut tablet how=silent before=RETR\nat 08:10 tablet check\n"
    "at 08:11 laptop read B\nat 08:12 laptop read B\n";
  g_autofree char *later = g_strconcat (text, "at 09:00 laptop check\nat 09:30 end\n", NULL);

  lab_live (&lab, text);
  assert_true (lab_lines (&lab, TO_CLIENT, "-ERR [IN-USE]") > 0);
  assert_int_equal (lab_item (&lab, "laptop", 2)->part, PART_HEADER);
  assert_int_equal (world_find_device (lab.world, "laptop")->opens->len, 1);
  lab_close (&lab);
  lab_live (&lab, later);
  assert_int_equal (lab_item (&lab, "laptop", 2)->part, PART_FULL);
  assert_int_equal (lab_item (&lab, "laptop", 2)->flags.system & FLAG_SEEN, FLAG_SEEN);
  assert_int_equal (world_find_device (lab.world, "laptop")->opens->len, 0);
  assert_int_equal (lab_lines (&lab, TO_SERVER, "RETR 2"), 1);
  lab_close (&lab);
}

/* It lists what is subscribed to: a folder that one of them makes is there for the other, and for itself after a reset, only
 * when it is subscribed to as well. */
static void
test_thunderbird_sees_new_folders (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada preset=thunderbird-imap\n"
                     "device desktop account=ada preset=thunderbird-imap\n" LETTERS
                     "at 08:05 laptop move A to Projects\nat 08:10 desktop check\n"
                     "at 08:20 set laptop preset=k9-imap\nat 08:30 set laptop preset=thunderbird-imap\n"
                     "at 08:40 laptop check\nat 09:00 end\n");
  assert_int_equal (lab_server_count (&lab, "Projects"), 1);
  assert_int_equal (lab_device_count (&lab, "desktop", "Projects"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Projects"), 1);
  lab_close (&lab);
}

/* New mail is announced to whoever idles; a program without IDLE learns of it when it checks. */
static void
test_idle_and_polling (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap\n"
                     "device phone account=ada protocol=imap idle=off check=15min\n"
                     "at 08:00 scene \"Morning\"\n"
                     "at 08:05 deliver from=budi@luar.example subject=\"Meeting\"\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 0);
  lab_close (&lab);
  lab_live (&lab, ACCOUNT "device phone account=ada protocol=imap idle=off check=15min\n"
                     "at 08:00 scene \"Morning\"\n"
                     "at 08:05 deliver from=budi@luar.example subject=\"Meeting\"\nat 08:20 scene \"Later\"\n");
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 1);
  assert_int_equal (world_find_device (lab.world, "phone")->collecting, 0);
  lab_close (&lab);
}

/* "Deleted on the laptop": with leave on server the DELE goes out in the next session. */
static void
test_pop3_delete_reaches_the_server_later (void **state)
{
  WorldLab lab;
  static const char day[] = ACCOUNT "device laptop account=ada protocol=pop3 keep=always delete-when-deleted=on\n"
    LETTERS "at 08:05 laptop check\nat 08:06 laptop delete A\n";
  g_autofree char *next = g_strconcat (day, "at 08:10 laptop check\n", NULL);

  lab_live (&lab, day);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 2);
  lab_close (&lab);
  lab_live (&lab, next);
  assert_int_equal (lab_server_count (&lab, "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "Trash"), 1);
  lab_close (&lab);
}

/* RFC 1939 §4: one session at a time; the second one is refused while the first lasts. */
static void
test_pop3_lock (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3 keep=always\n"
                     "device phone account=ada protocol=pop3 keep=always\n" LETTERS
                     "at 08:04 cut laptop how=silent before=RETR\nat 08:05 laptop check\nat 08:06 phone check\n"
                     "at 09:00 phone check\n");
  assert_int_equal (lab_lines (&lab, TO_CLIENT, "-ERR [IN-USE]"), 1);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 2);
  assert_int_equal (mail_host_store (lab.world->host, 1)->lock_session, 0);
  lab_close (&lab);
}

static void
test_offline_in_a_session (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=pop3 keep=never\n" LETTERS
                     "at 08:05 laptop check\nat 08:05:00.300 laptop offline\nat 08:30 laptop online\n"
                     "at 08:31 laptop check\n");
  assert_int_equal (lab_server_count (&lab, "INBOX"), 0);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

static void
test_close_and_check_again (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap\n" LETTERS
                     "at 08:05 laptop close\nat 08:06 laptop close\nat 08:10 deliver from=budi@luar.example subject=\"New\"\n");
  assert_int_equal (lab_outcome (&lab, ACTION_CLOSE)->reason, IMPOSSIBLE_ALREADY);
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  assert_int_equal (lab.world->sessions->len, 0);
  lab_close (&lab);
  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap\n" LETTERS
                     "at 08:05 laptop close\nat 08:10 deliver from=budi@luar.example subject=\"New\"\n"
                     "at 08:15 laptop check\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 3);
  lab_close (&lab);
}

/* RFC 4549 has nothing for it: a folder of the program's own is no copy of anything. What is moved there goes from the server,
 * for all devices, in the way that the program deletes; what is only half here cannot be moved. */
static void
test_imap_local_folder (void **state)
{
  static const char *const modes[] = { "trash", "mark", "at-once" };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autofree char *text = g_strdup_printf (ACCOUNT
                                               "device laptop account=ada protocol=imap full-copy=on delete=%s\n"
                                               "device phone account=ada protocol=imap\n" LETTERS
                                               "at 08:05 laptop offline\n"
                                               "at 08:06 laptop move A to Old where=device\n"
                                               "at 08:07 phone move B to Old where=device\n"
                                               "at 08:10 laptop online\nat 08:20 laptop read A\nat 08:30 laptop check\n",
                                               modes[i]);
      gboolean marks = strcmp (modes[i], "mark") == 0;
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "Old"), 1);
      assert_int_equal (lab_server_count (&lab, "Old"), 0);
      assert_int_equal (lab_server_count (&lab, "Trash"), 0);
      assert_int_equal (lab_server_count (&lab, "INBOX"), marks ? 2 : 1);
      assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), marks ? 2 : 1);
      assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), marks ? 2 : 1);
      assert_int_equal (lab_device_count (&lab, "phone", "Old"), 0);
      assert_int_equal (lab_outcome (&lab, ACTION_MOVE)->reason, IMPOSSIBLE_NO_BODY);
      lab_close (&lab);
    }
}

/* A draft is uploaded, when there is a way, and seen by the other device; what submission refuses goes there too. With POP3
 * both stay where they were written. */
static void
test_drafts (void **state)
{
  for (guint imap = 0; imap < 2; imap++)
    {
      const char *protocol = imap ? "imap" : "pop3 keep=always";
      g_autofree char *text = g_strdup_printf (ACCOUNT "device laptop account=ada protocol=%s\n"
                                               "device phone account=ada protocol=%s\n"
                                               "at 08:00 laptop offline\n"
                                               "at 08:01 laptop write to=budi@luar.example subject=\"Half\" draft=on as=A\n"
                                               "at 08:10 laptop online\nat 08:11 laptop check\n"
                                               "at 08:20 laptop write to=nobody@kantor.example subject=\"Wrong\" as=B\n"
                                               "at 08:30 laptop check\nat 08:40 phone check\n",
                                               protocol, protocol);
      WorldLab lab;

      lab_live (&lab, text);
      assert_int_equal (lab_device_count (&lab, "laptop", "Drafts"), 2);
      assert_int_equal (lab_server_count (&lab, "Drafts"), imap ? 2 : 0);
      assert_int_equal (lab_device_count (&lab, "phone", "Drafts"), imap ? 2 : 0);
      assert_int_equal (lab_device_count (&lab, "laptop", "Outbox"), 0);
      assert_int_equal (lab.world->outside.arrived->len, 0);
      assert_int_equal (lab_item (&lab, "laptop", 1)->flags.system, FLAG_SEEN | FLAG_DRAFT);
      assert_true (!imap || lab_item (&lab, "phone", 1)->flags.system == (FLAG_SEEN | FLAG_DRAFT));
      lab_close (&lab);
    }
}

/* A server that is not there, then is. */
static void
test_refused_then_there (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "server imap=off\ndevice laptop account=ada protocol=imap\n" LETTERS
                     "at 08:05 server imap=on\nat 08:40 scene \"Later\"\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 2);
  lab_close (&lab);
}

/* Nothing gets through: the program gives up, tries again later, and the world still comes to rest. */
static void
test_dead_link (void **state)
{
  WorldLab lab;
  guint ended = 0;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap\ndevice phone account=ada protocol=pop3\n"
                     "link laptop loss=100%\nlink phone loss=100%\n" LETTERS
                     "at 08:05 phone check\nat 08:06 phone write to=budi@luar.example subject=\"X\"\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  assert_int_equal (lab_device_count (&lab, "phone", "Outbox"), 1);
  for (guint id = 1; id <= trace_length (lab.trace); id++)
    {
      const TraceEvent *event = trace_event (lab.trace, id);

      if (event->kind != TRACE_CONNECTION || event->place.kind != PLACE_DEVICE)
        continue;
      assert_true (event->conn.change == CONNECTION_OPENING || event->conn.change == CONNECTION_TIMED_OUT);
      ended += event->conn.change == CONNECTION_TIMED_OUT;
    }
  assert_true (ended >= 3);
  lab_close (&lab);
}

static void
test_lossy_link (void **state)
{
  WorldLab lab;

  lab_live (&lab, ACCOUNT "device laptop account=ada protocol=imap full-copy=on\ndevice phone account=ada protocol=pop3\n"
                     "link laptop loss=10%\nlink phone loss=10% bandwidth=64kbit\nlink outside loss=5%\n" LETTERS
                     "at 08:05 phone check\nat 08:10 scene \"Later\"\n");
  assert_int_equal (lab_device_count (&lab, "laptop", "INBOX"), 0);
  assert_int_equal (lab_device_count (&lab, "phone", "INBOX"), 2);
  lab_close (&lab);
}

int
main (void)
{
  const struct CMUnitTest tests[] = {
    cmocka_unit_test (test_imap_delete_modes),
    cmocka_unit_test (test_pop3_opens_what_it_has_the_header_of),
    cmocka_unit_test (test_pop3_opens_what_is_gone),
    cmocka_unit_test (test_imap_local_folder),
    cmocka_unit_test (test_drafts),
    cmocka_unit_test (test_offline_changes_are_replayed),
    cmocka_unit_test (test_open_on_demand),
    cmocka_unit_test (test_open_is_not_lost),
    cmocka_unit_test (test_open_is_not_lost_by_a_refusal),
    cmocka_unit_test (test_thunderbird_sees_new_folders),
    cmocka_unit_test (test_idle_and_polling),
    cmocka_unit_test (test_pop3_delete_reaches_the_server_later),
    cmocka_unit_test (test_pop3_lock),
    cmocka_unit_test (test_offline_in_a_session),
    cmocka_unit_test (test_close_and_check_again),
    cmocka_unit_test (test_refused_then_there),
    cmocka_unit_test (test_dead_link),
    cmocka_unit_test (test_lossy_link),
  };

  return cmocka_run_group_tests_name ("world-people", tests, NULL, NULL);
}
