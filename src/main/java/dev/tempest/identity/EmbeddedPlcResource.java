package dev.tempest.identity;

import dev.tempest.atproto.data.DagJson;
import dev.tempest.atproto.data.DecodeException;
import dev.tempest.atproto.data.Node;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.atproto.syntax.SyntaxException;
import dev.tempest.fault.Refusal;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.Status;

/**
 * The embedded directory in the HTTP shape of the public one, so that other programs can resolve
 * accounts of development: their PLC URL is this server's and {@code /_plc}.
 */
@Path(EmbeddedPlcResource.PATH + "/{did}")
@Produces(MediaType.APPLICATION_JSON)
public final class EmbeddedPlcResource {
  static final String PATH = "/_plc";

  private final Optional<EmbeddedPlcDirectory> embedded;

  EmbeddedPlcResource(PlcDirectory directory) {
    this.embedded =
        directory instanceof EmbeddedPlcDirectory own ? Optional.of(own) : Optional.empty();
  }

  @GET
  public RestResponse<String> document(@PathParam("did") String did) {
    return answer(
        did,
        (directory, known) ->
            directory
                .document(known)
                .map(document -> ok(document.json()))
                .orElseGet(() -> message(Status.GONE, "DID not available: " + known)));
  }

  @GET
  @Path("log/last")
  public RestResponse<String> last(@PathParam("did") String did) {
    return answer(did, (directory, known) -> ok(directory.operations(known).getLast().json()));
  }

  @GET
  @Path("log")
  public RestResponse<String> log(@PathParam("did") String did) {
    return answer(
        did,
        (directory, known) -> {
          var operations = directory.operations(known);
          return ok(new Node.Array(operations.stream().<Node>map(PlcOperation::json).toList()));
        });
  }

  @GET
  @Path("log/audit")
  public RestResponse<String> audit(@PathParam("did") String did) {
    return answer(did, (directory, known) -> ok(new Node.Array(directory.audit(known))));
  }

  @POST
  public RestResponse<String> submit(@PathParam("did") String did, String body) {
    if (embedded.isEmpty()) {
      return notHere();
    }
    try {
      embedded.get().submit(new Did(did), DagJson.parse(body));
      return RestResponse.ok();
    } catch (Refusal | DecodeException | SyntaxException refused) {
      return message(Status.BAD_REQUEST, String.valueOf(refused.getMessage()));
    }
  }

  private RestResponse<String> answer(
      String text, BiFunction<EmbeddedPlcDirectory, Did, RestResponse<String>> read) {
    if (embedded.isEmpty()) {
      return notHere();
    }
    try {
      var did = new Did(text);
      return embedded.get().operations(did).isEmpty()
          ? message(Status.NOT_FOUND, "DID not registered: " + did)
          : read.apply(embedded.get(), did);
    } catch (SyntaxException noDid) {
      return message(Status.NOT_FOUND, "DID not registered");
    }
  }

  private static RestResponse<String> notHere() {
    return message(Status.NOT_FOUND, "no directory here");
  }

  private static RestResponse<String> ok(Node json) {
    return RestResponse.ok(DagJson.format(json));
  }

  private static RestResponse<String> message(Status status, String message) {
    var body = new Node.Obj(Map.of("message", new Node.Text(message)));
    return RestResponse.status(status, DagJson.format(body));
  }
}
