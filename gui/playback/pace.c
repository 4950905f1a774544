#include "playback/pace.h"

#define SKIP_AFTER 700000   /* µs of real time with nothing happening: pass over it */
#define SKIP_LENGTH 600000  /* µs of real time that passing over takes */
#define SKIP_LEAD 150000    /* µs of real time left before the next event */
#define RUSH_LENGTH 1500000 /* µs of real time that octets without a word take at most */

void
pace_stop (Pace *pace)
{
  pace->skipping = FALSE;
  pace->rush = 0;
}

static void
consider (Pace *pace, gint64 time, double speed, gint64 next_event, gint64 next_line)
{
  gint64 lead = (gint64) (SKIP_LEAD * speed);

  if ((double) (next_event - time) >= SKIP_AFTER * speed && next_event - lead > time)
    {
      pace->skipping = TRUE;
      pace->skip_from = time;
      pace->skip_to = next_event - lead;
      pace->skip_elapsed = 0;
    }
  else if ((double) (next_line - time) > RUSH_LENGTH * speed)
    {
      pace->rush = (double) (next_line - time) / RUSH_LENGTH;
      pace->rush_to = next_line;
    }
}

static gint64
advance_skip (Pace *pace, gint64 elapsed)
{
  double done, eased;

  pace->skip_elapsed += elapsed;
  done = CLAMP ((double) pace->skip_elapsed / SKIP_LENGTH, 0, 1);
  eased = done * done * (3 - 2 * done);
  if (done >= 1)
    pace->skipping = FALSE;
  return pace->skip_from + (gint64) (eased * (double) (pace->skip_to - pace->skip_from));
}

gint64
pace_advance (Pace *pace, gint64 time, gint64 elapsed, double speed, gint64 next_event, gint64 next_line)
{
  if (pace->rush > 0 && time >= pace->rush_to)
    pace->rush = 0;
  if (!pace->skipping && pace->rush == 0)
    consider (pace, time, speed, next_event, next_line);
  if (pace->skipping)
    return advance_skip (pace, elapsed);
  if (pace->rush > 0)
    return MIN (time + (gint64) ((double) elapsed * pace->rush), pace->rush_to);
  return time + (gint64) ((double) elapsed * speed);
}
