/**
 * What an operator types: {@code serve} runs a cloud, every other command talks to a running one
 * over its operator API. Open {@link dev.thaw.cloud.cli.CloudCommands} first: the launcher adds all
 * of them to its root command with it. Only {@code serve} knows the server; {@code sign-base} works
 * on files alone; the others know nothing but HTTP and JSON.
 */
@NullMarked
package dev.thaw.cloud.cli;

import org.jspecify.annotations.NullMarked;
