/* Palette: every colour of the window, in one table. The style sheet gets them as named colours
 * (@define-color pr_card ...), drawing code as GdkRGBA. So CSS and snapshots always agree. */
#pragma once

#include <gtk/gtk.h>

#include "trace.h"

typedef enum { LOOK_LIGHT, LOOK_DARK, LOOK_CONTRAST, LOOK_CONTRAST_DARK, N_LOOKS } Look;

typedef enum {
  COLOR_WINDOW,   /* behind everything */
  COLOR_BAR,      /* header and transport */
  COLOR_PANEL,    /* conversation, inspector */
  COLOR_STAGE,
  COLOR_CARD,
  COLOR_RAISED,   /* the chosen one of a row of buttons */
  COLOR_BORDER,
  COLOR_STRONG_BORDER,
  COLOR_TEXT,
  COLOR_DIM,      /* second-rank text; still 4.5:1 on panels */
  COLOR_FAINT,    /* disabled, offline */
  COLOR_ACCENT,
  COLOR_ACCENT_TEXT,
  COLOR_SELECTED, /* background of the selected line */
  COLOR_DIFFERS,  /* background of a cell that differs between variants */
  COLOR_TROUGH,
  COLOR_WARNING,
  COLOR_STAR,
  COLOR_POP3,
  COLOR_POP3_SOFT,
  COLOR_IMAP,
  COLOR_IMAP_SOFT,
  COLOR_SMTP,
  COLOR_SMTP_SOFT,
  N_COLORS
} ColorName;

void palette_set_look (Look look);
Look palette_look (void);
gboolean palette_is_contrast (void);
const GdkRGBA *palette_color (ColorName name);
/* "@define-color pr_window #fafafa;" and so on, a line each. Caller owns. */
char *palette_css (void);

/* A letter's colour, the same everywhere. Never the only sign: the label goes with it. */
GdkRGBA palette_letter (guint32 letter);
/* White or near black, whichever can be read on it. */
GdkRGBA palette_ink_on (const GdkRGBA *background);
const GdkRGBA *palette_protocol (Protocol protocol);
/* The window's own scale of text, on top of the system's: 1 to begin with. */
void palette_set_zoom (double zoom);
double palette_zoom (void);
/* A width in pixels that grows with the text: with the system's scale and the window's own. */
int palette_scaled (GtkWidget *widget, int pixels);
/* "pop3", "imap", "smtp", "none": CSS classes. */
const char *palette_protocol_class (Protocol protocol);
