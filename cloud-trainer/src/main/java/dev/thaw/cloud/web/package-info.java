/**
 * What a web page of this product needs from a server that is not about its subject: its files from
 * the class path, with the headers that keep a page to itself. Open {@link
 * dev.thaw.cloud.web.StaticFiles}; the cloud's server and the demo's both serve with it. It knows
 * Vert.x and nothing of the cloud.
 */
@NullMarked
package dev.thaw.cloud.web;

import org.jspecify.annotations.NullMarked;
