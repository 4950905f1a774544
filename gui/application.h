/* PrApplication: options, the first window, keys of the menus. */
#pragma once

#include "window/window.h"

#define PR_TYPE_APPLICATION (pr_application_get_type ())
G_DECLARE_FINAL_TYPE (PrApplication, pr_application, PR, APPLICATION, GtkApplication)

#define APPLICATION_ID "io.github.postroom.Postroom"

/* arguments: of the program; borrowed, must outlive the application. */
PrApplication *pr_application_new (char **arguments);
/* 1 when an export failed. */
int pr_application_status (PrApplication *application);
/* Where data/NAME is: beside the program's build folder, or installed. NULL when nowhere. Caller owns. */
char *application_find_data (const char *name);
