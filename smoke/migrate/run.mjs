// Moves accounts from a running server to a packaged Tempest with `tempest migrate in`, which is killed with
// SIGKILL at every step and started again; then gives one migration up. Needs Node 18, no packages.
//   node smoke/migrate/run.mjs --source http://localhost:2583 --plc http://localhost:2582 [--mail http://localhost:2526]
//     [--admin-token TOKEN] [--domain .test] [--records 300] [--blobs 12] [--java java]
// The PLC code is read from the mail sink, or where there is none from the source's _admin/codes (a Tempest).
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

const { values: options } = parseArgs({
  options: {
    source: { type: 'string' },
    plc: { type: 'string' },
    mail: { type: 'string' },
    'admin-token': { type: 'string', default: 'the admin token of development' },
    domain: { type: 'string', default: '.test' },
    records: { type: 'string', default: '300' },
    blobs: { type: 'string', default: '12' },
    java: { type: 'string', default: 'java' },
  },
})
const jar = join(dirname(fileURLToPath(import.meta.url)), '../../target/quarkus-app/quarkus-run.jar')
const records = Number(options.records)
const blobs = Number(options.blobs)
const steps = 10
const oldPassword = 'the old password'
const newPassword = 'the new password'

const data = mkdtempSync(join(tmpdir(), 'migrate-'))
const port = await freePort()
const target = `http://localhost:${port}`
const environment = {
  ...process.env,
  PORT: `${port}`,
  SECRET_KEY_BASE: randomBytes(48).toString('base64'),
  TEMPEST_DATA_DIR: data,
  TEMPEST_HOSTNAME: 'localhost',
  TEMPEST_PUBLIC_URL: target,
  TEMPEST_PLC_URL: options.plc,
  TEMPEST_HANDLE_DOMAINS: options.domain,
  TEMPEST_CRAWLERS: '',
  TEMPEST_MANAGEMENT_PORT: '0',
  OLD_PASSWORD: oldPassword,
  TEMPEST_PASSWORD: newPassword,
}
const server = tempest()
try {
  await until(async () => (await fetch(`${target}/xrpc/_health`)).ok)
  console.log(`from ${options.source} to ${target}, volume ${data}`)
  await killedAtEveryStep(0) // where a step begins
  await killedAtEveryStep(150) // somewhere in it, or in the next
  await rolledBack()
  console.log('passed')
} finally {
  server.kill('SIGTERM')
  await new Promise((done) => server.once('exit', done))
  rmSync(data, { recursive: true })
}

async function killedAtEveryStep(latest) {
  const account = await newAccount('killed')
  const before = await plcData(account.did)
  const started = Date.now()
  for (let step = 1; step <= steps; step++) {
    const line = `[${step}/${steps}]`
    const delay = Math.floor(Math.random() * latest)
    const end = await migrateWithCode(account, line, delay)
    console.log(`kill -9 ${delay} ms into ${line}: ${end.signal ?? `it had ended with ${end.code}`}; kept: ${kept(account)}`)
    assert.ok(end.signal === 'SIGKILL' || end.code === 0, end.output)
  }
  const end = await migrateWithCode(account)
  assert.equal(end.code, 0)
  if (latest === 0) console.log(indent(end.output))
  console.log(`moved in ${Math.round((Date.now() - started) / 1000)} s, ${steps} kills`)
  await assertMoved(account, before)
  const again = await migrate(account, [])
  assert.equal(again.code, 0, 'what is done is done')
}

async function rolledBack() {
  const account = await newAccount('doubtful')
  const paused = await migrate(account, [])
  assert.equal(paused.code, 1)
  console.log(indent(paused.output))
  assert.equal((await status(target, account.did)).status, 'deactivated')
  const back = await run(['migrate', 'rollback', account.did, '--yes'])
  console.log(indent(back.output))
  assert.equal(back.code, 0)
  assert.equal((await status(target, account.did)).status, 'deleted')
  assert.equal((await status(options.source, account.did)).active, true)
  assert.equal(kept(account), 'nothing')
}

function kept(account) {
  const folder = join(data, 'migrations', account.did.replaceAll(':', '_'))
  try {
    const files = readdirSync(folder).filter((name) => name !== '.lock')
    const state = files.includes('state.json') ? JSON.parse(readFileSync(join(folder, 'state.json'))).reached : 'done'
    return `${state ?? 'begun'} (${files.join(' ')})`
  } catch {
    return 'nothing'
  }
}

async function newAccount(name) {
  const handle = `${name}-${randomBytes(3).toString('hex')}${options.domain}`
  const email = `${handle.replaceAll('.', '-')}@example.com`
  const created = await call('com.atproto.server.createAccount', { handle, email, password: oldPassword })
  const account = { did: created.did, handle, email, token: created.accessJwt, cids: [] }
  const images = []
  for (let i = 0; i < blobs; i++) {
    const { blob } = await call('com.atproto.repo.uploadBlob', randomBytes(100_000), account.token)
    images.push(blob)
    account.cids.push(blob.ref.$link)
  }
  const collection = 'com.example.moving'
  for (let from = 0; from < records; from += 100) {
    const writes = Array.from({ length: Math.min(100, records - from) }, (_, i) => ({
      $type: 'com.atproto.repo.applyWrites#create',
      collection,
      value: { $type: collection, text: `record ${from + i}`, ...(images[from + i] && { image: images[from + i] }) },
    }))
    await call('com.atproto.repo.applyWrites', { repo: account.did, writes }, account.token)
  }
  const preferences = [{ $type: 'app.bsky.actor.defs#adultContentPref', enabled: true }]
  await call('app.bsky.actor.putPreferences', { preferences }, account.token)
  return account
}

async function assertMoved(account, before) {
  const { did } = account
  const after = await plcData(did)
  assert.equal(after.services.atproto_pds.endpoint, target)
  assert.notEqual(after.verificationMethods.atproto, before.verificationMethods.atproto)
  const session = await post(target, 'com.atproto.server.createSession', { identifier: did, password: newPassword })
  assert.equal(session.active, true)
  const found = await get(target, 'com.atproto.server.checkAccountStatus', {}, session.accessJwt)
  const { activated, validDid, indexedRecords, expectedBlobs, importedBlobs } = found
  assert.deepEqual([activated, validDid, indexedRecords, expectedBlobs, importedBlobs], [true, true, records, blobs, blobs])
  for (const cid of account.cids) {
    const answer = await fetch(`${target}/xrpc/com.atproto.sync.getBlob?did=${did}&cid=${cid}`)
    assert.equal((await answer.arrayBuffer()).byteLength, 100_000)
  }
  const { preferences } = await get(target, 'app.bsky.actor.getPreferences', {}, session.accessJwt)
  assert.equal(preferences[0].enabled, true)
  assert.equal((await status(options.source, did)).status, 'deactivated')
  const record = { $type: 'com.example.moving', text: 'written here' }
  await post(target, 'com.atproto.repo.createRecord', { repo: did, collection: record.$type, record }, session.accessJwt)
}

/** The newest code that the source has sent, if any. */
async function codeOf(account) {
  if (options.mail) {
    const mails = await (await fetch(`${options.mail}/mail?to=${account.email}`)).json()
    const codes = mails.flatMap(({ text }) => text.match(/\b[A-Z2-7]{5}-[A-Z2-7]{5}\b/g) ?? [])
    return codes.at(-1)
  }
  const { codes } = await get(options.source, '_admin/codes', { account: account.did }, options['admin-token'])
  return codes.find(({ purpose }) => purpose === 'plc_operation')?.code
}

/** As a person does who finds the code in their mail when they are asked for it. */
async function migrateWithCode(account, killAt, delay) {
  const first = await migrate(account, ['--yes'], killAt, delay)
  if (first.code !== 1) return first
  console.log(indent(first.output))
  const code = await codeOf(account)
  const second = await migrate(account, ['--yes', ...(code ? ['--plc-code', code] : [])], killAt, delay)
  console.log(indent(second.output))
  return second
}

function migrate(account, flags, killAt, delay) {
  return run(['migrate', 'in', account.handle, '--from', options.source, ...flags], killAt, delay)
}

/** Runs a command to its end, or until `delay` ms after it has said `killAt`. */
function run(args, killAt, delay) {
  const child = tempest(...args)
  let output = ''
  let killed = false
  const read = (chunk) => {
    output += chunk
    if (killAt && !killed && output.includes(killAt)) {
      killed = true
      setTimeout(() => child.kill('SIGKILL'), delay)
    }
  }
  child.stdout.on('data', read)
  child.stderr.on('data', read)
  return new Promise((done) => child.on('close', (code, signal) => done({ code, signal, output })))
}

function tempest(...args) {
  const child = spawn(options.java, ['-XX:TieredStopAtLevel=1', '-jar', jar, ...args], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  if (!args.length) child.stdout.resume()
  if (!args.length) child.stderr.pipe(process.stderr)
  return child
}

function call(nsid, body, token) {
  return post(options.source, nsid, body, token)
}

async function plcData(did) {
  return (await fetch(`${options.plc}/${did}/log/last`)).json()
}

async function status(base, did) {
  return (await fetch(`${base}/xrpc/com.atproto.sync.getRepoStatus?did=${did}`)).json()
}

function indent(text) {
  return text.trimEnd().replace(/^/gm, '    ')
}

async function post(base, nsid, body, token) {
  const binary = Buffer.isBuffer(body)
  const headers = { 'content-type': binary ? 'application/octet-stream' : 'application/json', ...bearer(token) }
  return answer(await fetch(`${base}/xrpc/${nsid}`, { method: 'POST', headers, body: binary ? body : JSON.stringify(body) }))
}

async function get(base, nsid, query, token) {
  return answer(await fetch(`${base}/xrpc/${nsid}?${new URLSearchParams(query)}`, { headers: bearer(token) }))
}

function bearer(token) {
  return token ? { authorization: `Bearer ${token}` } : {}
}

async function answer(response) {
  const text = await response.text()
  assert.ok(response.ok, `${response.url}: ${response.status} ${text}`)
  return text ? JSON.parse(text) : {}
}

async function until(condition) {
  for (let i = 0; i < 600; i++) {
    if (await condition().catch(() => false)) return
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error('the server does not answer')
}

function freePort() {
  return new Promise((done) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}
