#include "window/window.h"

#include <glib/gi18n.h>
#include <string.h>

#include "console/console.h"
#include "conversation/conversation.h"
#include "conversation/inspector.h"
#include "conversation/packets-view.h"
#include "copies/copies-view.h"
#include "pages/compare.h"
#include "pages/start-journals.h"
#include "pages/tool-page.h"
#include "playback/branches.h"
#include "playback/transport.h"
#include "stage/stage.h"
#include "traffic/traffic-view.h"
#include "widgets/focus-keeper.h"
#include "widgets/notice.h"
#include "widgets/reader-name.h"
#include "window/panels.h"
#include "window/preferences.h"
#include "window/presenter.h"
#include "window/split.h"
#include "window/symptom-bar.h"
#include "window/tabs.h"
#include "window/world-switch.h"
#include "words.h"

struct _PrWindow {
  GtkApplicationWindow parent_instance;

  PrSession *session;      /* owned */
  PrLessonPlayer *lesson;  /* owned */
  guint tick;              /* 0 while nothing plays: then no frame is drawn */
  gint64 last_frame;
  gboolean closing;
  gboolean explains;       /* no room for lesson and inspector: the inspector is shown */
  guint fitting;           /* idle source */
  gboolean keeps_preferences;

  /* bound by the template */
  GtkHeaderBar *header;
  GtkWidget *load_mail;
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkBox *lesson_area;
  GtkStack *pages;
  GtkBox *stage_area;
  GtkBox *stage_bar;
  GtkBox *lower_bar;
  GtkStack *lower;
  GtkBox *inspector_area;
  GtkBox *compare_area;
  GtkBox *banner_area;
  GtkBox *transport_area;
  GtkOverlay *overlay;
  GtkMenuButton *menu_button;
  GtkPaned *split;

  Panels panels;
  GtkWidget *conversation;
  GtkWidget *filter;
  GtkWidget *banner;
  GtkWidget *symptom;      /* PrSymptomBar */
  GtkWidget *toast;
  GtkWidget *presenter;    /* around all of it */
};

G_DEFINE_FINAL_TYPE (PrWindow, pr_window, GTK_TYPE_APPLICATION_WINDOW)

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  PrWindow *self = PR_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);

  if (self->last_frame != 0)
    /* After a hiccup time goes on from where it was seen, it does not jump. */
    pr_session_advance (self->session, MIN (now - self->last_frame, G_USEC_PER_SEC / 10));
  self->last_frame = now;
  return G_SOURCE_CONTINUE;
}

static void
on_playing (PrWindow *self)
{
  gboolean playing = pr_session_playing (self->session);

  if (playing)
    pr_notice_hide (PR_NOTICE (self->toast));
  if (playing && self->tick == 0)
    {
      self->last_frame = 0;
      self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
    }
  else if (!playing && self->tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
      self->tick = 0;
    }
  window_update_actions (self);
}

static void
update_titles (PrWindow *self)
{
  Journal *journal = pr_session_journal (self->session);
  const char *path = pr_session_path (self->session);
  g_autofree char *code = words_dup_language ();
  g_autofree char *base = path != NULL ? g_path_get_basename (path) : NULL;
  g_autoptr (GString) subtitle = g_string_new (NULL);
  const char *title = journal != NULL ? journal_title (journal, code) : NULL;
  const LessonStep *step = pr_lesson_player_step (self->lesson);

  if (pr_window_is_aside (self))
    title = _("Postroom");
  else if (step != NULL)
    {
      title = pr_lesson_player_lesson (self->lesson)->title;
      g_string_append (subtitle, step->title);
    }
  else if (g_str_equal (pr_window_page (self), "compare") && pr_session_n_worlds (self->session) > 1)
    g_string_append (subtitle, pr_session_is_comparing (self->session)
                               ? _("one day, lived in two ways: what you do goes on with the one you do it in")
                               : _("every action is done in all worlds at the same instant"));
  else if (base != NULL)
    g_string_append (subtitle, base);
  if (journal != NULL && pr_session_modified (self->session))
    g_string_append_printf (subtitle, "%s%s", subtitle->len > 0 ? " · " : "", _("not saved"));
  if (title == NULL || *title == '\0')
    title = base != NULL ? base : _("Postroom");
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle->str);
  /* Where the window is narrow they are cut. */
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->title), title);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->subtitle), subtitle->str);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), subtitle->len > 0);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
on_changed (PrWindow *self)
{
  update_titles (self);
  window_update_actions (self);
}

static PanelsWish
wish_now (PrWindow *self)
{
  return (PanelsWish) {
    .lesson = pr_lesson_player_lesson (self->lesson) != NULL && !pr_window_is_aside (self),
    .explains = self->explains,
    /* While presenting, too: the window has to find back to its size. */
    .compact = self->presenter != NULL && pr_presenter_active (PR_PRESENTER (self->presenter)),
  };
}

static gboolean
fit_panels (gpointer data)
{
  PrWindow *self = data;

  self->fitting = 0;
  window_enable_action (self, "lesson-explain", !panels_fit (&self->panels, wish_now (self)));
  return G_SOURCE_REMOVE;
}

static void
fit_soon (PrWindow *self)
{
  if (self->fitting == 0)
    self->fitting = g_idle_add (fit_panels, self);
}

static void
on_realize (PrWindow *self)
{
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (self)), "notify::width", G_CALLBACK (fit_soon), self,
                           G_CONNECT_SWAPPED);
}

void
pr_window_set_explains (PrWindow *self, gboolean explains)
{
  self->explains = explains;
  fit_panels (self);
}

static void
on_live (PrWindow *self)
{
  update_titles (self);
  window_update_actions (self);
}

static void
on_lesson (PrWindow *self)
{
  update_titles (self);
  g_clear_handle_id (&self->fitting, g_source_remove);
  fit_panels (self);
  window_update_actions (self);
}

static void
focus_play (PrWindow *self)
{
  pr_transport_focus (PR_TRANSPORT (gtk_widget_get_first_child (GTK_WIDGET (self->transport_area))));
}

static void
on_page (PrWindow *self)
{
  gboolean day = !pr_window_is_aside (self), comes = day && !gtk_widget_get_visible (GTK_WIDGET (self->transport_area));

  pr_session_set_devices_only (self->session, g_str_equal (pr_window_page (self), "compare"));
  gtk_widget_set_visible (GTK_WIDGET (self->transport_area), day);
  /* Whoever has chosen a day is to start it with space; what GTK would choose differs by its version. */
  if (comes)
    focus_play (self);
  pr_notice_pass (PR_NOTICE (self->toast));
  if (!day)
    pr_symptom_bar_set_open (PR_SYMPTOM_BAR (self->symptom), FALSE);
  on_lesson (self);
}

static void
on_lower_page (PrWindow *self)
{
  gtk_widget_set_visible (self->filter, g_strcmp0 (gtk_stack_get_visible_child_name (self->lower), "conversation") == 0);
  fit_soon (self);
}

static void
close_for_good (PrWindow *self)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static gboolean
pr_window_close_request (GtkWindow *window)
{
  PrWindow *self = PR_WINDOW (window);

  pr_session_stop_live (self->session);
  if (!self->closing && pr_session_modified (self->session))
    {
      window_before_loss (self, close_for_good);
      return TRUE;
    }
  if (self->keeps_preferences)
    preferences_keep (self);
  return GTK_WINDOW_CLASS (pr_window_parent_class)->close_request (window);
}

/* A panel that would be hidden in a narrower window keeps it from becoming one only until then: neither does text that
 * grows make the window grow, nor has it to stay as wide as it was shown first. */
static void
pr_window_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                   int *minimum_baseline, int *natural_baseline)
{
  PrWindow *self = PR_WINDOW (widget);
  GtkWidgetClass *parent = GTK_WIDGET_CLASS (pr_window_parent_class);
  int least;

  /* How high it is in that narrower window is not known before the panel has gone; as long, nothing in it has less room. */
  if (orientation == GTK_ORIENTATION_VERTICAL && for_size >= 0)
    {
      parent->measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &least, natural, minimum_baseline, natural_baseline);
      for_size = MAX (for_size, least);
    }
  else if (orientation == GTK_ORIENTATION_HORIZONTAL)
    for_size = -1; /* a GtkPaned would give its children, for a height, less than they need */
  parent->measure (widget, orientation, for_size, minimum, natural, minimum_baseline, natural_baseline);
  if (orientation != GTK_ORIENTATION_HORIZONTAL || self->session == NULL)
    return;
  *minimum = panels_least (&self->panels, wish_now (self), *minimum);
  *natural = MAX (*natural, *minimum);
}

/* The size of text has changed, perhaps: the person's, or the system's. */
static void
pr_window_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (pr_window_parent_class)->css_changed (widget, change);
  if (PR_WINDOW (widget)->presenter != NULL)
    fit_soon (PR_WINDOW (widget));
}

static void
pr_window_dispose (GObject *object)
{
  PrWindow *self = PR_WINDOW (object);

  g_clear_handle_id (&self->fitting, g_source_remove);
  if (self->session != NULL)
    pr_session_set_playing (self->session, FALSE);
  g_clear_object (&self->lesson);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (pr_window_parent_class)->dispose (object);
}

static void
pr_window_class_init (PrWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = pr_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = pr_window_close_request;
  widget_class->measure = pr_window_measure;
  widget_class->css_changed = pr_window_css_changed;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/postroom/Postroom/window.ui");
  gtk_widget_class_bind_template_child (widget_class, PrWindow, header);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, load_mail);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, title);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, lesson_area);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, stage_area);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, stage_bar);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, lower_bar);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, lower);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, inspector_area);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, compare_area);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, banner_area);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, transport_area);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, PrWindow, split);
}

static void
fill_pages (PrWindow *self)
{
  GtkWidget *copies = pr_copies_view_new (self->session, FALSE);
  GtkWidget *stage = pr_stage_new (self->session, G_MAXUINT, FALSE);
  GtkWidget *scroller = gtk_scrolled_window_new ();

  gtk_header_bar_pack_start (self->header, branches_button_new (self->session));
  self->conversation = pr_conversation_new (self->session);
  world_switch_new (self->session, self->stage_bar);
  pr_stage_set_corner (PR_STAGE (stage), GTK_WIDGET (self->stage_bar));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), stage);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (self->stage_area, scroller);
  split_watch (self->split, stage);
  gtk_stack_add_titled (self->lower, self->conversation, "conversation", _("Conversation"));
  gtk_stack_add_titled (self->lower, copies, "copies", _("Copies"));
  gtk_stack_add_titled (self->lower, pr_packets_view_new (self->session), "packets", _("Packets"));
  gtk_stack_add_titled (self->lower, pr_traffic_view_new (self->session), "traffic", _("Space and Traffic"));
  gtk_stack_add_titled (self->lower, pr_console_new (self->session), "console", _("Console"));
  gtk_box_append (self->lower_bar, tabs_new (self->lower));
  self->filter = pr_conversation_filter (PR_CONVERSATION (self->conversation));
  gtk_widget_set_hexpand (self->filter, TRUE);
  gtk_widget_set_halign (self->filter, GTK_ALIGN_END);
  gtk_box_append (self->lower_bar, self->filter);
  gtk_box_append (self->inspector_area, pr_inspector_new (self->session));
  gtk_box_append (self->compare_area, pr_compare_new (self->session, self->symptom));
  gtk_box_append (self->transport_area, pr_transport_new (self->session));
  /* Without a title: it has no button among the others. */
  gtk_stack_add_named (self->pages, window_new_start_page (self), "start");
  for (guint i = 0; i < tool_page_count (); i++)
    gtk_stack_add_named (self->pages, pr_tool_page_new (tool_page_get (i)), tool_page_get (i)->name);
}

static void
add_presenter (PrWindow *self)
{
  g_autoptr (GtkWidget) content = g_object_ref (gtk_window_get_child (GTK_WINDOW (self)));

  gtk_window_set_child (GTK_WINDOW (self), NULL);
  self->presenter = pr_presenter_new (self, content, self->pages, gtk_menu_button_get_menu_model (self->menu_button));
  gtk_window_set_child (GTK_WINDOW (self), self->presenter);
}

static void
pr_window_init (PrWindow *self)
{
  self->session = pr_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  focus_keeper_watch (GTK_WINDOW (self));
  window_add_actions (self);
  window_add_file_actions (self);
  window_add_present_actions (self);
  window_add_keys (self);
  self->panels = (Panels) { GTK_WIDGET (self), GTK_WIDGET (self->split), GTK_WIDGET (self->lower_bar),
                            GTK_WIDGET (self->lesson_area), GTK_WIDGET (self->inspector_area),
                            GTK_WIDGET (self->header), GTK_WIDGET (self->transport_area), self->load_mail };
  self->lesson = window_new_lesson (self, self->lesson_area);
  self->symptom = pr_symptom_bar_new (self->session);
  fill_pages (self);
  gtk_box_append (self->banner_area, window_new_live_bar (self));
  add_presenter (self);
  reader_name_mnemonics (GTK_WIDGET (self));
  self->banner = pr_notice_new (FALSE);
  gtk_box_append (self->banner_area, self->banner);
  gtk_overlay_add_overlay (self->overlay, self->symptom);
  gtk_header_bar_pack_start (self->header, pr_symptom_bar_button (PR_SYMPTOM_BAR (self->symptom)));
  self->toast = pr_notice_new (TRUE);
  gtk_widget_set_halign (self->toast, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->toast, GTK_ALIGN_END);
  gtk_overlay_add_overlay (self->overlay, self->toast);
  g_signal_connect_object (self->session, "changed", G_CALLBACK (on_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "live", G_CALLBACK (on_live), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "playing", G_CALLBACK (on_playing), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "selected", G_CALLBACK (window_update_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lesson, "changed", G_CALLBACK (on_lesson), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lesson, "closed", G_CALLBACK (on_lesson), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::visible-child", G_CALLBACK (on_page), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->lower, "notify::visible-child", G_CALLBACK (on_lower_page), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "realize", G_CALLBACK (on_realize), NULL);
  on_changed (self);
  focus_play (self);
}

PrWindow *
pr_window_new (GtkApplication *application)
{
  return g_object_new (PR_TYPE_WINDOW, "application", application, NULL);
}

void
pr_window_remember (PrWindow *self)
{
  preferences_restore (self);
  self->keeps_preferences = TRUE;
}

PrSession *
pr_window_session (PrWindow *self)
{
  return self->session;
}

PrConsole *
pr_window_console (PrWindow *self)
{
  return PR_CONSOLE (gtk_stack_get_child_by_name (self->lower, "console"));
}

PrLessonPlayer *
pr_window_lesson (PrWindow *self)
{
  return self->lesson;
}

static gboolean
open_lesson_file (PrWindow *self, const char *path)
{
  if (!window_open_lesson (self, path, FALSE))
    return FALSE;
  start_recent_add (path);
  return TRUE;
}

gboolean
pr_window_open (PrWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Journal) journal = NULL;

  if (g_str_has_suffix (path, ".md"))
    return open_lesson_file (self, path);
  journal = journal_read (path, &error);
  if (journal == NULL)
    {
      pr_window_error (self, error->message);
      return FALSE;
    }
  pr_window_set_journal (self, journal, path);
  start_recent_add (path);
  return TRUE;
}

void
pr_window_set_journal (PrWindow *self, Journal *journal, const char *path)
{
  pr_window_clear_messages (self);
  pr_session_set_journal (self->session, journal, path);
  pr_window_set_page (self, pr_session_n_worlds (self->session) > 1 ? "compare" : "stage");
}

void
pr_window_set_page (PrWindow *self, const char *page)
{
  GtkWidget *lower = gtk_stack_get_child_by_name (self->lower, page);

  if (lower != NULL)
    gtk_stack_set_visible_child (self->lower, lower);
  gtk_stack_set_visible_child_name (self->pages, lower != NULL ? "stage" : page);
}

const char *
pr_window_page (PrWindow *self)
{
  const char *name = gtk_stack_get_visible_child_name (self->pages);

  return name != NULL ? name : "stage";
}

gboolean
pr_window_is_aside (PrWindow *self)
{
  const char *page = pr_window_page (self);

  return g_str_equal (page, "start") || tool_page_is (page);
}

char *
pr_window_dup_conversation (PrWindow *self)
{
  return pr_conversation_dup_text (PR_CONVERSATION (self->conversation));
}

GtkWidget *
pr_window_symptom_bar (PrWindow *self)
{
  return self->symptom;
}

GtkWidget *
pr_window_presenter (PrWindow *self)
{
  return self->presenter;
}

void
pr_window_set_presenting (PrWindow *self, gboolean presenting)
{
  if (presenting == pr_presenter_active (PR_PRESENTER (self->presenter)))
    return;
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->header), !presenting);
  pr_presenter_set_active (PR_PRESENTER (self->presenter), presenting, GTK_WIDGET (self->transport_area));
  split_reset (self->split);
}

void
pr_window_ask_where (PrWindow *self)
{
  pr_transport_ask_where (PR_TRANSPORT (gtk_widget_get_first_child (GTK_WIDGET (self->transport_area))));
}

void
pr_window_error (PrWindow *self, const char *text)
{
  pr_notice_show (PR_NOTICE (self->banner), text, NULL, NULL);
}

void
pr_window_toast (PrWindow *self, const char *text, const char *button, const char *action)
{
  update_titles (self);
  pr_notice_show (PR_NOTICE (self->toast), text, button, action);
}

void
pr_window_add_choice (PrWindow *self, const char *button, const char *action)
{
  pr_notice_add_choice (PR_NOTICE (self->toast), button, action);
}

void
pr_window_clear_messages (PrWindow *self)
{
  pr_notice_hide (PR_NOTICE (self->banner));
  pr_notice_hide (PR_NOTICE (self->toast));
}

const char *
pr_window_error_text (PrWindow *self)
{
  return pr_notice_text (PR_NOTICE (self->banner));
}

const char *
pr_window_toast_text (PrWindow *self)
{
  return pr_notice_text (PR_NOTICE (self->toast));
}
