/* Networks as people know them, for the card's menu and the link dialog. */
#pragma once

#include "journal/action.h"

guint networks_count (void);
/* Translated. */
const char *network_label (guint index);
void network_settings (guint index, LinkSettings *settings);
/* Which one these are, -1 when none. */
int network_find (const LinkSettings *settings);
/* "latency=10ms bandwidth=50Mbit loss=0%". Caller owns. */
char *network_dup_options (const LinkSettings *settings);
/* "10 ms", "6 Mbit/s", "0.5%": one of "latency", "bandwidth", "loss", for people. Caller owns. */
char *network_dup_value (const LinkSettings *settings, const char *option);
