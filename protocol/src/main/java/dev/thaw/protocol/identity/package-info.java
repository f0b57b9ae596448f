/** How a device shows who it is. Open {@link dev.thaw.protocol.identity.Proofs}. */
@NullMarked
package dev.thaw.protocol.identity;

import org.jspecify.annotations.NullMarked;
