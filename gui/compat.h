/* What GTK 4.8 has no lasting way for: replaced by other calls in later versions. Only here. */
#pragma once

#include <gtk/gtk.h>

typedef enum { CHOOSE_OPEN, CHOOSE_SAVE, CHOOSE_FOLDER } ChooseKind;

/* path: NULL when the person has cancelled. */
typedef void (*ChooseFunc) (const char *path, gpointer data);

/* patterns: "*.postroom" ..., NULL-terminated, or NULL for all files. name: proposed for saving, may be NULL. data must
 * live as long as parent: the dialog goes with it, without an answer. */
void compat_choose_file (GtkWindow *parent, const char *title, ChooseKind kind, const char *kind_name,
                         const char *const *patterns, const char *name, ChooseFunc func, gpointer data);

typedef enum { ASK_CANCEL, ASK_DISCARD, ASK_SAVE } AskAnswer;
typedef void (*AskFunc) (AskAnswer answer, gpointer data);
void compat_ask_save (GtkWindow *parent, const char *question, AskFunc func, gpointer data);

void compat_load_css (GtkCssProvider *provider, const char *css);

/* Which of its own style sheets GTK draws with, and whether it moves. GTK 4.20 and 4.22 have other settings for it, and warn of
 * the older ones. */
void compat_set_dark (GtkSettings *settings, gboolean dark);
void compat_set_contrast (GtkSettings *settings, gboolean more);
gboolean compat_animates (GtkSettings *settings);
