package dev.tempest.front;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;

/** What people see, under whatever name they come, and what crawlers may visit. */
@Path("/")
public final class FrontResource {
  private final FrontPage page;

  FrontResource(FrontPage page) {
    this.page = page;
  }

  @GET
  @Produces(MediaType.TEXT_HTML + ";charset=UTF-8")
  public RestResponse<String> show() {
    var rendered = page.get();
    return ResponseBuilder.ok(rendered.html())
        .header("Content-Security-Policy", rendered.policy())
        .header("X-Content-Type-Options", "nosniff")
        .header("Referrer-Policy", "no-referrer")
        .header("Cache-Control", "public, max-age=60")
        .build();
  }

  @GET
  @Path("robots.txt")
  @Produces(MediaType.TEXT_PLAIN)
  public String robots() {
    return """
        # Everybody is welcome.
        User-agent: *
        Allow: /
        """;
  }
}
