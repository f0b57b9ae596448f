/**
 * {@code thaw campaign}: kills a cloud and a process of devices again and again, at random and at
 * each {@link dev.thaw.cache.faults.CrashPoint}, while clocks jump, the network misbehaves and
 * writes fail, and checks that nothing acknowledged is lost. {@link
 * dev.thaw.demo.campaign.Campaign} is one campaign, {@link dev.thaw.demo.campaign.Fault} what it
 * does to the {@link dev.thaw.demo.campaign.Rig}. The processes are those of {@code
 * dev.thaw.demo.chaos}.
 */
@NullMarked
package dev.thaw.demo.campaign;

import org.jspecify.annotations.NullMarked;
