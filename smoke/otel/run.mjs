// Starts a program that was built with -Dotel, lets it send traces to a receiver of ours, and looks
// at every byte that comes: the spans that must be there, and what must never be.
//   node smoke/otel/run.mjs target/quarkus-app/quarkus-run.jar|target/tempest
import { spawn } from "node:child_process";
import { createServer } from "node:http";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomBytes } from "node:crypto";
import { gunzipSync } from "node:zlib";
import assert from "node:assert/strict";

const program = process.argv[2];
if (!program) {
  console.error("run.mjs JAR|BINARY");
  process.exit(2);
}

/** A field of a protobuf message: its number, and a number or bytes. */
function* fields(bytes) {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    const kind = key & 7;
    if (kind === 0) yield [key >> 3, varint()];
    else if (kind === 1) yield [key >> 3, bytes.readBigUInt64LE((at += 8) - 8)];
    else if (kind === 5) yield [key >> 3, BigInt(bytes.readUInt32LE((at += 4) - 4))];
    else {
      const length = Number(varint());
      yield [key >> 3, bytes.subarray(at, (at += length))];
    }
  }
}
const all = (bytes, number) => [...fields(bytes)].filter(([n]) => n === number).map(([, v]) => v);
const text = (bytes) => bytes.toString("utf8");

/** opentelemetry.proto.trace.v1: the parts of it that are looked at. */
function spansOf(request) {
  return all(request, 1).flatMap((resource) =>
    all(resource, 2).flatMap((scope) =>
      all(scope, 2).map((span) => ({
        trace: all(span, 1)[0].toString("hex"),
        id: all(span, 2)[0].toString("hex"),
        parent: all(span, 4)[0]?.toString("hex") ?? "",
        name: text(all(span, 5)[0]),
        attributes: Object.fromEntries(
          all(span, 9).map((pair) => {
            const [[kind, value]] = [...fields(all(pair, 2)[0])];
            return [text(all(pair, 1)[0]), kind === 1 ? text(value) : Number(value)];
          }),
        ),
      })),
    ),
  );
}

const spans = [];
const received = [];
const receiver = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", () => {
    const sent = Buffer.concat(parts);
    const body = request.headers["content-encoding"] === "gzip" ? gunzipSync(sent) : sent;
    received.push(body);
    if (request.url === "/v1/traces") spans.push(...spansOf(body));
    response.writeHead(200, { "content-type": "application/x-protobuf" }).end();
  });
});
const listen = (server) => new Promise((done) => server.listen(0, "127.0.0.1", () => done(server.address().port)));
const otlp = await listen(receiver);
const probe = createServer();
const port = await listen(probe);
await new Promise((done) => probe.close(done));

const work = mkdtempSync(join(tmpdir(), "tempest-otel-"));
const base = `http://127.0.0.1:${port}`;
const [command, args] = program.endsWith(".jar") ? ["java", ["-jar", program]] : [program, []];
const java = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, "bin/java") : command;
const server = spawn(command === "java" ? java : command, args, {
  env: {
    ...process.env,
    PORT: String(port),
    TEMPEST_MANAGEMENT_PORT: "0",
    TEMPEST_DATA_DIR: join(work, "data"),
    TEMPEST_HOSTNAME: "localhost",
    TEMPEST_PUBLIC_URL: `http://localhost:${port}`,
    TEMPEST_PLC_URL: "embedded",
    TEMPEST_HANDLE_DOMAINS: ".test",
    TEMPEST_CRAWLERS: "",
    SECRET_KEY_BASE: randomBytes(48).toString("base64"),
    TEMPEST_OTEL_ENABLED: "true",
    TEMPEST_OTEL_ENDPOINT: `http://127.0.0.1:${otlp}`,
  },
  stdio: ["ignore", "pipe", "pipe"],
});
let log = "";
server.stdout.on("data", (part) => (log += part));
server.stderr.on("data", (part) => (log += part));
const ended = new Promise((done) => server.on("exit", done));

async function until(what, limitSeconds = 90) {
  const deadline = Date.now() + limitSeconds * 1000;
  for (;;) {
    if (await what().catch(() => false)) return;
    if (server.exitCode !== null || Date.now() > deadline) throw new Error("it did not happen:\n" + log);
    await new Promise((again) => setTimeout(again, 100));
  }
}
const xrpc = (method, { body, token, headers } = {}) =>
  fetch(`${base}/xrpc/${method}`, {
    method: body ? "POST" : "GET",
    headers: {
      ...(body ? { "content-type": "application/json" } : {}),
      ...(token ? { authorization: `Bearer ${token}` } : {}),
      ...headers,
    },
    body: body && JSON.stringify(body),
  });

try {
  await until(async () => (await xrpc("_health")).ok);
  const password = "correct horse battery";
  const answer = await xrpc("com.atproto.server.createAccount", {
    body: { handle: "alice.test", email: "alice@example.com", password },
  });
  const account = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(account));
  const trace = randomBytes(16).toString("hex");
  const caller = randomBytes(8).toString("hex");
  const record = { $type: "com.example.thing", text: "a private thought" };
  const created = await xrpc("com.atproto.repo.createRecord", {
    token: account.accessJwt,
    body: { repo: account.did, collection: "com.example.thing", record },
    headers: { traceparent: `00-${trace}-${caller}-01` },
  });
  assert.equal(created.status, 200, await created.text());
  // in places where people's words could get into a span
  await xrpc("com.atproto.identity.resolveHandle?handle=alice.test&token=verysecret");
  await xrpc("com.atproto.server.createSession", { body: { identifier: "alice@example.com", password: "wrong guess" } });
  await xrpc("com.example.unheardof?x=verysecret");
  await fetch(`${base}/.well-known/atproto-did`, { headers: { "x-forwarded-host": "alice.test" } });
  await fetch(`${base}/no/such/path/verysecret`);

  await until(async () => spans.filter((span) => span.parent === "" || span.parent === caller).length >= 8);
  const names = spans.map((span) => span.name);
  for (const name of ["com.atproto.server.createAccount", "com.atproto.identity.resolveHandle", "unknown", "web"]) {
    assert.ok(names.includes(name), `no span ${name} among ${[...new Set(names)]}`);
  }
  const write = spans.find((span) => span.name === "com.atproto.repo.createRecord");
  assert.equal(write.trace, trace);
  assert.equal(write.parent, caller);
  assert.deepEqual(write.attributes, { "http.request.method": "POST", "http.response.status_code": 200 });
  const parts = spans.filter((span) => span.parent === write.id);
  for (const name of ["tempest.write", "tempest.write.wait", "tempest.sqlite"]) {
    assert.ok(parts.some((part) => part.name === name), `no ${name} below the write`);
  }
  assert.ok(parts.some(({ attributes: a }) => a.database === "repo" && a.operation === "commit"));

  const bytes = Buffer.concat(received).toString("latin1");
  const secrets = ["alice", account.did, account.accessJwt, account.refreshJwt, "did:", "correct horse", "wrong guess", "verysecret", "private thought", "unheardof", "Bearer"];
  for (const secret of secrets) assert.ok(!bytes.includes(secret), `${secret.slice(0, 12)} was sent`);
  console.log(`${spans.length} spans in ${received.length} requests; none of ${secrets.length} words that must not be sent`);
} catch (failure) {
  console.error(log.slice(-3000));
  throw failure;
} finally {
  server.kill("SIGTERM");
  await ended;
  receiver.close();
  rmSync(work, { recursive: true, force: true });
}
