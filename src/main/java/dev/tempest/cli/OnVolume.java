package dev.tempest.cli;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A command that needs what lies on the volume. It runs inside the server that holds the volume;
 * where there is none, its own process holds it meanwhile. A command without this mark must not
 * touch the volume.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface OnVolume {
  /** Whether it may run while a server holds the volume. */
  boolean besideServer() default true;
}
