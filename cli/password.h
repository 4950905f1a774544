/* A secret that does not stand on the command line, where others could read it. */
#pragma once

/* From the environment variable POSTROOM_PASSWORD, or asked for on the terminal without echo. NULL, after complaining,
 * when there is neither. Caller owns. */
char *password_get (const char *user);
