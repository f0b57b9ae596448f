/** What uploaded features reveal, measured; the threat model quotes it. */
@org.jspecify.annotations.NullMarked
package dev.thaw.demo.privacy;
