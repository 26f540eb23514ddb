package dev.tempest.testing;

import dev.tempest.s3.S3Bucket;
import dev.tempest.s3.S3Settings;
import io.quarkus.bootstrap.resolver.maven.BootstrapMavenException;
import io.quarkus.bootstrap.resolver.maven.MavenArtifactResolver;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.collection.CollectRequest;
import org.eclipse.aether.graph.Dependency;
import org.eclipse.aether.graph.Exclusion;
import org.eclipse.aether.resolution.ArtifactResult;
import org.eclipse.aether.resolution.DependencyRequest;
import org.eclipse.aether.resolution.DependencyResolutionException;

/**
 * A real S3 server, as a process of its own with files in a temporary folder. One for the whole JVM
 * of the tests, begun by the first that asks and ended with it. Its class path is resolved by Maven
 * when it starts, so that nothing of it is in ours.
 */
public final class S3Server {
  private static final String ARTIFACT = "org.gaul:s3proxy:4.1.0";
  // what other clouds need
  private static final List<String> LEFT_OUT =
      List.of(
          "com.google.cloud",
          "com.azure",
          "com.github.openstack4j.core",
          "com.github.openstack4j.core.connectors",
          "org.apache.sshd",
          "com.google.protobuf",
          "com.google.errorprone",
          "io.grpc");
  private static final Duration START_LIMIT = Duration.ofMinutes(3);

  /** Only tests of an impatient server want less. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Shared by all class loaders of the JVM. */
  private static final String RUNNING = "tempest.test.s3";

  private static final String SECRET = "the secret of the tests' object store";

  private final URI endpoint;
  private final Path folder;

  private S3Server(URI endpoint, Path folder) {
    this.endpoint = endpoint;
    this.folder = folder;
  }

  /** The running one. */
  public static S3Server shared() {
    synchronized (System.getProperties()) {
      String running = System.getProperty(RUNNING);
      if (running == null) {
        running = start();
        of(running).warmUp();
        System.setProperty(RUNNING, running);
      }
      return of(running);
    }
  }

  private static S3Server of(String running) {
    String[] parts = running.split(" ", 2);
    return new S3Server(URI.create(parts[0]), Path.of(parts[1]));
  }

  /** The first requests take seconds on a slow machine, which tests of timeouts do not have. */
  private void warmUp() {
    try (var bucket = S3Bucket.open(newBucket().withPatience(START_LIMIT))) {
      bucket.put("one", new byte[1000], "text/plain");
      bucket.copy("one", "two");
      bucket.stat("two");
      try (var body = bucket.get("two").orElseThrow()) {
        body.content().readAllBytes();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      bucket.deleteAll("");
    }
  }

  public URI endpoint() {
    return endpoint;
  }

  /** A fresh bucket. */
  public S3Settings newBucket() {
    String name = "bucket-" + UUID.randomUUID();
    try {
      Files.createDirectory(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new S3Settings(
        S3Settings.Purpose.BLOBS,
        endpoint,
        name,
        "auto",
        new S3Settings.Access.Keys("tests", SECRET),
        true,
        PATIENCE);
  }

  /** The variables that a server needs for it; {@code variables} as {@code TEMPEST_BLOB_S3_}. */
  public static Map<String, String> environment(String variables, S3Settings bucket) {
    return Map.of(
        variables + "ENDPOINT",
        bucket.endpoint().toString(),
        variables + "BUCKET",
        bucket.bucket(),
        variables + "ACCESS_KEY_ID",
        "tests",
        variables + "SECRET_ACCESS_KEY",
        SECRET);
  }

  /** The file of an object, to look at behind the server's back, or to damage. */
  public Path file(S3Settings bucket, String key) {
    return file(bucket.bucket(), key);
  }

  public Path file(String bucket, String key) {
    return folder.resolve(bucket).resolve(key);
  }

  private static String start() {
    try {
      Path folder = Files.createTempDirectory("tempest-s3-");
      int port = FreePort.next();
      Path properties = folder.resolve("s3proxy.conf");
      Path objects = Files.createDirectory(folder.resolve("objects"));
      Files.writeString(
          properties,
          """
          s3proxy.endpoint=http://127.0.0.1:%d
          s3proxy.authorization=aws-v4
          s3proxy.identity=tests
          s3proxy.credential=%s
          jclouds.provider=filesystem-nio2
          jclouds.identity=tests
          jclouds.credential=%s
          jclouds.filesystem.basedir=%s
          """
              .formatted(port, SECRET, SECRET, objects));
      var process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-XX:+UseSerialGC",
                  "-Xmx256m",
                  "-DLOG_LEVEL=warn",
                  "-cp",
                  classPath(),
                  "org.gaul.s3proxy.Main",
                  "--properties",
                  properties.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
      awaitPort(process, port, folder);
      return "http://127.0.0.1:" + port + " " + objects;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classPath() {
    var exclusions = LEFT_OUT.stream().map(group -> new Exclusion(group, "*", "*", "*")).toList();
    var request =
        new CollectRequest()
            .setRoot(new Dependency(new DefaultArtifact(ARTIFACT), "runtime", false, exclusions))
            .addManagedDependency(
                new Dependency(
                    new DefaultArtifact("com.fasterxml.jackson.core:jackson-annotations:2.21"),
                    "runtime"));
    try {
      var maven = MavenArtifactResolver.builder().setWorkspaceDiscovery(false).build();
      request.setRepositories(maven.getRepositories());
      return maven
          .getSystem()
          .resolveDependencies(maven.getSession(), new DependencyRequest(request, null))
          .getArtifactResults()
          .stream()
          .map(ArtifactResult::getArtifact)
          .map(artifact -> artifact.getFile().getPath())
          .collect(Collectors.joining(File.pathSeparator));
    } catch (BootstrapMavenException | DependencyResolutionException e) {
      throw new IllegalStateException("cannot resolve " + ARTIFACT, e);
    }
  }

  private static void awaitPort(Process process, int port, Path folder) throws IOException {
    long end = System.nanoTime() + START_LIMIT.toNanos();
    while (System.nanoTime() < end && process.isAlive()) {
      try (var _ = new Socket("127.0.0.1", port)) {
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
      }
    }
    String log = Files.readString(folder.resolve("log"));
    throw new IllegalStateException("the S3 server does not start: " + log);
  }

  private static void end(Process process, Path folder) {
    process.destroyForcibly();
    try (Stream<Path> files = Files.walk(folder)) {
      process.waitFor();
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException | InterruptedException leftBehind) {
      System.err.println("left behind: " + folder + ": " + leftBehind);
    }
  }
}
