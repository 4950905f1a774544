/* PlaceView: what a card on the stage says about a place at one instant, read from a world. A
 * plain value, so that a card can tell whether anything changed, and a test can look at it. */
#pragma once

#include "world/copies.h"
#include "widgets/letter-chip.h"

typedef struct {
  char *name;       /* "INBOX", for people */
  char *wire;       /* as the device's journal lines name it; NULL elsewhere */
  GArray *chips;    /* of ChipView */
  guint more;       /* letters beyond those */
  char *text;       /* said when there are no chips, or after them; may be NULL */
  gboolean account; /* no folder, but whose the folders after it are, and in text how much room they take */
  double filled;    /* of an account's quota, 0 to 1; less than 0 without one */
} FolderView;

typedef struct {
  Place place;
  char *name;       /* as the journal names a device, NULL elsewhere */
  char *title;      /* "Laptop" */
  char *detail;     /* host name, address; NULL */
  char *badge;      /* "POP3 · delete", NULL */
  guint variant;    /* of the world that it was read from */
  GStrv accounts;   /* of the server; NULL elsewhere */
  Protocol protocol;
  gboolean by_hand; /* no mail program of this world sits there: it has no settings */
  gboolean offline; /* of the server: nobody answers */
  gboolean busy;    /* a connection is open */
  gboolean cut;     /* it was cut, and neither end knows it yet */
  char *lock;       /* who holds the POP3 lock, NULL */
  guint64 used, limit; /* octets, of all its accounts; limit 0: no quota */
  GPtrArray *folders; /* of FolderView * */
} PlaceView;

#define PLACE_VIEW_CHIPS 14 /* at most, per folder */

PlaceView *place_view_new_server (const Journal *journal, const World *world, const CopyTable *copies);
PlaceView *place_view_new_device (const Journal *journal, const World *world, const Device *device);
PlaceView *place_view_new_outside (const Journal *journal, const World *world);
void place_view_free (PlaceView *view);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlaceView, place_view_free)
gboolean place_view_equal (const PlaceView *a, const PlaceView *b);
/* "3.1 MB of 10 MB", or "3.1 MB" when limit is 0. Caller owns. */
char *place_view_space (guint64 used, guint64 limit);
/* All of it as one sentence, for screen readers. Caller owns. */
char *place_view_describe (const PlaceView *view, const World *world);
