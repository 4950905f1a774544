/* Units: durations, sizes and rates as the journal writes them, always with a unit. */
#pragma once

#include <glib.h>

/* All: FALSE when the text is no number with one of the units, or is out of range. */

/* "40ms", "15min", "14d" (us ms s min h d), at most 99999d → µs */
gboolean unit_parse_duration (const char *text, gint64 *us);
/* "24kB", "10MB", "512B" (B kB MB GB by 1000, KiB MiB GiB by 1024) → octets */
gboolean unit_parse_size (const char *text, guint64 *octets);
/* "10Mbit", "64kbit" (bit kbit Mbit Gbit; "/s" may follow) → bit/s */
gboolean unit_parse_rate (const char *text, guint64 *bits_per_second);
/* "0.5%" → 5000 */
gboolean unit_parse_percent (const char *text, guint32 *millionths);

/* The shortest exact form that reads back as the same. Append to out. */
void unit_format_duration (GString *out, gint64 us);
void unit_format_size (GString *out, guint64 octets);
void unit_format_rate (GString *out, guint64 bits_per_second);
void unit_format_percent (GString *out, guint32 millionths);
