package dev.tempest.blob;

import dev.tempest.atproto.data.Cid;
import dev.tempest.atproto.syntax.Did;
import dev.tempest.blob.BlobStore.Listed;
import dev.tempest.blob.BlobStore.Place;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What lay in a store at one time: asked once, where asking for every blob would be dear. */
final class StoreListing {
  private record Name(String account, String blob) {}

  private final BlobStore store;
  private final Map<Place, Map<Name, Long>> sizes = new EnumMap<>(Place.class);

  private StoreListing(BlobStore store) {
    this.store = store;
  }

  /** All that {@code store} has, or, if not null, what it has of {@code only}. */
  static StoreListing of(BlobStore store, @Nullable Did only) {
    var listing = new StoreListing(store);
    String account = only == null ? null : store.nameOf(only);
    for (Place place : Place.values()) {
      var found = new HashMap<Name, Long>();
      store.list(
          place,
          one -> {
            if (account == null || account.equals(one.account())) {
              found.put(new Name(one.account(), one.name()), one.size());
            }
          });
      listing.sizes.put(place, found);
    }
    return listing;
  }

  private Map<Name, Long> in(Place place) {
    return sizes.getOrDefault(place, Map.of());
  }

  /** How large the blob is that is there, or null. */
  @Nullable Long size(Did did, Cid cid, Place place) {
    return in(place).get(new Name(store.nameOf(did), cid.toString()));
  }

  /** Strikes a blob off, wherever it is. */
  void remove(Did did, Cid cid) {
    var name = new Name(store.nameOf(did), cid.toString());
    for (Place place : Place.values()) {
      in(place).remove(name);
    }
  }

  /** What was not struck off. */
  void rest(BiConsumer<Place, Listed> each) {
    for (Place place : Place.values()) {
      in(place)
          .forEach(
              (name, size) -> each.accept(place, new Listed(name.account(), name.blob(), size)));
    }
  }
}
