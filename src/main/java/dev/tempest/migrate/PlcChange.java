package dev.tempest.migrate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.fault.Refusal;
import dev.tempest.identity.PlcData;
import dev.tempest.identity.PlcOperation;
import dev.tempest.migrate.Person.Question;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Step 8 for a did:plc. The old server signs, this one submits what it signed. The signed operation
 * is kept before it is submitted: what was interrupted submits the very same one again, and the
 * directory tells whether it has it.
 */
final class PlcChange {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Move move;

  PlcChange(Move move) {
    this.move = move;
  }

  State run(State state) {
    var here = TargetCredentials.of(move.target(state));
    PlcOperation last = last();
    PlcData data = data(last);
    if (isHere(data, here)) {
      move.person().tell("the PLC directory has it");
      return state;
    }
    PlcData wanted = wanted(state, data, here);
    State signed = isSigned(state, last, wanted) ? state : sign(state, last, wanted);
    move.person().tell("the PLC operation changes:");
    PlcDiff.lines(data, wanted).forEach(move.person()::tell);
    move.person()
        .requireConsent(
            "From here on the account belongs to this server. This cannot be undone from here.",
            state.requirePlan().newHandle());
    submit(signed);
    if (!isHere(data(last()), here)) {
      throw new Refusal.UpstreamFailed("the PLC directory does not show the operation yet");
    }
    return signed;
  }

  private PlcOperation last() {
    return move.network()
        .lastOperation(move.did())
        .orElseThrow(() -> Refusal.invalid("the PLC directory has no DID " + move.did()));
  }

  private static PlcData data(PlcOperation last) {
    return last.data().orElseThrow(() -> Refusal.invalid("the DID was ended by its owner"));
  }

  static boolean isHere(PlcData data, TargetCredentials here) {
    return here.signingKey().toDidKey().equals(data.verificationMethods().get(PlcData.SIGNING_KEY))
        && Optional.ofNullable(data.services().get(PlcData.PDS))
            .filter(pds -> pds.endpoint().equals(here.endpoint().toString()))
            .isPresent();
  }

  /** Only what has to change does: labelers, other names and people's own keys stay. */
  private PlcData wanted(State state, PlcData data, TargetCredentials here) {
    var personal = PlcKeys.of(data, move.source(state)).personal();
    var keys =
        Stream.of(
                move.wishes().recoveryKey().stream().map(key -> key.toDidKey()),
                personal.stream(),
                here.rotationKeys().stream())
            .flatMap(each -> each)
            .distinct()
            .toList();
    return data.withHandle(state.requirePlan().newHandle())
        .withPds(here.endpoint())
        .withSigningKey(here.signingKey())
        .withRotationKeys(keys);
  }

  private static boolean isSigned(State state, PlcOperation last, PlcData wanted) {
    String kept = state.changeOrNone().operation();
    return kept != null && isGood(PlcOperation.of(DagJson.parse(kept)), last, wanted);
  }

  /** Whether it is what the old server was asked to sign, and the directory would take it. */
  static boolean isGood(PlcOperation operation, PlcOperation last, PlcData wanted) {
    return operation.prev().equals(Optional.of(last.cid()))
        && operation.data().equals(Optional.of(wanted))
        && operation.signerAmong(data(last).rotationKeys()).isPresent();
  }

  private State sign(State state, PlcOperation last, PlcData wanted) {
    var source = move.source(state);
    State asked = requestCode(state, source);
    String code = move.person().answer(Question.PLC_CODE);
    PlcOperation operation = signed(asked, code, wanted);
    if (!isGood(operation, last, wanted)) {
      throw Refusal.invalid(
          "the old server signed something else than it was asked to; nothing was submitted");
    }
    State kept =
        asked.with(
            new State.Change(
                asked.changeOrNone().codeRequestedAt(), DagJson.format(operation.json())));
    move.journal().write(kept);
    return kept;
  }

  /** Once: whoever comes back with the code must not be sent another. */
  private State requestCode(State state, Session source) {
    if (move.person().given(Question.PLC_CODE).isPresent()
        || state.changeOrNone().codeRequestedAt() != null) {
      return state;
    }
    source.call("com.atproto.identity.requestPlcOperationSignature");
    move.person()
        .tell(
            "the old server sends a code to the account's e-mail address (without e-mail its operator has it)");
    State asked =
        state.with(
            new State.Change(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), null));
    move.journal().write(asked);
    return asked;
  }

  private PlcOperation signed(State state, String code, PlcData wanted) {
    var request = new HashMap<String, Object>();
    request.put("token", code);
    request.put("rotationKeys", wanted.rotationKeys());
    request.put("alsoKnownAs", wanted.alsoKnownAs());
    request.put("verificationMethods", wanted.verificationMethods());
    var services = new HashMap<String, Object>();
    wanted
        .services()
        .forEach(
            (name, service) ->
                services.put(name, Map.of("type", service.type(), "endpoint", service.endpoint())));
    request.put("services", services);
    try {
      JsonNode answer = move.source(state).call("com.atproto.identity.signPlcOperation", request);
      return PlcOperation.of(DagJson.parse(answer.path("operation").toString()));
    } catch (RemoteRefusal refused) {
      if (!refused.isFailure()) {
        // a code is good once and for minutes: the next attempt needs another
        move.journal().write(state.with(State.Change.NONE));
      }
      throw new Pause(refused.getMessage() + ": the same command asks for a fresh code");
    } catch (DecodeException malformed) {
      throw new Refusal.UpstreamFailed(
          "the old server signed no PLC operation: " + malformed.getMessage());
    }
  }

  private void submit(State state) {
    try {
      JsonNode operation = JSON.readTree(String.valueOf(state.changeOrNone().operation()));
      move.target(state)
          .call("com.atproto.identity.submitPlcOperation", Map.of("operation", operation));
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
