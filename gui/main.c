/* postroom: the window. */
#include "application.h"
#include "gateway/machine-language.h"

int
main (int argc, char **argv)
{
  g_autoptr (PrApplication) application = NULL;
  int status;

  machine_language_begin (POSTROOM_LOCALEDIR);
  gtk_disable_setlocale ();
  g_set_application_name ("Postroom");

  application = pr_application_new (argv);
  status = g_application_run (G_APPLICATION (application), argc, argv);
  return status != 0 ? status : pr_application_status (application);
}
