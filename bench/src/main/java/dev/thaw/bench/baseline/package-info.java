/**
 * What a user would do instead of Thaw: federated averaging (McMahan et al.,
 * "Communication-Efficient Learning of Deep Networks from Decentralized Data", 2017) over real
 * sockets, and training on the device alone. Open {@link dev.thaw.bench.baseline.FedAvg} first;
 * both train with {@link dev.thaw.bench.baseline.Descent}. The one package of this module that
 * takes gradients itself, and so the one that may know DJL.
 */
@NullMarked
package dev.thaw.bench.baseline;

import org.jspecify.annotations.NullMarked;
