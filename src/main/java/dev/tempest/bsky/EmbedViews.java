package dev.tempest.bsky;

import dev.tempest.atproto.data.Node;
import dev.tempest.proxy.ProxyCall;
import jakarta.inject.Singleton;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.stream.Stream;

/** What a post shows besides its text: images, links, and other records. */
@Singleton
final class EmbedViews {
  private static final String IMAGES = "app.bsky.embed.images";
  private static final String EXTERNAL = "app.bsky.embed.external";
  private static final String RECORD = "app.bsky.embed.record";
  private static final String RECORD_WITH_MEDIA = "app.bsky.embed.recordWithMedia";

  private final ImageUrls images;
  private final QuotedViews quotes;

  EmbedViews(ImageUrls images, QuotedViews quotes) {
    this.images = images;
    this.quotes = quotes;
  }

  /** Empty for kinds that only the AppView can show, as videos. */
  Optional<Node> of(Node.Obj embed, String did, ProxyCall call) {
    return switch (Tree.text(embed, "$type").orElse("")) {
      case IMAGES -> Optional.of(images(embed, did));
      case EXTERNAL -> Optional.of(external(embed, did));
      case RECORD -> Optional.of(record(embed, call));
      case RECORD_WITH_MEDIA -> recordWithMedia(embed, did, call);
      default -> Optional.empty();
    };
  }

  private Node images(Node embed, String did) {
    var views = Tree.items(embed, "images").stream().flatMap(image -> image(image, did)).toList();
    return Tree.with(Tree.typed(IMAGES + "#view"), "images", new Node.Array(views));
  }

  private Stream<Node> image(Node image, String did) {
    return Tree.blob(image, "image").stream()
        .map(
            cid -> {
              var fields = new LinkedHashMap<String, Node>();
              fields.put("thumb", new Node.Text(images.of("feed_thumbnail", did, cid)));
              fields.put("fullsize", new Node.Text(images.of("feed_fullsize", did, cid)));
              fields.put("alt", new Node.Text(Tree.text(image, "alt").orElse("")));
              Tree.at(image, "aspectRatio").ifPresent(ratio -> fields.put("aspectRatio", ratio));
              return new Node.Obj(fields);
            });
  }

  private Node external(Node embed, String did) {
    var fields = new LinkedHashMap<String, Node>();
    for (String name : new String[] {"uri", "title", "description"}) {
      fields.put(name, new Node.Text(Tree.text(embed, "external", name).orElse("")));
    }
    Tree.blob(embed, "external", "thumb")
        .ifPresent(
            cid -> fields.put("thumb", new Node.Text(images.of("feed_thumbnail", did, cid))));
    return Tree.with(Tree.typed(EXTERNAL + "#view"), "external", new Node.Obj(fields));
  }

  private Node.Obj record(Node embed, ProxyCall call) {
    String uri = Tree.text(embed, "record", "uri").orElse("");
    return Tree.with(Tree.typed(RECORD + "#view"), "record", quotes.of(uri, call));
  }

  private Optional<Node> recordWithMedia(Node embed, String did, ProxyCall call) {
    var media =
        Tree.object(embed, "media")
            .filter(
                part ->
                    Tree.hasText(part, IMAGES, "$type") || Tree.hasText(part, EXTERNAL, "$type"))
            .flatMap(part -> of(part, did, call));
    var record = Tree.object(embed, "record").map(part -> record(part, call));
    if (media.isEmpty() || record.isEmpty()) {
      return Optional.empty();
    }
    var view = Tree.with(Tree.typed(RECORD_WITH_MEDIA + "#view"), "record", record.get());
    return Optional.of(Tree.with(view, "media", media.get()));
  }
}
