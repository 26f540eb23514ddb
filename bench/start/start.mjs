// See run.sh. Prints one Markdown row per program and volume.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import fs from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'

const ACCOUNTS = 100
const START_LIMIT_MS = 120_000
const POLL_MS = 1

const { values, positionals: programs } = parseArgs({
  allowPositionals: true,
  options: { runs: { type: 'string', default: '10' }, idle: { type: 'string', default: '5' } },
})
const runs = Number(values.runs)
const idleMs = Number(values.idle) * 1000
if (programs.length === 0 || !(runs > 0) || !(idleMs >= 0)) {
  console.error('run.sh [--runs 10] [--idle 5] PROGRAM...')
  process.exit(1)
}

const work = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-start-'))
let running
process.on('exit', () => {
  running?.kill('SIGKILL')
  fs.rmSync(work, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

function commandLine(program) {
  if (program.includes(' ')) return program.split(/ +/).map((word, i) => (i === 0 && word === 'java' ? process.env.JAVA : word))
  if (!program.endsWith('.jar')) return [path.resolve(program)]
  return [process.env.JAVA, ...(process.env.JAVA_OPTS ?? '').split(/ +/).filter(Boolean), '-jar', program]
}

async function freePort() {
  const socket = net.createServer().listen(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

const status = (port) =>
  new Promise((resolve) => {
    const request = http.get({ host: '127.0.0.1', port, path: '/xrpc/_health', agent: false }, (answer) => {
      answer.resume()
      answer.on('end', () => resolve(answer.statusCode))
    })
    request.on('error', () => resolve(0))
  })

async function start(program, dataDir) {
  const port = await freePort()
  const log = fs.openSync(path.join(work, 'server.log'), 'w')
  const [command, ...options] = commandLine(program)
  const began = process.hrtime.bigint()
  const child = spawn(command, options, {
    stdio: ['ignore', log, log],
    env: {
      ...process.env,
      PORT: String(port),
      SECRET_KEY_BASE: 'a secret of the benchmark, long enough to be taken for one',
      TEMPEST_DATA_DIR: dataDir,
      TEMPEST_HOSTNAME: 'localhost',
      TEMPEST_PUBLIC_URL: `http://localhost:${port}`,
      TEMPEST_PLC_URL: 'embedded',
      TEMPEST_CRAWLERS: '',
      TEMPEST_RATE_LIMITS_ENABLED: 'false',
      TEMPEST_MANAGEMENT_PORT: '0',
    },
  })
  fs.closeSync(log)
  running = child
  while ((await status(port)) !== 200) {
    const soFar = Number(process.hrtime.bigint() - began) / 1e6
    if (child.exitCode !== null || soFar > START_LIMIT_MS) {
      console.error(fs.readFileSync(path.join(work, 'server.log'), 'utf8'))
      console.error(`${program} does not start`)
      process.exit(1)
    }
    await pause(POLL_MS)
  }
  return { child, port, tookMs: Number(process.hrtime.bigint() - began) / 1e6 }
}

async function stop(child) {
  child.kill('SIGTERM')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  running = undefined
}

function memory(pid) {
  const rollup = fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
  const mib = (name) => Number(new RegExp(`^${name}: +(\\d+)`, 'm').exec(rollup)[1]) / 1024
  return { resident: mib('Rss'), anonymous: mib('Anonymous') }
}

async function post(port, method, body, token) {
  const answer = await fetch(`http://127.0.0.1:${port}/xrpc/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${method}: ${answer.status} ${await answer.text()}`)
  return answer.json()
}

async function fill(program, dataDir) {
  const { child, port } = await start(program, dataDir)
  for (let i = 0; i < ACCOUNTS; i++) {
    const handle = `account${i}.test`
    const made = await post(port, 'com.atproto.server.createAccount', {
      handle,
      email: `${handle}@example.com`,
      password: 'correct horse',
    })
    const record = { $type: 'app.bsky.feed.post', text: 'hello', createdAt: new Date().toISOString() }
    await post(port, 'com.atproto.repo.createRecord', { repo: made.did, collection: 'app.bsky.feed.post', record }, made.accessJwt)
  }
  await stop(child)
}

async function measure(program, volumeOf) {
  const seen = []
  for (let run = 0; run < runs; run++) {
    const { child, tookMs } = await start(program, volumeOf(run))
    await pause(idleMs)
    seen.push({ tookMs, ...memory(child.pid) })
    await stop(child)
  }
  return seen
}

function threeOf(seen, key, digits) {
  const sorted = seen.map((one) => one[key]).sort((a, b) => a - b)
  const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2
  return [sorted[0], median, sorted.at(-1)].map((value) => value.toFixed(digits)).join(' / ')
}

const load = () => fs.readFileSync('/proc/loadavg', 'utf8').split(' ').slice(0, 3).join(' ')
console.log(`${runs} starts each, ${os.cpus().length} processors, load average before ${load()}; min / median / max\n`)
console.log('| program | volume | first 200, ms | resident after %s s, MiB | of it anonymous, MiB |', values.idle)
console.log('| --- | --- | --- | --- | --- |')
for (const program of programs) {
  const filled = path.join(work, 'filled')
  await fill(program, filled)
  const volumes = [
    ['empty', (run) => path.join(work, `empty-${run}`)],
    [`${ACCOUNTS} accounts`, () => filled],
  ]
  const name = program.includes(' ') ? program : path.basename(program)
  for (const [volume, volumeOf] of volumes) {
    const seen = await measure(program, volumeOf)
    console.log(
      `| \`${name}\` | ${volume} | ${threeOf(seen, 'tookMs', 0)} | ${threeOf(seen, 'resident', 1)} | ${threeOf(seen, 'anonymous', 1)} |`,
    )
  }
  for (const folder of fs.readdirSync(work)) fs.rmSync(path.join(work, folder), { recursive: true })
}
console.log(`\nload average after: ${load()}`)
