package dev.tempest.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * One run of a command.
 *
 * @param directory the operator's working directory
 * @param watched whether somebody watches {@code err} at a terminal
 * @param abandoned whether nobody waits for the command any more
 */
public record Invocation(
    PrintWriter out,
    PrintWriter err,
    Path directory,
    boolean watched,
    BooleanSupplier abandoned,
    ObjectMapper json) {}
