package dev.tempest.xrpc;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.lexicon.LexiconException;
import dev.tempest.atproto.lexicon.Schema;
import dev.tempest.atproto.lexicon.Validator;
import dev.tempest.atproto.syntax.Nsid;
import dev.tempest.fault.Refusal;
import dev.tempest.lexicon.Lexicons;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds what comes in to the lexicon of its method. Resources may rely on it for lengths, ranges
 * and closed sets; types and formats they parse again, into types. Fields that the lexicon does not
 * know pass, defaults are the resource's.
 */
@Singleton
final class InputSchemas {
  /**
   * Bodies that their resource's types check in full. Records are checked where they are written,
   * and their methods are the busiest; {@code deleteRecord} takes a null swap as {@code putRecord}
   * does, though the lexicon has no null there; {@code createAccount} has names for what is wrong.
   */
  private static final Set<String> TYPED_BODIES =
      Set.of(
          "com.atproto.repo.createRecord",
          "com.atproto.repo.putRecord",
          "com.atproto.repo.applyWrites",
          "com.atproto.repo.deleteRecord",
          "com.atproto.server.createAccount");

  private final Lexicons lexicons;
  private final Validator validator;

  InputSchemas(Lexicons lexicons) {
    this.lexicons = lexicons;
    this.validator = new Validator(lexicons::findLocal);
  }

  void checkParameters(Catalogue.Method method, Map<String, List<String>> parameters) {
    Schema.ParamsType schema =
        switch (main(method)) {
          case Schema.QueryType query -> query.parameters();
          case Schema.ProcedureType procedure -> procedure.parameters();
          case null, default -> null;
        };
    if (schema != null) {
      refusing(() -> validator.checkParameters(schema, parameters));
    }
  }

  /** Checks a JSON body; {@code json} is all of it. */
  void checkBody(Catalogue.Method method, byte[] json) {
    if (!TYPED_BODIES.contains(method.nsid())
        && main(method) instanceof Schema.ProcedureType procedure) {
      procedure
          .input()
          .schema()
          .ifPresent(schema -> refusing(() -> validator.checkInput(schema, read(schema, json))));
    }
  }

  /** A property that the lexicon does not know may be of any JSON. */
  private static Node read(Schema schema, byte[] json) {
    return schema instanceof Schema.ObjectType object
        ? DagJson.parseFields(json, object.properties()::containsKey)
        : DagJson.parse(json);
  }

  private @Nullable Schema main(Catalogue.Method method) {
    return Optional.of(method.nsid())
        .filter(Nsid::isValid) // which _health is not
        .flatMap(nsid -> lexicons.findLocal(new Nsid(nsid)))
        .flatMap(lexicon -> lexicon.main())
        .orElse(null);
  }

  private static void refusing(Runnable check) {
    try {
      check.run();
    } catch (LexiconException fault) {
      throw Refusal.invalid(fault.getMessage());
    } catch (DecodeException noData) {
      throw Refusal.invalid("Input is not data of the protocol: " + noData.getMessage());
    }
  }
}
