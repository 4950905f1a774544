/* Plain UTF-8 for a terminal or a file: columns counted as they are displayed, colours for terminals only. */
#pragma once

#include <glib.h>

/* Columns that the text takes: wide characters take two, combining ones none. */
guint terminal_width (const char *text);
/* Appends the text, filled up with spaces to width columns. */
void terminal_pad (GString *out, const char *text, guint width);
/* Appends as much of the text as fits, with "…" at the end when it is cut. Control characters become "·". */
void terminal_cut (GString *out, const char *text, guint width);

/* "409 octets", "3.1 MB": what GLib calls bytes are octets in every RFC on mail. Caller owns. */
char *terminal_size (guint64 octets);

typedef enum { STYLE_HEADING, STYLE_FAINT, STYLE_GOOD, STYLE_BAD } TerminalStyle;

/* Appends the text in that style; plain when there are no colours. */
void terminal_styled (GString *out, TerminalStyle style, const char *text);
