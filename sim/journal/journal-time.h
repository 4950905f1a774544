/* Times as journals write them: "08:05", "08:05:03.255412+2", and the day before them: "15d". */
#pragma once

#include <glib.h>

#define DAY_US (24 * G_TIME_SPAN_HOUR)

/* "15d" → 15; FALSE when it is none (days count from 1, up to 99999) */
gboolean journal_parse_day (const char *text, guint *day);
/* → µs since midnight, and the steps after the '+', 0 without */
gboolean journal_parse_clock (const char *text, gint64 *us, guint *after);
/* "2026-03-02" → µs since the epoch of its midnight UTC; FALSE also before 1971 and after 9000 */
gboolean journal_parse_date (const char *text, gint64 *us);
/* "+07:00" → 420 */
gboolean journal_parse_zone (const char *text, int *minutes);

/* The exact time since the journal's start: "15d 08:05:03.255412", with the day when with_day. Appends to out. */
void journal_write_time (GString *out, gint64 since_start, gboolean with_day, guint decimals);
