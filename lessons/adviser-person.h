/* AdviserPerson: whom the adviser advises: devices, where they are used, how much room there is, what comes, what is needed. */
#pragma once

#include <glib.h>

#define ADVISER_DEVICES 4 /* at most */

typedef enum { ADVISER_DESKTOP, ADVISER_LAPTOP, ADVISER_PHONE, ADVISER_TABLET, ADVISER_N_KINDS } AdviserDevice;
typedef enum { ADVISER_OFFICE, ADVISER_HOME, ADVISER_TRAIN, ADVISER_VILLAGE, ADVISER_SEA, ADVISER_N_WHERES } AdviserWhere;
typedef enum { ADVISER_NO, ADVISER_SOME, ADVISER_MUST, ADVISER_N_NEEDS } AdviserNeed;

typedef struct {
  guint n_devices;            /* 1 to ADVISER_DEVICES */
  AdviserDevice devices[ADVISER_DEVICES];
  AdviserWhere where;
  guint offline;              /* hours a day without a network, 0 to 12 */
  gint64 latency;             /* of the links where the person is: µs one way, */
  guint64 bandwidth;          /* bit/s, */
  guint32 loss_ppm;           /* lost segments in a million */
  guint64 space;              /* octets that each device has for mail */
  guint64 quota;              /* octets that the account has on the server */
  guint mails;                /* a day, 0 to 200 */
  guint64 size;               /* octets of a letter, on average */
  AdviserNeed need_offline;   /* is mail wanted where there is no network? */
  guint folders;              /* TRUE: letters are filed, and all devices should show them filed */
  gint64 check;               /* µs between two looks for mail of a program that is running */
  guint days;                 /* 1 to 31 */
  guint64 seed;
} AdviserPerson;

#define ADVISER_ERROR (adviser_error_quark ())
GQuark adviser_error_quark (void);

typedef struct {
  const char *name;
  const char *value; /* an example or the words that can stand there */
  const char *help;  /* untranslated, marked with N_() */
} AdviserKey;

/* All keys, in the order in which they are written. */
const AdviserKey *adviser_keys (guint *n);

/* A laptop and a phone in an office. */
void adviser_person_default (AdviserPerson *person);
/* Sets the links and the offline hours, too, as they are there. */
void adviser_person_set_where (AdviserPerson *person, AdviserWhere where);
/* "where=train". FALSE with error that names the place in text, and then the person is as before. */
gboolean adviser_person_set (AdviserPerson *person, const char *text, GError **error);
/* The words of one value, as adviser_person_set() reads them. Caller owns. */
char *adviser_person_value (const AdviserPerson *person, const char *key);
/* All keys, "devices=laptop+phone where=office ...". Caller owns. */
char *adviser_person_text (const AdviserPerson *person);

/* How many days are lived: fewer than wanted when the mail of all would be too much to simulate (150 MB,
 * 1200 letters). */
guint adviser_person_days (const AdviserPerson *person);
/* The device's name in journals: "laptop", "phone2". Caller owns. */
char *adviser_person_device_name (const AdviserPerson *person, guint index);
/* For people, in their language: "Laptop", "Phone 2". Caller owns. */
char *adviser_person_device_title (const AdviserPerson *person, guint index);
/* TRUE: it goes where the person goes, and has no network there when there is none. */
gboolean adviser_person_is_carried (const AdviserPerson *person, guint index);
