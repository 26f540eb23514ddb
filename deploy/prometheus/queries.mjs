// Runs a real Prometheus against a running Tempest for a minute and asks it everything that the
// dashboard asks. Each query must be understood; those that give nothing are printed, for there
// are things that this server has not done (no S3, no proxied request).
//   node deploy/prometheus/queries.mjs 127.0.0.1:4001
// Needs prometheus (Debian: apt-get install prometheus).
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const target = process.argv[2];
if (!target) {
  console.error("queries.mjs HOST:MANAGEMENT_PORT");
  process.exit(2);
}
const SCRAPES = 30;
const work = mkdtempSync(join(tmpdir(), "tempest-prometheus-"));
const port = await new Promise((done) => {
  const probe = createServer().listen(0, "127.0.0.1", () => {
    const free = probe.address().port;
    probe.close(() => done(free));
  });
});
const config = join(work, "prometheus.yml");
writeFileSync(
  config,
  JSON.stringify({
    global: { scrape_interval: "2s" },
    scrape_configs: [{ job_name: "tempest", static_configs: [{ targets: [target] }] }],
  }),
);
const prometheus = spawn(
  "prometheus",
  [`--config.file=${config}`, `--storage.tsdb.path=${join(work, "data")}`, `--web.listen-address=127.0.0.1:${port}`],
  { stdio: "ignore" },
);
const ended = new Promise((done) => prometheus.on("exit", done));
const pause = (millis) => new Promise((done) => setTimeout(done, millis));

async function ask(expression) {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/query?query=${encodeURIComponent(expression)}`);
  return answer.json();
}

let wrong = 0;
try {
  const deadline = Date.now() + 5 * 60_000;
  for (;;) {
    const seen = await ask("count_over_time(up[10m])").catch(() => null);
    if (Number(seen?.data?.result?.[0]?.value?.[1] ?? 0) >= SCRAPES) break;
    if (Date.now() > deadline || prometheus.exitCode !== null) throw new Error("nothing was scraped");
    await pause(1000);
  }
  const dashboard = JSON.parse(readFileSync(new URL("../grafana/tempest.json", import.meta.url)));
  const queries = dashboard.panels.flatMap((panel) => (panel.targets ?? []).map(({ expr }) => [panel.title, expr]));
  const empty = [];
  for (const [title, expr] of queries) {
    const asked = expr.replaceAll("$job", "tempest").replaceAll("$instance", ".*").replaceAll("$__rate_interval", "30s");
    const answer = await ask(asked);
    if (answer.status !== "success") {
      wrong++;
      console.error(`${title}: ${answer.error}\n  ${expr}`);
    } else if (answer.data.result.length === 0) {
      empty.push(`${title}: ${expr}`);
    }
  }
  console.log(`${queries.length} queries, ${wrong} wrong, ${empty.length} without data`);
  empty.forEach((line) => console.log("  " + line));
} finally {
  prometheus.kill("SIGTERM");
  await ended;
  rmSync(work, { recursive: true, force: true });
}
process.exit(wrong === 0 ? 0 : 1);
